/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/decrypt_attempt.h"

#include <string.h>

#include "decrypt/decrypt_without_iv.h"
#include "isakmp/message_spare.h"
#include "isakmp/reader.h"

#define COST_OCTETS    2    /* octets that are decrypted for a tenth of a microsecond */
#define PLAINTEXT_ROOM 1024 /* of nearly all messages; others take memory of their own */
#define IDENTITY_MAX   256  /* octets of an ID that is an address, a HASH and a notify, however they are padded */

static struct ikt_iv_source iv_source(const struct ikt_decryptor *decryptor)
{
    return (struct ikt_iv_source){.hash = decryptor->handshake.choice.hash,
                                  .block_size = ikt_cipher_block_size(decryptor->cipher),
                                  .initial = decryptor->initial_iv,
                                  .phase1 = &decryptor->phase1};
}

static void propose_ivs(const struct ikt_iv_source *source, const struct ikt_attempt *attempt, struct ikt_iv_list *list)
{
    const struct ikt_header *header = &attempt->message->header;
    if (ikt_is_phase1(attempt->message)) {
        ikt_iv_propose_phase1(source, list);
        return;
    }
    ikt_iv_propose(source, header->message_id, attempt->exchange ? &attempt->exchange->chain : NULL, list);
    if (header->exchange == IKT_EXCHANGE_INFORMATIONAL)
        ikt_iv_propose_odd(list);
}

/* Does the first block begin with a payload's generic header? Wrong keys end here, at the price of one block. */
static bool begins_well(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt, const uint8_t *block)
{
    struct ikt_reader reader = {{block, ikt_cipher_block_size(decryptor->cipher)}, IKT_HEADER_SIZE};
    struct ikt_generic_header header;
    if (!ikt_read_generic_header(&reader, &header) || header.reserved != 0 || header.length < IKT_GENERIC_HEADER_SIZE ||
        header.length > attempt->message->ciphertext.length || !ikt_payload_name(header.next))
        return false;
    return ikt_is_phase1(attempt->message) ||
           header.length == IKT_GENERIC_HEADER_SIZE + ikt_hash_size((unsigned)decryptor->handshake.choice.hash);
}

static struct ikt_question question_of(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt,
                                       int keyset)
{
    struct ikt_question question = {
        .handshake = &decryptor->handshake,
        .candidates = &decryptor->candidates,
        .keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, keyset),
        .side = attempt->side,
    };
    if (attempt->exchange) {
        question.ni = attempt->exchange->ni;
        question.nr = attempt->exchange->nr;
    }
    return question;
}

/* Returns whether it opened better than before. plaintext: room for the whole. */
static bool try_iv(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt, int keyset, const uint8_t *iv,
                   uint8_t *plaintext)
{
    struct ikt_bytes ciphertext = attempt->message->ciphertext;
    unsigned block_size = ikt_cipher_block_size(decryptor->cipher);
    uint8_t first[IKT_BLOCK_MAX];
    if (!ikt_cipher_decrypt(decryptor->cipher, iv, (struct ikt_bytes){ciphertext.data, block_size}, first) ||
        !begins_well(decryptor, attempt, first) || !ikt_cipher_decrypt(decryptor->cipher, iv, ciphertext, plaintext))
        return false;

    struct ikt_message *opened = ikt_message_open_beside(
        attempt->message, (struct ikt_bytes){plaintext, ciphertext.length}, attempt->message->header.next_payload);
    struct ikt_verdict verdict = {.fit = IKT_FIT_NOT};
    if (ikt_message_well_formed(opened, block_size)) {
        struct ikt_question question = question_of(decryptor, attempt, keyset);
        verdict = ikt_verify(&question, opened);
        attempt->left_out |= verdict.too_dear;
    }
    if (verdict.fit <= attempt->verdict.fit) {
        ikt_message_release(opened);
        return false;
    }
    ikt_message_release(attempt->opened);
    attempt->opened = opened;
    attempt->verdict = verdict;
    attempt->keyset = keyset;
    return true;
}

/* For ikt_key_account_pay: a key schedule, as measured, and the first block under some IVs. */
static unsigned cost_of_key(const struct ikt_decryptor *decryptor)
{
    switch (decryptor->handshake.choice.encryption) {
    case IKT_ENCRYPTION_BLOWFISH_CBC:
        return 600;
    case IKT_ENCRYPTION_DES_CBC:
    case IKT_ENCRYPTION_3DES_CBC:
        return 100;
    default:
        return 50;
    }
}

/* Can another key be tried? rest: the whole message is decrypted, and not its first block alone. */
static bool pay(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt, bool rest)
{
    const size_t length = rest ? attempt->message->ciphertext.length : 0;
    const bool paid = ikt_key_account_pay(&decryptor->account, cost_of_key(decryptor) + length / COST_OCTETS);
    attempt->left_out |= !paid;
    return paid;
}

