/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ESP and AH under an SPI that its receiver does not know: it has forgotten its SAs, or never had them.
 */
#include <string.h>

#include "rules/phase1_case.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

/* Fewer packets than these may be in flight during a rekey. */
#define LATE_PACKETS 3
/* So long after a Quick Mode nothing is in flight any more. */
#define GOES_ON (3 * IKT_SECOND)

/* INVALID-SPI about what one side sent after a point in time (a sequence): how often, and the first. */
struct complaints {
    const struct ikt_notification *first;
    uint64_t count; /* at least */
};

static struct complaints complaints_about(const struct ikt_phase1 *phase1, bool of_initiator, uint64_t after)
{
    struct complaints complaints = {0};
    for (size_t i = 0; i < phase1->notification_count; i++) {
        const struct ikt_notification *notification = &phase1->notifications[i];
        if (!notification->notify || notification->notify->type != IKT_NOTIFY_INVALID_SPI ||
            notification->from_initiator == of_initiator || notification->sequence <= after)
            continue;
        if (complaints.count++ == 0)
            complaints.first = notification;
    }
    const struct ikt_invalid_spi *said = &phase1->invalid_spi[of_initiator ? 1 : 0];
    if (complaints.count > 0 && said->first_sequence > after)
        complaints.count = MAX(complaints.count, said->count);
    return complaints;
}

/* Who sends under it, and who does not know it. */
struct direction {
    struct ikt_value sender, receiver;
    bool by_initiator; /* of the exchange that the finding belongs to */
};

static struct ikt_draft *add_stale(struct ikt_drafts *drafts, const struct direction *way, bool likely)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_STALE_SA_INVALID_SPI, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_TRAFFIC);
    IKT_SUMMARY(draft,
                likely ? "{} sends under an SPI that {} does not know" : "{} sends under an SPI that {} may not know",
                way->sender, way->receiver);
    return draft;
}

/* flow NULL: its SPI is not known. */
static void advise(struct ikt_draft *draft, const struct ikt_named_values *base, const struct ikt_flow *flow,
                   const struct direction *way)
{
    struct ikt_value spi = flow ? ikt_made(draft->arena, "0x%X(%u)", flow->spi, flow->spi) : ikt_unknown();
    const char *protocol = !flow ? NULL : flow->protocol == IKT_PROTOCOL_AH ? "51" : "50";
    IKT_ADVISE(draft, base, IKT_NAMED("spi", spi), IKT_NAMED("protocol", ikt_words(protocol)),
               IKT_NAMED("sender", way->sender), IKT_NAMED("receiver", way->receiver),
               IKT_NAMED("remote", way->sender));
    ikt_draft_log_reversed(draft, !way->by_initiator);
    IKT_SAY_NEEDS(draft, !way->by_initiator, "IKE begun with {}, so that {} learns that the SA is gone", way->sender,
                  way->sender);
    if (ikt_draft_is_foreign(draft, !way->by_initiator) && !ikt_draft_is_foreign(draft, way->by_initiator))
        IKT_SAY(draft, "On {}, \"clear crypto sa peer {}\" mends it at once, once, and touches no other peer.",
                way->sender, way->receiver);
    IKT_FIX(draft, !way->by_initiator, IKT_NAMED("peer", way->sender));
}

static void say_flow(struct ikt_draft *draft, const struct ikt_flow *flow, const struct direction *way)
{
    struct ikt_value protocol = ikt_words(flow->protocol == IKT_PROTOCOL_AH ? "AH" : "ESP");
    ikt_draft_frame(draft, flow->last_frame);
    if (flow->late > 0 || flow->replaced > 0)
        IKT_SAY(draft,
                flow->late > 0 ? "{} goes on with {} under SPI {} after that SA was deleted: {} packets, the last in "
                                 "frame {}."
                               : "{} goes on with {} under SPI {} after a newer SA took its place: {} packets, the "
                                 "last in frame {}.",
                way->sender, protocol, ikt_hex(flow->spi), ikt_number(flow->late > 0 ? flow->late : flow->replaced),
                ikt_frame(flow->last_frame));
    else
        IKT_SAY(draft, "{} sends {} {} packets under SPI {}, which no Quick Mode with {} names, the last in frame {}.",
                way->sender, ikt_number(flow->packets), protocol, ikt_hex(flow->spi), way->receiver,
                ikt_frame(flow->last_frame));
}

