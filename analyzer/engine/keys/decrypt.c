/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decryptor.h"

#include <string.h>

#include "partial.h"
#include "verify.h"

#define EXCHANGES_MAX 128 /* message IDs remembered for one SA, the longest silent is forgotten */
#define NONCE_MAX     256 /* RFC 2409 section 5 */
#define GUESSES_MAX   32  /* messages that the choice of a phase 1 that was not captured is looked for in */

/* A Quick Mode, transaction or new group exchange. */
struct exchange {
    uint32_t message_id;
    struct ikt_iv_chain chain;
    GBytes *ni, *nr; /* Ni_b, Nr_b, NULL while not seen */
    unsigned ni_side;
};

static void free_exchange(gpointer data)
{
    struct exchange *exchange = data;

    g_clear_pointer(&exchange->ni, g_bytes_unref);
    g_clear_pointer(&exchange->nr, g_bytes_unref);
    g_free(exchange);
}

struct ikt_decryptor *ikt_decryptor_new(struct ikt_keyring *keyring,
                                        const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                                        const struct ikt_endpoint *initiator, const struct ikt_endpoint *responder)
{
    struct ikt_decryptor *decryptor = g_new0(struct ikt_decryptor, 1);

    decryptor->keyring = keyring ? ikt_keyring_ref(keyring) : ikt_keyring_new();
    decryptor->address[IKT_INITIATOR] = initiator->address;
    decryptor->address[IKT_RESPONDER] = responder->address;
    ikt_handshake_init(&decryptor->handshake, initiator_cookie);
    decryptor->stale = true;
    decryptor->active[IKT_INITIATOR] = decryptor->active[IKT_RESPONDER] = NO_KEYSET;
    decryptor->exchanges = g_ptr_array_new_with_free_func(free_exchange);
    return decryptor;
}

void ikt_decryptor_free(struct ikt_decryptor *decryptor)
{
    if (!decryptor)
        return;
    g_ptr_array_unref(decryptor->exchanges);
    for (unsigned side = 0; side < IKT_SIDES; side++)
        ikt_secret_free(decryptor->skeyid[side]);
    ikt_candidates_clear(&decryptor->candidates);
    ikt_cipher_free(decryptor->cipher);
    ikt_handshake_clear(&decryptor->handshake);
    ikt_keyring_unref(decryptor->keyring);
    g_free(decryptor);
}

/* Bring keys and IVs up to what is known of the handshake. */
static void refresh(struct ikt_decryptor *decryptor)
{
    const struct ikt_handshake *handshake = &decryptor->handshake;

    if (!decryptor->stale)
        return;
    decryptor->stale = false;
    decryptor->loaded = NULL;
    decryptor->active[IKT_INITIATOR] = decryptor->active[IKT_RESPONDER] = NO_KEYSET;
    if (!decryptor->cipher && handshake->has_choice && ikt_crypto_knows_hash(handshake->hash))
        decryptor->cipher = ikt_cipher_new(handshake->encryption, handshake->key_bits);
    if (handshake->has_choice && handshake->ke[IKT_INITIATOR] && handshake->ke[IKT_RESPONDER])
        decryptor->initial_iv = ikt_iv_initial(handshake->hash, ikt_handshake_view(handshake->ke[IKT_INITIATOR]),
                                               ikt_handshake_view(handshake->ke[IKT_RESPONDER]));
    ikt_candidates_make(&decryptor->candidates, decryptor->keyring, handshake, &decryptor->address[IKT_INITIATOR],
                        &decryptor->address[IKT_RESPONDER], decryptor->cipher,
                        (struct ikt_bytes){decryptor->initial_iv.octets, decryptor->initial_iv.length});
}

static void note_skeyid(struct ikt_decryptor *decryptor, unsigned side, const struct ikt_skeyid *skeyid)
{
    if (!skeyid)
        return;
    if (!decryptor->psk[side])
        decryptor->psk[side] = skeyid->psk;
    if (!decryptor->skeyid[side])
        decryptor->skeyid[side] = ikt_secret_new(ikt_secret_bytes(skeyid->secret));
}

