/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages under an ISAKMP SA that their receiver does not have.
 */
#include "evidence/certainty.h"
#include "rules/phase1_case.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

/* One or two may be what was in flight when the capture, or the other side, began anew. */
#define MESSAGES 3

/* INVALID-COOKIE of the silent side, which says it outright; NULL. */
static const struct ikt_notification *find_complaint(const struct ikt_phase1 *record, bool from_initiator)
{
    for (size_t i = 0; i < record->notification_count; i++) {
        const struct ikt_notification *notification = &record->notifications[i];
        if (notification->notify && notification->notify->type == IKT_NOTIFY_INVALID_COOKIE &&
            notification->from_initiator == from_initiator)
            return notification;
    }
    return NULL;
}

/* Messages of one side that the other side never answers, under cookies of which no phase 1 was captured. */
struct unknown {
    struct ikt_value sender, receiver;
    bool by_sa_initiator; /* the sender is the ISAKMP SA's initiator */
    bool on_initiator;    /* ... that of the exchange which the finding belongs to */
    uint64_t count, first_frame, first_sequence, last_frame;
};

/* When the receiver began phase 1 anew, behind the first of these; NULL: it did not. */
static const struct ikt_policies *new_beginning(const struct ikt_evidence *evidence, const struct unknown *unknown)
{
    const struct ikt_policies *policies = evidence->own_policies[unknown->by_sa_initiator ? 1 : 0];
    return policies && policies->sequence > unknown->first_sequence ? policies : NULL;
}

static void add_gone(struct ikt_drafts *drafts, const struct ikt_phase1 *record, const struct ikt_evidence *evidence,
                     const struct unknown *unknown, const struct ikt_named_values *values)
{
    const struct ikt_notification *complaint = find_complaint(record, !unknown->by_sa_initiator);
    const struct ikt_policies *began = new_beginning(evidence, unknown);
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_IKE_NO_SA, complaint || began ? ikt_certainty_of_statement(false) : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, complaint ? IKT_RANK_STATED : IKT_RANK_ANSWER);
    if (!complaint && !began && record->quick_modes == 0)
        draft->finding.severity = IKT_SEVERITY_WARNING; /* nobody is seen to want anything */
    IKT_SUMMARY(draft,
                complaint || began ? "{} uses an ISAKMP SA that {} does not have"
                                   : "{} uses an ISAKMP SA that {} may not have any more",
                unknown->sender, unknown->receiver);
    ikt_draft_frame(draft, unknown->first_frame);
    ikt_draft_frame(draft, unknown->last_frame);
    IKT_SAY(draft, "{} sends {} message{} under it in frames {} to {}, and {} answers none.", unknown->sender,
            ikt_number(unknown->count), ikt_plural(unknown->count), ikt_frame(unknown->first_frame),
            ikt_frame(unknown->last_frame), unknown->receiver);
    if (record->exchange == IKT_ABSENT)
        IKT_SAY(draft, "Phase 1 of these cookies is not in the capture: it is older.");
    if (complaint) {
        ikt_draft_frame(draft, complaint->frame);
        IKT_SAY(draft, "{} answers INVALID-COOKIE in frame {}, in clear and unauthenticated.", unknown->receiver,
                ikt_frame(complaint->frame));
    }
    if (began) {
        ikt_draft_frame(draft, began->frame);
        IKT_SAY(draft, "{} begins phase 1 with {} anew in frame {}, as after a reload or a clear.", unknown->receiver,
                unknown->sender, ikt_frame(began->frame));
    }
    IKT_ADVISE(draft, values, IKT_NAMED("sender", unknown->sender), IKT_NAMED("receiver", unknown->receiver),
               IKT_NAMED("remote", unknown->sender));
    ikt_draft_log_reversed(draft, !unknown->on_initiator);
    IKT_SAY_NEEDS(draft, unknown->on_initiator, "its ISAKMP SA with {} ended, so that it begins a new one",
                  unknown->receiver);
    IKT_FIX(draft, unknown->on_initiator, IKT_NAMED("peer", unknown->receiver));
}

/* A Quick Mode that is not answered. */
static void check_quick_mode(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    bool silent = record->outcome == IKT_OUTCOME_NO_RESPONSE && c->failed && !record->one_direction &&
                  record->phase1->exchange == IKT_ABSENT;
    bool said = c->failed && c->notify == IKT_NOTIFY_INVALID_COOKIE;
    if (!silent && !said)
        return;
    struct unknown unknown = {
        .sender = c->initiator, .receiver = c->responder, .by_sa_initiator = !record->reversed, .on_initiator = true};
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name != IKT_QUICK1)
            continue;
        if (unknown.count++ == 0) {
            unknown.first_frame = seen->frame;
            unknown.first_sequence = seen->sequence;
        }
        unknown.last_frame = seen->frame;
    }
    unknown.count = MAX(unknown.count, record->sent[0]);
    if (unknown.count > 0)
        add_gone(drafts, record->phase1, c->evidence, &unknown, c->values);
}

/* Informationals of one length that one side sends again and again, as dead peer detection does. */
static void check_others(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_tally *tally = c->tally;
    if (record->exchange != IKT_ABSENT || record->quick_modes > 0 || record->one_direction || !tally->alike ||
        tally->total < MESSAGES || record->seen_count == 0)
        return;
    const struct ikt_seen *first = &record->seen[0], *last = &record->seen[record->seen_count - 1];
    struct unknown unknown = {.by_sa_initiator = tally->alike_from_initiator,
                              .count = tally->total,
                              .first_frame = first->frame,
                              .first_sequence = first->sequence,
                              .last_frame = last->frame};
    unknown.on_initiator = unknown.by_sa_initiator;
    unknown.sender = ikt_phase1_peer(c, unknown.by_sa_initiator);
    unknown.receiver = ikt_phase1_peer(c, !unknown.by_sa_initiator);
    add_gone(drafts, record, c->evidence, &unknown, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_ike_no_sa = {
    .info = {
        .name = "ike-no-sa", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .line = "messages under an ISAKMP SA that their receiver does not have",
        .explanation = "One side goes on under an ISAKMP SA whose phase 1 is older than the capture, and the other side, "
            "which is there, never answers: it has lost the SA, after a reload or a clear.\n\n"
            "IOS drops such messages without an answer and logs them. One of them just after a reload is normal; it "
            "goes on where the side that still has the SA does not notice. Probable where the silent side begins phase "
            "1 anew meanwhile, or answers INVALID-COOKIE; else only possible, since a message may be lost on the way. "
            "Any answer under these cookies refutes it.\n\n"
            "A clear on the side that has the old SA mends it once; \"crypto isakmp keepalive 10 3 periodic\" there "
            "lets it notice by itself.",
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL,
            "%CRYPTO-4-IKMP_NO_SA: IKE message from <remote> has no SA and is not an initialization offer")),
        .show = IKT_LINES("show crypto isakmp sa", IKT_SHOW_SESSION, "show logging | include IKMP_NO_SA"),
        .suspect = IKT_LINES("! on <sender>, which still has the SA",
                             "crypto isakmp keepalive <seconds> <retry> periodic"),
        .fix = IKT_LINES("clear crypto sa peer <peer>", "clear crypto session remote <peer>"),
        .undo = IKT_NO_LINES,
        .touches = "The SAs with this peer and no configuration, so there is nothing to undo."},
    .phase1 = check_others,
    .phase2 = check_quick_mode,
    .logs = ikt_log_check_no_sa};
/* clang-format on */
