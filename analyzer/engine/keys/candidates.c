/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "candidates.h"

#include <string.h>

#include "modp.h"

/* While candidates are made: everything that the formulas take. */
struct making {
    struct ikt_candidates *out;
    const struct ikt_handshake *handshake;
    struct ikt_phase1_values values;
    const struct ikt_cipher *cipher;
    const GPtrArray *keys; /* that name the cookie, may be NULL */
    GPtrArray *dh;         /* struct ikt_secret: every g^xy there may be */
    bool has_psk, has_key; /* a preshared key fits, a secret names the SA */
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
}

static void free_secret(gpointer secret)
{
    ikt_secret_free(secret);
}

void ikt_candidates_clear(struct ikt_candidates *candidates)
{
    g_clear_pointer(&candidates->keysets, g_array_unref);
    g_clear_pointer(&candidates->skeyids, g_array_unref);
    g_clear_pointer(&candidates->loose, g_ptr_array_unref);
}

/* The nth key of a kind that belongs to the SA itself (not to one of its Quick Modes), or NULL. */
static const struct ikt_key *next_key(const struct making *making, enum ikt_key_kind kind, guint *at)
{
    while (making->keys && *at < making->keys->len) {
        const struct ikt_key *key = making->keys->pdata[(*at)++];
        if (key->kind == kind && !key->has_message_id)
            return key;
    }
    return NULL;
}

/*
 * A MODP secret is as long as the prime (RFC 2409 section 5): a log may have left its leading zeros out, or put some
 * before it. Other groups' secrets are taken as they are.
 */
static struct ikt_secret *fit_to_group(const struct ikt_secret *secret, int group)
{
    struct ikt_bytes bytes = ikt_secret_bytes(secret);
    struct ikt_modp modp;

    if (!ikt_modp_group(group, &modp))
        return ikt_secret_new(bytes);
    while (bytes.length > modp.length && bytes.data[0] == 0) {
        bytes.data++;
        bytes.length--;
    }
    if (bytes.length >= modp.length)
        return ikt_secret_new(bytes);
    struct ikt_secret *fitted = ikt_secret_alloc(modp.length);
    memcpy(fitted->octets + (modp.length - bytes.length), bytes.data, bytes.length);
    return fitted;
}

/* g^x is one side's KE: then g^xy is the other side's KE to the power of x. */
static struct ikt_secret *from_private(const struct making *making, const struct ikt_secret *exponent)
{
    struct ikt_bytes x = ikt_secret_bytes(exponent);
    struct ikt_secret *public = ikt_modp_power(making->handshake->group, NULL, x);
    struct ikt_secret *dh = NULL;

    for (unsigned side = 0; public && side < IKT_SIDES && !dh; side++) {
        struct ikt_bytes theirs = ikt_handshake_view(making->handshake->ke[side]);
        if (!ikt_bytes_equal(ikt_secret_bytes(public), theirs))
            continue;
        struct ikt_bytes other = ikt_handshake_view(making->handshake->ke[side == IKT_INITIATOR]);
        dh = ikt_modp_power(making->handshake->group, &other, x);
    }
    ikt_secret_free(public);
    return dh;
}

static void add_dh(struct making *making, struct ikt_secret *dh)
{
    for (guint i = 0; i < making->dh->len; i++) {
        if (ikt_secret_equal(making->dh->pdata[i], dh)) {
            ikt_secret_free(dh);
            return;
        }
    }
    g_ptr_array_add(making->dh, dh);
}

static void collect_dh(struct making *making)
{
    const struct ikt_key *key;

    for (guint at = 0; (key = next_key(making, IKT_KEY_DH_SECRET, &at)) && making->dh->len < IKT_KEYSETS_MAX;)
        add_dh(making, fit_to_group(key->secret, making->handshake->group));

    /* Powers are dear: of many exponents for one SA only the first few are raised. */
    unsigned left = 16;
    for (guint at = 0; left > 0 && (key = next_key(making, IKT_KEY_DH_PRIVATE, &at)); left--) {
        struct ikt_secret *dh = from_private(making, key->secret);
        if (dh)
            add_dh(making, dh);
    }
}

static void add_keyset(struct making *making, struct ikt_bytes skeyid_e, const struct ikt_secret *skeyid_a, int skeyid,
                       bool uncertain)
{
    if (making->out->keysets->len >= IKT_KEYSETS_MAX)
        return;
    struct ikt_keyset keyset = {
        .ka = ikt_keymat_ka(making->values.hash, skeyid_e, ikt_cipher_key_size(making->cipher)),
        .skeyid_a = skeyid_a ? ikt_secret_new(ikt_secret_bytes(skeyid_a)) : NULL,
        .skeyid = skeyid,
        .uncertain = uncertain,
    };
    if (keyset.ka)
        g_array_append_val(making->out->keysets, keyset);
    else
        clear_keyset(&keyset);
}

