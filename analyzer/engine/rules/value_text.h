/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Objects of the engine's own that values point to (finding.h), and values by their names.
 */
#ifndef IKT_RULES_VALUE_TEXT_H
#define IKT_RULES_VALUE_TEXT_H

#include "evidence/proxy_compare.h"
#include "iketriage/finding.h"

/* IKT_VALUE_PERMIT: an ACL line. */
struct ikt_permit {
    struct ikt_proxy source, destination;
};

/* The value that a line gets for <name>; NULL: none is known. <other> without a value of its own is <remote>. */
const struct ikt_value *ikt_named_value_find(const struct ikt_named_values *values, const char *name, size_t length);

#endif
