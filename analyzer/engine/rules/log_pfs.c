/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/log_pfs.h"

#include "rules/evidence_text.h"
#include "rules/log_grounds.h"

/* The line speaks of PFS; whether a group was missing or another one offered it does not tell. */
void ikt_log_check_flags(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const bool told = c->record->offer && !c->pfs_unknown;
    const struct ikt_claim *claim = c->mirror ? c->mirror : ikt_log_entry_of_peer(c);
    if (!c->failed || c->refusal != IKT_REFUSAL_FLAGS || told || !claim || claim->pfs_group == IKT_ABSENT)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PFS_REQUIRED_NOT_OFFERED, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_VALUES, IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    const struct ikt_value group = ikt_pfs(claim->pfs_group);
    IKT_SUMMARY(draft, "{} wants PFS {}, and refuses what {} offers for its flags", c->responder, group, c->initiator);
    ikt_draft_has(draft, ikt_unknown(), group);
    ikt_cite(draft, &c->offer);
    ikt_say_claim(draft, c, claim);
    ikt_cite_statements(draft, c, claim, IKT_STATEMENT_PFS);
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "That line is printed where PFS is wanted and not offered; whether it is printed for another group, "
                   "too, is not known.");
    IKT_ADVISE(draft, c->values, IKT_NAMED("group", group));
    IKT_FIX(draft, true, IKT_NAMED("group", group), IKT_NAMED("before", ikt_words("no set pfs")),
            IKT_NAMED("why", ikt_words("the one without PFS gives way")), IKT_NAMED("peer", c->responder));
}
