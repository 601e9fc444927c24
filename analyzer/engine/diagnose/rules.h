/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The checks. Each reads a case (or a phase 1 record) and appends drafts; none looks at what another one found.
 */
#ifndef IKT_DIAGNOSE_RULES_H
#define IKT_DIAGNOSE_RULES_H

#include "diagnose/case.h"
#include "diagnose/finding.h"

/* Quick Modes */
void ikt_rules_proposal(const struct ikt_case *c, GPtrArray *drafts); /* ts-* */
void ikt_rules_pfs(const struct ikt_case *c, GPtrArray *drafts);      /* pfs-*, life-mismatch */
void ikt_rules_selector(const struct ikt_case *c, GPtrArray *drafts); /* acl-* */
void ikt_rules_path2(const struct ikt_case *c, GPtrArray *drafts);    /* silence, loss, deletion, last resort */

/* ISAKMP SAs */
void ikt_rules_phase1(const struct ikt_phase1 *record, GPtrArray *drafts); /* psk-, p1-*, peer-address-wrong */
void ikt_rules_path1(const struct ikt_phase1 *record, GPtrArray *drafts);  /* silence, ICMP, deletion, last resort */

/* ICMP errors that quote IKE; none when they speak of something else than reach. */
void ikt_add_unreachable(GPtrArray *drafts, const struct ikt_icmp *icmp, size_t count, enum ikt_likelihood likelihood);

#endif
