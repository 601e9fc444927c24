/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/verify.h"

#include <string.h>

#include "isakmp/reader.h"

#define COST_HASH 40 /* for ikt_key_account_pay: of an HMAC and what is around it, without its octets */

static bool pay(const struct ikt_question *question, struct ikt_verdict *verdict, size_t octets)
{
    const bool paid = ikt_key_account_pay(question->candidates->account, COST_HASH + ikt_cost_of_octets(octets));
    verdict->too_dear |= !paid;
    return paid;
}

static size_t phase1_octets(const struct ikt_handshake *handshake, struct ikt_bytes id)
{
    return handshake->ke[IKT_INITIATOR].length + handshake->ke[IKT_RESPONDER].length + handshake->sa.length + id.length;
}

static bool phase1_hash_is(const struct ikt_question *question, const struct ikt_skeyid *skeyid, struct ikt_bytes id,
                           struct ikt_bytes hash)
{
    struct ikt_phase1_values values = ikt_handshake_values(question->handshake);
    struct ikt_digest digest =
        ikt_keymat_hash_phase1(&values, ikt_secret_bytes(skeyid->secret), question->side == IKT_INITIATOR, id);
    return ikt_digest_equal(&digest, hash);
}

struct ikt_verdict ikt_verify_phase1(const struct ikt_question *question, const struct ikt_message *message)
{
    struct ikt_verdict verdict = {.fit = IKT_FIT_SHAPE};
    const struct ikt_payload *hash = ikt_message_payload(message, IKT_PAYLOAD_HASH, 0);
    const struct ikt_payload *id = ikt_message_payload(message, IKT_PAYLOAD_ID, 0);
    const struct ikt_keyset *keyset = question->keyset;
    if (!id)
        id = question->handshake->id[question->side];
    if (!id || !hash || question->handshake->sa.length == 0 || !ikt_handshake_is_complete(question->handshake))
        return verdict;
    const size_t octets = phase1_octets(question->handshake, id->body);
    for (guint i = 0; i < ikt_skeyid_count(question->candidates); i++) {
        const struct ikt_skeyid *skeyid = &g_array_index(question->candidates->skeyids, struct ikt_skeyid, i);
        if (keyset && keyset->skeyid != IKT_ABSENT && keyset->skeyid != (int)i)
            continue;
        if (!pay(question, &verdict, octets))
            break;
        if (phase1_hash_is(question, skeyid, id->body, hash->body)) {
            verdict.fit = IKT_FIT_VERIFIED;
            verdict.skeyid = skeyid;
            break;
        }
    }
    verdict.checked = !verdict.too_dear;
    return verdict;
}

/* What follows the HASH payload, padding left out. */
static struct ikt_bytes after_hash(const struct ikt_message *message)
{
    const struct ikt_payload *hash = &message->payloads[0];
    struct ikt_reader reader = {message->octets, 0};
    struct ikt_bytes before, rest = {NULL, 0};
    if (ikt_read_bytes(&reader, hash->offset + hash->octets.length, &before) &&
        ikt_read_bytes(&reader, reader.left.length - message->padding.length, &rest))
        return rest;
    return (struct ikt_bytes){NULL, 0};
}

static bool fits(const struct ikt_question *question, const struct ikt_digest *digest, struct ikt_bytes sent)
{
    size_t lost = question->lost;
    return digest->length > lost && digest->length == sent.length &&
           memcmp(digest->octets + lost, sent.data + lost, sent.length - lost) == 0;
}

/* 0 where none fits, and where it was too dear to try all. */
static unsigned hash_number(const struct ikt_question *question, const struct ikt_message *message,
                            struct ikt_bytes skeyid_a, struct ikt_verdict *verdict)
{
    int hash = question->handshake->choice.hash;
    uint32_t message_id = message->header.message_id;
    struct ikt_bytes sent = message->payloads[0].body, rest = after_hash(message);
    if (!pay(question, verdict, rest.length))
        return 0;
    struct ikt_digest digest = ikt_keymat_hash1(hash, skeyid_a, message_id, rest);
    if (fits(question, &digest, sent))
        return 1;
    if (message->header.exchange != IKT_EXCHANGE_QUICK || question->ni.length == 0 ||
        !pay(question, verdict, rest.length))
        return 0;
    digest = ikt_keymat_hash2(hash, skeyid_a, message_id, question->ni, rest);
    if (fits(question, &digest, sent))
        return 2;
    if (question->nr.length == 0 || !pay(question, verdict, 0))
        return 0;
    digest = ikt_keymat_hash3(hash, skeyid_a, message_id, question->ni, question->nr);
    return fits(question, &digest, sent) ? 3 : 0;
}

