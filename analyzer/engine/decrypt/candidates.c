/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/candidates.h"

#include <string.h>

#include "crypto/dh_group.h"

#define EXPONENTS_MAX 16

/* For ikt_key_account_pay, as measured: HMACs of 2 microseconds each and what is around them. */
#define COST_MAKING     30 /* without any key */
#define COST_KEY        1  /* to look at a key of the SA */
#define COST_SKEYID     60
#define COST_DERIVED    120 /* SKEYID_d, SKEYID_a, SKEYID_e, Ka ... */
#define COST_OCTETS     10  /* ... and one more for so many octets of g^xy */
#define COST_KA         30
#define COST_SELECTOR   1
#define SELECTORS_LEAST 256 /* looked at whatever is left, for most peers are found among the first */

/* g^xy */
struct dh {
    struct ikt_secret *secret;
    bool uncertain; /* that it is this SA's */
};

/* While candidates are made: everything that the formulas take. */
struct making {
    struct ikt_candidates *out;
    struct ikt_key_account *account;
    const struct ikt_handshake *handshake;
    struct ikt_phase1_values values;
    const struct ikt_cipher *cipher;
    struct ikt_vault *vault; /* of the account */
    GPtrArray *keys;         /* secrets of the SA, struct ikt_key, not owned; the work's row */
    GArray *dh;              /* struct dh: every g^xy there may be; NULL: there is none */
    bool has_psk, has_key;   /* a preshared key fits, a secret names the SA */
    bool has_ka;             /* one of them is Ka or SKEYID_e, which need nothing of phase 1 but its choice */
    bool left_uncertain;     /* keys that may be others' were left out */
};

static void clear_skeyid(gpointer data)
{
    struct ikt_skeyid *skeyid = data;
    ikt_secret_free(skeyid->secret);
}

static void clear_keyset(gpointer data)
{
    struct ikt_keyset *keyset = data;
    ikt_secret_free(keyset->ka);
    ikt_secret_free(keyset->skeyid_a);
    ikt_secret_free(keyset->skeyid_d);
}

static void clear_dh(gpointer data)
{
    struct dh *dh = data;
    ikt_secret_free(dh->secret);
}

void ikt_candidates_clear(struct ikt_candidates *candidates)
{
    g_clear_pointer(&candidates->keysets, g_array_unref);
    g_clear_pointer(&candidates->skeyids, g_array_unref);
    g_clear_pointer(&candidates->loose, g_ptr_array_unref);
    g_clear_pointer(&candidates->loose_d, g_ptr_array_unref);
}

static void start_over(struct ikt_candidates *candidates)
{
    candidates->left_out = candidates->unfit = false;
    if (!candidates->keysets) {
        candidates->keysets = g_array_new(FALSE, FALSE, sizeof(struct ikt_keyset));
        g_array_set_clear_func(candidates->keysets, clear_keyset);
    }
    g_array_set_size(candidates->keysets, 0);
    if (candidates->skeyids)
        g_array_set_size(candidates->skeyids, 0);
    if (candidates->loose)
        g_ptr_array_set_size(candidates->loose, 0);
    if (candidates->loose_d)
        g_ptr_array_set_size(candidates->loose_d, 0);
}

static guint dh_count(const struct making *making)
{
    return making->dh ? making->dh->len : 0;
}

static void add_loose(GPtrArray **loose, const struct ikt_key *key)
{
    if (!*loose)
        *loose = g_ptr_array_new();
    g_ptr_array_add(*loose, (gpointer)key);
}

/* The nth key of a kind, or NULL. */
static const struct ikt_key *next_key(const struct making *making, enum ikt_key_kind kind, guint *at)
{
    while (*at < making->keys->len) {
        const struct ikt_key *key = making->keys->pdata[(*at)++];
        if (key->kind == kind)
            return key;
    }
    return NULL;
}

/* Can it be paid for? Else there is something that is not tried. */
static bool pay(struct making *making, uint64_t cost)
{
    const bool paid = ikt_key_account_pay(making->account, cost);
    making->out->left_out |= !paid;
    return paid;
}

/* Of a SKEYID by a secret so long: the other part of it are the nonces. */
static uint64_t cost_of_skeyid(const struct making *making, size_t length)
{
    const struct ikt_phase1_values *values = &making->values;
    return COST_SKEYID + length / COST_OCTETS +
           ikt_cost_of_octets(values->initiator_nonce.length + values->responder_nonce.length);
}

