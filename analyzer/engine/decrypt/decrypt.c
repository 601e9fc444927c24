/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/decrypt_attempt.h"
#include "decrypt/decrypt_without_iv.h"
#include "decrypt/phase1_guess.h"

#define EXCHANGES_MAX 128 /* message IDs remembered for one SA, the longest silent is forgotten */
#define NONCE_MAX     256 /* RFC 2409 section 5 */
/*
 * Keys tried in the search for a choice that was not captured, over all messages of the SA and all choices that there
 * may be: with a few keys in 32 messages, with as many as there may be in two. Nearly any message tells.
 */
#define TRIALS_LEAST 4 /* so many count for each choice: what comes before a key is tried has its price, too */
#define TRIALS_MAX   (32 * IKT_CHOICES_MAX * TRIALS_LEAST)
#define TRIALS_VAIN  UINT_MAX /* there is no key for any choice */
#define COST_CHOICE  50       /* for ikt_key_account_pay: a cipher is opened */

#define LONG_KE 4096 /* octets: longer ones are none of a group that is known, and are hashed once */
#define HASHES  8    /* more than the IKT_HASH_* numbers that are supported */

static void clear_nonce(struct ikt_bytes *copy)
{
    g_free((void *)(uintptr_t)copy->data);
    *copy = (struct ikt_bytes){NULL, 0};
}

static void free_exchange(gpointer data)
{
    struct ikt_phase2_exchange *exchange = data;
    clear_nonce(&exchange->ni);
    clear_nonce(&exchange->nr);
    g_free(exchange);
}

struct ikt_decryptor *ikt_decryptor_new(struct ikt_key_work *work,
                                        const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                                        const struct ikt_endpoint *initiator, const struct ikt_endpoint *responder)
{
    struct ikt_decryptor *decryptor = g_new0(struct ikt_decryptor, 1);
    decryptor->account.work = ikt_key_work_ref(work);
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
    ikt_handshake_clear(&decryptor->handshake);
    ikt_key_work_unref(decryptor->account.work);
    g_free(decryptor->initial_ivs);
    g_free(decryptor);
}

