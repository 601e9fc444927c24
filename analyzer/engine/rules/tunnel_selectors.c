/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Networks that no crypto ACL asks for: any to any of a tunnel interface, GRE between the ends of a tunnel, and what
 * other vendors make of several networks.
 */
#include "rules/acl_prose.h"
#include "rules/evidence_text.h"
#include "rules/known_networks.h"
#include "rules/rule.h"

static void check_vti(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_VTI_VS_CRYPTOMAP);
    if (ikt_networks_are_open(c) && ikt_is_any_to_any(&c->proxies) && !c->responder_is->narrows)
        ikt_add_open_networks(c, drafts, IKT_RULE_VTI_VS_CRYPTOMAP, ikt_open_networks_likelihood(c),
                              c->priors.selectors + 6, "the peer may have a crypto map with an access list");
}

/* The peer's own GRE, between other ends; the nearest in the order of the capture, documents first. */
static const struct ikt_claim *other_gre(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        struct ikt_proxies theirs = ikt_claim_networks(c, claim);
        bool failed = claim->kind != IKT_CLAIM_OFFERED || claim->outcome == IKT_OUTCOME_REJECTED;
        if (ikt_claim_by_peer(c, claim) && claim->sets && failed && ikt_proxies_are_gre(&theirs) &&
            ikt_proxies_relation(&c->proxies, &theirs) != IKT_RELATION_EQUAL)
            return claim;
    }
    return NULL;
}

static bool is_between_peers(const struct ikt_phase2_case *c)
{
    return ikt_proxy_is_address(&c->proxies.initiator, &c->record->initiator->endpoint.address) &&
           ikt_proxy_is_address(&c->proxies.responder, &c->record->responder->endpoint.address);
}

static void check_gre(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed || c->mirror || !ikt_proxies_are_gre(&c->proxies) || c->priors.selectors == 0)
        return;
    const struct ikt_claim *theirs = other_gre(c);
    if (theirs) {
        ikt_add_known_networks(c, drafts, IKT_RULE_GRE_TRANSPORT_PROXIES, theirs, ikt_networks_likelihood(c, theirs),
                               IKT_RANK_NAMED);
        return;
    }
    bool between_peers = is_between_peers(c);
    struct ikt_draft *draft = ikt_add_open_networks(
        c, drafts, IKT_RULE_GRE_TRANSPORT_PROXIES, ikt_open_networks_likelihood(c), c->priors.selectors + 5,
        between_peers ? "the peer may have no GRE between these two, or another mode"
                      : "the peer's tunnel may have other ends");
    if (!between_peers)
        IKT_SAY(draft, "These are not the addresses that {} and {} speak IKE from.", c->initiator, c->responder);
}

/* One pair of networks of this initiator that came up with the very proposal that is refused for another one. */
static const struct ikt_claim *other_pair(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (claim->kind != IKT_CLAIM_OFFERED || claim->outcome != IKT_OUTCOME_ESTABLISHED)
            continue;
        struct ikt_proxies theirs = ikt_claim_networks(c, claim);
        bool one = ikt_proxy_relation(&c->proxies.initiator, &theirs.initiator) == IKT_RELATION_EQUAL;
        bool other = ikt_proxy_relation(&c->proxies.responder, &theirs.responder) == IKT_RELATION_EQUAL;
        if (one == other || ikt_proxies_relation(&c->proxies, &theirs) != IKT_RELATION_DISJOINT)
            continue;
        struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, claim->chosen);
        if (comparison.comparable && comparison.some == 0 && claim->pfs_group == c->record->pfs_group)
            return claim;
    }
    return NULL;
}

/* Two routers of one make have one model of networks. */
static bool is_one_make(const struct ikt_phase2_case *c)
{
    return c->initiator_is == c->responder_is && c->responder_is->known;
}

static bool is_range(const struct ikt_proxy *proxy)
{
    return proxy->known && ikt_proxy_prefix(proxy) < 0;
}

