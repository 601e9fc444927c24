/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two sets of ISAKMP policies against each other. IOS takes a policy whose encryption, hash, authentication and group
 * are those of one of its own; lifetimes need not agree.
 */
#ifndef IKT_EVIDENCE_POLICY_COMPARE_H
#define IKT_EVIDENCE_POLICY_COMPARE_H

#include "track/offered_policies.h"

struct ikt_policy_match {
    bool comparable;                   /* both have one that is whole */
    bool common;                       /* one is in both */
    struct ikt_transform ours, theirs; /* the nearest two */
    const char *differ[4];             /* nouns of what these differ in; NULL ends them */
};

struct ikt_policy_match ikt_policies_compare(const struct ikt_policies *ours, const struct ikt_policies *theirs);

#endif
