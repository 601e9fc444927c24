/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes that came up, and what their SAs carry.
 */
#include "rules/evidence_text.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* So many packets one way and none the other way are no coincidence: an answer to the first would have come by then. */
#define ONE_WAY_PACKETS 3
#define ONE_WAY_TIME    (IKT_SECOND / 2)

/* ESP and AH of this Quick Mode in one direction. */
struct way {
    uint64_t packets, first_frame, last_frame, first_sequence, last_sequence;
    ikt_time first_time, last_time;
    bool strays; /* not known to be of this Quick Mode: its SPIs were not read */
};

static struct way count_way(const struct ikt_phase2_case *c, const struct ikt_party *source)
{
    bool strays = !c->record->offer || !c->record->choice;
    bool own = !strays || c->record->flows_by_order;
    const struct ikt_flow *flows = own ? c->record->flows : c->evidence->strays;
    size_t count = own ? c->record->flow_count : c->evidence->stray_count;
    struct way way = {.strays = strays};
    for (size_t i = 0; i < count; i++) {
        const struct ikt_flow *flow = &flows[i];
        if (!ikt_address_equal(&flow->source, &source->endpoint.address) ||
            (strays && flow->first_sequence < c->record->seen[0].sequence))
            continue;
        if (way.packets == 0 || flow->first_sequence < way.first_sequence) {
            way.first_sequence = flow->first_sequence;
            way.first_frame = flow->first_frame;
            way.first_time = flow->first_time;
        }
        if (way.packets == 0 || flow->last_sequence > way.last_sequence) {
            way.last_sequence = flow->last_sequence;
            way.last_frame = flow->last_frame;
            way.last_time = flow->last_time;
        }
        way.packets += flow->packets;
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
    *by_initiator = ours.packets > 0;
    *out = *by_initiator ? ours : theirs;
    /* a peer may answer under the SAs of another Quick Mode, after a rekey or a collision */
    bool other_is_initiator = *by_initiator == record->reversed;
    uint64_t other = c->evidence->ipsec_packets[other_is_initiator ? 0 : 1];
    return out->packets >= ONE_WAY_PACKETS && out->last_time - out->first_time >= ONE_WAY_TIME && other == 0 &&
           (ours.packets == 0 || theirs.packets == 0);
}

static void check_blocked(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    struct way way;
    bool by_initiator;
    if (!flows_one_way(c, &way, &by_initiator))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_ESP_BLOCKED, way.strays ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_OBSERVATION);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value silent = by_initiator ? c->responder : c->initiator;
    struct ikt_value packets = ikt_number(way.packets);
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
    if (way.strays && c->record->flows_by_order)
        IKT_SAY(draft,
                "The Quick Mode was not read; these SPIs are taken for its own because they are seen first after "
                "it and before the next one.");
    else if (way.strays)
        IKT_SAY(draft, "The Quick Mode was not read, so these SPIs are taken for its own.");
    if (ikt_draft_names_foreign(draft, silent))
        IKT_SAY(
            draft,
            "To check: counters of the SAs on {}: if what it decrypts rises and what it encrypts does not, it has no "
            "way back into the tunnel; where both stay, the path blocks.",
            silent);
    else
        IKT_SAY(
            draft,
            "To check: \"show crypto ipsec sa\" on {}: if decaps rise and encaps do not, {} has no way back into the "
            "tunnel; where decaps stay, the path blocks.",
            silent, silent);
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
    return suites.count > 0;
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
    .phase2 = check_blocked};

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
