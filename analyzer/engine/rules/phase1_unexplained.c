/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The last word on a refusal of phase 1.
 */
#include "rules/phase1_case.h"
#include "rules/shared_checks.h"

void ikt_check_phase1_unexplained(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_notification *refusal = c->refusal;
    if (c->record->outcome != IKT_OUTCOME_REJECTED || c->record->psk_differs)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NOTIFY_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_RESIDUE, IKT_MISCONFIGURED_EITHER, IKT_RANK_LAST_WORD);
    if (!refusal)
        IKT_SUMMARY(draft,
                    c->count[IKT_TRANSACTION] > 0 ? "Phase 1 of {} with {} is refused after XAUTH or mode config began"
                                                  : "Phase 1 of {} with {} is refused",
                    c->initiator, c->responder);
    else
        IKT_SUMMARY(draft, "{} ends phase 1 with {}", ikt_phase1_peer(c, refusal->from_initiator),
                    refusal->notify ? ikt_notify_type(refusal->notify->type) : ikt_words("a notify that no key opens"));
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_phase1_advise(draft, c, refusal && refusal->from_initiator);
}