enum ikt_decryption ikt_decryptor_learn(struct ikt_decryptor *decryptor, bool from_initiator,
                                        const struct ikt_message *message)
{
    unsigned side = from_initiator ? IKT_INITIATOR : IKT_RESPONDER;

    if (!message->has_header || message->encrypted)
        return IKT_DECRYPTION_CLEARTEXT;
    decryptor->stale |= ikt_handshake_learn(&decryptor->handshake, side, message);
    if (message->header.exchange != IKT_EXCHANGE_AGGRESSIVE || !ikt_message_payload(message, IKT_PAYLOAD_HASH, 0))
        return IKT_DECRYPTION_CLEARTEXT;

    refresh(decryptor);
    struct ikt_question question = {
        .handshake = &decryptor->handshake, .candidates = &decryptor->candidates, .side = side};
    struct ikt_verdict verdict = ikt_verify_phase1(&question, message);
    note_skeyid(decryptor, side, verdict.skeyid);
    return verdict.fit == IKT_FIT_VERIFIED ? IKT_DECRYPTION_VERIFIED : IKT_DECRYPTION_CLEARTEXT;
}

static bool is_phase1(const struct ikt_message *message)
{
    return message->header.exchange == IKT_EXCHANGE_MAIN || message->header.exchange == IKT_EXCHANGE_AGGRESSIVE;
}

static struct exchange *find_exchange(const struct ikt_decryptor *decryptor, uint32_t message_id)
{
    for (guint i = decryptor->exchanges->len; i-- > 0;) {
        struct exchange *exchange = decryptor->exchanges->pdata[i];
        if (exchange->message_id == message_id)
            return exchange;
    }
    return NULL;
}

/* As find_exchange, made where there is none, and moved to the end of the row. */
static struct exchange *touch_exchange(struct ikt_decryptor *decryptor, uint32_t message_id)
{
    GPtrArray *exchanges = decryptor->exchanges;
    struct exchange *exchange = find_exchange(decryptor, message_id);

    if (exchange) {
        guint at;
        if (g_ptr_array_find(exchanges, exchange, &at))
            g_ptr_array_steal_index(exchanges, at);
    } else {
        if (exchanges->len == EXCHANGES_MAX)
            g_ptr_array_remove_index(exchanges, 0);
        exchange = g_new0(struct exchange, 1);
        exchange->message_id = message_id;
    }
    g_ptr_array_add(exchanges, exchange);
    return exchange;
}

static void propose_ivs(struct ikt_decryptor *decryptor, const struct ikt_message *message, struct ikt_iv_list *list)
{
    const struct ikt_iv_source source = {.hash = decryptor->handshake.hash,
                                         .block_size = ikt_cipher_block_size(decryptor->cipher),
                                         .initial = decryptor->initial_iv,
                                         .phase1 = &decryptor->phase1};
    uint32_t message_id = message->header.message_id;

    if (is_phase1(message)) {
        ikt_iv_propose_phase1(&source, list);
        return;
    }
    const struct exchange *exchange = find_exchange(decryptor, message_id);
    ikt_iv_propose(&source, message_id, exchange ? &exchange->chain : NULL, list);
    if (message->header.exchange == IKT_EXCHANGE_INFORMATIONAL)
        ikt_iv_propose_odd(&source, message_id, list);
}

/* What is found while a message is tried under one key and IV after another. */
struct attempt {
    const struct ikt_message *message;
    unsigned side;
    struct ikt_iv_list ivs;
    uint8_t *plaintext; /* room for the whole */
    struct ikt_verdict verdict;
    struct ikt_message *opened; /* the best so far */
    bool partial;               /* its first block is lost */
    int keyset;                 /* that opened it */
};

