/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A secret that stands in locked memory and wipes itself when it is freed. Key material of every kind lives in this
 * type and in no other; nothing here or elsewhere in the engine turns one into text.
 */
#ifndef IKT_CRYPTO_SECRET_H
#define IKT_CRYPTO_SECRET_H

#include <glib.h>

#include "crypto/vault.h"
#include "iketriage/bytes.h"

struct ikt_secret {
    struct ikt_vault *vault;
    size_t length; /* never changes */
    uint8_t octets[];
};

/* A copy of bytes, in a vault that outlives it, or for NULL in pages of its own; the caller wipes its own. Never NULL.
 */
struct ikt_secret *ikt_secret_new(struct ikt_vault *vault, struct ikt_bytes bytes);
/* length zero octets, to be filled in. Never NULL. */
struct ikt_secret *ikt_secret_alloc(struct ikt_vault *vault, size_t length);
void ikt_secret_free(struct ikt_secret *secret); /* wipes; NULL is allowed */
/* A view that lives as long as the secret; empty for NULL. */
struct ikt_bytes ikt_secret_bytes(const struct ikt_secret *secret);
bool ikt_secret_equal(const struct ikt_secret *a, const struct ikt_secret *b);

#endif
