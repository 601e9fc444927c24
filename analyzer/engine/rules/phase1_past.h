/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the two peers of an ISAKMP SA did in phase 1 before it, which speaks against a configuration that would not have
 * let them: it was not so then, or has changed since, so that what it says now makes nothing certain. Likewise where
 * what they did is not all known.
 */
#ifndef IKT_RULES_PHASE1_PAST_H
#define IKT_RULES_PHASE1_PAST_H

#include "rules/phase1_case.h"

/* How it is said; sentence: NULL where nothing speaks against it. */
struct ikt_phase1_past {
    const struct ikt_sentence *sentence;
    uint64_t frame; /* that shows it, 0: none does */
};

/* Did the responder have one of the policies that are offered now? */
struct ikt_phase1_past ikt_phase1_past_policy(const struct ikt_phase1_case *c);
/* Did it answer this peer's first message, or begin with it? */
struct ikt_phase1_past ikt_phase1_past_answer(const struct ikt_phase1_case *c);
/* Did it answer aggressive mode of this peer? */
struct ikt_phase1_past ikt_phase1_past_aggressive(const struct ikt_phase1_case *c);
/* Did phase 1 between the two come up, whoever began it? */
struct ikt_phase1_past ikt_phase1_past_up(const struct ikt_phase1_case *c);

/* Certain, where nothing speaks against it, else probable. */
enum ikt_likelihood ikt_phase1_past_likelihood(const struct ikt_phase1_past *past, bool certain);
/* What speaks against it. */
void ikt_phase1_past_say(struct ikt_draft *draft, const struct ikt_phase1_past *past);

#endif
