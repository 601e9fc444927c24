/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address anonymization", 2002): two addresses that have n bits
 * in common have n bits in common afterwards, and no more.
 */
#ifndef IKT_ANONYMIZE_CRYPTOPAN_H
#define IKT_ANONYMIZE_CRYPTOPAN_H

#include <stdbool.h>
#include <stdint.h>

#define IKT_CRYPTOPAN_KEY 32 /* octets: a key of AES-128, then the pad's */

struct ikt_cryptopan;

/* NULL: libgcrypt has no AES. */
struct ikt_cryptopan *ikt_cryptopan_new(const uint8_t key[static IKT_CRYPTOPAN_KEY]);
void ikt_cryptopan_free(struct ikt_cryptopan *pan); /* NULL is allowed */
/* Bits first to last - 1 of an address of up to 16 octets; the bits before first stay. */
void ikt_cryptopan_map(const struct ikt_cryptopan *pan, const uint8_t *in, unsigned first, unsigned last, uint8_t *out);

#endif