/* Is there room for one more in a list of so many? Likewise. */
static bool has_room(struct making *making, guint length)
{
    making->out->left_out |= length >= IKT_KEYSETS_MAX;
    return length < IKT_KEYSETS_MAX;
}

/* Takes secret. */
static void add_dh(struct making *making, struct ikt_secret *secret, bool uncertain)
{
    struct dh dh = {secret, uncertain};
    for (guint i = 0; i < dh_count(making); i++) {
        if (ikt_secret_equal(g_array_index(making->dh, struct dh, i).secret, secret)) {
            ikt_secret_free(secret);
            return;
        }
    }
    if (!making->dh) {
        making->dh = g_array_new(FALSE, FALSE, sizeof(struct dh));
        g_array_set_clear_func(making->dh, clear_dh);
    }
    g_array_append_val(making->dh, dh);
}

static void collect_dh(struct making *making)
{
    const struct ikt_bytes ke[IKT_SIDES] = {making->values.initiator_ke, making->values.responder_ke};
    const struct ikt_key *key;
    int group = making->handshake->choice.group;
    for (guint at = 0; (key = next_key(making, IKT_KEY_DH_SECRET, &at)) && has_room(making, dh_count(making));)
        add_dh(making, ikt_group_fit(making->vault, group, ikt_secret_bytes(key->secret)), !ikt_key_is_bound(key));

    /* Powers are dear: of many exponents for one SA only the first few are raised. */
    unsigned count = 0;
    for (guint at = 0; (key = next_key(making, IKT_KEY_DH_PRIVATE, &at)); count++) {
        if (count == EXPONENTS_MAX) {
            making->out->left_out = true;
            break;
        }
        struct ikt_secret *secret = ikt_key_work_dh_secret(making->account, key, group, ke, &making->out->left_out);
        if (secret)
            add_dh(making, secret, false);
    }
}

/* The same keys may be known from both peers' logs. */
static bool has_keyset(const struct making *making, const struct ikt_keyset *keyset)
{
    for (guint i = 0; i < making->out->keysets->len; i++) {
        const struct ikt_keyset *other = &g_array_index(making->out->keysets, struct ikt_keyset, i);
        if (ikt_secret_equal(other->ka, keyset->ka) && !keyset->skeyid_a)
            return true;
    }
    return false;
}

/* skeyid_e, and what else is known along with it. Takes d, a and e of ids, NULL for none. */
static void add_keyset(struct making *making, struct ikt_skeyids ids, struct ikt_bytes skeyid_e, int skeyid,
                       bool uncertain)
{
    if (!has_room(making, making->out->keysets->len)) {
        clear_keyset(&(struct ikt_keyset){.skeyid_a = ids.a, .skeyid_d = ids.d});
        ikt_secret_free(ids.e);
        return;
    }
    struct ikt_keyset keyset = {
        .ka = ikt_keymat_ka(making->vault, making->values.hash, skeyid_e, ikt_cipher_key_size(making->cipher)),
        .skeyid_a = ids.a,
        .skeyid_d = ids.d,
        .skeyid = skeyid,
        .uncertain = uncertain,
    };
    if (keyset.ka && !has_keyset(making, &keyset))
        g_array_append_val(making->out->keysets, keyset);
    else
        clear_keyset(&keyset);
    ikt_secret_free(ids.e);
}

/* The same SKEYID may be given itself and follow from a preshared key, which then is to be named. */
static bool has_skeyid(struct making *making, const struct ikt_skeyid *skeyid)
{
    for (guint i = 0; i < ikt_skeyid_count(making->out); i++) {
        struct ikt_skeyid *other = &g_array_index(making->out->skeyids, struct ikt_skeyid, i);
        if (!ikt_secret_equal(other->secret, skeyid->secret))
            continue;
        if (!other->psk)
            other->psk = skeyid->psk;
        return true;
    }
    return false;
}

