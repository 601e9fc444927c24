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
 * cipher has its key; hash is the one of phase 1. Returns the opened message, in which "lost" says how much of the
 * plaintext's beginning is not known; NULL when there is no sense in it, as with a wrong key, or too little to be sure.
 */
struct ikt_message *ikt_partial_open(struct ikt_cipher *cipher, const struct ikt_message *message, int hash);

/* Does an opened message hold what speaks for itself, even if key and cipher were but guessed? Chance does not. */
bool ikt_partial_tells(const struct ikt_message *message);

#endif
