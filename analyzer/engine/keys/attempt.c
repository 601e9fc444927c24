/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "attempt.h"

#include "partial.h"

static struct ikt_iv_source iv_source(const struct ikt_decryptor *decryptor)
{
    return (struct ikt_iv_source){.hash = decryptor->handshake.choice.hash,
                                  .block_size = ikt_cipher_block_size(decryptor->cipher),
                                  .initial = decryptor->initial_iv,
                                  .phase1 = &decryptor->phase1};
}

static void propose_ivs(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt,
                        struct ikt_iv_list *list)
{
    const struct ikt_iv_source source = iv_source(decryptor);
    const struct ikt_header *header = &attempt->message->header;

    if (ikt_is_phase1(attempt->message)) {
        ikt_iv_propose_phase1(&source, list);
        return;
    }
    ikt_iv_propose(&source, header->message_id, attempt->thread ? &attempt->thread->chain : NULL, list);
    if (header->exchange == IKT_EXCHANGE_INFORMATIONAL)
        ikt_iv_propose_odd(&source, header->message_id, list);
}

/* Does the first block begin with a payload's generic header? Wrong keys end here, at the price of one block. */
static bool begins_well(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt, const uint8_t *block)
{
    size_t length = (size_t)block[2] << 8 | block[3];

    if (block[1] != 0 || length < 4 || length > attempt->message->ciphertext.length || !ikt_payload_name(block[0]))
        return false;
    return ikt_is_phase1(attempt->message) || length == 4 + ikt_hash_size((unsigned)decryptor->handshake.choice.hash);
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

    if (attempt->thread) {
        question.ni = ikt_handshake_view(attempt->thread->ni);
        question.nr = ikt_handshake_view(attempt->thread->nr);
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

    struct ikt_message *opened = ikt_message_open(attempt->message, (struct ikt_bytes){plaintext, ciphertext.length},
                                                  attempt->message->header.next_payload);
    struct ikt_verdict verdict = {IKT_FIT_NOT, NULL, 0};
    if (ikt_message_well_formed(opened, block_size)) {
        struct ikt_question question = question_of(decryptor, attempt, keyset);
        verdict = ikt_verify(&question, opened);
    }
    if (verdict.fit <= attempt->verdict.fit) {
        ikt_message_unref(opened);
        return false;
    }
    ikt_message_unref(attempt->opened);
    attempt->opened = opened;
    attempt->verdict = verdict;
    attempt->keyset = keyset;
    return true;
}

static bool load(struct ikt_decryptor *decryptor, int index)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, index);

    if (decryptor->loaded == keyset)
        return true;
    decryptor->loaded = NULL;
    if (!ikt_cipher_set_key(decryptor->cipher, ikt_secret_bytes(keyset->ka)))
        return false;
    decryptor->loaded = keyset;
    return true;
}

static void try_keyset(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt, int index,
                       const struct ikt_iv_list *ivs, uint8_t *plaintext)
{
    if (ivs->count == 0 || !load(decryptor, index))
        return;
    for (unsigned i = 0; i < ivs->count && attempt->verdict.fit != IKT_FIT_VERIFIED; i++)
        if (try_iv(decryptor, attempt, index, ivs->ivs[i], plaintext))
            attempt->begins = !ikt_is_phase1(attempt->message) && i >= ivs->own;
}

/* The side's own last keys, then the other side's, then all the rest. */
void ikt_attempt_whole(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    int own = decryptor->active[attempt->side];
    int other = decryptor->active[attempt->side == IKT_INITIATOR];
    size_t length = attempt->message->ciphertext.length;
    uint8_t *plaintext = g_malloc(length);
    struct ikt_iv_list ivs = {0};

    propose_ivs(decryptor, attempt, &ivs);
    if (own != NO_KEYSET)
        try_keyset(decryptor, attempt, own, &ivs, plaintext);
    if (other != NO_KEYSET && other != own && attempt->verdict.fit != IKT_FIT_VERIFIED)
        try_keyset(decryptor, attempt, other, &ivs, plaintext);
    for (int i = 0; i < (int)decryptor->candidates.keysets->len && attempt->verdict.fit != IKT_FIT_VERIFIED; i++)
        if (i != own && i != other)
            try_keyset(decryptor, attempt, i, &ivs, plaintext);
    explicit_bzero(plaintext, length); /* XAUTH passwords pass through here */
    g_free(plaintext);
}

static bool can_check(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, attempt->keyset);

    return keyset->skeyid_a || decryptor->candidates.loose->len > 0;
}

/*
 * What was read without an IV. Where there is a SKEYID_a, the end of the HASH has to fit: else this is a forged copy of
 * a message. It cannot be checked in a Quick Mode of which no nonce was seen: this may be the second message.
 */
static bool accept_partial(const struct ikt_decryptor *decryptor, struct ikt_attempt *attempt,
                           const struct ikt_message *opened)
{
    struct ikt_question question = question_of(decryptor, attempt, attempt->keyset);

    question.lost = opened->lost - 4;
    attempt->verdict = ikt_verify(&question, opened);
    if (attempt->verdict.fit != IKT_FIT_SHAPE)
        return attempt->verdict.fit == IKT_FIT_VERIFIED;
    return !can_check(decryptor, attempt) || (opened->header.exchange == IKT_EXCHANGE_QUICK && !attempt->thread);
}

void ikt_attempt_partial(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    int own = decryptor->active[attempt->side], count = (int)decryptor->candidates.keysets->len;

    for (int i = own == NO_KEYSET ? 0 : -1; i < count && !attempt->opened; i++) {
        attempt->keyset = i < 0 ? own : i;
        if (!load(decryptor, attempt->keyset))
            continue;
        struct ikt_message *opened =
            ikt_partial_open(decryptor->cipher, attempt->message, decryptor->handshake.choice.hash);
        if (opened && accept_partial(decryptor, attempt, opened))
            attempt->opened = opened;
        else
            ikt_message_unref(opened);
    }
    attempt->partial = attempt->opened != NULL;
    if (!attempt->partial)
        attempt->verdict = (struct ikt_verdict){IKT_FIT_NOT, NULL, 0};
}

void ikt_attempt_drop(struct ikt_attempt *attempt)
{
    ikt_message_unref(attempt->opened);
    attempt->opened = NULL;
    attempt->verdict = (struct ikt_verdict){IKT_FIT_NOT, NULL, 0};
    attempt->partial = attempt->begins = false;
}

int ikt_attempt_place(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt)
{
    const struct ikt_message *opened = attempt->opened;

    if (!opened || opened->header.exchange != IKT_EXCHANGE_QUICK)
        return IKT_ABSENT;
    if (attempt->verdict.hash_number > 0)
        return (int)attempt->verdict.hash_number - 1;
    if (attempt->begins)
        return 0;
    bool not_first = attempt->partial && (decryptor->phase1_ended || can_check(decryptor, attempt));
    return not_first && ikt_message_payload(opened, IKT_PAYLOAD_SA, 0) ? 1 : IKT_ABSENT;
}
