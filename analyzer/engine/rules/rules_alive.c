/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * After the tunnel came up: a peer that answers no longer, and one that has forgotten its SAs.
 */
#include <inttypes.h>
#include <string.h>

#include "rules/rules.h"
#include "rules/evidence_text.h"

/* Fewer than these may be one loss. */
#define DPD_MISSES   3
#define LATE_PACKETS 3
/* So long after a Quick Mode nothing is in flight any more. */
#define GOES_ON (3 * IKT_SECOND)

static void add_dpd(const struct ikt_view *v, struct ikt_drafts *drafts, bool from_initiator, uint64_t count,
                    uint64_t first, uint64_t last, bool read)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_DPD_LOSS, read ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 60);
    const char *asker = from_initiator ? v->initiator : v->responder,
               *silent = from_initiator ? v->responder : v->initiator;
    ikt_draft_summary(draft, "%s %s %" PRIu64 " times whether %s is there, and gets no answer", asker,
                      read ? "asks" : "seems to ask", count, silent);
    ikt_draft_frame(draft, first);
    ikt_draft_frame(draft, last);
    if (read)
        ikt_draft_evidence(draft, "R-U-THERE from frame %" PRIu64 " to frame %" PRIu64 ", no R-U-THERE-ACK after them.",
                           first, last);
    else
        ikt_draft_evidence(draft,
                           "Informationals of one length, that of R-U-THERE, from frame %" PRIu64 " to frame %" PRIu64
                           "; they were not read.",
                           first, last);
    const uint64_t answered = v->record->dpd[from_initiator ? 0 : 1].answered;
    if (read && answered > 0)
        ikt_draft_evidence(draft, "%" PRIu64 " earlier ones were answered.", answered);
    if (!read)
        ikt_say_keys(draft, v->record);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
    ikt_words_set(words, "asker", asker);
    ikt_words_set(words, "silent", silent);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, !from_initiator);
}

static void check_dpd(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_dpd *ours = &record->dpd[0], *theirs = &record->dpd[1];
    const struct ikt_dpd_run *run = &record->dpd_guess;
    if (record->one_direction || !record->initiator.seen || !record->responder.seen)
        return;
    bool by_initiator = theirs->unanswered < DPD_MISSES || ours->last_sequence > theirs->last_sequence;
    const struct ikt_dpd *dpd = by_initiator ? ours : theirs;
    if (dpd->unanswered >= DPD_MISSES)
        add_dpd(v, drafts, by_initiator, dpd->unanswered, dpd->unanswered_frame, dpd->last_frame, true);
    else if (ours->asked + theirs->asked == 0 && run->count >= DPD_MISSES)
        add_dpd(v, drafts, run->from_initiator, run->count, run->first_frame, run->last_frame, false);
}

static bool offers_spi(const struct ikt_sa *sa, const struct ikt_flow *flow)
{
    const uint8_t spi[4] = {(uint8_t)(flow->spi >> 24), (uint8_t)(flow->spi >> 16), (uint8_t)(flow->spi >> 8),
                            (uint8_t)flow->spi};
    for (size_t i = 0; sa != NULL && i < sa->proposal_count; i++) {
        if (sa->proposals[i].protocol == flow->protocol && sa->proposals[i].spi.length == sizeof spi &&
            memcmp(sa->proposals[i].spi.data, spi, sizeof spi) == 0)
            return true;
    }
    return false;
}

/* Every Quick Mode that came up is readable, one came up before the flow began, and none names its SPI. */
static bool is_nobodys(const struct ikt_view *v, const struct ikt_flow *flow)
{
    bool earlier = false;
    for (size_t i = 0; i < v->evidence->history_count; i++) {
        const struct ikt_history *history = &v->evidence->history[i];
        if (offers_spi(history->offer, flow) || offers_spi(history->choice, flow))
            return false;
        if (history->outcome != IKT_OUTCOME_ESTABLISHED && history->outcome != IKT_OUTCOME_INCOMPLETE)
            continue;
        if (history->offer == NULL || history->choice == NULL)
            return false;
        earlier = earlier || (history->outcome == IKT_OUTCOME_ESTABLISHED && history->time < flow->first_time);
    }
    return earlier;
}

/* INVALID-SPI about what this side sent after a frame: how often, and the first. */
struct complaints {
    const struct ikt_notification *first;
    unsigned count;
};

