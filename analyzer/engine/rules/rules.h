/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The checks. Each reads a case (or a phase 1 record) and appends drafts; none looks at what another one found.
 */
#ifndef IKT_RULES_RULES_H
#define IKT_RULES_RULES_H

#include "rules/phase2_case.h"
#include "rules/draft.h"
#include "rules/phase1_case.h"

/* Quick Modes */
void ikt_rules_proposal(const struct ikt_case *c, struct ikt_drafts *drafts); /* ts-* */
void ikt_rules_pfs(const struct ikt_case *c, struct ikt_drafts *drafts);      /* pfs-*, life-mismatch */
void ikt_rules_selector(const struct ikt_case *c, struct ikt_drafts *drafts); /* acl-* */
void ikt_rules_path2(const struct ikt_case *c, struct ikt_drafts *drafts);    /* silence, loss, deletion, last resort */
void ikt_rules_traffic(const struct ikt_case *c,
                       struct ikt_drafts *drafts); /* esp-blocked, ah-through-nat, qm-collision */
void ikt_rules_alive2(const struct ikt_case *c, struct ikt_drafts *drafts); /* stale-sa-invalid-spi */

/* ISAKMP SAs */
void ikt_rules_phase1(const struct ikt_view *v, struct ikt_drafts *drafts); /* psk-, p1-policy-, peer-address-wrong */
void ikt_rules_identity(const struct ikt_view *v,
                        struct ikt_drafts *drafts); /* p1-identity-, -method, -certificate, NAT */
void ikt_rules_silence(const struct ikt_view *v,
                       struct ikt_drafts *drafts); /* p1-no-response, p1-stalled, ike-probe ... */
void ikt_rules_configuration(const struct ikt_view *v, struct ikt_drafts *drafts); /* xauth-failed, modecfg-failed */
void ikt_rules_alive1(const struct ikt_view *v, struct ikt_drafts *drafts);        /* dpd-loss, stale-sa-invalid-spi */
void ikt_rules_path1(const struct ikt_view *v, struct ikt_drafts *drafts);         /* ICMP, deletion, one direction */

/* Whole captures */
void ikt_rules_capture(const struct ikt_capture_facts *facts,
                       struct ikt_drafts *drafts); /* IKEv2 alone, ICMP of no exchange */

/* Longer than this and a path may not carry a message in one packet: the least MTU of IPv6, less its headers. */
#define IKT_LONG_MESSAGE 1232

/* Both sides' preshared keys may differ; the caller says why. */
struct ikt_draft *ikt_add_psk(const struct ikt_view *v, struct ikt_drafts *drafts, enum ikt_likelihood likelihood);

#endif
