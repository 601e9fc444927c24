/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/identity_hash.h"

#include "base/hash.h"

uint32_t ikt_identity_hash(const struct ikt_identity *identity)
{
    struct ikt_hasher hasher;
    if (!identity)
        return 0;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, identity->type);
    if (identity->octets.length > 0)
        ikt_hasher_add(&hasher, identity->octets.data, identity->octets.length);
    uint32_t hash = (uint32_t)ikt_hasher_end(&hasher);
    return hash != 0 ? hash : 1;
}
