/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings about the networks of a Quick Mode: what the peer is known to have in their place, and what a refusal leaves
 * open. Shared by the families that speak of crypto ACLs and of tunnel interfaces.
 */
#ifndef IKT_RULES_KNOWN_NETWORKS_H
#define IKT_RULES_KNOWN_NETWORKS_H

#include "rules/phase2_case.h"

/* What the peer is known to have, or accepted before, where it is this rule that speaks of the difference. */
void ikt_check_known_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule);
/* The claim's networks differ from those asked for. The fix is that of an ACL line, where there is one. */
struct ikt_draft *ikt_add_known_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                         const struct ikt_claim *claim, enum ikt_likelihood likelihood, int rank);

/* How sure a difference of networks is: a configuration says all that its owner has, a Quick Mode one line of it. */
enum ikt_likelihood ikt_networks_likelihood(const struct ikt_phase2_case *c, const struct ikt_claim *claim);

/* Are wrong networks one of the causes that the answer leaves open? */
bool ikt_networks_are_open(const struct ikt_phase2_case *c);
enum ikt_likelihood ikt_open_networks_likelihood(const struct ikt_phase2_case *c);
/* words: what the peer may have instead. */
struct ikt_draft *ikt_add_open_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                        enum ikt_likelihood likelihood, int rank, const char *words);

/* For sentences. */
struct ikt_value ikt_networks_value(const struct ikt_phase2_case *c, const struct ikt_proxies *networks);
/* Any to any: what a tunnel interface ("tunnel mode ipsec ipv4") asks for, and whoever has no proxy IDs. */
bool ikt_is_any_to_any(const struct ikt_proxies *networks);

#endif
