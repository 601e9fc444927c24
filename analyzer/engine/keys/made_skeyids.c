/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keys/made_skeyids.h"

#include <string.h>

#include "keys/psk_match.h"

#define HASHES 8 /* more than the IKT_HASH_* numbers that are supported */

struct made_skeyid {
    const struct ikt_key *key; /* NULL: none yet */
    struct ikt_secret *secret;
};

struct ikt_made_skeyids {
    struct ikt_vault *vault;
    struct nonce {
        uint8_t *octets;
        size_t length;
    } initiator, responder;
    unsigned used; /* bit n: of hash n there are some */
    struct made_skeyid rows[HASHES][IKT_PSK_MATCHES_MAX];
};

struct ikt_made_skeyids *ikt_made_skeyids_new(struct ikt_vault *vault)
{
    struct ikt_made_skeyids *made = g_new0(struct ikt_made_skeyids, 1);
    made->vault = vault;
    return made;
}

static void forget(struct ikt_made_skeyids *made)
{
    for (unsigned hash = 0; hash < HASHES; hash++) {
        if (!(made->used & 1U << hash))
            continue;
        for (size_t i = 0; i < IKT_PSK_MATCHES_MAX; i++)
            ikt_secret_free(made->rows[hash][i].secret);
        memset(made->rows[hash], 0, sizeof(made->rows[hash]));
    }
    made->used = 0;
}

void ikt_made_skeyids_free(struct ikt_made_skeyids *made)
{
    if (!made)
        return;
    forget(made);
    g_free(made->initiator.octets);
    g_free(made->responder.octets);
    g_free(made);
}

static bool is_same(const struct nonce *nonce, struct ikt_bytes octets)
{
    return ikt_bytes_equal((struct ikt_bytes){nonce->octets, nonce->length}, octets);
}

static void copy(struct nonce *nonce, struct ikt_bytes octets)
{
    nonce->octets = g_realloc(nonce->octets, octets.length);
    nonce->length = octets.length;
    if (octets.length > 0)
        memcpy(nonce->octets, octets.data, octets.length);
}

void ikt_made_skeyids_begin(struct ikt_made_skeyids *made, const struct ikt_phase1_values *values)
{
    if (is_same(&made->initiator, values->initiator_nonce) && is_same(&made->responder, values->responder_nonce))
        return;
    forget(made);
    copy(&made->initiator, values->initiator_nonce);
    copy(&made->responder, values->responder_nonce);
}

struct ikt_secret *ikt_made_skeyids_psk(struct ikt_made_skeyids *made, const struct ikt_phase1_values *values,
                                        const struct ikt_key *key, size_t place)
{
    if (values->hash < 0 || values->hash >= HASHES || place >= IKT_PSK_MATCHES_MAX)
        return ikt_keymat_skeyid_psk(made->vault, values, ikt_secret_bytes(key->secret));
    struct made_skeyid *skeyid = &made->rows[values->hash][place];
    if (skeyid->key != key) {
        ikt_secret_free(skeyid->secret);
        *skeyid = (struct made_skeyid){key, ikt_keymat_skeyid_psk(made->vault, values, ikt_secret_bytes(key->secret))};
        made->used |= 1U << values->hash;
    }
    return skeyid->secret ? ikt_secret_new(made->vault, ikt_secret_bytes(skeyid->secret)) : NULL;
}
