/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes with the commit bit: whose SAs are used only once CONNECTED has come.
 */
#include "evidence/certainty.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "track/commit_bit.h"

static void say_outcome(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_commit *commit,
                        bool waits)
{
    struct ikt_value who = commit->by_initiator ? c->initiator : c->responder;
    struct ikt_value whom = commit->by_initiator ? c->responder : c->initiator;
    if (commit->connected_frame != 0) {
        ikt_draft_frame(draft, commit->connected_frame);
        IKT_SAY(draft, "CONNECTED follows in frame {}, so the SAs are in use.", ikt_frame(commit->connected_frame));
    } else if (waits) {
        IKT_SAY(draft, "No CONNECTED of {} follows, and nothing of {} comes under these SAs: it may still wait.", who,
                whom);
    } else if (commit->maybe_connected) {
        IKT_SAY(draft, "An Informational of {} follows that was not read, and may be CONNECTED.", who);
    } else {
        IKT_SAY(draft, "CONNECTED was not seen, which need not mean that {} waits for it.", whom);
    }
}

static void check_commit(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_commit commit = ikt_commit_of(record);
    if (!commit.set)
        return;
    bool waits = record->awaits_connected;
    struct ikt_value who = commit.by_initiator ? c->initiator : c->responder;
    struct ikt_value whom = commit.by_initiator ? c->responder : c->initiator;
    /* the flag stands in the header, which no HASH covers */
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_COMMIT_BIT, ikt_certainty_of_statement(false), IKT_BASIS_OBSERVED,
        waits ? IKT_MISCONFIGURED_EITHER : IKT_MISCONFIGURED_NONE, waits ? IKT_RANK_OBSERVATION : IKT_RANK_REMARK);
    if (waits) {
        draft->finding.severity = IKT_SEVERITY_WARNING;
        IKT_SUMMARY(draft, "{} sets the commit bit and never sends CONNECTED, for which {} has to wait", who, whom);
    } else {
        IKT_SUMMARY(draft, "{} sets the commit bit in its Quick Mode", who);
    }
    ikt_draft_frame(draft, commit.set->frame);
    IKT_SAY(draft, "The flag stands in the header of frame {}, in clear and unauthenticated.",
            ikt_frame(commit.set->frame));
    say_outcome(draft, c, &commit, waits);
    IKT_ADVISE(draft, c->values, IKT_NAMED("remote", who));
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_commit_bit = {
    .info = {
        .name = "commit-bit", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "the commit bit is set in Quick Mode",
        .explanation = "A peer sets the commit bit in a Quick Mode: the other side has to wait for CONNECTED before it "
            "uses the SAs (RFC 2408 section 3.1, RFC 2409 section 5.5).\n\n"
            "IOS normally never sets it (from memory), so it speaks of another product. With CONNECTED behind it, or "
            "with ESP of the side that had to wait, it is harmless. Where CONNECTED never comes, one side takes the "
            "tunnel for up and the other waits: ESP in one direction only, or in none. A HASH does not cover the "
            "header, so the flag itself proves little.\n\n"
            "What helps is to switch it off on the peer that sets it; IOS has no setting for it.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ipsec sa peer <other>", IKT_SHOW_SESSION, IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_commit};
/* clang-format on */
