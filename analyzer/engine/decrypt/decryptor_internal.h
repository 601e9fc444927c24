/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a decryptor keeps, for the files that it is made of and for no others.
 */
#ifndef IKT_DECRYPT_DECRYPTOR_INTERNAL_H
#define IKT_DECRYPT_DECRYPTOR_INTERNAL_H

#include "decrypt/candidates.h"
#include "decrypt/decrypt.h"
#include "decrypt/iv.h"

#define NO_KEYSET (-1)

/* What is under one message ID: a Quick Mode, transaction or new group exchange. */
struct ikt_phase2_exchange {
    uint32_t message_id;
    struct ikt_iv_chain chain;
    struct ikt_bytes ni, nr; /* Ni_b, Nr_b: copies, since a message may be large; empty while not seen */
    unsigned ni_side;
    bool ni_checked; /* it came in a message whose HASH(1) fits */
};

struct ikt_decryptor {
    struct ikt_key_account account; /* its work is referenced */
    bool left_out;                  /* a key was not tried on a message that then stayed closed */
    bool opened;                    /* a message was */
    bool forgot;                    /* what was under a message ID */
    bool hash_refutes;              /* a HASH in clear was checked with the preshared keys, and none makes it */
    struct ikt_address address[IKT_SIDES];
    struct ikt_handshake handshake;
    bool stale; /* the handshake knows more than the members below */

    struct ikt_candidates candidates;
    struct ikt_cipher *cipher;            /* the work's. NULL: choice not known or not supported */
    const struct ikt_keyset *loaded;      /* whose key it has ... */
    uint64_t loads;                       /* ... as long as it got so many keys */
    int active[IKT_SIDES];                /* the keyset that opened a side's last message, or NO_KEYSET */
    const struct ikt_key *psk[IKT_SIDES]; /* that a side's messages verified under */
    struct ikt_secret *skeyid[IKT_SIDES]; /* likewise, whatever it comes from */

    bool offered;    /* an encrypted message came */
    unsigned trials; /* of keys, in the search for a choice */

    struct ikt_digest initial_iv;
    struct ikt_digest *initial_ivs; /* by hash, empty: not made yet; NULL where the public values are short */
    struct ikt_iv_chain phase1;     /* last blocks of phase 1 messages */
    bool phase1_ended;              /* the last of them is among these: other exchanges' first IVs are known */
    bool phase1_unreadable;         /* one of them did not decrypt although its IV was known */
    GPtrArray *exchanges;           /* struct ikt_phase2_exchange, the latest in use last */
};

static inline bool ikt_is_phase1(const struct ikt_message *message)
{
    return message->header.exchange == IKT_EXCHANGE_MAIN || message->header.exchange == IKT_EXCHANGE_AGGRESSIVE;
}

#endif
