/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * NAT traversal that one peer does not have, behind a NAT: ESP stays an IP protocol and does not pass.
 */
#include "evidence/certainty.h"
#include "evidence/esp_ways.h"
#include "rules/phase1_case.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "track/nat_detection.h"

/* How the NAT shows. */
struct nat {
    const struct ikt_party *inside;      /* who stands behind it; NULL: none shows */
    const struct ikt_identity *identity; /* it names itself by this address; NULL */
    bool port;                           /* its IKE comes from a port of the NAT's choice */
};

static bool is_own_port(uint16_t port)
{
    return port == 500 || port == 4500;
}

static struct nat find_nat(const struct ikt_phase1 *record)
{
    const struct ikt_party *parties[] = {&record->initiator, &record->responder};
    for (size_t i = 0; i < G_N_ELEMENTS(parties); i++) {
        const struct ikt_identity *identity = ikt_private_identity(parties[i]);
        bool port = !is_own_port(parties[i]->endpoint.port);
        if (parties[i]->behind_nat == IKT_YES || identity || port)
            return (struct nat){parties[i], identity, port};
    }
    return (struct nat){NULL, NULL, false};
}

/* ESP as an IP protocol alone; longest: of its flows that lasts longest. */
static bool is_native(const struct ikt_flow *flows, size_t count, ikt_time *longest)
{
    for (size_t i = 0; i < count; i++) {
        if (flows[i].in_udp)
            return false;
        *longest = MAX(*longest, flows[i].last_time - flows[i].first_time);
    }
    return true;
}

static bool goes_one_way(const struct ikt_phase2_case *c)
{
    const uint64_t *packets = c->evidence->ipsec_packets;
    ikt_time longest = 0;
    if (!is_native(c->record->flows, c->record->flow_count, &longest) ||
        !is_native(c->evidence->strays, c->evidence->stray_count, &longest) || (packets[0] > 0 && packets[1] > 0))
        return false;
    const struct ikt_way way = {.packets = packets[0] + packets[1], .first_time = 0, .last_time = longest};
    return ikt_way_wants_answer(&way);
}

static void say_nat(struct ikt_draft *draft, const struct nat *nat)
{
    struct ikt_value inside = ikt_address_of(&nat->inside->endpoint.address);
    if (nat->identity)
        IKT_SAY(draft, "{} names itself {} in phase 1: a NAT translates it.", inside,
                ikt_object(IKT_VALUE_IDENTITY, nat->identity));
    else if (nat->port)
        IKT_SAY(draft, "IKE of {} comes from port {}, which a NAT has given it.", inside,
                ikt_number(nat->inside->endpoint.port));
    else
        IKT_SAY(draft, "The address or port of {} is translated on the way.", inside);
}

static void check_off(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_phase1 *phase1 = record->phase1;
    struct nat nat = find_nat(phase1);
    bool without[] = {ikt_nat_traversal(phase1, true) == IKT_NO, ikt_nat_traversal(phase1, false) == IKT_NO};
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || record->one_direction || !nat.inside ||
        !(without[0] || without[1]) || !goes_one_way(c))
        return;
    /* who answers has no NAT-T vendor ID to take up where none is offered */
    bool of_initiator = without[0];
    bool alone = of_initiator != (ikt_nat_traversal(phase1, false) == IKT_NO);
    enum ikt_misconfigured side = of_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER;
    if (record->reversed)
        side = of_initiator ? IKT_MISCONFIGURED_RESPONDER : IKT_MISCONFIGURED_INITIATOR;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_NATT_DISABLED, ikt_certainty_of_statement(false), IKT_BASIS_OBSERVED,
                      alone ? side : IKT_MISCONFIGURED_EITHER, IKT_RANK_NAMED);
    const struct ikt_party *party = of_initiator ? &phase1->initiator : &phase1->responder;
    const struct ikt_party *other = of_initiator ? &phase1->responder : &phase1->initiator;
    struct ikt_value who = ikt_address_of(&party->endpoint.address), whom = ikt_address_of(&other->endpoint.address);
    if (alone)
        IKT_SUMMARY(draft, "{} does not do NAT traversal, and a NAT stands between it and {}", who, whom);
    else
        IKT_SUMMARY(draft, "{} offers no NAT traversal, {} none either, and a NAT stands between them", who, whom);
    if (phase1->seen_count > 0)
        ikt_draft_frame(draft, phase1->seen[0].frame);
    say_nat(draft, &nat);
    IKT_SAY(draft, "No vendor ID of NAT traversal (RFC 3947 or a draft of it) comes from {}.", who);
    if (of_initiator && !alone)
        IKT_SAY(draft, "Who answers normally names none where none is offered, so {} may have it.", whom);
    IKT_SAY(draft, "ESP goes out as IP protocol 50 in one direction, and none comes back.");
    IKT_ADVISE(draft, c->values, IKT_NAMED("who", who), IKT_NAMED("remote", whom));
    IKT_SAY_NEEDS(draft, of_initiator != record->reversed, "NAT traversal (RFC 3947) switched on for {}", whom);
    if (ikt_product_of(party->vendor)->logs_like_ios)
        IKT_FIX(draft, of_initiator != record->reversed, IKT_NAMED("peer", whom));
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_natt_disabled = {
    .info = {
        .name = "natt-disabled", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a NAT on the path, and one peer without NAT traversal",
        .explanation = "A NAT stands between the peers, and one of them does not do NAT traversal: ESP goes out as IP "
            "protocol 50, which a NAT of ports does not bring back.\n\n"
            "The first two messages hold the vendor IDs of NAT traversal; without them no NAT-D payloads are exchanged, "
            "so the NAT shows by a private identity in message 5, or by IKE from another port than 500. Only both "
            "together with ESP one way make it probable: a NAT of addresses alone passes ESP. Any ESP in the other "
            "direction, or in UDP, refutes it. On IOS \"no crypto ipsec nat-transparency udp-encapsulation\" in the "
            "configuration confirms it; it is on by default.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show running-config | include nat-transparency", "show crypto ipsec sa peer <other>",
                          "show crypto isakmp sa detail", "show ip nat translations"),
        .suspect = IKT_LINES("! on <who>, which names no NAT traversal",
                             "no crypto ipsec nat-transparency udp-encapsulation"),
        .fix = IKT_LINES("configure terminal", "crypto ipsec nat-transparency udp-encapsulation", "end",
                         "clear crypto sa peer <peer>", "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto ipsec nat-transparency udp-encapsulation", "end",
                          "clear crypto sa peer <peer>", "clear crypto session remote <peer>"),
        .touches = "The line is for the whole router: other peers behind a NAT move to UDP port 4500 when they negotiate "
            "next, which filters on the way have to pass; peers without a NAT notice nothing."},
    .phase2 = check_off};
/* clang-format on */
