/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From the keyring and the handshake to the keys that may have been used in one ISAKMP SA.
 */
#ifndef IKT_DECRYPT_CANDIDATES_H
#define IKT_DECRYPT_CANDIDATES_H

#include "decrypt/handshake.h"
#include "iketriage/exchange.h"
#include "keys/key_work.h"

/* A SKEYID that HASH_I and HASH_R can be checked with. */
struct ikt_skeyid {
    struct ikt_secret *secret;
    const struct ikt_key *psk; /* the preshared key it comes from, NULL for none */
    bool uncertain;            /* of a key that may be for others */
};

/* Keys to open messages with. */
struct ikt_keyset {
    struct ikt_secret *ka;       /* the cipher key */
    struct ikt_secret *skeyid_a; /* NULL: not tied to this cipher key, see ikt_candidates.loose */
    struct ikt_secret *skeyid_d; /* likewise */
    int skeyid;                  /* index of its SKEYID, IKT_ABSENT: not tied to any */
    bool uncertain;
};

#define IKT_KEYSETS_MAX 64

struct ikt_candidates {
    struct ikt_key_account *account; /* that paid for them, and pays for what is checked by them; not owned */
    GArray *skeyids;                 /* struct ikt_skeyid, best first; NULL: there was none, as below */
    GArray *keysets;                 /* struct ikt_keyset, best first */
    /* struct ikt_key of kind SKEYID_a, of kind SKEYID_d, for keysets that have none of their own; not owned */
    GPtrArray *loose, *loose_d;
    enum ikt_missing_key missing;
    bool left_out; /* keys that may be this SA's were not made: there were too many, or they were too dear */
    bool unfit;    /* a cipher key that names this SA has not the length of its cipher's */
};

/* cipher NULL: the choice is not known or not supported, and there will be no keyset, only preshared keys.
 * initial_iv: hash(g^xi | g^xr), empty when not known. account pays for what is made. */
void ikt_candidates_make(struct ikt_candidates *candidates, struct ikt_key_account *account,
                         const struct ikt_handshake *handshake, const struct ikt_address *initiator,
                         const struct ikt_address *responder, const struct ikt_cipher *cipher,
                         struct ikt_bytes initial_iv);
void ikt_candidates_clear(struct ikt_candidates *candidates); /* wipes; may be cleared again */

static inline guint ikt_skeyid_count(const struct ikt_candidates *candidates)
{
    return candidates->skeyids ? candidates->skeyids->len : 0;
}

/* Of loose or of loose_d. */
static inline guint ikt_loose_count(const GPtrArray *loose)
{
    return loose ? loose->len : 0;
}

#endif
