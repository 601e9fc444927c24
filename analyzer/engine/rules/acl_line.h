/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fix of an access list: one line in the place of another.
 */
#ifndef IKT_RULES_ACL_LINE_H
#define IKT_RULES_ACL_LINE_H

#include "rules/draft.h"
#include "rules/phase2_case.h"

/*
 * The networks that both sides should have, and what one of the routers has in their place. Says nothing where a single
 * line cannot say one of them, and of a tunnel interface.
 */
void ikt_fix_acl_line(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_proxies *wanted,
                      const struct ikt_proxies *replaced, bool on_initiator);

#endif
