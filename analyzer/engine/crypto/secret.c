/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/secret.h"

#include <string.h>

#include "iketriage/locked.h"

struct ikt_secret *ikt_secret_alloc(struct ikt_vault *vault, size_t length)
{
    const size_t size = sizeof(struct ikt_secret) + length;
    struct ikt_secret *secret = vault ? ikt_vault_take(vault, size) : ikt_locked_new(size, NULL);
    secret->vault = vault;
    secret->length = length;
    return secret;
}

struct ikt_secret *ikt_secret_new(struct ikt_vault *vault, struct ikt_bytes bytes)
{
    struct ikt_secret *secret = ikt_secret_alloc(vault, bytes.length);
    if (bytes.length > 0)
        memcpy(secret->octets, bytes.data, bytes.length);
    return secret;
}

void ikt_secret_free(struct ikt_secret *secret)
{
    if (!secret)
        return;
    const size_t size = sizeof(*secret) + secret->length;
    if (secret->vault)
        ikt_vault_give(secret->vault, secret, size);
    else
        ikt_locked_free(secret, size);
}

struct ikt_bytes ikt_secret_bytes(const struct ikt_secret *secret)
{
    if (!secret)
        return (struct ikt_bytes){NULL, 0};
    return (struct ikt_bytes){secret->octets, secret->length};
}

bool ikt_secret_equal(const struct ikt_secret *a, const struct ikt_secret *b)
{
    /* Lists are searched for equal ones, and nearly all differ in their first octet. */
    return a && b && a->length == b->length && (a->length == 0 || a->octets[0] == b->octets[0]) &&
           memcmp(a->octets, b->octets, a->length) == 0;
}
