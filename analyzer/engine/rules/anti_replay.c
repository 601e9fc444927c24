/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ESP and AH that come too late for the receiver's anti-replay window (RFC 4303 section 3.4.3), or twice.
 */
#include "evidence/flow_faults.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

/* One or two that come late, or again, are the network's everyday. */
#define LATE_PACKETS  3
#define TWICE_PACKETS 10

/* The flow with the most of it. */
static const struct ikt_flow *worst_flow(const struct ikt_phase2 *record)
{
    const struct ikt_flow *worst = NULL;
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        if (flow->dropped_by_window < LATE_PACKETS && flow->duplicates < TWICE_PACKETS)
            continue;
        if (!worst || flow->dropped_by_window > worst->dropped_by_window)
            worst = flow;
    }
    return worst;
}

static void check_replay(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_flow *flow = worst_flow(c->record);
    if (!flow)
        return;
    bool late = flow->dropped_by_window >= LATE_PACKETS;
    bool by_initiator = ikt_address_equal(&flow->source, &c->record->initiator->endpoint.address);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_ANTI_REPLAY,
                      late && ikt_flow_comes_late(flow) ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, IKT_RANK_OBSERVATION);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value receiver = by_initiator ? c->responder : c->initiator;
    struct ikt_value count = ikt_number(late ? flow->dropped_by_window : flow->duplicates);
    IKT_SUMMARY(draft,
                late ? "{} of {} packets of {} come too late for the anti-replay window of {}"
                     : "{} of {} packets of {} come twice, and {} drops the second one",
                count, ikt_number(flow->packets), sender, receiver);
    ikt_draft_frame(draft, late ? flow->dropped_frame : flow->first_frame);
    ikt_draft_frame(draft, flow->last_frame);
    IKT_SAY(
        draft,
        "Under SPI {} {} packets are 64 and more behind the newest one, which is the default window of IOS; {} come "
        "out of order at all, {} twice.",
        ikt_hex(flow->spi), ikt_number(flow->dropped_by_window), ikt_number(flow->out_of_order),
        ikt_number(flow->duplicates));
    if (!late || !ikt_flow_comes_late(flow))
        IKT_SAY(draft,
                "{} of the late ones bear times in their order; the others, and copies of packets, may be the "
                "capture's own disorder.",
                ikt_number(flow->dropped_in_time));
    else
        IKT_SAY(draft, "{} of them bear times in their order, so it was not the capture that changed it.",
                ikt_number(flow->dropped_in_time));
    IKT_SAY(draft, "What stands between the capture and {} may put them in order again, and its window may be wider.",
            receiver);
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", sender), IKT_NAMED("receiver", receiver),
               IKT_NAMED("remote", sender));
    ikt_draft_log_reversed(draft, !by_initiator);
    if (late) {
        IKT_SAY_NEEDS(draft, !by_initiator, "a wider anti-replay window");
        IKT_FIX(draft, !by_initiator, IKT_NAMED("peer", sender));
    }
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_anti_replay = {
    .info = {
        .name = "anti-replay", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_SEQUENCE,
        .line = "ESP comes too late for the receiver's anti-replay window",
        .explanation = "Packets of one SA arrive so far out of order that the receiver's anti-replay check drops them, or "
            "they arrive twice.\n\n"
            "The sequence numbers of ESP and AH stand in clear. The receiver drops what is older than its window, 64 "
            "packets by default, as it drops what it has seen. QoS that queues packets after they were encrypted, and "
            "paths of different lengths, are the usual cause. A rising count of replay errors in \"show crypto ipsec sa "
            "detail\" on the receiver confirms it, one that stays at 0 refutes it: a capture may have a disorder of its "
            "own, and nothing on the wire tells what the receiver did. A wider window mends it as long as the path "
            "cannot be.\n\n"
            "Lines of HMAC errors beside these mean damage, or another length of the hash, and no disorder.",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER(OLD, "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed"),
            /* of IOS XE; a release 15 without it has the older line */
            IKT_LOG_RESPONDER(NEW, "%IPSEC-3-REPLAY_ERROR: IPSec SA receives anti-replay error")),
        .show = IKT_LINES("show crypto ipsec sa peer <other> detail", "show logging | include REPLAY",
                          "show policy-map interface"),
        .suspect = IKT_LINES("! on <receiver>, which drops them", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                             " set security-association replay window-size <packets>",
                             "! on <sender>, or on the way", "service-policy output <POLICY>"),
        .fix = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                         " set security-association replay window-size 1024", "end", "clear crypto sa peer <peer>"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                          " no set security-association replay window-size", "end", "clear crypto sa peer <peer>"),
        .touches = "This touches " IKT_TOUCHES_ENTRY ", and mends what the path does wrong only as far as 1024 packets reach; "
            "an entry that had a width of its own gets that back by typing it instead of the \"no\"; " IKT_TOUCHES_PROFILE
            "."},
    .phase2 = check_replay,
    .logs = ikt_log_check_replay};
/* clang-format on */
