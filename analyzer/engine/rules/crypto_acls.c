/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto ACLs: the networks of a Quick Mode against those that the peer offers itself, against earlier ones that came
 * up, and what the peer's answer leaves open.
 */
#include "rules/acl_line.h"
#include "rules/acl_prose.h"
#include "rules/evidence_text.h"
#include "rules/known_networks.h"
#include "rules/log_checks.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* The shorter prefix of the two, -1 when neither is a prefix. */
static int widest(const struct ikt_proxies *proxies)
{
    int a = ikt_proxy_prefix(&proxies->initiator), b = ikt_proxy_prefix(&proxies->responder);
    return a < 0 ? b : b < 0 ? a : MIN(a, b);
}

static bool is_foreign_host(const struct ikt_proxy *proxy, const struct ikt_party *party)
{
    return ikt_proxy_is_host(proxy) && !ikt_proxy_is_address(proxy, &party->endpoint.address);
}

/* What in the networks is easily got wrong. */
struct shapes {
    bool any, numbers, host, wide;
};

/* A peer that answers every overlap with the part in common refuses other numbers at most. Two shapes are enough. */
static struct shapes open_shapes(const struct ikt_phase2_case *c)
{
    const struct ikt_proxies *proxies = &c->proxies;
    const struct ikt_proxy *a = &proxies->initiator, *b = &proxies->responder;
    struct shapes shapes = {0};
    if (!a->known || !b->known)
        return shapes;
    bool narrows = c->responder_is->narrows;
    shapes.any = (ikt_proxy_is_any(a) || ikt_proxy_is_any(b)) && !ikt_is_any_to_any(proxies) && !narrows;
    shapes.numbers = ((a->protocol | b->protocol) != 0 || (a->port | b->port) != 0) && !ikt_proxies_are_gre(proxies);
    shapes.host = (is_foreign_host(a, c->record->initiator) || is_foreign_host(b, c->record->responder)) && !narrows &&
                  !(shapes.any && shapes.numbers);
    shapes.wide = widest(proxies) <= 16 && widest(proxies) > 0 && a->low.family == IKT_FAMILY_IPV4 && !narrows &&
                  shapes.any + shapes.numbers + shapes.host < 2;
    return shapes;
}

/* Is it known that the claim's owner has no line for the networks of this Quick Mode instead? */
static bool lacks_ours(const struct ikt_claim *claim)
{
    return claim->kind == IKT_CLAIM_OFFERED ? claim->outcome == IKT_OUTCOME_REJECTED : ikt_claim_is_complete(claim);
}

/*
 * Each side has one of the two networks right and another in place of the other. Peers with several lines do that as
 * well, but then their own proposals come up, or their documents have the right line too.
 */
static void check_other_network(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_claim *claim = c->half_matching ? c->half_matching : c->first_line;
    if (!c->failed || c->mirror || c->related || !claim || c->record->outcome != IKT_OUTCOME_REJECTED ||
        c->priors.selectors == 0 || !lacks_ours(claim) || ikt_proxies_are_gre(&c->proxies))
        return;
    struct ikt_draft *draft = ikt_add_known_networks(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, claim,
                                                     ikt_networks_likelihood(c, claim), IKT_RANK_RELATED);
    if (claim->kind == IKT_CLAIM_CONFIGURED)
        return; /* all that there is to know */
    draft->basis = IKT_BASIS_RELATED;
    if (claim->kind == IKT_CLAIM_OFFERED)
        IKT_SAY(draft, "That proposal is refused too, so each side lacks the other's line.");
}

static void check_not_mirrored(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_NOT_MIRRORED);
    check_other_network(c, drafts);
    if (ikt_networks_are_open(c))
        ikt_add_open_networks(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, ikt_open_networks_likelihood(c),
                              c->priors.selectors, "the peer's line may not be the mirror");
}

static void check_any(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_ANY);
    if (ikt_networks_are_open(c) && open_shapes(c).any)
        ikt_add_open_networks(c, drafts, IKT_RULE_ACL_ANY, ikt_open_networks_likelihood(c), c->priors.selectors + 4,
                              "the peer's line may name a network where this one says any");
}

static void check_proto_port(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_PROTO_PORT);
    if (!ikt_networks_are_open(c) || !open_shapes(c).numbers)
        return;
    bool narrows = c->responder_is->narrows;
    ikt_add_open_networks(
        c, drafts, IKT_RULE_ACL_PROTO_PORT, narrows ? IKT_LIKELIHOOD_POSSIBLE : ikt_open_networks_likelihood(c),
        c->priors.selectors + (narrows ? -1 : 3), "the peer's line may name another protocol or port");
}

