/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes of the pair that nobody remembers any more, or has read, and what they may have said of the one under
 * diagnosis.
 */
#ifndef IKT_RULES_FORGOTTEN_PAST_H
#define IKT_RULES_FORGOTTEN_PAST_H

#include "rules/phase2_case.h"

/*
 * May the peer have made another offer that would count instead of this claim, or may the initiator's have come up
 * since it was made? later: the claim was made after the Quick Mode, so what may have gone before counts as well.
 */
bool ikt_past_may_dispute(const struct ikt_phase2_case *c, const struct ikt_claim *claim, bool later);
/*
 * The same of those that are remembered, and that no key opens. Of what a configuration says one of the initiator
 * speaks that came up and is as long as this one.
 */
bool ikt_past_is_unread(const struct ikt_phase2_case *c, const struct ikt_claim *claim, bool later);
/*
 * Did the initiator's proposal come up before, or may it have, or may the peer have made one? Then it is not certain
 * that the peer had what its configuration says.
 */
bool ikt_past_may_contradict(const struct ikt_phase2_case *c);

#endif