/* Does the first block begin with a payload's generic header? Wrong keys end here, at the price of one block. */
static bool begins_well(const struct ikt_decryptor *decryptor, const struct attempt *attempt, const uint8_t *block)
{
    size_t length = (size_t)block[2] << 8 | block[3];

    if (block[1] != 0 || length < 4 || length > attempt->message->ciphertext.length || !ikt_payload_name(block[0]))
        return false;
    return is_phase1(attempt->message) || length == 4 + ikt_hash_size((unsigned)decryptor->handshake.hash);
}

/* exchange: NULL when there is none yet. */
static struct ikt_question question_of(const struct ikt_decryptor *decryptor, const struct attempt *attempt,
                                       const struct exchange *exchange, const struct ikt_keyset *keyset)
{
    struct ikt_question question = {.handshake = &decryptor->handshake,
                                    .candidates = &decryptor->candidates,
                                    .keyset = keyset,
                                    .side = attempt->side};

    if (exchange) {
        question.ni = ikt_handshake_view(exchange->ni);
        question.nr = ikt_handshake_view(exchange->nr);
    }
    return question;
}

static void try_iv(struct ikt_decryptor *decryptor, struct attempt *attempt, int index, const uint8_t *iv)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, index);
    struct ikt_bytes ciphertext = attempt->message->ciphertext;
    unsigned block_size = ikt_cipher_block_size(decryptor->cipher);
    uint8_t first[IKT_BLOCK_MAX];

    if (!ikt_cipher_decrypt(decryptor->cipher, iv, (struct ikt_bytes){ciphertext.data, block_size}, first) ||
        !begins_well(decryptor, attempt, first) ||
        !ikt_cipher_decrypt(decryptor->cipher, iv, ciphertext, attempt->plaintext))
        return;

    struct ikt_message *opened =
        ikt_message_open(attempt->message, (struct ikt_bytes){attempt->plaintext, ciphertext.length},
                         attempt->message->header.next_payload);
    struct ikt_verdict verdict = {IKT_FIT_NOT, NULL, 0};
    if (ikt_message_well_formed(opened, block_size)) {
        const struct exchange *exchange = find_exchange(decryptor, attempt->message->header.message_id);
        struct ikt_question question = question_of(decryptor, attempt, exchange, keyset);
        verdict = ikt_verify(&question, opened);
    }
    if (verdict.fit <= attempt->verdict.fit) {
        ikt_message_unref(opened);
        return;
    }
    ikt_message_unref(attempt->opened);
    attempt->opened = opened;
    attempt->verdict = verdict;
    attempt->keyset = index;
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

static void try_keyset(struct ikt_decryptor *decryptor, struct attempt *attempt, int index)
{
    if (!load(decryptor, index))
        return;
    for (unsigned i = 0; i < attempt->ivs.count && attempt->verdict.fit != IKT_FIT_VERIFIED; i++)
        try_iv(decryptor, attempt, index, attempt->ivs.ivs[i]);
}

/* The side's own last keys, then the other side's, then all the rest. */
static void try_all(struct ikt_decryptor *decryptor, struct attempt *attempt)
{
    int own = decryptor->active[attempt->side];
    int other = decryptor->active[attempt->side == IKT_INITIATOR];

    if (own != NO_KEYSET)
        try_keyset(decryptor, attempt, own);
    if (other != NO_KEYSET && other != own && attempt->verdict.fit != IKT_FIT_VERIFIED)
        try_keyset(decryptor, attempt, other);
    for (int i = 0; i < (int)decryptor->candidates.keysets->len && attempt->verdict.fit != IKT_FIT_VERIFIED; i++)
        if (i != own && i != other)
            try_keyset(decryptor, attempt, i);
}

/*
 * What was read without an IV. Where there is a SKEYID_a, the end of the HASH has to fit: else this is a forged copy of
 * a message. It cannot be checked in a Quick Mode of which no nonce was seen: this may be the second message.
 */
