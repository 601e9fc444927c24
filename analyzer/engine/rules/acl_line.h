/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The fix of an access list: one line in the place of another.
 */
#ifndef IKT_RULES_ACL_LINE_H
#define IKT_RULES_ACL_LINE_H

#include "rules/draft.h"
#include "rules/phase2_case.h"
#include "rules/rule.h"

/*
 * The networks that both sides should have, and what one of the routers has in their place. Says nothing where a single
 * line cannot say one of them, and of a tunnel interface.
 */
void ikt_fix_acl_line(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_proxies *wanted,
                      const struct ikt_proxies *replaced, bool on_initiator);

/* The line is added, and what is there stays: for a list that serves other networks or peers too. */
extern const struct ikt_fix_lines ikt_acl_only_adds;

/* The number of a line to type into a list, before all that share packets with it; 0: none is free. */
uint32_t ikt_acl_number_for(const struct ikt_router_acl *list, const struct ikt_proxies *networks);
/* The number of the permit line for exactly these networks; 0: there is none. */
uint32_t ikt_acl_number_of(const struct ikt_router_acl *list, const struct ikt_proxies *networks);

#endif