static struct complaints complaints_about(const struct ikt_phase1 *phase1, bool of_initiator, uint64_t after)
{
    struct complaints complaints = {0};
    for (size_t i = 0; i < phase1->notification_count; i++) {
        const struct ikt_notification *notification = &phase1->notifications[i];
        if (notification->notify == NULL || notification->notify->type != IKT_NOTIFY_INVALID_SPI ||
            notification->from_initiator == of_initiator || notification->frame <= after)
            continue;
        if (complaints.count++ == 0)
            complaints.first = notification;
    }
    return complaints;
}

static void say_flow(struct ikt_draft *draft, const struct ikt_flow *flow, const char *sender, const char *receiver)
{
    const char *protocol = flow->protocol == IKT_PROTOCOL_AH ? "AH" : "ESP";
    ikt_draft_frame(draft, flow->last_frame);
    if (flow->late > 0 || flow->replaced > 0)
        ikt_draft_evidence(
            draft, "%s goes on with %s under SPI %08x after %s: %" PRIu64 " packets, the last in frame %" PRIu64 ".",
            sender, protocol, flow->spi, flow->late > 0 ? "that SA was deleted" : "a newer SA took its place",
            flow->late > 0 ? flow->late : flow->replaced, flow->last_frame);
    else
        ikt_draft_evidence(draft,
                           "%s sends %" PRIu64
                           " %s packets under SPI %08x, which no Quick Mode with %s names, the last "
                           "in frame %" PRIu64 ".",
                           sender, flow->packets, protocol, flow->spi, receiver, flow->last_frame);
}

/* flow NULL: complaints alone speak of it. fix_initiator: the sender is the exchange's initiator. */
static void add_stale(struct ikt_drafts *drafts, const struct ikt_flow *flow, struct complaints complaints,
                      const char *sender, const char *receiver, bool fix_initiator)
{
    /* once, at a rekey, it is harmless */
    bool likely = (flow != NULL && flow->late > 0) || complaints.count > 1 || (flow != NULL && complaints.count > 0);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_STALE_SA_INVALID_SPI, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 65);
    ikt_draft_summary(draft, "%s sends under an SPI that %s %s", sender, receiver,
                      likely ? "does not know" : "may not know");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
    if (flow != NULL) {
        say_flow(draft, flow, sender, receiver);
        ikt_words_take(words, "spi", g_strdup_printf("0x%X(%u)", flow->spi, flow->spi));
        ikt_words_set(words, "protocol", flow->protocol == IKT_PROTOCOL_AH ? "51" : "50");
    }
    if (complaints.count > 0) {
        ikt_draft_frame(draft, complaints.first->frame);
        ikt_draft_evidence(draft, "%s answers INVALID-SPI in frame %" PRIu64 "%s, %u time%s in all.", receiver,
                           complaints.first->frame, complaints.first->encrypted ? "" : ", in clear and unauthenticated",
                           complaints.count, complaints.count == 1 ? "" : "s");
    }
    ikt_words_set(words, "sender", sender);
    ikt_words_set(words, "receiver", receiver);
    ikt_words_set(words, "peer", receiver);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, fix_initiator);
}

static bool persists(const struct ikt_view *v, const struct ikt_flow *flow)
{
    bool by_initiator = ikt_address_equal(&flow->source, &v->record->initiator.endpoint.address);
    bool moved_on = v->evidence->ipsec_newest[by_initiator ? 0 : 1] > flow->first_frame;
    if (flow->last_time < v->record->start_time)
        return false;
    if (flow->late > 0)
        return flow->late >= LATE_PACKETS;
    return (flow->replaced >= LATE_PACKETS && !moved_on) || (flow->packets >= LATE_PACKETS && is_nobodys(v, flow));
}

/* What no Quick Mode of this ISAKMP SA is asked about: SPIs of nobody, and complaints. */
static void check_strays(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_flow *stale = NULL;
    for (size_t i = 0; i < v->evidence->stray_count; i++) {
        const struct ikt_flow *flow = &v->evidence->strays[i];
        if (persists(v, flow) && (stale == NULL || flow->late > stale->late))
            stale = flow;
    }
    bool by_initiator = true;
    if (stale != NULL)
        by_initiator = ikt_address_equal(&stale->source, &record->initiator.endpoint.address);
    else if (complaints_about(record, true, 0).count == 0)
        by_initiator = false;
    struct complaints complaints = complaints_about(record, by_initiator, stale != NULL ? stale->first_frame : 0);
    if (stale == NULL && complaints.count == 0)
        return;
    add_stale(drafts, stale, complaints, by_initiator ? v->initiator : v->responder,
              by_initiator ? v->responder : v->initiator, by_initiator);
}

