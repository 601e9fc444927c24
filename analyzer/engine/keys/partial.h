/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages whose IV is not known, because phase 1 or the message before was not captured. CBC heals itself: of the
 * plaintext only the first block is lost, and in a phase 2 message that block holds nothing but the HASH payload's
 * header and first bytes. The header is put back from what must follow it.
 */
#ifndef IKT_KEYS_PARTIAL_H
#define IKT_KEYS_PARTIAL_H

#include "crypto.h"
#include "iketriage/message.h"

/*
 * cipher has its key. hash: IKT_HASH_*, or IKT_ABSENT: found by trying and given back. Returns the opened message, the
 * lost bytes of its HASH zero; NULL when there is no sense in it, as with a wrong key, or too little to be sure (QM3).
 */
struct ikt_message *ikt_partial_open(struct ikt_cipher *cipher, const struct ikt_message *message, int *hash);

/* What phase 1 had chosen, where it was not captured. */
struct ikt_guess {
    int encryption, key_bits, hash;
};
/* From a message that opens partially under a cipher key or SKEYID_e in keys (struct ikt_key). */
bool ikt_partial_guess(const GPtrArray *keys, const struct ikt_message *message, struct ikt_guess *out);

#endif
