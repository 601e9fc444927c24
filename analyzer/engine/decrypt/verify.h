/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Is an opened message what its sender wrote? By its HASH where there is a key to check one with, else by the payloads
 * that its exchange has.
 */
#ifndef IKT_DECRYPT_VERIFY_H
#define IKT_DECRYPT_VERIFY_H

#include "decrypt/candidates.h"

enum ikt_fit {
    IKT_FIT_NOT,     /* not the payloads of this exchange */
    IKT_FIT_SHAPE,   /* they are, but no HASH was verified */
    IKT_FIT_VERIFIED /* HASH_I, HASH_R, HASH(1), HASH(2) or HASH(3) */
};

struct ikt_verdict {
    enum ikt_fit fit;
    const struct ikt_skeyid *skeyid; /* phase 1: what the HASH verified under, NULL for none */
    unsigned hash_number;            /* Quick Mode: 1, 2 or 3, 0 for none */
    bool checked;                    /* phase 1: all that its HASH is made of is known, and every SKEYID was tried */
    bool too_dear;                   /* it was not tried by all that may verify it */
};

struct ikt_question {
    const struct ikt_handshake *handshake;
    const struct ikt_candidates *candidates;
    const struct ikt_keyset *keyset; /* that opened it; NULL for a message that came in clear */
    unsigned side;                   /* the sender's */
    struct ikt_bytes ni, nr;         /* Ni_b, Nr_b of its Quick Mode, empty when not known */
    size_t lost;                     /* leading bytes of the HASH that are not known: the rest is compared */
};

/* A phase 1 message with a HASH payload, clear or opened. */
struct ikt_verdict ikt_verify_phase1(const struct ikt_question *question, const struct ikt_message *message);
/* An opened message of any exchange. */
struct ikt_verdict ikt_verify(const struct ikt_question *question, const struct ikt_message *message);

#endif
