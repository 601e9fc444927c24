/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/candidates.h"

#include <string.h>

#include "crypto/dh_group.h"

#define EXPONENTS_MAX 16

/* g^xy */
struct dh {
    struct ikt_secret *secret;
    bool uncertain; /* that it is this SA's */
};

/* While candidates are made: everything that the formulas take. */
struct making {
    struct ikt_candidates *out;
    const struct ikt_handshake *handshake;
    struct ikt_phase1_values values;
    const struct ikt_cipher *cipher;
    GPtrArray *keys;       /* secrets of the SA, struct ikt_key, not owned */
    GArray *dh;            /* struct dh: every g^xy there may be */
    bool has_psk, has_key; /* a preshared key fits, a secret names the SA */
    bool has_ka;           /* one of them is Ka or SKEYID_e, which need nothing of phase 1 but its choice */
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
    if (candidates->keysets) {
        g_array_set_size(candidates->keysets, 0);
        g_array_set_size(candidates->skeyids, 0);
        g_ptr_array_set_size(candidates->loose, 0);
        g_ptr_array_set_size(candidates->loose_d, 0);
        return;
    }
    candidates->keysets = g_array_new(FALSE, FALSE, sizeof(struct ikt_keyset));
    candidates->skeyids = g_array_new(FALSE, FALSE, sizeof(struct ikt_skeyid));
    candidates->loose = g_ptr_array_new();
    candidates->loose_d = g_ptr_array_new();
    g_array_set_clear_func(candidates->keysets, clear_keyset);
    g_array_set_clear_func(candidates->skeyids, clear_skeyid);
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

/* Takes secret. */
static void add_dh(struct making *making, struct ikt_secret *secret, bool uncertain)
{
    struct dh dh = {secret, uncertain};
    for (guint i = 0; i < making->dh->len; i++) {
        if (ikt_secret_equal(g_array_index(making->dh, struct dh, i).secret, secret)) {
            ikt_secret_free(secret);
            return;
        }
    }
    g_array_append_val(making->dh, dh);
}

static void collect_dh(struct making *making, const struct ikt_keyring *keyring)
{
    const struct ikt_bytes ke[IKT_SIDES] = {making->values.initiator_ke, making->values.responder_ke};
    const struct ikt_key *key;
    int group = making->handshake->choice.group;
    for (guint at = 0; (key = next_key(making, IKT_KEY_DH_SECRET, &at)) && making->dh->len < IKT_KEYSETS_MAX;)
        add_dh(making, ikt_group_fit(group, ikt_secret_bytes(key->secret)), !ikt_key_is_bound(key));

    /* Powers are dear: of many exponents for one SA only the first few are raised. */
    unsigned left = EXPONENTS_MAX;
    for (guint at = 0; left > 0 && (key = next_key(making, IKT_KEY_DH_PRIVATE, &at)); left--) {
        struct ikt_secret *secret = ikt_keyring_dh_secret(keyring, key, group, ke);
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
    struct ikt_keyset keyset = {
        .ka = ikt_keymat_ka(making->values.hash, skeyid_e, ikt_cipher_key_size(making->cipher)),
        .skeyid_a = ids.a,
        .skeyid_d = ids.d,
        .skeyid = skeyid,
        .uncertain = uncertain,
    };
    if (keyset.ka && making->out->keysets->len < IKT_KEYSETS_MAX && !has_keyset(making, &keyset))
        g_array_append_val(making->out->keysets, keyset);
    else
        clear_keyset(&keyset);
    ikt_secret_free(ids.e);
}

/* The same SKEYID may be given itself and follow from a preshared key, which then is to be named. */
static bool has_skeyid(struct making *making, const struct ikt_skeyid *skeyid)
{
    for (guint i = 0; i < making->out->skeyids->len; i++) {
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
    g_array_append_val(making->out->skeyids, skeyid);
    if (!making->cipher)
        return;
    for (guint i = 0; i < making->dh->len && making->out->keysets->len < IKT_KEYSETS_MAX; i++) {
        const struct dh *dh = &g_array_index(making->dh, struct dh, i);
        struct ikt_skeyids derived;
        if ((only_dh && dh != only_dh) || !ikt_keymat_derive(&making->values, ikt_secret_bytes(skeyid.secret),
                                                             ikt_secret_bytes(dh->secret), &derived))
            continue;
        add_keyset(making, derived, ikt_secret_bytes(derived.e), (int)making->out->skeyids->len - 1,
                   skeyid.uncertain || dh->uncertain);
    }
}

static void add_preshared(struct making *making, const struct ikt_keyring *keyring, const struct ikt_address *initiator,
                          const struct ikt_address *responder)
{
    const struct ikt_payload *const *id = making->handshake->id;
    const struct ikt_peer peers[IKT_SIDES] = {
        {*initiator, id[IKT_INITIATOR] ? &id[IKT_INITIATOR]->id : NULL},
        {*responder, id[IKT_RESPONDER] ? &id[IKT_RESPONDER]->id : NULL},
    };
    struct ikt_psk_match matches[IKT_PSK_MATCHES_MAX];
    size_t count = ikt_keyring_psks(keyring, &peers[IKT_INITIATOR], &peers[IKT_RESPONDER], matches);
    making->has_psk = count > 0;
    if (!ikt_handshake_is_complete(making->handshake))
        return;
    for (size_t i = 0; i < count; i++) {
        const struct ikt_key *key = matches[i].key;
        struct ikt_secret *secret = ikt_keymat_skeyid_psk(&making->values, ikt_secret_bytes(key->secret));
        add_skeyid(making, (struct ikt_skeyid){secret, key, matches[i].rank == IKT_PSK_UNCERTAIN}, NULL);
    }
}

static void add_signature(struct making *making)
{
    if (!ikt_handshake_is_complete(making->handshake))
        return;
    for (guint i = 0; i < making->dh->len; i++) {
        const struct dh *dh = &g_array_index(making->dh, struct dh, i);
        struct ikt_secret *secret = ikt_keymat_skeyid_signature(&making->values, ikt_secret_bytes(dh->secret));
        add_skeyid(making, (struct ikt_skeyid){secret, NULL, dh->uncertain}, dh);
    }
}

static void add_given_skeyids(struct making *making)
{
    const struct ikt_key *key;
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID, &at)) && making->out->skeyids->len < IKT_KEYSETS_MAX;) {
        struct ikt_secret *secret = ikt_secret_new(ikt_secret_bytes(key->secret));
        add_skeyid(making, (struct ikt_skeyid){secret, NULL, !ikt_key_is_bound(key)}, NULL);
    }
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_A, &at)) && making->out->loose->len < IKT_KEYSETS_MAX;)
        g_ptr_array_add(making->out->loose, (gpointer)key);
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_D, &at)) && making->out->loose_d->len < IKT_KEYSETS_MAX;)
        if (ikt_key_is_bound(key))
            g_ptr_array_add(making->out->loose_d, (gpointer)key);
}

