/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages whose IV is not known, because the message before was not captured. CBC heals itself: of the plaintext only
 * the first block is lost. In a phase 2 message it holds the header of the HASH payload and the HASH's first octets, in
 * a phase 1 message the beginning of an ID (or of what else comes first), and often the header behind it. Headers are
 * put back from what must follow them.
 */
#ifndef IKT_DECRYPT_DECRYPT_WITHOUT_IV_H
#define IKT_DECRYPT_DECRYPT_WITHOUT_IV_H

#include "crypto/crypto.h"
#include "iketriage/message.h"

/*
 * cipher has its key; hash is the one of phase 1. Returns the opened message, in which "lost" says how much of the
 * plaintext's beginning is not known; NULL when there is no sense in it, as with a wrong key, or too little to be sure.
 * A HASH payload at its beginning is there, its lost octets zero; an ID payload is left out.
 */
struct ikt_message *ikt_partial_open(struct ikt_cipher *cipher, const struct ikt_message *message, int hash);

/*
 * As if the first block had been this one. NULL when it is not well-formed then; where it is, somebody has to verify
 * it, for the first block was not decrypted but thought of.
 */
struct ikt_message *ikt_partial_assume(struct ikt_cipher *cipher, const struct ikt_message *message,
                                       const uint8_t block[static IKT_BLOCK_MAX]);

/* Does an opened message hold what speaks for itself, even if key and cipher were but guessed? Chance does not. */
bool ikt_partial_tells(const struct ikt_message *message);

#endif