static bool accept_partial(const struct ikt_decryptor *decryptor, struct attempt *attempt,
                           const struct ikt_message *opened)
{
    const struct ikt_keyset *keyset = &g_array_index(decryptor->candidates.keysets, struct ikt_keyset, attempt->keyset);
    const struct exchange *exchange = find_exchange(decryptor, opened->header.message_id);
    struct ikt_question question = question_of(decryptor, attempt, exchange, keyset);

    question.lost = ikt_cipher_block_size(decryptor->cipher) - 4;
    attempt->verdict = ikt_verify(&question, opened);
    if (attempt->verdict.fit != IKT_FIT_SHAPE)
        return attempt->verdict.fit == IKT_FIT_VERIFIED;
    bool can_check = keyset->skeyid_a || decryptor->candidates.loose->len > 0;
    return !can_check || (opened->header.exchange == IKT_EXCHANGE_QUICK && !exchange);
}

/* No IV fits: what comes after the first block is read without one. */
static void try_partial(struct ikt_decryptor *decryptor, struct attempt *attempt)
{
    int own = decryptor->active[attempt->side], count = (int)decryptor->candidates.keysets->len;

    for (int i = own == NO_KEYSET ? 0 : -1; i < count && !attempt->opened; i++) {
        int hash = decryptor->handshake.hash;
        attempt->keyset = i < 0 ? own : i;
        if (!load(decryptor, attempt->keyset))
            continue;
        struct ikt_message *opened = ikt_partial_open(decryptor->cipher, attempt->message, &hash);
        if (opened && accept_partial(decryptor, attempt, opened))
            attempt->opened = opened;
        else
            ikt_message_unref(opened);
    }
    attempt->partial = attempt->opened != NULL;
    if (!attempt->partial)
        attempt->verdict = (struct ikt_verdict){IKT_FIT_NOT, NULL, 0};
}

/* Where phase 1 was not captured, a message that makes sense under one cipher tells what had been chosen. */
static void guess_choice(struct ikt_decryptor *decryptor, const struct ikt_message *message)
{
    const struct ikt_sa_name name = {decryptor->handshake.cookie[IKT_INITIATOR], {NULL, 0}};
    struct ikt_guess guess;

    if (decryptor->handshake.has_choice || is_phase1(message) || decryptor->guesses == GUESSES_MAX)
        return;
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    ikt_keyring_secrets(decryptor->keyring, &name, keys);
    decryptor->guesses++;
    if (ikt_partial_guess(keys, message, &guess)) {
        ikt_handshake_guess(&decryptor->handshake, guess.encryption, guess.key_bits, guess.hash);
        decryptor->stale = true;
        refresh(decryptor);
    }
}

/* A nonce out of a message that was not verified may be forged: it stands only until a better one comes. */
static void remember_nonce(struct exchange *exchange, const struct attempt *attempt)
{
    const struct ikt_payload *nonce = ikt_message_payload(attempt->opened, IKT_PAYLOAD_NONCE, 0);
    unsigned hash_number = attempt->verdict.hash_number;

    if (!nonce || nonce->body.length == 0 || nonce->body.length > NONCE_MAX)
        return;
    bool is_offer = hash_number == 0 ? !exchange->ni || exchange->ni_side == attempt->side : hash_number == 1;
    GBytes **place = is_offer ? &exchange->ni : &exchange->nr;
    if (*place && hash_number == 0)
        return;
    g_clear_pointer(place, g_bytes_unref);
    *place = g_bytes_new(nonce->body.data, nonce->body.length);
    if (is_offer)
        exchange->ni_side = attempt->side;
}

/* The last block may be the next message's IV, also where this one stayed closed. */
static void remember(struct ikt_decryptor *decryptor, const struct attempt *attempt)
{
    const struct ikt_message *message = attempt->message;
    unsigned block_size = ikt_cipher_block_size(decryptor->cipher);
    const uint8_t *last = message->ciphertext.data + message->ciphertext.length - block_size;

    if (is_phase1(message)) {
        ikt_iv_chain_add(&decryptor->phase1, last, block_size, (unsigned)attempt->verdict.fit);
    } else if (message->header.exchange != IKT_EXCHANGE_INFORMATIONAL) {
        struct exchange *exchange = touch_exchange(decryptor, message->header.message_id);
        ikt_iv_chain_add(&exchange->chain, last, block_size, (unsigned)attempt->verdict.fit);
        if (attempt->opened)
            remember_nonce(exchange, attempt);
    }
    if (!attempt->opened)
        return;
    decryptor->active[attempt->side] = attempt->keyset;
    note_skeyid(decryptor, attempt->side, attempt->verdict.skeyid);
}

