/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that came up, and what their SAs carry.
 */
#include "evidence/esp_ways.h"
#include "evidence/in_clear.h"
#include "rules/evidence_text.h"
#include "rules/lost_on_way.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

/* ESP and AH of this Quick Mode in one direction. */
struct way {
    struct ikt_way sent;
    uint64_t first_frame, last_frame, first_sequence, last_sequence;
    bool strays; /* not known to be of this Quick Mode: its SPIs were not read */
    bool stale;  /* its newest packets come under SAs that have ended */
};

static struct way count_way(const struct ikt_phase2_case *c, const struct ikt_party *source)
{
    bool strays = !c->record->offer || !c->record->choice;
    bool own = !strays || c->record->flows_by_order;
    const struct ikt_flow *flows = own ? c->record->flows : c->evidence->strays;
    size_t count = own ? c->record->flow_count : c->evidence->stray_count;
    struct way way = {.strays = strays, .sent = {0, IKT_TIME_NONE, IKT_TIME_NONE, 0, 0}};
    for (size_t i = 0; i < count; i++) {
        const struct ikt_flow *flow = &flows[i];
        if (!ikt_address_equal(&flow->source, &source->endpoint.address) ||
            (strays && flow->first_sequence < c->record->seen[0].sequence))
            continue;
        if (way.sent.packets == 0 || flow->first_sequence < way.first_sequence) {
            way.first_sequence = flow->first_sequence;
            way.first_frame = flow->first_frame;
            way.sent.first_time = flow->first_time;
        }
        if (way.sent.packets == 0 || flow->last_sequence > way.last_sequence) {
            way.last_sequence = flow->last_sequence;
            way.last_frame = flow->last_frame;
            way.sent.last_time = flow->last_time;
            way.sent.last_sequence = flow->last_sequence;
            way.sent.tenth_last_sequence = flow->tenth_last_sequence;
            way.stale = flow->late > 0 || flow->replaced > 0;
        }
        way.sent.packets += flow->packets;
    }
    return way;
}

/* The one direction that carries packets for long enough, while the other carries none at all. */
static bool flows_one_way(const struct ikt_phase2_case *c, struct way *out, bool *by_initiator)
{
    const struct ikt_phase2 *record = c->record;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || !record->initiator->seen || !record->responder->seen)
        return false;
    struct way ours = count_way(c, record->initiator), theirs = count_way(c, record->responder);
    *by_initiator = ours.sent.packets > 0;
    *out = *by_initiator ? ours : theirs;
    /* a peer may answer under the SAs of another Quick Mode, after a rekey or a collision */
    bool other_is_initiator = *by_initiator == record->reversed;
    uint64_t other = c->evidence->ipsec_packets[other_is_initiator ? 0 : 1];
    return ikt_way_wants_answer(&out->sent) && other == 0 && (ours.sent.packets == 0 || theirs.sent.packets == 0);
}

static void say_whose(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct way *way)
{
    if (way->strays && c->record->flows_by_order)
        IKT_SAY(draft,
                "The Quick Mode was not read; these SPIs are taken for its own because they are seen first after "
                "it and before the next one.");
    else if (way->strays)
        IKT_SAY(draft, "The Quick Mode was not read, so these SPIs are taken for its own.");
}

/* Captured on both sides of who drops it. */
static bool add_lost(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    struct ikt_lost_on_way lost;
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED || !ikt_esp_is_lost(c->evidence, c->record->phase1, &lost))
        return false;
    const bool by_initiator = lost.from_initiator != c->record->reversed;
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value receiver = by_initiator ? c->responder : c->initiator;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_ESP_BLOCKED, lost.likelihood, IKT_BASIS_VALUES,
                                            IKT_MISCONFIGURED_PATH, IKT_RANK_NAMED);
    ikt_say_lost_on_way(draft, &lost, "packets of ESP", sender);
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", receiver), IKT_NAMED("silent", sender),
               IKT_NAMED("remote", receiver));
    return true;
}

