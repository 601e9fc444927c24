/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Refusals that nothing captured explains: the last word where no other rule has one.
 */
#include "rules/evidence_text.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Both sides' offers agree in all that was compared: one of them may no longer hold. */
static void say_agreement(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    const struct ikt_claim *mirror = c->mirror;
    bool groups = mirror->pfs_group == c->record->pfs_group; /* else one that is taken though it is not wanted */
    struct ikt_value what = ikt_words(groups ? "Transform sets and PFS" : "Transform sets");
    if (mirror->ref.kind == IKT_REF_FRAME)
        IKT_SAY(draft, "{} of both offers agree too; a configuration may have been changed between frames {} and {}.",
                what, ikt_frame(MIN(mirror->ref.number, c->offer_frame)),
                ikt_frame(MAX(mirror->ref.number, c->offer_frame)));
    else
        IKT_SAY(draft, "{} of both sides agree too; a configuration may have been changed since.", what);
}

static void check_quick(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (c->record->outcome != IKT_OUTCOME_REJECTED)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NOTIFY_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_RESIDUE, IKT_MISCONFIGURED_EITHER, IKT_RANK_LAST_WORD);
    if (c->unreadable)
        IKT_SUMMARY(draft, "{} refuses the Quick Mode of {} with a notify that no key opens", c->responder,
                    c->initiator);
    else
        IKT_SUMMARY(draft, "{} refuses the Quick Mode of {} with {}; nothing captured says why", c->responder,
                    c->initiator, ikt_notify_type(c->notify));
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_cite(draft, &c->meaning);
    if (ikt_peer_is_known(c))
        say_agreement(draft, c);
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_notify_unexplained = {
    .info = {
        .name = "notify-unexplained", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .cause_open = true,
        .line = "an error notify that no other rule explains",
        .explanation = "An error notify ended the negotiation and nothing captured says why.\n\n"
            "The finding names the notify. The log of the router that sent it names the cause. " IKT_PROSE_ERRORS,
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto map", "show crypto isakmp sa", IKT_SHOW_SESSION, IKT_SHOW_DEBUG, "show logging"),
        .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = ikt_check_phase1_unexplained,
    .phase2 = check_quick};
/* clang-format on */
