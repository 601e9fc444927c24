/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The powers of the private exponents that were given, each raised once. A power costs up to 0.2 s, a message that asks
 * for one a few octets: without a bound, a capture of some kilobytes would take hours.
 */
#ifndef IKT_KEYS_EXPONENTS_H
#define IKT_KEYS_EXPONENTS_H

#include "keys/key.h"

/*
 * An exponent is used in one ISAKMP SA, by some daemons in a few. g^xy is made with so many peers' public values; with
 * further ones it stays unknown.
 */
#define IKT_EXPONENT_PEERS 16

/* Threads may share it. It owns the powers and wipes them; keys have to live as long as it does. */
struct ikt_exponents;

struct ikt_exponents *ikt_exponents_new(void);
void ikt_exponents_free(struct ikt_exponents *exponents);
/*
 * g^xy of a key of kind DH_PRIVATE, by the two sides' KE payloads, one of which it has to make; a copy. NULL: it makes
 * neither, a payload is missing, the group is not known, or there were too many peers.
 */
struct ikt_secret *ikt_exponents_secret(struct ikt_exponents *exponents, const struct ikt_key *key, int group,
                                        const struct ikt_bytes ke[static 2]);

#endif
