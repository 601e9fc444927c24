/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The formulas of RFC 2409 section 5 and appendix B. hash is an IKT_HASH_* number, prf its HMAC. A result of NULL or an
 * empty digest means that the hash is not supported; a secret stands in the vault that is given. "_b" is a payload's
 * body without its generic header.
 */
#ifndef IKT_CRYPTO_KEYMAT_H
#define IKT_CRYPTO_KEYMAT_H

#include "crypto/crypto.h"
#include "iketriage/isakmp.h"

/* What both sides showed in clear. Views; nothing is owned. */
struct ikt_phase1_values {
    int hash;
    struct ikt_bytes initiator_cookie, responder_cookie;
    struct ikt_bytes initiator_ke, responder_ke;       /* g^xi, g^xr */
    struct ikt_bytes initiator_nonce, responder_nonce; /* Ni_b, Nr_b */
    struct ikt_bytes sa;                               /* SAi_b: every proposal as the initiator sent it */
};

struct ikt_secret *ikt_keymat_skeyid_psk(struct ikt_vault *vault, const struct ikt_phase1_values *values,
                                         struct ikt_bytes psk);
struct ikt_secret *ikt_keymat_skeyid_signature(struct ikt_vault *vault, const struct ikt_phase1_values *values,
                                               struct ikt_bytes dh);

struct ikt_skeyids {
    struct ikt_secret *d, *a, *e;
};
/* false: nothing was made. The caller frees the three. */
bool ikt_keymat_derive(struct ikt_vault *vault, const struct ikt_phase1_values *values, struct ikt_bytes skeyid,
                       struct ikt_bytes dh, struct ikt_skeyids *out);
/* Ka: key_size bytes of SKEYID_e, stretched where it is too short. */
struct ikt_secret *ikt_keymat_ka(struct ikt_vault *vault, int hash, struct ikt_bytes skeyid_e, unsigned key_size);

/* HASH_I, or HASH_R, over the sender's ID payload body. */
struct ikt_digest ikt_keymat_hash_phase1(const struct ikt_phase1_values *values, struct ikt_bytes skeyid,
                                         bool of_initiator, struct ikt_bytes id);
/* HASH(1), and the HASH of informational and transaction exchanges. rest: what follows the HASH payload. */
struct ikt_digest ikt_keymat_hash1(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes rest);
struct ikt_digest ikt_keymat_hash2(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes ni,
                                   struct ikt_bytes rest);
struct ikt_digest ikt_keymat_hash3(int hash, struct ikt_bytes skeyid_a, uint32_t message_id, struct ikt_bytes ni,
                                   struct ikt_bytes nr);

/*
 * KEYMAT of one IPsec SA, size bytes: RFC 2409 section 5.5. dh: g(qm)^xy, empty without PFS. spi: the one that the SA's
 * receiver chose.
 */
struct ikt_quick_values {
    int hash;
    struct ikt_bytes dh, ni, nr;
    uint8_t protocol;
    struct ikt_bytes spi;
};
struct ikt_secret *ikt_keymat_ipsec(struct ikt_vault *vault, struct ikt_bytes skeyid_d,
                                    const struct ikt_quick_values *values, size_t size);

#endif