/* flow NULL: only complaints speak of it. */
static void add_flow(struct ikt_drafts *drafts, const struct ikt_named_values *base, const struct ikt_flow *flow,
                     struct complaints complaints, const struct direction *way)
{
    /* once, at a rekey, it is harmless */
    bool likely = complaints.count > 1 || (flow && (flow->late > 0 || complaints.count > 0));
    struct ikt_draft *draft = add_stale(drafts, way, likely);
    if (flow)
        say_flow(draft, flow, way);
    if (complaints.count > 0) {
        ikt_draft_frame(draft, complaints.first->frame);
        IKT_SAY(draft, "{} answers INVALID-SPI in frame {}{}, {} time{} in all.", way->receiver,
                ikt_frame(complaints.first->frame),
                ikt_words(complaints.first->encrypted ? "" : ", in clear and unauthenticated"),
                ikt_number(complaints.count), ikt_plural(complaints.count));
    }
    advise(draft, base, flow, way);
}

static bool offers_spi(const struct ikt_sa *sa, const struct ikt_flow *flow)
{
    const uint8_t spi[4] = {(uint8_t)(flow->spi >> 24), (uint8_t)(flow->spi >> 16), (uint8_t)(flow->spi >> 8),
                            (uint8_t)flow->spi};
    for (size_t i = 0; sa && i < sa->proposal_count; i++) {
        if (sa->proposals[i].protocol == flow->protocol && sa->proposals[i].spi.length == sizeof spi &&
            memcmp(sa->proposals[i].spi.data, spi, sizeof spi) == 0)
            return true;
    }
    return false;
}

/* Every Quick Mode that came up is remembered and readable, one came up before the flow began, and none names its SPI.
 */
static bool is_nobodys(const struct ikt_evidence *evidence, const struct ikt_claims *claims,
                       const struct ikt_flow *flow)
{
    bool earlier = false;
    for (unsigned side = 0; side < 2; side++)
        if (ikt_forgotten_within(evidence->forgotten[side], IKT_FORGOTTEN_OPEN, 0, UINT64_MAX))
            return false; /* it may have named it */
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (claim->kind != IKT_CLAIM_OFFERED)
            continue;
        if (offers_spi(claim->sets, flow) || offers_spi(claim->chosen, flow))
            return false;
        if (claim->outcome != IKT_OUTCOME_ESTABLISHED && claim->outcome != IKT_OUTCOME_INCOMPLETE)
            continue;
        if (!claim->sets || !claim->chosen)
            return false;
        earlier = earlier || (claim->outcome == IKT_OUTCOME_ESTABLISHED && claim->time < flow->first_time);
    }
    return earlier;
}

/* Does the sender use a newer SPI, too? */
static bool has_moved_on(const struct ikt_evidence *evidence, const struct ikt_flow *flow, bool by_sa_initiator)
{
    return evidence->ipsec_newest_sequence[by_sa_initiator ? 0 : 1] > flow->first_sequence;
}

static bool persists(const struct ikt_phase1_case *c, const struct ikt_claims *claims, const struct ikt_flow *flow)
{
    bool by_initiator = ikt_address_equal(&flow->source, &c->record->initiator.endpoint.address);
    if (flow->last_time < c->record->start_time)
        return false;
    if (flow->late > 0)
        return flow->late >= LATE_PACKETS;
    return (flow->replaced >= LATE_PACKETS && !has_moved_on(c->evidence, flow, by_initiator)) ||
           (flow->packets >= LATE_PACKETS && is_nobodys(c->evidence, claims, flow));
}

/* What no Quick Mode of this ISAKMP SA is asked about: SPIs of nobody, and complaints. */
static void check_strays(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_flow *stale = NULL;
    struct ikt_claims claims = {0};
    if (c->evidence->stray_count > 0)
        claims = ikt_claims_of(c->arena, c->evidence, NULL);
    for (size_t i = 0; i < c->evidence->stray_count; i++) {
        const struct ikt_flow *flow = &c->evidence->strays[i];
        if (persists(c, &claims, flow) && (!stale || flow->late > stale->late))
            stale = flow;
    }
    bool by_initiator = stale ? ikt_address_equal(&stale->source, &record->initiator.endpoint.address)
                              : complaints_about(record, true, 0).count > 0;
    struct complaints complaints = complaints_about(record, by_initiator, stale ? stale->first_sequence : 0);
    struct direction way = {ikt_phase1_peer(c, by_initiator), ikt_phase1_peer(c, !by_initiator), by_initiator};
    if (stale || complaints.count > 0)
        add_flow(drafts, c->values, stale, complaints, &way);
}

/* What one side sends around a Quick Mode that was not read. */
struct around {
    const struct ikt_flow *older; /* under an SPI from before it that goes on well after it; NULL */
    bool before, newer;           /* sent anything before it, anything under an SPI that came after it */
};