static void check_host_vs_net(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_HOST_VS_NET);
    if (!ikt_networks_are_open(c) || !open_shapes(c).host)
        return;
    bool takes_parts = c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION;
    ikt_add_open_networks(c, drafts, IKT_RULE_ACL_HOST_VS_NET, ikt_open_networks_likelihood(c),
                          c->priors.selectors + (takes_parts ? -1 : 2),
                          "the peer's line may name a network where this one names a host");
}

static void check_wider_initiator(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR);
    if (ikt_networks_are_open(c) && open_shapes(c).wide)
        ikt_add_open_networks(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR, ikt_open_networks_likelihood(c),
                              c->priors.selectors + (widest(&c->proxies) < 16 ? 1 : -2),
                              "the peer's line may permit less");
}

static void check_narrower_oneway(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    ikt_check_known_networks(c, drafts, IKT_RULE_ACL_NARROWER_ONEWAY);
    /* it came up for a part; the peer, asking for the whole, is refused */
    const struct ikt_claim *whole = c->refused_whole;
    if (c->record->outcome == IKT_OUTCOME_ESTABLISHED && whole && whole->outcome == IKT_OUTCOME_REJECTED)
        ikt_add_known_networks(c, drafts, IKT_RULE_ACL_NARROWER_ONEWAY, whole, IKT_LIKELIHOOD_PROBABLE,
                               IKT_RANK_ANSWER);
}

static const struct ikt_seen *second_message(const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == IKT_QUICK2)
            return &record->seen[i];
    }
    return NULL;
}

/* Behind a NAT the peers know each other's addresses differently, and in transport mode these are the IDs. */
static bool nat_may_rewrite(const struct ikt_phase2_case *c)
{
    bool nat = c->record->initiator->behind_nat == IKT_YES || c->record->responder->behind_nat == IKT_YES;
    return nat && c->has_suite && ikt_suite_mode(&c->suite) == IKT_ENCAPSULATION_TRANSPORT;
}

static void check_narrowed(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_seen *second = second_message(record);
    if (!record->offer || !second || nat_may_rewrite(c))
        return;
    const struct ikt_proxies answered = {ikt_proxy_of(record->answered_initiator),
                                         ikt_proxy_of(record->answered_responder)};
    enum ikt_relation relation = ikt_proxies_relation(&answered, &c->proxies);
    if (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_UNKNOWN)
        return;
    bool both_protected = c->protected_offer && second->decryption != IKT_DECRYPTION_CLEARTEXT;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_ACL_NARROWED, ikt_certainty_of_exchange(both_protected),
                                            IKT_BASIS_VALUES, IKT_MISCONFIGURED_EITHER, IKT_RANK_ANSWER);
    struct ikt_value got = ikt_networks_value(c, &answered);
    IKT_SUMMARY(draft, "{} asks for {}, {} answers with {}", c->initiator, c->networks, c->responder, got);
    ikt_draft_has(draft, c->networks, got);
    ikt_cite(draft, &c->offer);
    ikt_draft_frame(draft, second->frame);
    IKT_SAY(draft, "The second message, frame {}, carries {} networks: {}.", ikt_frame(second->frame),
            ikt_words(relation == IKT_RELATION_SUBSET ? "narrower" : "other"), got);
    bool up = record->outcome == IKT_OUTCOME_ESTABLISHED;
    if (!up && c->initiator_is->refuses_narrower) {
        draft->finding.severity = IKT_SEVERITY_ERROR;
        IKT_SAY(draft, "{} does not take an answer for less than it asked.", c->initiator);
    }
    IKT_ADVISE(draft, c->values, IKT_NAMED("not-up", up ? ikt_unknown() : ikt_words("")));
    ikt_fix_acl_line(draft, c, &answered, &c->proxies, true);
}

/* clang-format off */
#define ADVICE .log = IKT_ACL_LOG, .show = IKT_ACL_SHOW, .suspect = IKT_ACL_SUSPECT, .fix = IKT_ACL_FIX, .undo = IKT_ACL_UNDO, .touches = IKT_ACL_TOUCHES