/* A SKEYID, and with each g^xy the keys that follow from it. Takes secret. */
static void add_skeyid(struct making *making, struct ikt_secret *secret, const struct ikt_key *psk, bool uncertain,
                       const struct ikt_secret *only_dh)
{
    if (!secret)
        return;
    struct ikt_skeyid skeyid = {secret, psk, uncertain};
    g_array_append_val(making->out->skeyids, skeyid);
    if (!making->cipher)
        return;
    for (guint i = 0; i < making->dh->len && making->out->keysets->len < IKT_KEYSETS_MAX; i++) {
        const struct ikt_secret *dh = making->dh->pdata[i];
        struct ikt_skeyids derived;
        if ((only_dh && dh != only_dh) ||
            !ikt_keymat_derive(&making->values, ikt_secret_bytes(secret), ikt_secret_bytes(dh), &derived))
            continue;
        add_keyset(making, ikt_secret_bytes(derived.e), derived.a, (int)making->out->skeyids->len - 1, uncertain);
        ikt_secret_free(derived.d);
        ikt_secret_free(derived.a);
        ikt_secret_free(derived.e);
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
        add_skeyid(making, ikt_keymat_skeyid_psk(&making->values, ikt_secret_bytes(key->secret)), key,
                   matches[i].rank == IKT_PSK_UNCERTAIN, NULL);
    }
}

static void add_signature(struct making *making)
{
    if (!ikt_handshake_is_complete(making->handshake))
        return;
    for (guint i = 0; i < making->dh->len; i++) {
        const struct ikt_secret *dh = making->dh->pdata[i];
        add_skeyid(making, ikt_keymat_skeyid_signature(&making->values, ikt_secret_bytes(dh)), NULL, false, dh);
    }
}

static void add_given_skeyids(struct making *making)
{
    const struct ikt_key *key;

    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID, &at)) && making->out->skeyids->len < IKT_KEYSETS_MAX;)
        add_skeyid(making, ikt_secret_new(ikt_secret_bytes(key->secret)), NULL, false, NULL);
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_A, &at)) && making->out->loose->len < IKT_KEYSETS_MAX;)
        g_ptr_array_add(making->out->loose, (gpointer)key);
}

static void add_given_cipher_keys(struct making *making)
{
    const struct ikt_key *key;

    if (!making->cipher)
        return;
    for (guint at = 0; (key = next_key(making, IKT_KEY_SKEYID_E, &at));)
        add_keyset(making, ikt_secret_bytes(key->secret), NULL, IKT_ABSENT, false);
    for (guint at = 0; (key = next_key(making, IKT_KEY_KA, &at));)
        if (key->secret->length == ikt_cipher_key_size(making->cipher))
            add_keyset(making, ikt_secret_bytes(key->secret), NULL, IKT_ABSENT, false);
}

static enum ikt_missing_key what_is_missing(const struct making *making)
{
    const struct ikt_handshake *handshake = making->handshake;

    if (making->out->keysets->len > 0)
        return IKT_MISSING_NOTHING;
    if (!making->has_psk && !making->has_key)
        return IKT_MISSING_ALL;
    if (!handshake->has_choice)
        return IKT_MISSING_PHASE1;
    if (!making->cipher || !ikt_crypto_knows_hash(handshake->hash) ||
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
                         const struct ikt_address *responder, const struct ikt_cipher *cipher)
{
    struct making making = {
        .out = candidates,
        .handshake = handshake,
        .values = ikt_handshake_values(handshake),
        .cipher = cipher,
        .keys = ikt_keyring_of_cookie(keyring, handshake->cookie[IKT_INITIATOR]),
        .dh = g_ptr_array_new_with_free_func(free_secret),
    };

    ikt_candidates_clear(candidates);
    candidates->skeyids = g_array_new(FALSE, FALSE, sizeof(struct ikt_skeyid));
    candidates->keysets = g_array_new(FALSE, FALSE, sizeof(struct ikt_keyset));
    candidates->loose = g_ptr_array_new();
    g_array_set_clear_func(candidates->skeyids, clear_skeyid);
    g_array_set_clear_func(candidates->keysets, clear_keyset);

    for (guint i = 0; making.keys && i < making.keys->len; i++)
        making.has_key |= !((const struct ikt_key *)making.keys->pdata[i])->has_message_id;
    collect_dh(&making);
    add_given_skeyids(&making);
    if (handshake->has_choice && ikt_handshake_method(handshake) == IKT_SKEYID_BY_SIGNATURE)
        add_signature(&making);
    if (!handshake->has_choice || ikt_handshake_method(handshake) == IKT_SKEYID_BY_PSK)
        add_preshared(&making, keyring, initiator, responder);
    /* Last, because they open without a check where the others can verify. */
    add_given_cipher_keys(&making);
    candidates->missing = what_is_missing(&making);
    g_ptr_array_unref(making.dh);
}
