/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Objects of the engine's own that values point to (finding.h).
 */
#ifndef IKT_RULES_VALUE_TEXT_H
#define IKT_RULES_VALUE_TEXT_H

#include "evidence/proxy_compare.h"

/* IKT_VALUE_PERMIT: an ACL line. */
struct ikt_permit {
    struct ikt_proxy source, destination;
};

#endif
