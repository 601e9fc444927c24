/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/iv.h"

#include <string.h>

static const uint8_t *block_of(const struct ikt_iv_chain *chain, unsigned i, unsigned block_size)
{
    return chain->blocks[i].octets + IKT_BLOCK_MAX - block_size;
}

/* The one that has the block already, else a free one or the oldest of the least trusted. */
static unsigned place_for(struct ikt_iv_chain *chain, const uint8_t *block, unsigned block_size)
{
    unsigned gone = 0;
    for (unsigned i = 0; i < chain->count; i++) {
        if (memcmp(block_of(chain, i, block_size), block, block_size) == 0)
            return i;
        if (chain->blocks[i].trust < chain->blocks[gone].trust)
            gone = i;
    }
    if (chain->count < IKT_IV_CHAIN_MAX) {
        chain->blocks[chain->count].trust = 0;
        return chain->count++;
    }
    chain->blocks[gone].trust = 0;
    chain->forgot = true;
    return gone;
}

void ikt_iv_chain_add(struct ikt_iv_chain *chain, const uint8_t *block, unsigned block_size, unsigned trust)
{
    const unsigned at = place_for(chain, block, block_size), last = chain->count - 1;
    const unsigned before = chain->blocks[at].trust;
    uint8_t octets[IKT_BLOCK_MAX]; /* of a block that was known longer the beginning stays */
    memcpy(octets, chain->blocks[at].octets, sizeof octets);
    memcpy(octets + IKT_BLOCK_MAX - block_size, block, block_size);
    memmove(&chain->blocks[at], &chain->blocks[at + 1], (last - at) * sizeof(chain->blocks[0]));
    memcpy(chain->blocks[last].octets, octets, sizeof octets);
    chain->blocks[last].trust = MAX(trust, before);
}

static void propose(struct ikt_iv_list *list, const uint8_t *iv, unsigned block_size)
{
    for (unsigned i = 0; i < list->count; i++)
        if (memcmp(list->ivs[i], iv, block_size) == 0)
            return;
    if (list->count < IKT_IV_LIST_MAX)
        memcpy(list->ivs[list->count++], iv, block_size);
}

static void propose_digest(struct ikt_iv_list *list, const struct ikt_digest *digest, unsigned block_size)
{
    if (digest->length >= block_size)
        propose(list, digest->octets, block_size);
}

static void propose_chain(struct ikt_iv_list *list, const struct ikt_iv_chain *chain, unsigned block_size)
{
    for (unsigned i = chain->count; i-- > 0;)
        propose(list, block_of(chain, i, block_size), block_size);
}

/* IV = hash(g^xi | g^xr) */
struct ikt_digest ikt_iv_initial(int hash, struct ikt_bytes initiator_ke, struct ikt_bytes responder_ke)
{
    const struct ikt_bytes parts[] = {initiator_ke, responder_ke};
    return ikt_crypto_hash(hash, parts, G_N_ELEMENTS(parts));
}

void ikt_iv_propose_phase1(const struct ikt_iv_source *source, struct ikt_iv_list *list)
{
    propose_chain(list, source->phase1, source->block_size);
    propose_digest(list, &source->initial, source->block_size);
}

/* IV = hash(last block of phase 1 | M-ID); base empty: hash(M-ID) */
static struct ikt_digest first_iv(int hash, struct ikt_bytes base, uint32_t message_id)
{
    const uint8_t wire[4] = {(uint8_t)(message_id >> 24), (uint8_t)(message_id >> 16), (uint8_t)(message_id >> 8),
                             (uint8_t)message_id};
    const struct ikt_bytes parts[] = {base, {wire, sizeof(wire)}};
    return ikt_crypto_hash(hash, parts, G_N_ELEMENTS(parts));
}

/*
 * The hashes of a message that begins an exchange, in this order: with each last block of phase 1, the newest first;
 * with the initial IV; and where it may be odd, with nothing, and the initial IV itself.
 */
static void make(struct ikt_iv_list *list, unsigned step)
{
    const struct ikt_iv_source *source = list->source;
    const unsigned blocks = source->phase1->count, block_size = source->block_size;
    struct ikt_bytes base = {NULL, 0};
    struct ikt_digest digest = source->initial;
    if (step < blocks)
        base = (struct ikt_bytes){block_of(source->phase1, blocks - 1 - step, block_size), block_size};
    else if (step == blocks && source->initial.length >= block_size)
        base = (struct ikt_bytes){source->initial.octets, block_size};
    else if (step == blocks)
        return;
    if (step <= blocks + 1)
        digest = first_iv(source->hash, base, list->message_id);
    propose_digest(list, &digest, block_size);
}

void ikt_iv_propose(const struct ikt_iv_source *source, uint32_t message_id, const struct ikt_iv_chain *own,
                    struct ikt_iv_list *list)
{
    if (own)
        propose_chain(list, own, source->block_size);
    list->own = list->count;
    list->source = source;
    list->message_id = message_id;
    list->steps = source->phase1->count + 1;
}

void ikt_iv_propose_odd(struct ikt_iv_list *list)
{
    list->steps += 2;
}

void ikt_iv_list_init(struct ikt_iv_list *list)
{
    /* What is behind count is never read. */
    list->own = list->made = list->steps = list->count = 0;
    list->source = NULL;
}

const uint8_t *ikt_iv_nth(struct ikt_iv_list *list, unsigned nth)
{
    while (list->count <= nth && list->made < list->steps)
        make(list, list->made++);
    return nth < list->count ? list->ivs[nth] : NULL;
}