/* hash(g^xi | g^xr) under the choice, or the guess at it: both came, and stay what they are. */
static struct ikt_digest initial_iv(struct ikt_decryptor *decryptor)
{
    const struct ikt_bytes *ke = decryptor->handshake.ke;
    const int hash = decryptor->handshake.choice.hash;
    if (ke[IKT_INITIATOR].length + ke[IKT_RESPONDER].length <= LONG_KE || hash < 0 || hash >= HASHES)
        return ikt_iv_initial(hash, ke[IKT_INITIATOR], ke[IKT_RESPONDER]);
    if (!decryptor->initial_ivs)
        decryptor->initial_ivs = g_new0(struct ikt_digest, HASHES);
    struct ikt_digest *made = &decryptor->initial_ivs[hash];
    if (made->length == 0)
        *made = ikt_iv_initial(hash, ke[IKT_INITIATOR], ke[IKT_RESPONDER]);
    return *made;
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
    if (!decryptor->cipher && handshake->has_choice && ikt_crypto_knows_hash(handshake->choice.hash))
        decryptor->cipher =
            ikt_key_work_cipher(decryptor->account.work, handshake->choice.encryption, handshake->choice.key_bits);
    if (handshake->has_choice && handshake->ke[IKT_INITIATOR].length > 0 && handshake->ke[IKT_RESPONDER].length > 0)
        decryptor->initial_iv = initial_iv(decryptor);
    ikt_candidates_make(&decryptor->candidates, &decryptor->account, handshake, &decryptor->address[IKT_INITIATOR],
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
        decryptor->skeyid[side] =
            ikt_secret_new(ikt_key_work_vault(decryptor->account.work), ikt_secret_bytes(skeyid->secret));
}

/* Is there a preshared key that is this pair's or nobody's, and were all of these tried? */
static bool has_certain_psk(const struct ikt_decryptor *decryptor)
{
    const struct ikt_candidates *candidates = &decryptor->candidates;
    if (candidates->left_out || ikt_handshake_method(&decryptor->handshake) != IKT_SKEYID_BY_PSK)
        return false;
    for (guint i = 0; i < ikt_skeyid_count(candidates); i++) {
        const struct ikt_skeyid *skeyid = &g_array_index(candidates->skeyids, struct ikt_skeyid, i);
        if (skeyid->psk && !skeyid->uncertain)
            return true;
    }
    return false;
}

enum ikt_decryption ikt_decryptor_learn(struct ikt_decryptor *decryptor, bool from_initiator,
                                        const struct ikt_message *message)
{
    unsigned side = from_initiator ? IKT_INITIATOR : IKT_RESPONDER;
    if (!message->has_header || message->encrypted)
        return IKT_DECRYPTION_CLEARTEXT;
    ikt_key_account_earn(&decryptor->account, message->octets.length);
    if (ikt_handshake_learn(&decryptor->handshake, side, message)) {
        decryptor->stale = true;
        decryptor->trials = 0;
    }
    if (message->header.exchange != IKT_EXCHANGE_AGGRESSIVE || !ikt_message_payload(message, IKT_PAYLOAD_HASH, 0))
        return IKT_DECRYPTION_CLEARTEXT;

    refresh(decryptor);
    struct ikt_question question = {
        .handshake = &decryptor->handshake, .candidates = &decryptor->candidates, .side = side};
    struct ikt_verdict verdict = ikt_verify_phase1(&question, message);
    note_skeyid(decryptor, side, verdict.skeyid);
    decryptor->left_out |= verdict.too_dear && !decryptor->skeyid[side];
    decryptor->hash_refutes |= verdict.checked && verdict.fit != IKT_FIT_VERIFIED && has_certain_psk(decryptor);
    return verdict.fit == IKT_FIT_VERIFIED ? IKT_DECRYPTION_VERIFIED : IKT_DECRYPTION_CLEARTEXT;
}

static struct ikt_phase2_exchange *find_exchange(const struct ikt_decryptor *decryptor, uint32_t message_id)
{
    for (guint i = decryptor->exchanges->len; i-- > 0;) {
        struct ikt_phase2_exchange *exchange = decryptor->exchanges->pdata[i];
        if (exchange->message_id == message_id)
            return exchange;
    }
    return NULL;
}

/* As find_exchange, made where there is none, and moved to the end of the row. */
static struct ikt_phase2_exchange *touch_exchange(struct ikt_decryptor *decryptor, uint32_t message_id)
{
    GPtrArray *exchanges = decryptor->exchanges;
    struct ikt_phase2_exchange *exchange = find_exchange(decryptor, message_id);
    if (exchange) {
        guint at;
        if (g_ptr_array_find(exchanges, exchange, &at))
            g_ptr_array_steal_index(exchanges, at);
    } else {
        if (exchanges->len == EXCHANGES_MAX) {
            g_ptr_array_remove_index(exchanges, 0);
            decryptor->forgot = true;
        }
        exchange = g_new0(struct ikt_phase2_exchange, 1);
        exchange->message_id = message_id;
    }
    g_ptr_array_add(exchanges, exchange);
    return exchange;
}

/* NULL takes it back. */
static void assume_choice(struct ikt_decryptor *decryptor, const struct ikt_choice *choice)
{
    const struct ikt_choice *before = &decryptor->handshake.choice;
    if (!choice || choice->encryption != before->encryption || choice->key_bits != before->key_bits)
        decryptor->cipher = NULL;
    ikt_handshake_guess(&decryptor->handshake, choice);
    decryptor->stale = true;
    refresh(decryptor);
}

/* Are there keys, and is it whole blocks? */
static bool is_ready(const struct ikt_decryptor *decryptor, const struct ikt_message *message)
{
    return decryptor->cipher && decryptor->candidates.keysets->len > 0 && !message->truncated &&
           message->ciphertext.length > 0 && message->ciphertext.length % ikt_cipher_block_size(decryptor->cipher) == 0;
}

/* Are there none, but a cipher key of another length than that of the choice? */
static bool is_unfit(const struct ikt_decryptor *decryptor)
{
    return decryptor->candidates.keysets->len == 0 && decryptor->candidates.unfit;
}

/* A choice that was found by trial stands only on what chance does not make. */
static bool is_sure(const struct ikt_attempt *attempt)
{
    return attempt->opened && (attempt->verdict.fit == IKT_FIT_VERIFIED || ikt_partial_tells(attempt->opened) ||
                               (ikt_is_phase1(attempt->message) && !attempt->partial));
}

/* Another choice, and its keys: can it be paid for? */
static bool pay_choice(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    const bool paid = ikt_key_account_pay(&decryptor->account, COST_CHOICE);
    attempt->left_out |= !paid;
    return paid;
}

/*
 * Where the answer to phase 1's offer was not captured, a message that makes sense under one choice tells what it was.
 * Whole first: without an IV more of them may seem to fit.
 */
static void search_choice(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt)
{
    struct ikt_choice choices[IKT_CHOICES_MAX];
    size_t ready = 0;
    if (ikt_keyring_size(ikt_key_work_keyring(decryptor->account.work)) == 0 || decryptor->trials == TRIALS_VAIN)
        return;
    const size_t count = ikt_choices(&decryptor->handshake, choices, &attempt->untried);
    if (decryptor->trials >= TRIALS_MAX) {
        attempt->untried = true;
        return;
    }
    for (size_t i = 0; i < count && pay_choice(decryptor, attempt); i++) {
        assume_choice(decryptor, &choices[i]);
        attempt->left_out |= decryptor->candidates.left_out;
        if (!is_ready(decryptor, attempt->message))
            continue;
        choices[ready++] = choices[i];
        decryptor->trials += MAX(decryptor->candidates.keysets->len, TRIALS_LEAST);
        ikt_attempt_whole(decryptor, attempt);
        if (is_sure(attempt))
            return;
        ikt_attempt_drop(attempt);
    }
    for (size_t i = 0; i < ready && pay_choice(decryptor, attempt); i++) {
        assume_choice(decryptor, &choices[i]);
        ikt_attempt_partial(decryptor, attempt);
        if (is_sure(attempt))
            return;
        ikt_attempt_drop(attempt);
    }
    assume_choice(decryptor, NULL);
    /* Without a key there is no use in searching again before something is learned. */
    if (ready == 0 && !attempt->left_out && !attempt->untried)
        decryptor->trials = TRIALS_VAIN;
}

/* A nonce out of a message that was not verified may be forged: it stands only until a better one comes. */
static void remember_nonce(struct ikt_phase2_exchange *exchange, const struct ikt_attempt *attempt, unsigned number)
{
    const struct ikt_payload *nonce = ikt_message_payload(attempt->opened, IKT_PAYLOAD_NONCE, 0);
    unsigned hash_number = attempt->verdict.hash_number;
    if (!nonce || nonce->body.length == 0 || nonce->body.length > NONCE_MAX)
        return;
    bool is_offer = number == 0 ? exchange->ni.length == 0 || exchange->ni_side == attempt->side : number == 1;
    struct ikt_bytes *place = is_offer ? &exchange->ni : &exchange->nr;
    if (place->length > 0 && hash_number == 0)
        return;
    clear_nonce(place);
    *place = (struct ikt_bytes){memcpy(g_malloc(nonce->body.length), nonce->body.data, nonce->body.length),
                                nonce->body.length};
    if (!is_offer)
        return;
    exchange->ni_side = attempt->side;
    exchange->ni_checked = hash_number == 1;
}

/* The last block may be the next message's IV, also where this one was not decrypted. */
static void remember(struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt, unsigned number)
{
    const struct ikt_message *message = attempt->message;
    size_t length = message->ciphertext.length;
    unsigned block_size =
        decryptor->cipher ? ikt_cipher_block_size(decryptor->cipher) : (unsigned)MIN(length, IKT_BLOCK_MAX);
    if (length < block_size || length == 0)
        return;
    const uint8_t *last = message->ciphertext.data + length - block_size;
    if (ikt_is_phase1(message)) {
        ikt_iv_chain_add(&decryptor->phase1, last, block_size, (unsigned)attempt->verdict.fit);
        /* Main Mode ends with the responder's message, Aggressive Mode with the initiator's. */
        decryptor->phase1_ended |= (message->header.exchange == IKT_EXCHANGE_MAIN) == (attempt->side == IKT_RESPONDER);
    } else if (message->header.exchange != IKT_EXCHANGE_INFORMATIONAL) {
        struct ikt_phase2_exchange *exchange = touch_exchange(decryptor, message->header.message_id);
        ikt_iv_chain_add(&exchange->chain, last, block_size, (unsigned)attempt->verdict.fit);
        if (attempt->opened)
            remember_nonce(exchange, attempt, number);
    }
    if (!attempt->opened)
        return;
    decryptor->opened = true;
    decryptor->phase1_ended |= attempt->begins;
    decryptor->active[attempt->side] = attempt->keyset;
    note_skeyid(decryptor, attempt->side, attempt->verdict.skeyid);
}

/*
 * A message that does not decrypt refutes the keys only where its IV cannot be another: in phase 1 itself, and where it
 * answers a phase 1 that failed. Elsewhere a message before it may be missing from the capture.
 */
static enum ikt_decryption why_unreadable(struct ikt_decryptor *decryptor, unsigned side,
                                          const struct ikt_message *message)
{
    bool certain = is_unfit(decryptor);
    for (guint i = 0; i < decryptor->candidates.keysets->len && !certain; i++)
        certain = !g_array_index(decryptor->candidates.keysets, struct ikt_keyset, i).uncertain;
    if (!certain || decryptor->active[side] != NO_KEYSET || decryptor->initial_iv.length == 0)
        return IKT_DECRYPTION_NO_KEY;
    if (ikt_is_phase1(message)) {
        /* Main Mode's first encrypted message is the initiator's; without it the responder's IV is not known. */
        if (message->header.exchange == IKT_EXCHANGE_MAIN && side == IKT_RESPONDER && decryptor->phase1.count == 0)
            return IKT_DECRYPTION_NO_KEY;
        decryptor->phase1_unreadable = true;
        return IKT_DECRYPTION_BAD_KEY;
    }
    /* A later exchange implies that phase 1 succeeded, so these keys are not proven wrong. */
    bool answers_phase1 = message->header.exchange == IKT_EXCHANGE_INFORMATIONAL && decryptor->phase1.count > 0 &&
                          decryptor->exchanges->len == 0;
    return answers_phase1 || decryptor->phase1_unreadable ? IKT_DECRYPTION_BAD_KEY : IKT_DECRYPTION_NO_KEY;
}

/* May it follow a message whose last block is forgotten? */
static bool lacks_past(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt)
{
    const struct ikt_message *message = attempt->message;
    if (!is_ready(decryptor, message))
        return false;
    if (attempt->exchange)
        return attempt->exchange->chain.forgot;
    return decryptor->phase1.forgot ||
           (decryptor->forgot && !ikt_is_phase1(message) && message->header.exchange != IKT_EXCHANGE_INFORMATIONAL);
}

struct ikt_opened ikt_decryptor_open(struct ikt_decryptor *decryptor, bool from_initiator,
                                     const struct ikt_message *message)
{
    struct ikt_opened result = {IKT_DECRYPTION_NO_KEY, NULL, 0, false};
    struct ikt_attempt attempt = {.message = message, .side = from_initiator ? IKT_INITIATOR : IKT_RESPONDER};
    decryptor->stale |= ikt_handshake_learn_cookie(&decryptor->handshake, message);
    refresh(decryptor);
    decryptor->offered |= message->encrypted;
    ikt_key_account_earn(&decryptor->account, message->octets.length);
    if (!message->encrypted || message->truncated)
        return result;
    attempt.exchange = find_exchange(decryptor, message->header.message_id);
    if (!decryptor->handshake.has_choice) {
        search_choice(decryptor, &attempt);
    } else if (is_ready(decryptor, message)) {
        ikt_attempt_whole(decryptor, &attempt);
        if (!attempt.opened)
            ikt_attempt_partial(decryptor, &attempt);
    }
    if (attempt.opened)
        result.decryption = attempt.partial                           ? IKT_DECRYPTION_PARTIAL
                            : attempt.verdict.fit == IKT_FIT_VERIFIED ? IKT_DECRYPTION_VERIFIED
                                                                      : IKT_DECRYPTION_DECRYPTED;
    else if (attempt.left_out || decryptor->candidates.left_out)
        decryptor->left_out = true;
    else if (is_ready(decryptor, message) || is_unfit(decryptor))
        result.decryption = why_unreadable(decryptor, attempt.side, message);
    if (!attempt.opened || attempt.partial)
        result.untried = attempt.untried || lacks_past(decryptor, &attempt);
    result.number = ikt_attempt_number(decryptor, &attempt);
    result.message = attempt.opened;
    remember(decryptor, &attempt, result.number);
    return result;
}

enum ikt_missing_key ikt_decryptor_missing(struct ikt_decryptor *decryptor)
{
    if (decryptor->left_out && !decryptor->opened)
        return IKT_MISSING_TRIAL;
    if (!decryptor->offered)
        return IKT_MISSING_NOTHING;
    refresh(decryptor);
    return decryptor->candidates.missing;
}
