/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the rules say of a Quick Mode, unranked. One that no key opens is taken for what its initiator's configuration
 * would have sent, as far as that leaves no choice.
 */
#ifndef IKT_RULES_PHASE2_DRAFTS_H
#define IKT_RULES_PHASE2_DRAFTS_H

#include "rules/draft.h"
#include "rules/pair_documents.h"

/* drafts: its arena and bare are set. */
void ikt_phase2_drafts(struct ikt_drafts *drafts, const struct ikt_phase2 *record, const struct ikt_evidence *evidence,
                       const struct ikt_pair_documents *documents);
/* The error that comes first among those whose values are known; NULL: there is none. */
const struct ikt_draft *ikt_draft_cause(const struct ikt_drafts *drafts);
/* Order of drafts: below 0 where a comes first. */
int ikt_draft_order(const struct ikt_draft *a, const struct ikt_draft *b);

#endif
