/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/dh_group.h"

#include <string.h>

#include "crypto/crypto.h"
#include "iketriage/isakmp.h"
#include "crypto/modp.h"

static const struct curve {
    int group;
    size_t length; /* bytes of a coordinate */
    const char *name;
} curves[] = {
    {IKT_GROUP_ECP_256, 32, "NIST P-256"},
    {IKT_GROUP_ECP_384, 48, "NIST P-384"},
    {IKT_GROUP_ECP_521, 66, "NIST P-521"},
    {IKT_GROUP_ECP_192, 24, "NIST P-192"},
    {IKT_GROUP_ECP_224, 28, "NIST P-224"},
    {IKT_GROUP_BRAINPOOL_224, 28, "brainpoolP224r1"},
    {IKT_GROUP_BRAINPOOL_256, 32, "brainpoolP256r1"},
    {IKT_GROUP_BRAINPOOL_384, 48, "brainpoolP384r1"},
    {IKT_GROUP_BRAINPOOL_512, 64, "brainpoolP512r1"},
};

static const struct curve *find_curve(int group)
{
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++)
        if (curves[i].group == group)
            return &curves[i];
    return NULL;
}

size_t ikt_group_secret_size(int group)
{
    const struct curve *curve = find_curve(group);
    struct ikt_modp modp;

    if (curve)
        return curve->length;
    return ikt_modp_group(group, &modp) ? modp.length : 0;
}

struct ikt_secret *ikt_group_public(int group, struct ikt_bytes exponent)
{
    const struct curve *curve = find_curve(group);

    if (!curve)
        return ikt_modp_power(group, NULL, exponent);
    if (exponent.length > curve->length)
        return NULL;
    return ikt_crypto_multiply(curve->name, curve->length, (struct ikt_bytes){NULL, 0}, exponent);
}

struct ikt_secret *ikt_group_secret(int group, struct ikt_bytes theirs, struct ikt_bytes exponent)
{
    const struct curve *curve = find_curve(group);

    if (!curve)
        return ikt_modp_power(group, &theirs, exponent);
    if (exponent.length > curve->length || theirs.length == 0)
        return NULL;
    struct ikt_secret *point = ikt_crypto_multiply(curve->name, curve->length, theirs, exponent);
    if (!point)
        return NULL;
    struct ikt_secret *x = ikt_secret_new((struct ikt_bytes){point->octets, curve->length});
    ikt_secret_free(point);
    return x;
}

struct ikt_secret *ikt_group_from_private(int group, const struct ikt_bytes ke[static 2], struct ikt_bytes exponent)
{
    struct ikt_secret *public = ikt_group_public(group, exponent), *secret = NULL;

    for (unsigned side = 0; public && side < 2 && !secret; side++)
        if (ikt_bytes_equal(ikt_secret_bytes(public), ke[side]))
            secret = ikt_group_secret(group, ke[1 - side], exponent);
    ikt_secret_free(public);
    return secret;
}

struct ikt_secret *ikt_group_fit(int group, struct ikt_bytes secret)
{
    size_t size = ikt_group_secret_size(group);

    while (size > 0 && secret.length > size && secret.data[0] == 0) {
        secret.data++;
        secret.length--;
    }
    if (secret.length >= size)
        return ikt_secret_new(secret);
    struct ikt_secret *fitted = ikt_secret_alloc(size);
    memcpy(fitted->octets + (size - secret.length), secret.data, secret.length);
    return fitted;
}