static bool load(struct ikt_decryptor *decryptor, int index)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, index);
    if (decryptor->loaded == keyset && decryptor->loads == ikt_cipher_keys(decryptor->cipher))
        return true;
    decryptor->loaded = NULL;
    if (!ikt_cipher_set_key(decryptor->cipher, ikt_secret_bytes(keyset->ka)))
        return false;
    decryptor->loaded = keyset;
    decryptor->loads = ikt_cipher_keys(decryptor->cipher);
    return true;
}

/* How well a message may fit at most: what verifies it. */
static enum ikt_fit best_fit(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt, int index)
{
    const struct ikt_candidates *candidates = &decryptor->candidates;
    const struct ikt_keyset *keyset = &g_array_index(candidates->keysets, struct ikt_keyset, index);
    const bool can_verify = ikt_is_phase1(attempt->message)
                                ? ikt_skeyid_count(candidates) > 0
                                : keyset->skeyid_a || ikt_loose_count(candidates->loose) > 0;
    return can_verify ? IKT_FIT_VERIFIED : IKT_FIT_SHAPE;
}

/* What fits as well as it can leaves nothing to try: only a better fit would replace it. */
static void try_keyset(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt, int index, struct ikt_iv_list *ivs,
                       uint8_t *plaintext)
{
    const enum ikt_fit best = best_fit(decryptor, attempt, index);
    const uint8_t *iv;
    if (attempt->verdict.fit >= best || !ikt_iv_nth(ivs, 0) || !load(decryptor, index))
        return;
    for (unsigned i = 0; attempt->verdict.fit < best && (iv = ikt_iv_nth(ivs, i)); i++)
        if (try_iv(decryptor, attempt, index, iv, plaintext))
            attempt->begins = !ikt_is_phase1(attempt->message) && i >= ivs->own;
}

/* The side's own last keys, then the other side's, then all the rest. */
void ikt_attempt_whole(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    int own = decryptor->active[attempt->side];
    int other = decryptor->active[attempt->side == IKT_INITIATOR];
    size_t length = attempt->message->ciphertext.length;
    uint8_t room[PLAINTEXT_ROOM], *plaintext = length <= sizeof(room) ? room : g_malloc(length);
    const struct ikt_iv_source source = iv_source(decryptor);
    struct ikt_iv_list ivs;
    ikt_iv_list_init(&ivs);
    propose_ivs(&source, attempt, &ivs);
    if (own != NO_KEYSET)
        try_keyset(decryptor, attempt, own, &ivs, plaintext);
    if (other != NO_KEYSET && other != own && attempt->verdict.fit != IKT_FIT_VERIFIED)
        try_keyset(decryptor, attempt, other, &ivs, plaintext);
    for (int i = 0; i < (int)decryptor->candidates.keysets->len && attempt->verdict.fit != IKT_FIT_VERIFIED; i++)
        if (i != own && i != other) {
            if (!pay(decryptor, attempt, false))
                break;
            try_keyset(decryptor, attempt, i, &ivs, plaintext);
        }
    explicit_bzero(plaintext, length); /* XAUTH passwords pass through here */
    if (plaintext != room)
        g_free(plaintext);
}

static bool can_check(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, attempt->keyset);
    return keyset->skeyid_a || ikt_loose_count(decryptor->candidates.loose) > 0;
}

/* Is a nonce missing that its HASH is made with? One that came in a message of the same side may be its own. */
static bool lacks_nonce(const struct ikt_attempt *attempt, const struct ikt_message *opened)
{
    const struct ikt_phase2_exchange *exchange = attempt->exchange;
    if (!exchange || exchange->ni.length == 0 || (!exchange->ni_checked && exchange->ni_side == attempt->side))
        return true;
    return exchange->nr.length == 0 && !ikt_message_payload(opened, IKT_PAYLOAD_SA, 0);
}

/*
 * What was read without an IV. Where there is a SKEYID_a, the end of the HASH has to fit: else this is a forged copy of
 * a message. It cannot be checked where nonces were not seen, or where it is of phase 1, whose HASH is over an ID.
 */
static bool accept_partial(const struct ikt_decryptor *decryptor, struct ikt_attempt *attempt,
                           const struct ikt_message *opened)
{
    struct ikt_question question = question_of(decryptor, attempt, attempt->keyset);
    if (ikt_is_phase1(opened)) {
        attempt->verdict = (struct ikt_verdict){.fit = IKT_FIT_SHAPE};
        return true;
    }
    question.lost = opened->lost - IKT_GENERIC_HEADER_SIZE;
    attempt->verdict = ikt_verify(&question, opened);
    attempt->left_out |= attempt->verdict.too_dear;
    if (attempt->verdict.fit != IKT_FIT_SHAPE)
        return attempt->verdict.fit == IKT_FIT_VERIFIED;
    return !can_check(decryptor, attempt) ||
           (opened->header.exchange == IKT_EXCHANGE_QUICK && lacks_nonce(attempt, opened));
}

