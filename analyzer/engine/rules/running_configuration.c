/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration that would take what its router refuses: it is not what runs there.
 */
#include "rules/evidence_text.h"
#include "rules/phase1_refusal.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* Does nothing that the responder's configuration has for these networks speak against the offer? */
static bool line_takes(const struct ikt_phase2_case *c)
{
    const struct ikt_claim *line = c->document;
    if (!line || !line->sets || !c->record->offer || line->pfs_group != c->record->pfs_group)
        return false;
    const struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, line->sets);
    return comparison.comparable && comparison.complete && comparison.some == 0;
}

/* Only what is known to decide by its configuration alone would. */
static bool would_take(const struct ikt_phase2_case *c)
{
    if (c->model)
        return c->model->says == IKT_MODEL_TAKES && c->model->sure;
    return c->responder_is->logs_like_ios && line_takes(c) && c->mirror == c->document;
}

/* The statement that the model stops at, and the entry that it stands in. */
static void cite_model(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    const struct ikt_pair_router *router = &c->documents->responder;
    if (!c->model)
        return;
    if (c->model->entry)
        ikt_draft_ref(draft, ikt_pair_ref(router, c->model->entry->line, true));
    ikt_draft_ref(draft, ikt_pair_ref(router, c->model->line, true));
}

static void add_not_running(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_CONFIG_NOT_RUNNING, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_VALUES,
                      c->assumed ? IKT_MISCONFIGURED_EITHER : IKT_MISCONFIGURED_RESPONDER, IKT_RANK_OBSERVATION);
    IKT_SUMMARY(draft,
                c->assumed ? "{} refuses what it would take by the two configurations: one of them is not what runs"
                           : "{} refuses what its configuration would take: that is not what runs there",
                c->responder);
    ikt_cite(draft, &c->offer);
    if (c->document) {
        ikt_say_claim(draft, c, c->document);
        ikt_cite_statements(draft, c, c->document, IKT_STATEMENT_ACL);
        ikt_cite_statements(draft, c, c->document, IKT_STATEMENT_SETS);
    }
    cite_model(draft, c);
    IKT_SAY(draft, "Networks, transform sets, mode and PFS agree, so it takes the proposal.");
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "The file may be old, or another router's, or the refusal is about something that no configuration "
                   "shows.");
    IKT_ADVISE(draft, c->values);
}

/* It came up all the same: no fault, but nothing to rely on either. */
static void add_takes_more(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_model_step *last = &c->model->steps[c->model->step_count - 1];
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_CONFIG_NOT_RUNNING, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_REMARK);
    draft->finding.severity = IKT_SEVERITY_NOTE;
    IKT_SUMMARY(draft, "{} takes what its configuration would refuse: that is not what runs there", c->responder);
    ikt_cite(draft, &c->offer);
    cite_model(draft, c);
    IKT_SAY(draft, "By that file it is not so that {}{}{}.", ikt_words(ikt_model_checks[last->check].text),
            ikt_words(last->because ? ": " : ""), ikt_words(last->because ? last->because : ""));
    IKT_ADVISE(draft, c->values);
}

static void check_not_running(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (c->record->supposed)
        return;
    if (c->failed && c->record->outcome == IKT_OUTCOME_REJECTED && would_take(c))
        add_not_running(c, drafts);
    if (c->record->outcome == IKT_OUTCOME_ESTABLISHED && c->model && c->model->says == IKT_MODEL_REFUSES &&
        c->model->sure)
        add_takes_more(c, drafts);
}

/* The first message is refused, which by the configuration finds a policy and a key. */
static void check_phase1_not_running(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1_documents *d = &c->documents;
    if (!d->answer || d->answer->says != IKT_MODEL_TAKES || !d->answer->sure || !d->answer->policy ||
        !ikt_refuses_policy(c) || !ikt_pair_speaks_for(&d->responder, c->record->responder.vendor))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_CONFIG_NOT_RUNNING, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_VALUES, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_NAMED);
    IKT_SUMMARY(draft, "{} refuses what its configuration would take: that is not what runs there", c->responder);
    ikt_cite(draft, &c->offer);
    ikt_draft_ref(draft, ikt_pair_ref(&d->responder, d->answer->policy->line, true));
    if (d->answer->key)
        ikt_draft_ref(draft, ikt_pair_ref(&d->responder, d->answer->key->line, true));
    IKT_SAY(draft, "Line {} of the configuration of {} is an ISAKMP policy that is offered, and a key is there too.",
            ikt_frame(d->answer->policy->line), c->responder);
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "The file may be old, or another router's, or the refusal is about something that no configuration "
                   "shows.");
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_config_not_running = {
    .info = {
        .name = "config-not-running", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a router refuses what the configuration given for it would take, or takes what that would refuse",
        .explanation = "The configuration that was given for the responder has an entry, or an ISAKMP policy, that takes the "
            "proposal, and the router refuses it. Where it takes what the configuration would refuse, this is a note.\n\n"
            "As a rule the file is not what runs: it is older, or was changed and never copied to the router, or it is "
            "another router's with the same address. \"show running-config\" on the router, compared with the file, "
            "confirms or refutes it. Never certain: the refusal may be about something that is in no configuration, such "
            "as a resource of the router.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show running-config | section crypto", "show crypto map", "show access-lists",
                          IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_phase1_not_running,
    .phase2 = check_not_running};
/* clang-format on */
