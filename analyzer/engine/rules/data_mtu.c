/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ESP and AH that are too big for the path: a router on it says so.
 */
#include "evidence/flow_faults.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/rule.h"

static const struct ikt_flow *worst_flow(const struct ikt_phase2 *record)
{
    const struct ikt_flow *worst = NULL;
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        if (flow->too_big > 0 && (!worst || flow->too_big > worst->too_big))
            worst = flow;
    }
    return worst;
}

static void check_mtu(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_flow *flow = worst_flow(c->record);
    if (!flow)
        return;
    bool goes_on = ikt_flow_stays_too_big(flow);
    bool by_initiator = ikt_address_equal(&flow->source, &c->record->initiator->endpoint.address);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_DATA_MTU, goes_on ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, goes_on ? IKT_RANK_TRAFFIC : IKT_RANK_REMARK);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value errors = ikt_number(flow->too_big);
    if (!goes_on)
        draft->finding.severity = IKT_SEVERITY_NOTE; /* the way in which a path's MTU is found */
    if (goes_on)
        IKT_SUMMARY(draft, "{} goes on with packets that are too big for the path, as {} ICMP errors say", sender,
                    errors);
    else
        IKT_SUMMARY(draft, "A router on the path finds ESP or AH of {} too big, {} time{}", sender, errors,
                    ikt_plural(flow->too_big));
    ikt_draft_frame(draft, flow->too_big_frame);
    if (flow->too_big_mtu != 0)
        IKT_SAY(draft,
                "{} ICMP error{} quote packets under SPI {}, the last in frame {}; the next hop takes {} octets.",
                errors, ikt_plural(flow->too_big), ikt_hex(flow->spi), ikt_frame(flow->too_big_frame),
                ikt_number(flow->too_big_mtu));
    else
        IKT_SAY(draft, "{} ICMP error{} quote packets under SPI {}, the last in frame {}; none names an MTU.", errors,
                ikt_plural(flow->too_big), ikt_hex(flow->spi), ikt_frame(flow->too_big_frame));
    IKT_SAY(draft, "{} packets that came after the first of them are no smaller.", ikt_number(flow->oversized));
    IKT_SAY(draft, "ICMP is not authenticated: anybody on the path may have sent it.");
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", sender),
               IKT_NAMED("remote", by_initiator ? c->responder : c->initiator));
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_data_mtu = {
    .info = {
        .name = "data-mtu", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "ESP is too big for the path",
        .explanation = "A router on the path says by ICMP (\"fragmentation needed\", \"packet too big\") that ESP or AH does "
            "not fit.\n\n"
            "One or two such errors are how the MTU of a path is found: the router that encrypts takes less then, and "
            "tells its hosts. Where it goes on with packets of that size small packets pass and large ones do not: "
            "ping works, a copy of a file stops. The errors do not reach the router that encrypts, or its hosts never "
            "learn of it. \"show crypto ipsec sa\" there confirms it while \"path mtu\" is larger than what the error "
            "names, and refutes it where it is not. A path that drops in silence leaves no trace in a capture at one "
            "place: a ping of full size with the DF bit set, through the tunnel, decides then.\n\n"
            "\"ip tcp adjust-mss 1360\" on the inside interface helps TCP at once; \"crypto ipsec df-bit clear\" lets "
            "packets be fragmented, for all tunnels of the router.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ipsec sa peer <other>", "show <ip> interface", "show ip traffic"),
        .suspect = IKT_LINES("! on <sender>, whose packets are too big", "interface <INSIDE>",
                             " ip tcp adjust-mss <octets>", "interface Tunnel<number>", " ip mtu <octets>",
                             "crypto ipsec df-bit <bit>", "<ip access-group> <ACL> in"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_mtu};
/* clang-format on */
