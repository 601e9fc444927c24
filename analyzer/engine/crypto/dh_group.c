/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/dh_group.h"

#include <string.h>

#include "crypto/crypto.h"
#include "crypto/modp.h"
#include "iketriage/isakmp.h"
#include "isakmp/group.h"

/* The curves' names in libgcrypt. */
static const struct {
    int group;
    const char *name;
} curves[] = {
    {IKT_GROUP_ECP_256, "NIST P-256"},
    {IKT_GROUP_ECP_384, "NIST P-384"},
    {IKT_GROUP_ECP_521, "NIST P-521"},
    {IKT_GROUP_ECP_192, "NIST P-192"},
    {IKT_GROUP_ECP_224, "NIST P-224"},
    {IKT_GROUP_BRAINPOOL_224, "brainpoolP224r1"},
    {IKT_GROUP_BRAINPOOL_256, "brainpoolP256r1"},
    {IKT_GROUP_BRAINPOOL_384, "brainpoolP384r1"},
    {IKT_GROUP_BRAINPOOL_512, "brainpoolP512r1"},
};

static const char *curve_name(int group)
{
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++)
        if (curves[i].group == group)
            return curves[i].name;
    return NULL;
}

/* point empty: the curve's base point. */
static struct ikt_secret *multiply(struct ikt_vault *vault, int group, struct ikt_bytes point, struct ikt_bytes scalar)
{
    const char *name = curve_name(group);
    size_t length = ikt_group_prime_size(group);
    return name && scalar.length <= length ? ikt_crypto_multiply(vault, name, length, point, scalar) : NULL;
}

struct ikt_secret *ikt_group_public(struct ikt_vault *vault, int group, struct ikt_bytes exponent)
{
    if (ikt_group_is_curve(group))
        return multiply(vault, group, (struct ikt_bytes){NULL, 0}, exponent);
    return ikt_modp_power(vault, group, NULL, exponent);
}

struct ikt_secret *ikt_group_secret(struct ikt_vault *vault, int group, struct ikt_bytes theirs,
                                    struct ikt_bytes exponent)
{
    if (!ikt_group_is_curve(group))
        return ikt_modp_power(vault, group, &theirs, exponent);
    struct ikt_secret *point = theirs.length > 0 ? multiply(vault, group, theirs, exponent) : NULL;
    if (!point)
        return NULL;
    struct ikt_secret *x = ikt_secret_new(vault, (struct ikt_bytes){point->octets, ikt_group_prime_size(group)});
    ikt_secret_free(point);
    return x;
}

struct ikt_secret *ikt_group_fit(struct ikt_vault *vault, int group, struct ikt_bytes secret)
{
    size_t size = ikt_group_prime_size(group);
    while (size > 0 && secret.length > size && secret.data[0] == 0) {
        secret.data++;
        secret.length--;
    }
    if (secret.length >= size)
        return ikt_secret_new(vault, secret);
    struct ikt_secret *fitted = ikt_secret_alloc(vault, size);
    memcpy(fitted->octets + (size - secret.length), secret.data, secret.length);
    return fitted;
}