static void check_interop(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_networks_are_open(c) || c->networks.kind == IKT_VALUE_UNKNOWN || is_one_make(c))
        return;
    const struct ikt_claim *came_up = other_pair(c);
    bool range = (is_range(&c->proxies.initiator) || is_range(&c->proxies.responder)) &&
                 c->responder_is->has_transform_sets && c->responder_is->known;
    if (!came_up && !range)
        return;
    struct ikt_draft *draft =
        ikt_add_open_networks(c, drafts, IKT_RULE_INTEROP_SELECTORS, IKT_LIKELIHOOD_POSSIBLE, c->priors.selectors - 1,
                              came_up ? "the peer takes one other pair of networks, and may know no second one"
                                      : "a range is no line of an access list, so nothing there mirrors it");
    if (!came_up)
        return;
    struct ikt_proxies networks = ikt_claim_networks(c, came_up);
    ikt_draft_ref(draft, came_up->ref);
    IKT_SAY(draft, "The same proposal came up for {} in frame {}, so what it offers besides networks is accepted.",
            ikt_networks_value(c, &networks), ikt_frame(came_up->ref.number));
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_vti_vs_cryptomap = {
    .info = {
        .name = "vti-vs-cryptomap", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a tunnel interface against a crypto map with an access list",
        .explanation = "One side asks for any to any (0.0.0.0/0 both ways), the other has networks.\n\n"
            "That side has a tunnel interface (\"tunnel mode ipsec ipv4\", \"tunnel protection\"), or is a product whose "
            "tunnels are route-based and have no proxy IDs set; the other one has a crypto map with an access list. "
            "Each refuses what the other offers. \"show crypto ipsec sa\" confirms it: idents 0.0.0.0/0.0.0.0/0/0 and a "
            "tag like Tunnel0-head-0 on one side only; a line \"permit ip any any\" in the entry's list, in \"show crypto "
            "map\" on that side, refutes it (see acl-any then).\n\n"
            "No line of an access list mends it: give both sides a tunnel interface, or both a crypto map. IOS XE from "
            "16.12 on takes the access list on the tunnel interface instead (\"tunnel protection ipsec policy ipv4 "
            "ACL\", from memory). On a product without proxy IDs set the networks there. " IKT_PROSE_ERRORS,
        .log = IKT_ACL_LOG,
        .show = IKT_LINES("show crypto map", "show crypto ipsec sa peer <other>", "show interfaces tunnel <number>",
                          IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on the side with any to any", "interface Tunnel<number>", " tunnel mode ipsec ipv4",
                             " tunnel protection ipsec profile <PROFILE>",
                             "! on the other one", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " match address <ACL>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_vti};

const struct ikt_rule_def ikt_rule_gre_transport_proxies = {
    .info = {
        .name = "gre-transport-proxies", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "GRE between two hosts is refused: ends of the tunnel, or its mode",
        .explanation = "The Quick Mode is for GRE (protocol 47) between two hosts, the ends of a tunnel, and is refused.\n\n"
            "The ends have to mirror: \"tunnel source\" of one side is \"tunnel destination\" of the other, and with a "
            "crypto map \"permit gre host A host B\" says the same. Where they do, the mode is what differs most often: "
            "one side has \"mode transport\", the other tunnel mode (ts-mode), or one side has no protection on its tunnel. "
            "\"show crypto ipsec sa\" and \"show interfaces tunnel\" on both confirm it where the ends differ, and "
            "refute it where they mirror. Behind a NAT the ends are other addresses than the ones that speak IKE: "
            "tunnel protection with transport mode is the way there. " IKT_PROSE_ERRORS,
        .log = IKT_ACL_LOG,
        .show = IKT_LINES("show interfaces tunnel <number>", "show crypto map", "show access-lists", IKT_SHOW_SESSION,
                          IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on both", "interface Tunnel<number>", " tunnel source <address>",
                             " tunnel destination <address>", "crypto ipsec transform-set <TS> <suite>", " mode <mode>",
                             "! on <responder>", "<ip access-list extended> <ACL>", " <responder-line>",
                             "! on <initiator>", "<ip access-list extended> <ACL>", " <initiator-line>"),
        .fix = IKT_ACL_FIX, .undo = IKT_ACL_UNDO, .touches = IKT_ACL_TOUCHES},
    .phase2 = check_gre};

const struct ikt_rule_def ikt_rule_interop_selectors = {
    .info = {
        .name = "interop-selectors", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the other vendor has another model of networks",
        .explanation = "Two products disagree on how several networks become SAs: the first pair comes up, another is "
            "refused.\n\n"
            "IOS has a pair of SAs per permit line. Others have one pair of networks per tunnel, phase 2 entry, proxy ID "
            "or child (with IKEv1 strongSwan takes the first of several), or make pairs out of groups of objects, or "
            "ranges, which no line of an access list says. The other side's list of pairs confirms or refutes it: each "
            "line of \"show crypto map\" needs one there, with the same lengths. What such products answer is from "
            "memory for most. A plain error in one line looks the same (acl-not-mirrored). " IKT_PROSE_ERRORS,
        .log = IKT_ACL_LOG, .show = IKT_ACL_SHOW, .suspect = IKT_ACL_SUSPECT,
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_interop};
/* clang-format on */
