/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The MODP groups of IKE by their group description: RFC 2409 section 6 (1, 2), RFC 3526 (5, 14 to 18) and
 * RFC 5114 section 2 (22 to 24).
 */
#ifndef IKT_CRYPTO_MODP_H
#define IKT_CRYPTO_MODP_H

#include "crypto/secret.h"

#define IKT_MODP_MAX 1024 /* bytes of the longest prime, group 18 */

struct ikt_modp {
    size_t length; /* bytes of the prime */
    uint8_t prime[IKT_MODP_MAX];
    size_t generator_length;
    uint8_t generator[256];
};

/* Returns false when the group is no MODP group that is known. */
bool ikt_modp_group(int group, struct ikt_modp *out);
/* base^exponent in a group. base NULL: the generator. NULL when the group is unknown or base is not one to use. */
struct ikt_secret *ikt_modp_power(struct ikt_vault *vault, int group, const struct ikt_bytes *base,
                                  struct ikt_bytes exponent);

#endif