/* A SKEYID, and with each g^xy (or only_dh) the keys that follow from it. Takes the secret. */
static void add_skeyid(struct making *making, struct ikt_skeyid skeyid, const struct dh *only_dh)
{
    if (!skeyid.secret || has_skeyid(making, &skeyid)) {
        ikt_secret_free(skeyid.secret);
        return;
    }
    if (!making->out->skeyids) {
        making->out->skeyids = g_array_new(FALSE, FALSE, sizeof(struct ikt_skeyid));
        g_array_set_clear_func(making->out->skeyids, clear_skeyid);
    }
    g_array_append_val(making->out->skeyids, skeyid);
    if (!making->cipher)
        return;
    for (guint i = 0; i < dh_count(making) && has_room(making, making->out->keysets->len); i++) {
        const struct dh *dh = &g_array_index(making->dh, struct dh, i);
        struct ikt_skeyids derived;
        if (only_dh && dh != only_dh)
            continue;
        if (!pay(making, COST_DERIVED + dh->secret->length / COST_OCTETS))
            return;
        if (!ikt_keymat_derive(making->vault, &making->values, ikt_secret_bytes(skeyid.secret),
                               ikt_secret_bytes(dh->secret), &derived))
            continue;
        add_keyset(making, derived, ikt_secret_bytes(derived.e), (int)making->out->skeyids->len - 1,
                   skeyid.uncertain || dh->uncertain);
    }
}

static void add_preshared(struct making *making, const struct ikt_address *initiator,
                          const struct ikt_address *responder)
{
    const struct ikt_payload *const *id = making->handshake->id;
    const struct ikt_peer peers[IKT_SIDES] = {
        {*initiator, id[IKT_INITIATOR] ? &id[IKT_INITIATOR]->id : NULL},
        {*responder, id[IKT_RESPONDER] ? &id[IKT_RESPONDER]->id : NULL},
    };
    const uint64_t left = ikt_key_account_left(making->account) / COST_SELECTOR;
    struct ikt_psk_matches matches = {.most = MAX(left, SELECTORS_LEAST)};
    ikt_keyring_psks(ikt_key_work_keyring(making->account->work), &peers[IKT_INITIATOR], &peers[IKT_RESPONDER],
                     &matches);
    ikt_key_account_pay(making->account, MIN(matches.looked_at, left) * COST_SELECTOR);
    making->has_psk = matches.count > 0;
    making->out->left_out |= matches.left_out;
    making->left_uncertain |= matches.left_uncertain;
    if (matches.count == 0 || !ikt_handshake_is_complete(making->handshake))
        return;
    struct ikt_made_skeyids *made = ikt_key_work_skeyids(making->account->work);
    ikt_made_skeyids_begin(made, &making->values);
    for (size_t i = 0; i < matches.count; i++) {
        const struct ikt_key *key = matches.items[i].key;
        const bool uncertain = matches.items[i].rank == IKT_PSK_UNCERTAIN;
        if (!ikt_key_account_pay(making->account, cost_of_skeyid(making, key->secret->length))) {
            ikt_psk_matches_leave(&matches, matches.items[i].rank);
            break;
        }
        struct ikt_secret *secret = ikt_made_skeyids_psk(made, &making->values, key, i);
        add_skeyid(making, (struct ikt_skeyid){secret, key, uncertain}, NULL);
    }
    making->out->left_out |= matches.left_out;
    making->left_uncertain |= matches.left_uncertain;
}

static void add_signature(struct making *making)
{
    if (!ikt_handshake_is_complete(making->handshake))
        return;
    for (guint i = 0; i < dh_count(making); i++) {
        const struct dh *dh = &g_array_index(making->dh, struct dh, i);
        if (!pay(making, cost_of_skeyid(making, dh->secret->length)))
            return;
        struct ikt_secret *secret =
            ikt_keymat_skeyid_signature(making->vault, &making->values, ikt_secret_bytes(dh->secret));
        add_skeyid(making, (struct ikt_skeyid){secret, NULL, dh->uncertain}, dh);
    }
}

static void add_given_skeyids(struct making *making)
{
    const struct ikt_key *key;
    for (guint at = 0;
         (key = next_key(making, IKT_KEY_SKEYID, &at)) && has_room(making, ikt_skeyid_count(making->out));) {
        struct ikt_secret *secret = ikt_secret_new(making->vault, ikt_secret_bytes(key->secret));
        add_skeyid(making, (struct ikt_skeyid){secret, NULL, !ikt_key_is_bound(key)}, NULL);
    }
    for (guint at = 0;
         (key = next_key(making, IKT_KEY_SKEYID_A, &at)) && has_room(making, ikt_loose_count(making->out->loose));)
        add_loose(&making->out->loose, key);
    for (guint at = 0;
         (key = next_key(making, IKT_KEY_SKEYID_D, &at)) && ikt_loose_count(making->out->loose_d) < IKT_KEYSETS_MAX;)
        if (ikt_key_is_bound(key))
            add_loose(&making->out->loose_d, key);
}

