/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dead peer detection (RFC 3706): a peer that answers no longer.
 */
#include "rules/phase1_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "track/dpd.h"

/* R-U-THERE that are not answered. */
struct series {
    uint64_t count;
    bool from_initiator;
    uint64_t first_frame, last_frame;
};

static struct ikt_draft *add_dpd(const struct ikt_phase1_case *c, struct ikt_drafts *drafts,
                                 const struct series *series, bool read)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_DPD_LOSS, read ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, IKT_RANK_OBSERVATION);
    struct ikt_value asker = ikt_phase1_peer(c, series->from_initiator);
    struct ikt_value silent = ikt_phase1_peer(c, !series->from_initiator);
    IKT_SUMMARY(draft,
                read ? "{} asks {} times whether {} is there, and gets no answer"
                     : "{} seems to ask {} times whether {} is there, and gets no answer",
                asker, ikt_number(series->count), silent);
    ikt_draft_frame(draft, series->first_frame);
    ikt_draft_frame(draft, series->last_frame);
    IKT_ADVISE(draft, c->values, IKT_NAMED("asker", asker), IKT_NAMED("silent", silent), IKT_NAMED("remote", silent));
    ikt_draft_log_reversed(draft, !series->from_initiator);
    return draft;
}

static void add_read(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, bool by_initiator)
{
    const struct ikt_dpd *dpd = &c->record->dpd[by_initiator ? 0 : 1];
    struct series series = {dpd->unanswered, by_initiator, dpd->unanswered_frame, dpd->last_frame};
    struct ikt_draft *draft = add_dpd(c, drafts, &series, true);
    IKT_SAY(draft, "R-U-THERE from frame {} to frame {}, no R-U-THERE-ACK after them.", ikt_frame(series.first_frame),
            ikt_frame(series.last_frame));
    if (dpd->answered > 0)
        IKT_SAY(draft, "{} earlier ones were answered.", ikt_number(dpd->answered));
}

static void add_unread(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_dpd_run *run = &c->record->dpd_guess;
    struct series series = {run->count, run->from_initiator, run->first_frame, run->last_frame};
    struct ikt_draft *draft = add_dpd(c, drafts, &series, false);
    IKT_SAY(draft, "Informationals of one length, that of R-U-THERE, from frame {} to frame {}; they were not read.",
            ikt_frame(series.first_frame), ikt_frame(series.last_frame));
    ikt_draft_cite(draft, ikt_keys_sentence(c->arena, c->record));
}

static void check_dpd(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_dpd *ours = &record->dpd[0], *theirs = &record->dpd[1];
    if (record->one_direction || !record->initiator.seen || !record->responder.seen)
        return;
    bool by_initiator = theirs->unanswered < IKT_DPD_MISSES || ours->last_sequence > theirs->last_sequence;
    if ((by_initiator ? ours : theirs)->unanswered >= IKT_DPD_MISSES)
        add_read(c, drafts, by_initiator);
    else if (ours->asked + theirs->asked == 0 && record->dpd_guess.count >= IKT_DPD_MISSES)
        add_unread(c, drafts);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_dpd_loss = {
    .info = {
        .name = "dpd-loss", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "R-U-THERE unanswered: the peer is gone, or the path to it",
        .explanation = "A peer asks whether the other is still there (R-U-THERE) and gets no answer any more.\n\n"
            "At least " G_STRINGIFY(IKT_DPD_MISSES) " in a row are unanswered, in a capture that holds packets of both "
            "peers. Afterwards the asker deletes the SAs and begins anew. Without keys the same is seen as short "
            "Informationals of one length that go one way, which is possible only. IOS answers R-U-THERE whether it has "
            "\"crypto isakmp keepalive\" or not, so that line mends nothing: either the silent router is gone or has lost "
            "its SA, or the path to it is. The wording of the log line is from memory.",
        .log = IKT_LOG(IKT_LOG_INITIATOR(ALL, "peer <silent> not responding!")),
        .show = IKT_LINES("show crypto isakmp sa detail", IKT_SHOW_SESSION, IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <asker>, which asks", "crypto isakmp keepalive <seconds> <retry> periodic",
                             "! on <silent>, and on the way", "<ip access-group> <ACL> in"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_dpd};
/* clang-format on */