/* The first block of Main Mode's last messages from a peer whose ID is its address. */
static void identity_block(const struct ikt_address *address, uint8_t protocol, uint16_t port, uint8_t after_hash,
                           unsigned hash_size, uint8_t block[static IKT_BLOCK_MAX])
{
    bool ipv6 = address->family == IKT_FAMILY_IPV6;
    uint8_t length = ipv6 ? 24 : 12, octets[2 * IKT_BLOCK_MAX] = {0};
    ikt_write_generic_header(IKT_PAYLOAD_HASH, length, octets);
    octets[4] = ipv6 ? IKT_ID_IPV6_ADDR : IKT_ID_IPV4_ADDR;
    octets[5] = protocol;
    octets[6] = (uint8_t)(port >> 8);
    octets[7] = (uint8_t)port;
    memcpy(octets + 8, address->octets, length - 8U);
    ikt_write_generic_header(after_hash, IKT_GENERIC_HEADER_SIZE + hash_size, octets + length);
    memcpy(block, octets, IKT_BLOCK_MAX);
}

/* Protocol and port of an ID that is an address: none, or UDP and the port of IKE, or 0 behind a NAT (RFC 3947). */
static const struct {
    uint8_t protocol;
    uint16_t port;
} id_ports[] = {{0, 0}, {17, 500}, {17, 0}};

/* HASH_I and HASH_R are made with the ID: where its block is lost, they prove whether it is the peer's address. */
static bool try_identity(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    static const uint8_t next[] = {IKT_PAYLOAD_NONE, IKT_PAYLOAD_NOTIFY};
    const struct ikt_header *header = &attempt->message->header;
    struct ikt_question question = question_of(decryptor, attempt, attempt->keyset);
    uint8_t block[IKT_BLOCK_MAX];
    if (header->exchange != IKT_EXCHANGE_MAIN || header->next_payload != IKT_PAYLOAD_ID ||
        attempt->message->ciphertext.length > IDENTITY_MAX || ikt_skeyid_count(&decryptor->candidates) == 0)
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(id_ports) * G_N_ELEMENTS(next); i++) {
        identity_block(&decryptor->address[attempt->side], id_ports[i / 2].protocol, id_ports[i / 2].port, next[i % 2],
                       ikt_hash_size((unsigned)decryptor->handshake.choice.hash), block);
        struct ikt_message *opened = ikt_partial_assume(decryptor->cipher, attempt->message, block);
        if (opened)
            attempt->verdict = ikt_verify(&question, opened);
        attempt->left_out |= attempt->verdict.too_dear;
        if (opened && attempt->verdict.fit == IKT_FIT_VERIFIED) {
            attempt->opened = opened;
            return true;
        }
        ikt_message_release(opened);
    }
    return false;
}

static bool try_rest(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    struct ikt_message *opened =
        ikt_partial_open(decryptor->cipher, attempt->message, decryptor->handshake.choice.hash);
    if (opened && accept_partial(decryptor, attempt, opened)) {
        attempt->opened = opened;
        attempt->partial = true;
        return true;
    }
    ikt_message_release(opened);
    return false;
}

void ikt_attempt_partial(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    int own = decryptor->active[attempt->side], count = (int)decryptor->candidates.keysets->len;
    for (int i = own == NO_KEYSET ? 0 : -1; i < count; i++) {
        attempt->keyset = i < 0 ? own : i;
        if (i >= 0 && !pay(decryptor, attempt, true))
            break;
        if (load(decryptor, attempt->keyset) && (try_identity(decryptor, attempt) || try_rest(decryptor, attempt)))
            return;
    }
    attempt->verdict = (struct ikt_verdict){.fit = IKT_FIT_NOT};
}

void ikt_attempt_drop(struct ikt_attempt *attempt)
{
    ikt_message_release(attempt->opened);
    attempt->opened = NULL;
    attempt->verdict = (struct ikt_verdict){.fit = IKT_FIT_NOT};
    attempt->partial = attempt->begins = false;
}

/*
 * What only an offer holds: transforms to choose from; what only an answer holds: the responder's lifetime. Several
 * proposals tell nothing: strongSwan sends back all of them where IPComp is among them.
 */
static unsigned number_by_content(const struct ikt_message *opened)
{
    const struct ikt_payload *payload = ikt_message_payload(opened, IKT_PAYLOAD_SA, 0);
    const struct ikt_sa *sa = payload ? &payload->sa : NULL;
    for (size_t i = 0; sa && i < sa->proposal_count; i++)
        if (sa->proposals[i].transform_count > 1)
            return 1;
    payload = ikt_message_payload(opened, IKT_PAYLOAD_NOTIFY, 0);
    return sa && payload && payload->notify.type == IKT_NOTIFY_RESPONDER_LIFETIME ? 2 : 0;
}

unsigned ikt_attempt_number(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt)
{
    const struct ikt_message *opened = attempt->opened;
    if (!opened || opened->header.exchange != IKT_EXCHANGE_QUICK)
        return 0;
    if (attempt->verdict.hash_number > 0)
        return attempt->verdict.hash_number;
    if (attempt->begins)
        return 1;
    bool not_first = attempt->partial && (decryptor->phase1_ended || can_check(decryptor, attempt));
    return not_first && ikt_message_payload(opened, IKT_PAYLOAD_SA, 0) ? 2 : number_by_content(opened);
}
