/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/secret.h"

#include <string.h>

struct ikt_secret *ikt_secret_alloc(size_t length)
{
    struct ikt_secret *secret = g_malloc0(sizeof(*secret) + length);
    secret->length = length;
    return secret;
}

struct ikt_secret *ikt_secret_new(struct ikt_bytes bytes)
{
    struct ikt_secret *secret = ikt_secret_alloc(bytes.length);
    if (bytes.length > 0)
        memcpy(secret->octets, bytes.data, bytes.length);
    return secret;
}

void ikt_secret_free(struct ikt_secret *secret)
{
    if (!secret)
        return;
    explicit_bzero(secret->octets, secret->length);
    g_free(secret);
}

struct ikt_bytes ikt_secret_bytes(const struct ikt_secret *secret)
{
    if (!secret)
        return (struct ikt_bytes){NULL, 0};
    return (struct ikt_bytes){secret->octets, secret->length};
}

bool ikt_secret_equal(const struct ikt_secret *a, const struct ikt_secret *b)
{
    return a && b && a->length == b->length && memcmp(a->octets, b->octets, a->length) == 0;
}
