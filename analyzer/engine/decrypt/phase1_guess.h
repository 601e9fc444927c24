/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What phase 1 may have chosen, where the answer that says so was not captured.
 */
#ifndef IKT_DECRYPT_PHASE1_GUESS_H
#define IKT_DECRYPT_PHASE1_GUESS_H

#include "decrypt/handshake.h"

#define IKT_CHOICES_MAX 64

/*
 * What the initiator offered, as far as it is supported and goes with the KE payloads' length; where its offer was not
 * captured either, every cipher with every hash. group and authentication are IKT_ABSENT where either may be. Returns
 * how many were written; more: there are others.
 */
size_t ikt_choices(const struct ikt_handshake *handshake, struct ikt_choice out[static IKT_CHOICES_MAX], bool *more);

#endif
