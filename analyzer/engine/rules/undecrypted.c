/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/undecrypted.h"

#include <string.h>

#include <glib.h>

#include "products/products.h"

/* The smallest key exchange value, of group 19; less than this is no KE. */
#define LEAST_KE 64
/* Sooner nobody has typed another configuration, nor has an SA to be made anew. */
#define AT_ONCE (60 * IKT_SECOND)

static struct ikt_cipher_sizes sizes_of(const struct ikt_party *party, const struct ikt_phase2 *record,
                                        const struct ikt_evidence *evidence, uint64_t *out_frame)
{
    struct ikt_cipher_sizes sizes = {evidence->block_size, evidence->hash_size, IKT_PADDING_UNKNOWN};
    const struct ikt_address *address = &party->endpoint.address;
    sizes.padding = ikt_padding_of(&sizes, record->seen, record->seen_count, address, out_frame);
    if (sizes.padding == IKT_PADDING_UNKNOWN)
        sizes.padding = ikt_padding_of(&sizes, record->phase1->seen, record->phase1->seen_count, address, out_frame);
    if (sizes.padding == IKT_PADDING_UNKNOWN)
        sizes.padding = ikt_product_of(party->vendor)->padding;
    return sizes;
}

/* A KE in message 1 is answered by one in message 2, which holds a single suite. */
static struct ikt_ke_guess guess(uint32_t length, uint32_t answer_length, const struct ikt_cipher_sizes *offerer,
                                 const struct ikt_cipher_sizes *answerer, enum ikt_family family)
{
    struct ikt_ke_guess answered = ikt_ke_guess(answer_length, answerer, family);
    return answered.present != IKT_UNKNOWN ? answered : ikt_ke_guess(length, offerer, family);
}

/* The last one before this, else the first one after. */
static const struct ikt_claim *offer_of_peer(const struct ikt_phase2 *record, const struct ikt_claims *claims,
                                             uint64_t sequence)
{
    const struct ikt_claim *best = NULL;
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        bool by_peer = ikt_address_equal(&claim->owner, &record->responder->endpoint.address);
        if (!by_peer || claim->sets || claim->length == 0 || claim->block_size == 0)
            continue;
        if (!best || claim->sequence < sequence)
            best = claim;
    }
    return best;
}

static void find_success(struct ikt_undecrypted *u, const struct ikt_phase2 *record, const struct ikt_claims *claims,
                         unsigned block_size, uint64_t sequence)
{
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (claim->outcome == IKT_OUTCOME_ESTABLISHED && !claim->sets && claim->length == u->length &&
            claim->sequence < sequence && claim->block_size == block_size &&
            ikt_address_equal(&claim->owner, &record->initiator->endpoint.address))
            u->accepted = claim;
    }
    u->at_once = u->accepted && ikt_time_is_known(record->start_time) && ikt_time_is_known(u->accepted->time) &&
                 record->start_time - u->accepted->time < AT_ONCE;
}

static enum ikt_difference_size difference_of(const struct ikt_undecrypted *u, const struct ikt_cipher_sizes *theirs)
{
    struct ikt_span ours, peers;
    if (!ikt_length_span(&u->ours, u->length, &ours) || !ikt_length_span(theirs, u->peer->length, &peers))
        return IKT_SIZE_UNKNOWN;
    if (ours.least <= peers.most && peers.least <= ours.most)
        return IKT_SIZE_SAME;
    bool same_ke = u->ke.present != IKT_UNKNOWN && u->ke.present == u->peer_ke.present &&
                   strcmp(u->ke.groups, u->peer_ke.groups) == 0;
    return u->octets >= LEAST_KE && !same_ke ? IKT_SIZE_KE : IKT_SIZE_BLOCKS;
}

void ikt_undecrypted_init(struct ikt_undecrypted *u, const struct ikt_phase2 *record,
                          const struct ikt_evidence *evidence, const struct ikt_claims *claims)
{
    bool answer_read = !record->rejection || record->rejection->notify;
    *u = (struct ikt_undecrypted){.ke.present = IKT_UNKNOWN, .peer_ke.present = IKT_UNKNOWN};
    if (record->offer && answer_read)
        return;
    u->ours = sizes_of(record->initiator, record, evidence, &u->padding_frames[0]);
    u->theirs = sizes_of(record->responder, record, evidence, &u->padding_frames[1]);
    if (record->offer)
        return;
    uint64_t sequence = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name == IKT_QUICK1 && u->length == 0) {
            u->length = seen->length;
            sequence = seen->sequence;
        } else if (seen->name == IKT_QUICK2 && u->answer_length == 0) {
            u->answer_length = seen->length;
        }
    }
    const enum ikt_family family = (enum ikt_family)record->initiator->endpoint.address.family;
    u->ke = guess(u->length, u->answer_length, &u->ours, &u->theirs, family);
    if (u->length > 0)
        find_success(u, record, claims, evidence->block_size, sequence);
    u->peer = offer_of_peer(record, claims, sequence);
    if (!u->peer || u->length == 0)
        return;
    /* it may stand under another ISAKMP SA, with another cipher; who pads how stays */
    struct ikt_cipher_sizes offerer = {u->peer->block_size, u->peer->hash_size, u->theirs.padding};
    struct ikt_cipher_sizes answerer = {u->peer->block_size, u->peer->hash_size, u->ours.padding};
    u->peer_ke = guess(u->peer->length, u->peer->answer_length, &offerer, &answerer, family);
    u->octets = MAX(u->length, u->peer->length) - MIN(u->length, u->peer->length);
    u->difference = difference_of(u, &offerer);
}
