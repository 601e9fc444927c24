/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ikt_address_equal for what every message asks many times: where the compiler sees the sizes, it is two comparisons.
 */
#ifndef IKT_BASE_ADDRESS_H
#define IKT_BASE_ADDRESS_H

#include <string.h>

#include "iketriage/bytes.h"

static inline bool ikt_same_address(const struct ikt_address *a, const struct ikt_address *b)
{
    return a->family == b->family && memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

#endif
