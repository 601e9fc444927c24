/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A refused Quick Mode that the responder's configuration would refuse before it looks at networks, sets and PFS: for
 * the peer, for a map that is not applied, for a list or a set that is not defined.
 */
#ifndef IKT_RULES_MODEL_REFUSAL_H
#define IKT_RULES_MODEL_REFUSAL_H

#include "rules/phase2_case.h"

/* Appends the draft of the rule that speaks of it, if there is one. */
void ikt_model_refusal_add(const struct ikt_phase2_case *c, struct ikt_drafts *drafts);

#endif