static struct around look_around(const struct ikt_phase2_case *c, const struct ikt_party *source)
{
    struct around around = {0};
    for (size_t i = 0; i < c->evidence->stray_count; i++) {
        const struct ikt_flow *flow = &c->evidence->strays[i];
        if (!ikt_address_equal(&flow->source, &source->endpoint.address))
            continue;
        bool earlier = flow->first_sequence < c->offer_sequence;
        around.before = around.before || earlier;
        around.newer = around.newer || flow->first_sequence > c->offer_sequence;
        if (earlier && flow->last_time > c->record->end_time + GOES_ON && flow->packets >= LATE_PACKETS)
            around.older = flow;
    }
    return around;
}

static bool is_newest(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->claims.count; i++) {
        if (c->claims.items[i].sequence > c->offer_sequence)
            return false;
    }
    return true;
}

/*
 * Both ways before the newest Quick Mode, one way after it and under the old SPI: its receiver seems to have forgotten
 * that. No SPI was read, so this is a guess.
 */
static void check_encrypted(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->offer || record->choice || record->outcome != IKT_OUTCOME_ESTABLISHED || record->one_direction ||
        c->offer_frame == 0 || c->evidence->more_strays || !is_newest(c))
        return;
    const struct around ours = look_around(c, record->initiator), theirs = look_around(c, record->responder);
    bool by_initiator = ours.older;
    const struct around *sender = by_initiator ? &ours : &theirs, *receiver = by_initiator ? &theirs : &ours;
    if (!sender->older || sender->newer || !receiver->before || receiver->older)
        return;
    struct direction way = {by_initiator ? c->initiator : c->responder, by_initiator ? c->responder : c->initiator,
                            by_initiator};
    struct ikt_draft *draft = add_stale(drafts, &way, false);
    ikt_draft_frame(draft, c->offer_frame);
    ikt_draft_frame(draft, sender->older->last_frame);
    IKT_SAY(draft,
            "{} goes on under SPI {}, which is older than this Quick Mode, until frame {}, and under no newer one.",
            way.sender, ikt_hex(sender->older->spi), ikt_frame(sender->older->last_frame));
    IKT_SAY(draft, "{} sent under an older SPI as well before it, and does so no more.", way.receiver);
    IKT_SAY(draft, "The Quick Mode was not read, so it may be for other networks.");
    advise(draft, c->values, sender->older, &way);
}

/* ESP that goes on under the SPIs of a Quick Mode that has ended, and under no newer ones. */
static void check_ended(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        bool by_initiator = ikt_address_equal(&flow->source, &record->initiator->endpoint.address);
        bool of_sa_initiator = by_initiator != record->reversed;
        if (flow->late < LATE_PACKETS &&
            (flow->replaced < LATE_PACKETS || has_moved_on(c->evidence, flow, of_sa_initiator)))
            continue;
        struct direction way = {by_initiator ? c->initiator : c->responder, by_initiator ? c->responder : c->initiator,
                                by_initiator};
        add_flow(drafts, c->values, flow, complaints_about(record->phase1, of_sa_initiator, flow->first_sequence),
                 &way);
        return;
    }
}

static void check_quick_mode(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_encrypted(c, drafts);
    check_ended(c, drafts);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_stale_sa_invalid_spi = {
    .info = {
        .name = "stale-sa-invalid-spi", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "ESP under an SPI that its receiver does not know",
        .explanation = "A peer sends ESP (or AH) under an SPI that the other does not know, or knows no longer.\n\n"
            "The receiver has lost its SAs, or a DELETE did not arrive; it drops the packets and may answer "
            "INVALID-SPI. One packet during a rekey is harmless; packets that go on coming after the SA was deleted or "
            "replaced are not.\n\n"
            "\"crypto isakmp invalid-spi-recovery\" belongs on the router that does not know the SPI: it begins IKE with "
            "the sender and tells it (how it does so on the wire is from memory). A clear on the sender mends it at "
            "once, once. IOS logs the packets once a minute at most.",
        .log = IKT_LOG(IKT_LOG_RESPONDER_IF(ALL, "spi",
            "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=<receiver>, "
            "prot=<protocol>, spi=<spi>, srcaddr=<sender>")),
        .show = IKT_LINES("show crypto ipsec sa peer <other>", IKT_SHOW_SESSION,
                          "show logging | include RECVD_PKT_INV_SPI"),
        .suspect = IKT_LINES("! on <receiver>, which does not know the SPI", "crypto isakmp invalid-spi-recovery",
                             "! on both", "crypto isakmp keepalive <seconds> <retry> periodic"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp invalid-spi-recovery", "end",
                         "clear crypto sa peer <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp invalid-spi-recovery", "end"),
        .touches = "The line is for the whole router <receiver>: it begins IKE with any of its peers that sends under an "
            "SPI it does not know; without it, and at once, \"clear crypto sa peer <receiver>\" on <sender> mends this "
            "tunnel alone."},
    .phase1 = check_strays,
    .phase2 = check_quick_mode,
    .logs = ikt_log_check_stale};
/* clang-format on */