static void add_given_cipher_keys(struct making *making)
{
    const struct ikt_key *key;
    if (!making->cipher)
        return;
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_E, &at));)
        add_keyset(making, (struct ikt_skeyids){0}, ikt_secret_bytes(key->secret), IKT_ABSENT, !ikt_key_is_bound(key));
    for (guint at = 0; (key = next_key(making, IKT_KEY_KA, &at));)
        if (key->secret->length == ikt_cipher_key_size(making->cipher))
            add_keyset(making, (struct ikt_skeyids){0}, ikt_secret_bytes(key->secret), IKT_ABSENT,
                       !ikt_key_is_bound(key));
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
    if (!ikt_handshake_is_complete(handshake))
        return IKT_MISSING_PHASE1;
    if (making->dh->len == 0)
        return IKT_MISSING_DH;
    return IKT_MISSING_PSK;
}

void ikt_candidates_make(struct ikt_candidates *candidates, const struct ikt_keyring *keyring,
                         const struct ikt_handshake *handshake, const struct ikt_address *initiator,
                         const struct ikt_address *responder, const struct ikt_cipher *cipher,
                         struct ikt_bytes initial_iv)
{
    const struct ikt_sa_name name = {handshake->cookie[IKT_INITIATOR], initial_iv};
    struct making making = {
        .out = candidates,
        .handshake = handshake,
        .values = ikt_handshake_values(handshake),
        .cipher = cipher,
        .keys = g_ptr_array_new(),
        .dh = g_array_new(FALSE, FALSE, sizeof(struct dh)),
    };
    enum ikt_skeyid_method method = handshake->has_choice ? ikt_handshake_method(handshake) : IKT_SKEYID_UNSUPPORTED;
    start_over(candidates);
    g_array_set_clear_func(making.dh, clear_dh);

    ikt_keyring_secrets(keyring, &name, making.keys);
    for (guint i = 0; i < making.keys->len; i++) {
        const struct ikt_key *key = making.keys->pdata[i];
        making.has_key |= ikt_key_is_bound(key);
        making.has_ka |= ikt_key_is_bound(key) && (key->kind == IKT_KEY_KA || key->kind == IKT_KEY_SKEYID_E);
    }
    collect_dh(&making, keyring);
    add_given_skeyids(&making);
    if (method == IKT_SKEYID_BY_SIGNATURE || method == IKT_SKEYID_BY_EITHER)
        add_signature(&making);
    if (!handshake->has_choice || method == IKT_SKEYID_BY_PSK || method == IKT_SKEYID_BY_EITHER)
        add_preshared(&making, keyring, initiator, responder);
    /* Last, because they open without a check where the others can verify. */
    add_given_cipher_keys(&making);
    candidates->missing = what_is_missing(&making);
    g_array_unref(making.dh);
    g_ptr_array_unref(making.keys);
}