const struct ikt_rule_def ikt_rule_acl_not_mirrored = {
    .info = {
        .name = "acl-not-mirrored", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "crypto ACLs are not mirror images",
        .explanation = "The networks that the initiator asks for, swapped, are no permit line of the responder and are "
            "not inside one.\n\n"
            "IOS answers NO-PROPOSAL-CHOSEN, most others INVALID-ID-INFORMATION. The responder may have further lines "
            "that the capture does not show, so this is never certain from the wire. \"show crypto map\" on both "
            "routers, with source and destination swapped, confirms or refutes it; a line of the responder that "
            "permits more accepts the proposal too, a deny line before it does not. Two lists may mirror each other "
            "and both be wrong: compare them with the connected networks. " IKT_PROSE_ERRORS,
        ADVICE},
    .phase2 = check_not_mirrored,
    .of_shared = &ikt_acl_only_adds,
    .logs = ikt_log_check_identity};

const struct ikt_rule_def ikt_rule_acl_host_vs_net = {
    .info = {
        .name = "acl-host-vs-net", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "host on one side, network on the other",
        .explanation = "One side's crypto ACL names a host, the other side's the network around it.\n\n"
            "IOS accepts a host inside its own network line but refuses the network where its line names the host: the "
            "tunnel comes up from one side only. Others may refuse both ways. " IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_host_vs_net,
    .of_shared = &ikt_acl_only_adds};

const struct ikt_rule_def ikt_rule_acl_wider_initiator = {
    .info = {
        .name = "acl-wider-initiator", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the initiator asks for more than the responder's line permits",
        .explanation = "The initiator asks for more than the responder's line permits.\n\n"
            "Seen when the responder itself offers, or accepted before, a part of these networks. Make the two lines "
            "mirror images: a narrower line typed behind the wide one is never reached, it has to stand before it. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_wider_initiator,
    .of_shared = &ikt_acl_only_adds};

const struct ikt_rule_def ikt_rule_acl_narrower_oneway = {
    .info = {
        .name = "acl-narrower-oneway", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "one side's line is inside the other's: the tunnel comes up from one side only",
        .explanation = "One side's line lies inside the other's. Quick Mode succeeds when the narrow side begins and "
            "is refused when the wide side does.\n\n"
            "Both directions have to be captured. While the narrow SA is up, traffic of the wide side outside it still "
            "fails. \"show crypto ipsec sa\" shows the narrow idents. " IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        .log = IKT_ACL_LOG, .show = IKT_LINES("show crypto map", "show access-lists", "show crypto ipsec sa peer <other>"),
        .suspect = IKT_ACL_SUSPECT, .fix = IKT_ACL_FIX, .undo = IKT_ACL_UNDO, .touches = IKT_ACL_TOUCHES},
    .phase2 = check_narrower_oneway,
    .of_shared = &ikt_acl_only_adds};

const struct ikt_rule_def ikt_rule_acl_narrowed = {
    .info = {
        .name = "acl-narrowed", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "the answer carries other, narrower IDs than the proposal",
        .explanation = "The responder answers with other IDs than the initiator sent, usually narrower ones.\n\n"
            "strongSwan does this, and as initiator takes the SAs for less than it asked. An IOS initiator does not: "
            "it logs \"invalid proxy IDs\" and the tunnel does not come up. Both sides' values are in the first two "
            "messages. Traffic outside the narrower networks is not carried in any case.",
        .log = IKT_LOG(IKT_LOG_INITIATOR_IF(ALL, "not-up", "IPSEC(initialize_sas): invalid proxy IDs")),
        .show = IKT_LINES("show crypto map", "show access-lists", "show crypto ipsec sa"),
        .suspect = IKT_ACL_SUSPECT, .fix = IKT_ACL_FIX, .undo = IKT_ACL_UNDO, .touches = IKT_ACL_TOUCHES},
    .phase2 = check_narrowed,
    .of_shared = &ikt_acl_only_adds};

const struct ikt_rule_def ikt_rule_acl_proto_port = {
    .info = {
        .name = "acl-proto-port", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "protocol or port of the crypto ACLs differs",
        .explanation = "The crypto ACLs name the same addresses and another protocol or port.\n\n"
            "A line \"permit tcp\" has protocol 6 in both IDs; ports stand on the side that has them and are mirrored "
            "on the other router. \"show crypto ipsec sa\" prints them at the end of the ident. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_proto_port,
    .of_shared = &ikt_acl_only_adds};

const struct ikt_rule_def ikt_rule_acl_any = {
    .info = {
        .name = "acl-any", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "any used on one side",
        .explanation = "One side's line says any (0.0.0.0/0), the other names a network.\n\n"
            "In a crypto map \"any\" takes in routing and management traffic of the router itself; name the network instead. "
            "\"show crypto map\" on both shows the lines. With any on both ends of the line see vti-vs-cryptomap. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_any,
    .of_shared = &ikt_acl_only_adds};
/* clang-format on */