static void check_blocked(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    struct way way;
    if (add_lost(c, drafts))
        return;
    bool by_initiator;
    if (!flows_one_way(c, &way, &by_initiator) || ikt_who_sends_in_clear(c->record) != IKT_IN_CLEAR_NOBODY)
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_ESP_BLOCKED, way.strays ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_OBSERVATION);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value silent = by_initiator ? c->responder : c->initiator;
    struct ikt_value packets = ikt_number(way.sent.packets);
    IKT_SUMMARY(draft, "The tunnel is up; {} sends {} packets through it, none comes back from {}", sender, packets,
                silent);
    ikt_draft_frame(draft, way.first_frame);
    ikt_draft_frame(draft, way.last_frame);
    IKT_SAY(draft, "{} packets of {} in frames {} to {}, no ESP or AH of {} at all.", packets, sender,
            ikt_frame(way.first_frame), ikt_frame(way.last_frame), silent);
    IKT_SAY(draft,
            "A filter, a missing route behind {}, NAT that catches its return traffic first, and a capture "
            "point that one direction does not pass look the same.",
            silent);
    say_whose(draft, c, &way);
    if (ikt_draft_names_foreign(draft, silent))
        IKT_SAY(draft,
                IKT_CHECK_BEGIN
                "counters of the SAs on {}: if what it decrypts rises and what it encrypts does not, it has no "
                "way back into the tunnel; where both stay, the path blocks.",
                silent);
    else
        IKT_SAY(draft,
                IKT_CHECK_BEGIN
                "\"show crypto ipsec sa\" on {}: if decaps rise and encaps do not, {} has no way back into the "
                "tunnel; where decaps stay, the path blocks.",
                silent, silent);
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", sender), IKT_NAMED("silent", silent), IKT_NAMED("remote", sender));
}

/*
 * When the quieter side was heard last: under any SPI, since it may answer under the SAs of another Quick Mode. Where
 * the SPI of this Quick Mode is its newest one, it has not moved on, and what it still sends for other networks says
 * nothing here.
 */
static struct ikt_way heard_last(const struct ikt_phase2_case *c, const struct way *own, bool initiator,
                                 uint64_t *frame)
{
    unsigned side = initiator == c->record->reversed ? 1 : 0; /* of the ISAKMP SA */
    if (own->sent.packets > 0 && !own->strays && c->evidence->ipsec_newest_sequence[side] <= own->first_sequence) {
        *frame = own->last_frame;
        return own->sent;
    }
    *frame = c->evidence->ipsec_last[side];
    return (struct ikt_way){.packets = c->evidence->ipsec_packets[side],
                            .last_time = c->evidence->ipsec_last_time[side],
                            .last_sequence = c->evidence->ipsec_last_sequence[side]};
}

/* Does a side ask in vain whether the other one is alive? Then its silence is that of a peer that is gone. */
static bool is_peer_lost(const struct ikt_phase1 *phase1)
{
    return phase1->dpd[0].unanswered > 1 || phase1->dpd[1].unanswered > 1 || phase1->dpd_guess.count > 1;
}

static void check_stopped(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED)
        return;
    struct way ours = count_way(c, record->initiator), theirs = count_way(c, record->responder);
    /* the order of the frames, since a clock may be set */
    bool by_initiator = ours.last_sequence > theirs.last_sequence;
    const struct way *way = by_initiator ? &ours : &theirs, *quiet = by_initiator ? &theirs : &ours;
    uint64_t last_frame;
    struct ikt_way last = heard_last(c, quiet, !by_initiator, &last_frame);
    if (way->stale || !ikt_way_fell_silent(&last, &way->sent) || ikt_who_sends_in_clear(record) != IKT_IN_CLEAR_NOBODY)
        return;
    bool lost = is_peer_lost(record->phase1);
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_ESP_STOPPED, way->strays || lost ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, lost ? IKT_RANK_CONSEQUENCE : IKT_RANK_OBSERVATION);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value silent = by_initiator ? c->responder : c->initiator;
    struct ikt_value seconds = ikt_seconds(way->sent.last_time - last.last_time);
    IKT_SUMMARY(draft, "ESP of {} stopped, {} goes on without it for {} s", silent, sender, seconds);
    ikt_draft_frame(draft, last_frame);
    ikt_draft_frame(draft, way->last_frame);
    IKT_SAY(
        draft,
        "Both had sent before. {} sent nothing after frame {}; {} sent ten packets and more since then, the last in "
        "frame {}.",
        silent, ikt_frame(last_frame), sender, ikt_frame(way->last_frame));
    say_whose(draft, c, way);
    if (lost)
        IKT_SAY(draft, "R-U-THERE stays unanswered as well: the peer itself may be gone, and not its ESP alone.");
    IKT_SAY(draft,
            "Traffic that goes one way by nature (logs, streams) and a capture point that lost one direction look "
            "the same.");
    IKT_SAY(draft,
            IKT_CHECK_BEGIN
            "\"show crypto ipsec sa\" on {}: where encaps rise still, the path drops its ESP; where decaps "
            "alone rise, it has lost its way back into the tunnel.",
            silent);
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", sender), IKT_NAMED("silent", silent), IKT_NAMED("remote", sender));
}

