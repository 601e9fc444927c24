/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One encrypted message under one key and IV after another. The decryptor's cipher and candidates are ready; nothing of
 * it changes but the key that its cipher has.
 */
#ifndef IKT_DECRYPT_DECRYPT_ATTEMPT_H
#define IKT_DECRYPT_DECRYPT_ATTEMPT_H

#include "decrypt/decryptor_internal.h"
#include "decrypt/verify.h"

struct ikt_attempt {
    const struct ikt_message *message;
    unsigned side;                              /* the sender's */
    const struct ikt_phase2_exchange *exchange; /* what came before under its message ID, NULL for nothing */

    /* What came of it. */
    struct ikt_verdict verdict;
    struct ikt_message *opened; /* a reference; NULL: not decrypted */
    int keyset;                 /* that opened it */
    bool partial;               /* its first block is lost */
    bool left_out;              /* keys were not tried: they were too dear */
    bool untried;               /* choices were not: there are too many, or were tried on too many messages */
    bool begins;                /* it opened under an IV that only the first message of an exchange has */
};

/* Under every keyset and every IV that may be; what opens with a verified HASH ends the search. */
void ikt_attempt_whole(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt);
/* Under every keyset and without an IV: all but the first block, or all where a HASH proves what it must have been. */
void ikt_attempt_partial(struct ikt_decryptor *decryptor, struct ikt_attempt *attempt);
/* Let go of what was opened. */
void ikt_attempt_drop(struct ikt_attempt *attempt);

/*
 * Which message of its Quick Mode it is, 1 for the first; 0: nothing tells. By the HASH that fits; by an IV that only a
 * first message has, or where that IV is known and does not fit, because it is not the first; or by what only an offer
 * or only an answer holds.
 */
unsigned ikt_attempt_number(const struct ikt_decryptor *decryptor, const struct ikt_attempt *attempt);

#endif
