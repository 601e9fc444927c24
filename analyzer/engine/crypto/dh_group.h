/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Diffie-Hellman groups by their group description, of both kinds: MODP groups, and elliptic curves modulo a prime
 * (RFC 5903: 19 to 21; RFC 5114: 25, 26; RFC 6932: 27 to 30).
 */
#ifndef IKT_CRYPTO_DH_GROUP_H
#define IKT_CRYPTO_DH_GROUP_H

#include "crypto/secret.h"

/* The public value (a KE payload's body) of a private exponent. NULL: an unknown group, or an exponent out of range. */
struct ikt_secret *ikt_group_public(struct ikt_vault *vault, int group, struct ikt_bytes exponent);
/* g^xy of ikt_group_prime_size octets, from the other side's KE payload. On a curve only the x coordinate (RFC 5903
 * section 9). NULL likewise. */
struct ikt_secret *ikt_group_secret(struct ikt_vault *vault, int group, struct ikt_bytes theirs,
                                    struct ikt_bytes exponent);
/*
 * A secret as long as the group's (RFC 2409 section 5): a log may have left its leading zeros out, or put some before
 * it. Those of a group that is not known are taken as they are.
 */
struct ikt_secret *ikt_group_fit(struct ikt_vault *vault, int group, struct ikt_bytes secret);

#endif
