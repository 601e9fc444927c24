/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A phase 1 identity as a number, for who remembers many of them and only asks whether two are the same.
 */
#ifndef IKT_TRACK_IDENTITY_HASH_H
#define IKT_TRACK_IDENTITY_HASH_H

#include "iketriage/message.h"

/* Of type and data, never 0; 0 for NULL: it was not read. Another one in every process. */
uint32_t ikt_identity_hash(const struct ikt_identity *identity);
/* May both be the same? What was not read may be any. */
static inline bool ikt_identity_hash_may_equal(uint32_t a, uint32_t b)
{
    return a == b || a == 0 || b == 0;
}

#endif