static void add_given_cipher_keys(struct making *making)
{
    const struct ikt_key *key;
    if (!making->cipher)
        return;
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_E, &at)) && pay(making, COST_KA);)
        add_keyset(making, (struct ikt_skeyids){0}, ikt_secret_bytes(key->secret), IKT_ABSENT, !ikt_key_is_bound(key));
    for (guint at = 0; (key = next_key(making, IKT_KEY_KA, &at));) {
        if (key->secret->length == ikt_cipher_key_size(making->cipher))
            add_keyset(making, (struct ikt_skeyids){0}, ikt_secret_bytes(key->secret), IKT_ABSENT,
                       !ikt_key_is_bound(key));
        else
            making->out->unfit |= ikt_key_is_bound(key);
    }
}

static bool has_certain(const struct ikt_candidates *candidates)
{
    for (guint i = 0; i < candidates->keysets->len; i++)
        if (!g_array_index(candidates->keysets, struct ikt_keyset, i).uncertain)
            return true;
    for (guint i = 0; i < ikt_skeyid_count(candidates); i++)
        if (!g_array_index(candidates->skeyids, struct ikt_skeyid, i).uncertain)
            return true;
    return false;
}

static enum ikt_missing_key what_is_missing(const struct making *making)
{
    const struct ikt_handshake *handshake = making->handshake;
    if (making->out->keysets->len > 0)
        return IKT_MISSING_NOTHING;
    if (!making->has_psk && !making->has_key)
        return IKT_MISSING_ALL;
    if (!handshake->has_choice)
        return making->has_ka ? IKT_MISSING_NOTHING : IKT_MISSING_PHASE1;
    if (!making->cipher || !ikt_crypto_knows_hash(handshake->choice.hash) ||
        ikt_handshake_method(handshake) == IKT_SKEYID_UNSUPPORTED)
        return IKT_MISSING_SUPPORT;
    if (making->out->unfit && !making->has_psk && dh_count(making) == 0)
        return IKT_MISSING_NOTHING;
    if (!ikt_handshake_is_complete(handshake))
        return IKT_MISSING_PHASE1;
    if (dh_count(making) == 0)
        return IKT_MISSING_DH;
    return IKT_MISSING_PSK;
}

void ikt_candidates_make(struct ikt_candidates *candidates, struct ikt_key_account *account,
                         const struct ikt_handshake *handshake, const struct ikt_address *initiator,
                         const struct ikt_address *responder, const struct ikt_cipher *cipher,
                         struct ikt_bytes initial_iv)
{
    const struct ikt_sa_name name = {handshake->cookie[IKT_INITIATOR], initial_iv};
    struct making making = {
        .out = candidates,
        .account = account,
        .handshake = handshake,
        .values = ikt_handshake_values(handshake),
        .cipher = cipher,
        .vault = ikt_key_work_vault(account->work),
        .keys = ikt_key_work_row(account->work),
    };
    enum ikt_skeyid_method method = handshake->has_choice ? ikt_handshake_method(handshake) : IKT_SKEYID_UNSUPPORTED;
    start_over(candidates);
    candidates->account = account;

    making.left_uncertain = ikt_keyring_secrets(ikt_key_work_keyring(account->work), &name, making.keys);
    /* Its price is small, and what follows needs it. */
    ikt_key_account_pay(account, MIN(COST_MAKING + making.keys->len * COST_KEY, ikt_key_account_left(account)));
    for (guint i = 0; i < making.keys->len; i++) {
        const struct ikt_key *key = making.keys->pdata[i];
        making.has_key |= ikt_key_is_bound(key);
        making.has_ka |= ikt_key_is_bound(key) && (key->kind == IKT_KEY_KA || key->kind == IKT_KEY_SKEYID_E);
    }
    collect_dh(&making);
    add_given_skeyids(&making);
    if (method == IKT_SKEYID_BY_SIGNATURE || method == IKT_SKEYID_BY_EITHER)
        add_signature(&making);
    if (!handshake->has_choice || method == IKT_SKEYID_BY_PSK || method == IKT_SKEYID_BY_EITHER)
        add_preshared(&making, initiator, responder);
    /* Last, because they open without a check where the others can verify. */
    add_given_cipher_keys(&making);
    candidates->left_out |= making.left_uncertain && !has_certain(candidates);
    candidates->missing = what_is_missing(&making);
    if (making.dh)
        g_array_unref(making.dh);
}