/* Is AH in every suite of it? */
static bool is_all_ah(const struct ikt_sa *sa)
{
    struct ikt_suites suites;
    ikt_suites_of(sa, &suites);
    for (unsigned i = 0; i < suites.count; i++) {
        if (!suites.items[i].ah)
            return false;
    }
    return suites.count > 0 && suites.complete;
}

/* Both routers need a set without AH, before the one that they have. */
static void fix_ah(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_suite *agreed)
{
    bool transport = ikt_suite_mode(agreed) == IKT_ENCAPSULATION_TRANSPORT;
    struct ikt_value mode = ikt_words(transport ? "transport" : "tunnel");
    for (int i = 0; i < 2; i++) {
        IKT_SAY_NEEDS(draft, i == 0, "a proposal without AH, with esp-aes 256 esp-sha-hmac ({})", mode);
        IKT_FIX(draft, i == 0,
                IKT_NAMED("new-set", ikt_words(transport ? "IKT-AES-256-SHA-TRANSPORT" : "IKT-AES-256-SHA-TUNNEL")),
                IKT_NAMED("mode", mode), IKT_NAMED("peer", i == 0 ? c->responder : c->initiator));
    }
}

static void check_ah(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_phase1 *phase1 = record->phase1;
    bool agreed = record->choice && is_all_ah(record->choice);
    bool nat = phase1->initiator.behind_nat == IKT_YES || phase1->responder.behind_nat == IKT_YES;
    if (!nat || !(agreed || (c->failed && is_all_ah(record->offer))))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_AH_THROUGH_NAT, agreed ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_ANSWER);
    struct ikt_suites suites;
    ikt_suites_of(agreed ? record->choice : record->offer, &suites);
    struct ikt_value suite = ikt_object(IKT_VALUE_SUITE, IKT_KEEP(c->arena, &suites.items[0]));
    const struct ikt_party *inside = phase1->initiator.behind_nat == IKT_YES ? &phase1->initiator : &phase1->responder;
    IKT_SUMMARY(draft, "{} and {} {} {}, which no NAT lets through", c->initiator, c->responder,
                ikt_words(agreed ? "agree on" : "negotiate"), suite);
    ikt_draft_has(draft, suite, agreed ? suite : ikt_unknown());
    ikt_cite(draft, &c->offer);
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == IKT_QUICK2)
            ikt_draft_frame(draft, record->seen[i].frame);
    }
    IKT_SAY(draft, "NAT-D of phase 1 shows that {} stands behind a NAT; AH protects the addresses that it changes.",
            ikt_address_of(&inside->endpoint.address));
    IKT_ADVISE(draft, c->values);
    fix_ah(draft, c, &suites.items[0]);
}

/* Times may be equal, or those of a clock that was set; the order in which messages were captured is not. */
static bool interleave(const struct ikt_phase2 *record, const struct ikt_claim *other)
{
    uint64_t first = record->seen[0].sequence, last = first;
    for (size_t i = 0; i < record->seen_count; i++) {
        first = MIN(first, record->seen[i].sequence);
        last = MAX(last, record->seen[i].sequence);
    }
    return other->sequence <= last && first <= other->last_sequence;
}

/* A Quick Mode of the peer for the same networks, as far as they are known, that came up at the same time. */
static const struct ikt_claim *find_collision(const struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (claim->outcome != IKT_OUTCOME_ESTABLISHED || claim->sequence == 0 || !ikt_claim_by_peer(c, claim) ||
            claim->time > record->end_time || record->start_time > claim->end_time || !interleave(record, claim))
            continue;
        struct ikt_proxies networks = ikt_claim_networks(c, claim);
        enum ikt_relation relation = ikt_proxies_relation(&c->proxies, &networks);
        if (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_UNKNOWN)
            return claim;
    }
    return NULL;
}

