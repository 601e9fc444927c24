/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ICMP errors about IKE datagrams.
 */
#include "rules/diagnose.h"
#include "rules/phase1_case.h"
#include "rules/rule.h"
#include "rules/syntax.h"

static bool is_unreachable(const struct ikt_icmp *icmp)
{
    /* RFC 792, RFC 4443; code 4 is about size, not about reach */
    if (icmp->family == IKT_FAMILY_IPV6)
        return icmp->type == 1 || icmp->type == 3;
    return (icmp->type == 3 && icmp->code != 4) || icmp->type == 11;
}

static const char *icmp_words(const struct ikt_icmp *icmp)
{
    bool v6 = icmp->family == IKT_FAMILY_IPV6;
    if (icmp->type == (v6 ? 3 : 11))
        return "time exceeded";
    switch (icmp->code) {
    case 0:
        return v6 ? "no route" : "network unreachable";
    case 1:
        return v6 ? "administratively prohibited" : "host unreachable";
    case 3:
        return v6 ? "address unreachable" : "port unreachable";
    case 4:
        return "port unreachable";
    case 9:
    case 10:
    case 13:
        return "administratively prohibited";
    default:
        return "unreachable";
    }
}

/* The peer itself says that nobody listens on that port: the path has carried the datagram. */
static bool is_of_peer(const struct ikt_icmp *icmp)
{
    bool port =
        icmp->family == IKT_FAMILY_IPV6 ? icmp->type == 1 && icmp->code == 4 : icmp->type == 3 && icmp->code == 3;
    return port && ikt_address_equal(&icmp->reporter, &icmp->destination.address);
}

/* The first such error is what is told; all are frames of the finding. initiator: NULL where who began is not known. */
static void add_unreachable(struct ikt_drafts *drafts, const struct ikt_icmp *icmp, size_t count,
                            enum ikt_likelihood likelihood, const struct ikt_address *initiator,
                            const struct ikt_named_values *values)
{
    const struct ikt_icmp *first = NULL;
    for (size_t i = 0; i < count && !first; i++)
        first = is_unreachable(&icmp[i]) ? &icmp[i] : NULL;
    if (!first)
        return;
    bool peer_says = is_of_peer(first);
    bool of_initiator = initiator && ikt_address_equal(&first->destination.address, initiator);
    enum ikt_misconfigured at_fault = !peer_says     ? IKT_MISCONFIGURED_PATH
                                      : of_initiator ? IKT_MISCONFIGURED_INITIATOR
                                                     : IKT_MISCONFIGURED_RESPONDER;
    char destination[IKT_ENDPOINT_TEXT];
    ikt_endpoint_format(&first->destination, destination);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PEER_UNREACHABLE, likelihood, IKT_BASIS_OBSERVED, at_fault, IKT_RANK_NAMED);
    IKT_SUMMARY(draft, "{} reports {} for IKE to {}", ikt_address_of(&first->reporter), ikt_words(icmp_words(first)),
                ikt_text(drafts->arena, destination));
    for (size_t i = 0; i < count; i++) {
        if (is_unreachable(&icmp[i]))
            ikt_draft_frame(draft, icmp[i].frame);
    }
    IKT_SAY(draft, "ICMP type {} code {} in frame {} quotes the IKE datagram; ICMP is not authenticated.",
            ikt_number(first->type), ikt_number(first->code), ikt_frame(first->frame));
    struct ikt_value peer = ikt_address_of(&first->destination.address);
    if (peer_says && ikt_draft_names_foreign(draft, peer))
        IKT_SAY(draft,
                "The peer itself sends it, so the path carries IKE to it and no IKE daemon there listens on that "
                "port.");
    else if (peer_says)
        IKT_SAY(draft,
                "The peer itself sends it, so the path carries IKE to it and nothing there listens on that port: "
                "ISAKMP is switched off, or no crypto map is on any interface.");
    IKT_ADVISE(draft, values ? values : ikt_syntax_of((uint8_t)first->family),
               IKT_NAMED("source", ikt_address_of(&first->source.address)), IKT_NAMED("destination", peer));
}

static void check_phase1(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    if (record->outcome == IKT_OUTCOME_NO_RESPONSE || record->outcome == IKT_OUTCOME_INCOMPLETE)
        add_unreachable(drafts, record->icmp, record->icmp_count, IKT_LIKELIHOOD_PROBABLE,
                        &record->initiator.endpoint.address, c->values);
}

/* Errors that quote a datagram of no exchange in the capture. */
static void check_capture(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts)
{
    add_unreachable(drafts, facts->icmp, facts->icmp_count, IKT_LIKELIHOOD_POSSIBLE, NULL, NULL);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_peer_unreachable = {
    .info = {
        .name = "peer-unreachable", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .line = "ICMP says that the peer cannot be reached",
        .explanation = "A router or the peer answers IKE with an ICMP error: no route, a filter, or no IKE on that "
            "host. Where the peer itself reports that its port is unreachable, the path is in order and the peer does "
            "not listen: on IOS no crypto map on any interface, or \"no crypto isakmp enable\".\n\n"
            "The quoted header names the exchange. ICMP is not authenticated, so this is probable at most. "
            "\"traceroute\" from the initiator shows how far packets get; a ping that is answered says nothing of UDP "
            "port 500.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show <ip> route <destination>", "show crypto map", "show crypto isakmp sa",
                          "show <ip> interface | include access list"),
        .suspect = IKT_LINES("! on <source>", " set peer <destination>", "! on the way", "<ip> route <network> <mask> <next hop>",
                             "<ip access-group> <ACL> in", "! on <destination>", "no crypto isakmp enable",
                             "interface <IF>", " crypto map <MAP>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_phase1,
    .capture = check_capture};
/* clang-format on */
