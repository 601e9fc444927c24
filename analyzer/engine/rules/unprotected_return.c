/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One side encrypts, the other sends the same flow back in clear.
 */
#include "evidence/in_clear.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

static void check_unprotected(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    enum ikt_in_clear who = ikt_who_sends_in_clear(record);
    if (who == IKT_IN_CLEAR_NOBODY || c->networks.kind == IKT_VALUE_UNKNOWN)
        return;
    bool by_initiator = who == IKT_IN_CLEAR_INITIATOR;
    const struct ikt_clear *clear = &record->clear[by_initiator ? 0 : 1];
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_UNPROTECTED_RETURN, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_OBSERVED,
                      by_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER, IKT_RANK_TRAFFIC);
    struct ikt_value sender = by_initiator ? c->initiator : c->responder;
    struct ikt_value receiver = by_initiator ? c->responder : c->initiator;
    struct ikt_value packets = ikt_number(clear->packets);
    IKT_SUMMARY(draft, "{} packets from behind {} cross in clear, though SAs with {} protect their networks", packets,
                sender, receiver);
    ikt_cite(draft, &c->offer);
    ikt_draft_frame(draft, clear->first_frame);
    ikt_draft_frame(draft, clear->last_frame);
    IKT_SAY(draft, "{} packets in clear in frames {} to {}, between networks of the Quick Mode, {}, towards {}.",
            packets, ikt_frame(clear->first_frame), ikt_frame(clear->last_frame), c->networks, receiver);
    IKT_SAY(draft, "At the same place {} sends ESP or AH, none in clear; of {} there is no ESP or AH since then.",
            receiver, sender);
    IKT_SAY(draft, "Another router behind {} may send them past it: only its counters tell.", sender);
    IKT_ADVISE(draft, c->values, IKT_NAMED("sender", sender), IKT_NAMED("receiver", receiver),
               IKT_NAMED("remote", receiver));
    ikt_draft_log_reversed(draft, !by_initiator);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_unprotected_return = {
    .info = {
        .name = "unprotected-return", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_SECURITY,
        .line = "one side encrypts, the other answers in clear",
        .explanation = "Packets between the networks that SAs protect come from one side in clear, while the other side "
            "sends ESP.\n\n"
            "The receiver drops them, because its access list says that they have to be encrypted. They leave the "
            "silent side past its crypto map: by a route to an interface without the map, through another router, "
            "or a deny line comes before the permit line. \"show crypto ipsec sa\" there confirms it where decaps rise "
            "and encaps do not; encaps that rise refute it. \"show <ip> route\" for the other network, on that router, "
            "names the interface.\n\n"
            "Both directions have to cross the place of the capture, on an outside wire. One that shows packets in "
            "clear in both directions, or beside the ESP that they came in, is on an inside wire or in a router, and "
            "says nothing here. The networks have to be read, and name no ports.",
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL, /* its wording is from memory */
            "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet.")),
        .show = IKT_LINES("show crypto ipsec sa peer <other>", "show <ip> route", "show crypto map",
                          "show access-lists", "show logging | include RECVD_PKT_NOT_IPSEC"),
        .suspect = IKT_LINES("! on <sender>, which sends in clear", "interface <OUTSIDE>", " crypto map <MAP>",
                             "<ip> route <network> <mask> <next hop>", "<ip access-list extended> <ACL>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_unprotected,
    .logs = ikt_log_check_in_clear};
/* clang-format on */
