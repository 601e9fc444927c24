/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration that would take what its router refuses: it is not what runs there.
 */
#include "rules/evidence_text.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* Does nothing that the responder's configuration has for these networks speak against the offer? */
static bool would_take(const struct ikt_phase2_case *c)
{
    const struct ikt_claim *line = c->document;
    if (!line || !line->sets || !c->record->offer || line->pfs_group != c->record->pfs_group)
        return false;
    const struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, line->sets);
    return comparison.comparable && comparison.complete && comparison.some == 0;
}

/* Only IOS is known to decide by these values alone. */
static void check_not_running(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (c->record->supposed || c->record->outcome != IKT_OUTCOME_REJECTED || !c->failed ||
        !c->responder_is->logs_like_ios || !would_take(c) || (c->mirror != c->document && c->mirror))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_CONFIG_NOT_RUNNING, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_VALUES,
                      c->assumed ? IKT_MISCONFIGURED_EITHER : IKT_MISCONFIGURED_RESPONDER, IKT_RANK_OBSERVATION);
    IKT_SUMMARY(draft,
                c->assumed ? "{} refuses what it would take by the two configurations: one of them is not what runs"
                           : "{} refuses what its configuration would take: that is not what runs there",
                c->responder);
    ikt_cite(draft, &c->offer);
    ikt_say_claim(draft, c, c->document);
    ikt_cite_statements(draft, c, c->document, IKT_STATEMENT_ACL);
    ikt_cite_statements(draft, c, c->document, IKT_STATEMENT_SETS);
    IKT_SAY(draft, "Networks, transform sets, mode and PFS agree, so that line takes the proposal.");
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "The file may be old, or another router's, or the refusal is about something that no configuration "
                   "shows.");
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_config_not_running = {
    .info = {
        .name = "config-not-running", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a router refuses what the configuration given for it would take",
        .explanation = "The configuration that was given for the responder has an entry for this peer that takes the "
            "proposal, and the router refuses it.\n\n"
            "As a rule the file is not what runs: it is older, or was changed and never copied to the router, or it is "
            "another router's with the same address. \"show running-config\" on the router, compared with the file, "
            "confirms or refutes it. Never certain: the refusal may be about something that is in no configuration, such "
            "as a resource of the router.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show running-config | section crypto", "show crypto map", "show access-lists",
                          IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_not_running};
/* clang-format on */