/* The keys' own SKEYID_a, or where they have none, any that was given for the SA. */
static struct ikt_verdict verify_phase2(const struct ikt_question *question, const struct ikt_message *message)
{
    struct ikt_verdict verdict = {.fit = IKT_FIT_SHAPE};
    const GPtrArray *loose = question->candidates->loose;
    if (question->keyset->skeyid_a)
        verdict.hash_number = hash_number(question, message, ikt_secret_bytes(question->keyset->skeyid_a), &verdict);
    const guint count = question->keyset->skeyid_a ? 0 : ikt_loose_count(loose);
    for (guint i = 0; i < count && verdict.hash_number == 0 && !verdict.too_dear; i++) {
        const struct ikt_key *key = loose->pdata[i];
        verdict.hash_number = hash_number(question, message, ikt_secret_bytes(key->secret), &verdict);
    }
    if (verdict.hash_number == 0)
        return verdict;
    verdict.fit = IKT_FIT_VERIFIED;
    if (question->keyset->skeyid != IKT_ABSENT)
        verdict.skeyid = &g_array_index(question->candidates->skeyids, struct ikt_skeyid, question->keyset->skeyid);
    return verdict;
}

/* Main Mode: ID, then HASH or SIG. Aggressive Mode 3: HASH or SIG, and not always first. */
static bool has_phase1_shape(const struct ikt_message *message, unsigned hash_size)
{
    const struct ikt_payload *proof = ikt_message_payload(message, IKT_PAYLOAD_HASH, 0);
    if (proof && proof->body.length != hash_size)
        return false;
    if (!proof)
        proof = ikt_message_payload(message, IKT_PAYLOAD_SIG, 0);
    return proof &&
           (message->header.exchange == IKT_EXCHANGE_AGGRESSIVE || message->payloads[0].type == IKT_PAYLOAD_ID);
}

static bool has_phase2_shape(const struct ikt_message *message, unsigned hash_size)
{
    const struct ikt_payload *payloads = message->payloads;
    if (message->payload_count == 0 || payloads[0].type != IKT_PAYLOAD_HASH || payloads[0].body.length != hash_size)
        return false;
    uint8_t second = message->payload_count > 1 ? payloads[1].type : IKT_PAYLOAD_NONE;
    switch (message->header.exchange) {
    case IKT_EXCHANGE_QUICK:
        return second == IKT_PAYLOAD_SA || second == IKT_PAYLOAD_NONE || second == IKT_PAYLOAD_NOTIFY;
    case IKT_EXCHANGE_INFORMATIONAL:
        return second == IKT_PAYLOAD_NOTIFY || second == IKT_PAYLOAD_DELETE;
    case IKT_EXCHANGE_TRANSACTION:
        return second == IKT_PAYLOAD_ATTRIBUTES;
    case IKT_EXCHANGE_NEW_GROUP:
        return second == IKT_PAYLOAD_SA;
    default:
        return false;
    }
}

struct ikt_verdict ikt_verify(const struct ikt_question *question, const struct ikt_message *message)
{
    unsigned hash_size = ikt_hash_size((unsigned)question->handshake->choice.hash);
    switch (message->header.exchange) {
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
        if (message->payload_count > 0 && has_phase1_shape(message, hash_size))
            return ikt_verify_phase1(question, message);
        break;
    default:
        if (has_phase2_shape(message, hash_size))
            return verify_phase2(question, message);
    }
    return (struct ikt_verdict){.fit = IKT_FIT_NOT};
}