static void check_collision(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_claim *other = NULL;
    if (c->record->outcome == IKT_OUTCOME_ESTABLISHED && c->offer_frame != 0)
        other = find_collision(c);
    if (!other)
        return;
    bool read = c->record->offer && other->sets;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_QM_COLLISION, read ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, IKT_RANK_REMARK);
    IKT_SUMMARY(draft, "{} and {} began Quick Modes at the same time, and both came up", c->initiator, c->responder);
    ikt_cite(draft, &c->offer);
    ikt_draft_ref(draft, other->ref);
    IKT_SAY(draft, "{} began its own, message ID {}, in frame {}, before either was done.", c->responder,
            ikt_hex(other->message_id), ikt_frame(other->ref.number));
    if (!read)
        IKT_SAY(draft, "Not both were read, so they may be for other networks.");
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_esp_blocked = {
    .info = {
        .name = "esp-blocked", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "SAs are up, ESP flows one way only",
        .explanation = "The SAs are up, and ESP flows in one direction only.\n\n"
            "A filter drops IP protocol 50 (behind a NAT UDP port 4500), the other router has no route back into the tunnel "
            "(\"show crypto ipsec sa\" there: decaps rise, encaps do not), or NAT catches the return traffic before "
            "the crypto map does. Nothing but a look at both routers' counters tells these apart; a capture taken "
            "before encryption may also just not show one direction.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ipsec sa peer <other>", "show <ip> route", "show <ip> interface | include access list",
                          "show ip nat translations"),
        .suspect = IKT_LINES("! on <silent>, from which nothing comes back", "<ip access-group> <ACL> in",
                             "<ip> route <network> <mask> <next hop>",
                             "ip nat inside source list <ACL> interface <IF> overload"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_blocked,
    .logs = ikt_log_check_one_way};

const struct ikt_rule_def ikt_rule_esp_stopped = {
    .info = {
        .name = "esp-stopped", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "one direction of ESP fell silent after both had spoken",
        .explanation = "ESP flowed both ways, then one direction fell silent for a minute and more while the other went "
            "on.\n\n"
            "What worked has changed: a route or NAT rule behind the silent side, a filter on the path, a failover to a "
            "router without the SAs, or its host is gone. \"show crypto ipsec sa\" on the silent side, twice: encaps "
            "that rise confirm that the path drops its ESP; decaps that rise alone confirm that it has lost the way "
            "back; where neither rises, its own peer's ESP is lost too. Traffic that goes one way by nature refutes it: "
            "a ping through the tunnel is answered then. Where SAs have ended or were replaced, stale-sa-invalid-spi "
            "speaks of it instead.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ipsec sa peer <other>", IKT_SHOW_SESSION, "show <ip> route",
                          "show ip nat translations", "show <ip> interface | include access list"),
        .suspect = IKT_LINES("! on <silent>, which sends no more", "<ip> route <network> <mask> <next hop>",
                             "ip nat inside source list <ACL> interface <IF> overload",
                             "<ip access-group> <ACL> in"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_stopped};

const struct ikt_rule_def ikt_rule_ah_through_nat = {
    .info = {
        .name = "ah-through-nat", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "AH agreed while NAT-D shows a NAT",
        .explanation = "AH is agreed (or asked for) while a NAT stands between the peers.\n\n"
            "AH protects the outer addresses, which the NAT changes, so every packet fails its check; no UDP "
            "encapsulation exists for it. NAT-D in phase 1 shows the NAT; it is not authenticated by itself, hence "
            "probable.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto map", "show crypto ipsec sa", "show crypto isakmp sa detail"),
        .suspect = IKT_LINES("! on both", "crypto ipsec transform-set <TS> <suite>"),
        .fix = IKT_LINES("configure terminal", "crypto ipsec transform-set <new-set> esp-aes 256 esp-sha-hmac",
                         " mode <mode>", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                         " set transform-set <new-set> <SETS-IT-HAS-NOW>", "end", "clear crypto sa peer <peer>"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                          " set transform-set <SETS-IT-HAS-NOW>", "end", "clear crypto sa peer <peer>"),
        .touches = "Needed on both routers, and while only one has it nothing gets worse: the old set is agreed on; this "
            "touches " IKT_TOUCHES_ENTRY ", no set is redefined (undone, the new set stays behind, unused); "
            IKT_TOUCHES_PROFILE "."},
    .phase2 = check_ah,
    .fails_later = true};

const struct ikt_rule_def ikt_rule_qm_collision = {
    .info = {
        .name = "qm-collision", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .cause_open = true,
        .line = "both peers began a Quick Mode at the same time",
        .explanation = "Both peers began a Quick Mode for the same networks before either was done; both came up.\n\n"
            "There are two pairs of SAs then, which is harmless; each router chooses the one that it sends on. If one "
            "pair is deleted at once, a few packets are lost.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show crypto ipsec sa"), .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES,
        .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_collision};
/* clang-format on */