/*
 * A message that stays closed refutes the keys only where its IV cannot be another: in phase 1 itself, and where it
 * answers a phase 1 that failed. Elsewhere a message before it may be missing from the capture.
 */
static enum ikt_decryption why_closed(struct ikt_decryptor *decryptor, unsigned side, const struct ikt_message *message)
{
    bool certain = false;

    for (guint i = 0; i < decryptor->candidates.keysets->len && !certain; i++)
        certain = !g_array_index(decryptor->candidates.keysets, struct ikt_keyset, i).uncertain;
    if (!certain || decryptor->active[side] != NO_KEYSET || decryptor->initial_iv.length == 0)
        return IKT_DECRYPTION_NO_KEY;
    if (is_phase1(message)) {
        /* Main Mode's first encrypted message is the initiator's; without it the responder's IV is not known. */
        if (message->header.exchange == IKT_EXCHANGE_MAIN && side == IKT_RESPONDER && decryptor->phase1.count == 0)
            return IKT_DECRYPTION_NO_KEY;
        decryptor->phase1_closed = true;
        return IKT_DECRYPTION_BAD_KEY;
    }
    /* Once another exchange has begun, phase 1 had succeeded, under keys that may be these. */
    bool answers_phase1 = message->header.exchange == IKT_EXCHANGE_INFORMATIONAL && decryptor->phase1.count > 0 &&
                          decryptor->exchanges->len == 0;
    return answers_phase1 || decryptor->phase1_closed ? IKT_DECRYPTION_BAD_KEY : IKT_DECRYPTION_NO_KEY;
}

struct ikt_opened ikt_decryptor_open(struct ikt_decryptor *decryptor, bool from_initiator,
                                     const struct ikt_message *message)
{
    struct ikt_opened closed = {IKT_DECRYPTION_NO_KEY, NULL};
    struct attempt attempt = {.message = message, .side = from_initiator ? IKT_INITIATOR : IKT_RESPONDER};

    decryptor->stale |= ikt_handshake_learn_cookie(&decryptor->handshake, message);
    refresh(decryptor);
    decryptor->offered |= message->encrypted;
    if (message->encrypted)
        guess_choice(decryptor, message);
    if (!decryptor->cipher || decryptor->candidates.keysets->len == 0 || !message->encrypted || message->truncated ||
        message->ciphertext.length == 0 || message->ciphertext.length % ikt_cipher_block_size(decryptor->cipher) != 0)
        return closed;

    propose_ivs(decryptor, message, &attempt.ivs);
    attempt.plaintext = g_malloc(message->ciphertext.length);
    try_all(decryptor, &attempt);
    if (!attempt.opened && !is_phase1(message))
        try_partial(decryptor, &attempt);
    explicit_bzero(attempt.plaintext, message->ciphertext.length); /* XAUTH passwords pass through here */
    g_free(attempt.plaintext);
    if (!attempt.opened)
        closed.decryption = why_closed(decryptor, attempt.side, message);
    remember(decryptor, &attempt);
    if (!attempt.opened)
        return closed;
    return (struct ikt_opened){attempt.partial                           ? IKT_DECRYPTION_PARTIAL
                               : attempt.verdict.fit == IKT_FIT_VERIFIED ? IKT_DECRYPTION_VERIFIED
                                                                         : IKT_DECRYPTION_DECRYPTED,
                               attempt.opened};
}

enum ikt_missing_key ikt_decryptor_missing(struct ikt_decryptor *decryptor)
{
    refresh(decryptor);
    return decryptor->offered ? decryptor->candidates.missing : IKT_MISSING_NOTHING;
}