void ikt_rules_alive1(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    check_dpd(v, drafts);
    check_strays(v, drafts);
}

/* What one side sends around a Quick Mode that was not read. */
struct around {
    const struct ikt_flow *older; /* under an SPI from before it that goes on well after it; NULL */
    bool before, newer;           /* sent anything before it, anything under an SPI that came after it */
};

static struct around look_around(const struct ikt_case *c, const struct ikt_party *source)
{
    struct around around = {0};
    for (size_t i = 0; i < c->evidence->stray_count; i++) {
        const struct ikt_flow *flow = &c->evidence->strays[i];
        if (!ikt_address_equal(&flow->source, &source->endpoint.address))
            continue;
        around.before = around.before || flow->first_frame < c->offer_frame;
        around.newer = around.newer || flow->first_frame > c->offer_frame;
        if (flow->first_frame < c->offer_frame && flow->last_time > c->record->end_time + GOES_ON &&
            flow->packets >= LATE_PACKETS)
            around.older = flow;
    }
    return around;
}

static bool is_newest(const struct ikt_case *c)
{
    for (size_t i = 0; i < c->evidence->history_count; i++) {
        if (c->evidence->history[i].frame > c->offer_frame)
            return false;
    }
    return true;
}

/*
 * Both ways before the newest Quick Mode, one way after it and under the old SPI: its receiver seems to have forgotten
 * that. No SPI was read, so this is a guess.
 */
static void check_closed_stale(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->offer != NULL || record->choice != NULL || record->outcome != IKT_OUTCOME_ESTABLISHED ||
        record->one_direction || c->offer_frame == 0 || c->evidence->more_strays || !is_newest(c))
        return;
    const struct around ours = look_around(c, record->initiator), theirs = look_around(c, record->responder);
    bool by_initiator = ours.older != NULL;
    const struct around *sender = by_initiator ? &ours : &theirs, *receiver = by_initiator ? &theirs : &ours;
    if (sender->older == NULL || sender->newer || !receiver->before || receiver->older != NULL)
        return;
    const char *who = by_initiator ? c->initiator : c->responder, *whom = by_initiator ? c->responder : c->initiator;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_STALE_SA_INVALID_SPI, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 65);
    ikt_draft_summary(draft, "%s sends under an SPI that %s may not know", who, whom);
    ikt_draft_frame(draft, c->offer_frame);
    ikt_draft_frame(draft, sender->older->last_frame);
    ikt_draft_evidence(draft,
                       "%s goes on under SPI %08x, which is older than this Quick Mode, until frame %" PRIu64
                       ", and under no newer one.",
                       who, sender->older->spi, sender->older->last_frame);
    ikt_draft_evidence(draft, "%s sent under an older SPI as well before it, and does so no more.", whom);
    ikt_draft_evidence(draft, "The Quick Mode was not read, so it may be for other networks.");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_words_take(words, "spi", g_strdup_printf("0x%X(%u)", sender->older->spi, sender->older->spi));
    ikt_words_set(words, "protocol", sender->older->protocol == IKT_PROTOCOL_AH ? "51" : "50");
    ikt_words_set(words, "sender", who);
    ikt_words_set(words, "receiver", whom);
    ikt_words_set(words, "peer", whom);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, by_initiator);
}

/* ESP that goes on under the SPIs of a Quick Mode that has ended, and under no newer ones. */
void ikt_rules_alive2(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    check_closed_stale(c, drafts);
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        bool by_initiator = ikt_address_equal(&flow->source, &record->initiator->endpoint.address);
        bool of_sa_initiator = by_initiator != record->reversed;
        bool moved_on = c->evidence->ipsec_newest[of_sa_initiator ? 0 : 1] > flow->first_frame;
        if (flow->late < LATE_PACKETS && (flow->replaced < LATE_PACKETS || moved_on))
            continue;
        add_stale(drafts, flow, complaints_about(record->phase1, of_sa_initiator, flow->first_frame),
                  by_initiator ? c->initiator : c->responder, by_initiator ? c->responder : c->initiator, by_initiator);
        return;
    }
}
