/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto ACLs: the networks of a Quick Mode against those that the peer offers itself, against earlier ones that came
 * up, and what the peer's answer leaves open.
 */
#include "rules/acl_line.h"
#include "rules/evidence_text.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/value_text.h"

/* No rule, among numbers of rules. */
#define NO_RULE IKT_RULE_COUNT

/* What kind of difference the shape of two selectors shows; NO_RULE when none in particular. */
static enum ikt_rule shape_of_pair(const struct ikt_proxy *ours, const struct ikt_proxy *theirs)
{
    enum ikt_relation addresses = ikt_proxy_addresses(ours, theirs);
    if (addresses == IKT_RELATION_EQUAL)
        return ours->protocol != theirs->protocol || ours->port != theirs->port ? IKT_RULE_ACL_PROTO_PORT : NO_RULE;
    if (ikt_proxy_is_any(ours) != ikt_proxy_is_any(theirs))
        return IKT_RULE_ACL_ANY;
    if (ikt_proxy_is_host(ours) != ikt_proxy_is_host(theirs))
        return IKT_RULE_ACL_HOST_VS_NET;
    return NO_RULE;
}

static enum ikt_rule shape_of(const struct ikt_proxies *ours, const struct ikt_proxies *theirs)
{
    enum ikt_rule shape = shape_of_pair(&ours->initiator, &theirs->initiator);
    return shape != NO_RULE ? shape : shape_of_pair(&ours->responder, &theirs->responder);
}

/*
 * Who has the line to change? Where one line contains the other, the wider one gives way; else who names the other's
 * network wrong, for a router knows its own.
 */
static bool is_for_initiator(const struct ikt_proxies *ours, const struct ikt_proxies *theirs)
{
    switch (ikt_proxies_relation(ours, theirs)) {
    case IKT_RELATION_SUPERSET:
        return true;
    case IKT_RELATION_SUBSET:
        return false;
    default:
        return ikt_proxy_relation(&ours->responder, &theirs->responder) != IKT_RELATION_EQUAL;
    }
}

static enum ikt_misconfigured role_of(enum ikt_rule rule)
{
    return rule == IKT_RULE_ACL_WIDER_INITIATOR ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_EITHER;
}

static struct ikt_value networks_of(const struct ikt_phase2_case *c, const struct ikt_proxies *networks)
{
    return ikt_object(IKT_VALUE_NETWORKS, IKT_KEEP(c->arena, networks));
}

/* The networks of a claim differ from those asked for; both are known, else they would relate in no way. */
static struct ikt_draft *add_known(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                   const struct ikt_claim *claim, enum ikt_likelihood likelihood, int rank)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_VALUES, role_of(rule), rank);
    struct ikt_proxies theirs = ikt_claim_networks(c, claim);
    struct ikt_value their_networks = networks_of(c, &theirs);
    bool by_peer = ikt_claim_by_peer(c, claim);

    IKT_SUMMARY(draft, "{} asks for {}, {} {} {}", c->initiator, c->networks, c->responder,
                ikt_words(by_peer ? "has the mirror of" : "accepted before"), their_networks);
    ikt_draft_has(draft, c->networks, their_networks);
    ikt_cite(draft, &c->offer);
    ikt_say_claim(draft, c, claim);
    if (by_peer && claim->kind == IKT_CLAIM_OFFERED)
        IKT_SAY(draft, "{} may have a further crypto ACL line or map entry that it did not use here.", c->responder);
    else if (!by_peer)
        IKT_SAY(draft, "An earlier success shows what was configured then; it may have changed.");
    if (c->failed)
        ikt_cite(draft, &c->answer);
    if (c->notify != IKT_ABSENT)
        ikt_cite(draft, &c->meaning);
    IKT_ADVISE(draft, c->values);
    if (is_for_initiator(&c->proxies, &theirs))
        ikt_fix_acl_line(draft, c, &theirs, &c->proxies, true);
    else if (by_peer)
        ikt_fix_acl_line(draft, c, &c->proxies, &theirs, false);
    return draft;
}

/* A claim for related networks, and which rules speak of it. */
struct lines {
    const struct ikt_claim *claim; /* NULL: nothing is to be said */
    enum ikt_rule rule;            /* by how the networks relate */
    enum ikt_rule shape;           /* by what they are; NO_RULE: nothing in particular */
    enum ikt_likelihood likelihood;
    int rank, shape_rank;
};

/* Can wrong networks have brought this answer from this peer? */
static bool answer_may_mean_networks(const struct ikt_phase2_case *c)
{
    return c->record->outcome != IKT_OUTCOME_REJECTED || c->priors.selectors > 0;
}

/* The peer's own line, related to the one of this Quick Mode. */
static struct lines peers_line(const struct ikt_phase2_case *c)
{
    struct lines none = {0};
    bool narrows = c->responder_is->narrows;
    if (!c->failed || c->mirror || !c->related || !answer_may_mean_networks(c))
        return none;
    /* who sends no INVALID-ID-INFORMATION, IOS for one, takes a part of its own line, and so does who narrows */
    if (c->relation == IKT_RELATION_SUBSET && (narrows || c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION))
        return none;
    struct ikt_proxies theirs = ikt_claim_networks(c, c->related);
    struct lines lines = {.claim = c->related,
                          .rule = IKT_RULE_ACL_NOT_MIRRORED,
                          .shape = shape_of(&c->proxies, &theirs),
                          .likelihood = narrows && c->relation != IKT_RELATION_OVERLAP ? IKT_LIKELIHOOD_POSSIBLE
                                                                                       : IKT_LIKELIHOOD_PROBABLE,
                          .rank = IKT_RANK_RELATED,
                          .shape_rank = IKT_RANK_NAMED};
    if (c->relation == IKT_RELATION_SUPERSET && c->related->outcome == IKT_OUTCOME_ESTABLISHED) {
        lines.rule = IKT_RULE_ACL_NARROWER_ONEWAY;
        lines.rank = IKT_RANK_ONE_WAY;
    } else if (c->relation == IKT_RELATION_SUPERSET) {
        lines.rule = IKT_RULE_ACL_WIDER_INITIATOR;
    }
    return lines;
}

/* A part of these networks that the peer accepted before. */
static struct lines earlier_part(const struct ikt_phase2_case *c)
{
    if (!c->failed || c->mirror || c->related || !c->accepted_part || !answer_may_mean_networks(c))
        return (struct lines){0};
    struct ikt_proxies theirs = ikt_claim_networks(c, c->accepted_part);
    return (struct lines){.claim = c->accepted_part,
                          .rule = IKT_RULE_ACL_WIDER_INITIATOR,
                          .shape = shape_of(&c->proxies, &theirs),
                          .likelihood = IKT_LIKELIHOOD_PROBABLE,
                          .rank = IKT_RANK_RELATED,
                          .shape_rank = IKT_RANK_DIFFERENCE};
}

static void check_lines(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                        const struct lines *lines)
{
    if (lines->claim && lines->rule == rule)
        add_known(c, drafts, rule, lines->claim, lines->likelihood, lines->rank);
    if (lines->claim && lines->shape == rule)
        add_known(c, drafts, rule, lines->claim, lines->likelihood, lines->shape_rank);
}

static void check_known(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule)
{
    struct lines peers = peers_line(c), earlier = earlier_part(c);
    check_lines(c, drafts, rule, &peers);
    check_lines(c, drafts, rule, &earlier);
}

/* Are wrong networks one of the causes that the answer leaves open? */
static bool is_open(const struct ikt_phase2_case *c)
{
    return c->failed && !c->mirror && c->priors.selectors > 0;
}

static enum ikt_likelihood open_likelihood(const struct ikt_phase2_case *c)
{
    /* this notify names the IDs; in transport mode it may stand for the mode as well */
    bool named = c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && c->priors.mode < c->priors.selectors;
    return named ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
}

static void add_open(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                     enum ikt_likelihood likelihood, int rank, const char *words)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_OPEN, role_of(rule), rank);
    const struct ikt_permit permit = {c->proxies.responder, c->proxies.initiator};
    bool known = c->networks.kind != IKT_VALUE_UNKNOWN;
    if (known)
        IKT_SUMMARY(draft, "{} asks for {}{}; {}", c->initiator, c->networks, ikt_as_before(c), ikt_words(words));
    else
        IKT_SUMMARY(draft, "The crypto ACLs of {} and {} may not mirror each other", c->initiator, c->responder);
    ikt_draft_has(draft, c->networks, ikt_unknown());
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_cite(draft, &c->meaning);
    if (ikt_proxy_has_permit(&permit.source, &permit.destination) && !ikt_draft_is_foreign(draft, false))
        IKT_SAY(draft,
                "To check: \"show crypto map\" on {} confirms it when no line of the entry's access list is \"{}\" or "
                "permits more than that, or a deny line stands before it, and refutes it otherwise.",
                c->responder, ikt_object(IKT_VALUE_PERMIT, IKT_KEEP(c->arena, &permit)));
    else
        ikt_say_check_or(draft, "show crypto map", c->responder,
                         "no line of the entry's access list mirrors the initiator's, or permits more than its mirror",
                         "its networks for this peer are other ones");
    IKT_ADVISE(draft, c->values);
}

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
    shapes.any = (ikt_proxy_is_any(a) || ikt_proxy_is_any(b)) && !narrows;
    shapes.numbers = (a->protocol | b->protocol) != 0 || (a->port | b->port) != 0;
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
    const struct ikt_claim *claim = c->half_matching;
    if (!c->failed || c->mirror || c->related || !claim || c->record->outcome != IKT_OUTCOME_REJECTED ||
        c->priors.selectors == 0 || !lacks_ours(claim))
        return;
    struct ikt_draft *draft =
        add_known(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, claim, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_RELATED);
    draft->basis = IKT_BASIS_RELATED;
    if (claim->kind == IKT_CLAIM_OFFERED)
        IKT_SAY(draft, "That proposal is refused too, so each side lacks the other's line.");
}

static void check_not_mirrored(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_NOT_MIRRORED);
    check_other_network(c, drafts);
    if (is_open(c))
        add_open(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, open_likelihood(c), c->priors.selectors,
                 "the peer's line may not be the mirror");
}

static void check_any(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_ANY);
    if (is_open(c) && open_shapes(c).any)
        add_open(c, drafts, IKT_RULE_ACL_ANY, open_likelihood(c), c->priors.selectors + 4,
                 "the peer's line may name a network where this one says any");
}

static void check_proto_port(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_PROTO_PORT);
    if (!is_open(c) || !open_shapes(c).numbers)
        return;
    bool narrows = c->responder_is->narrows;
    add_open(c, drafts, IKT_RULE_ACL_PROTO_PORT, narrows ? IKT_LIKELIHOOD_POSSIBLE : open_likelihood(c),
             c->priors.selectors + (narrows ? -1 : 3), "the peer's line may name another protocol or port");
}

static void check_host_vs_net(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_HOST_VS_NET);
    if (!is_open(c) || !open_shapes(c).host)
        return;
    bool takes_parts = c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION;
    add_open(c, drafts, IKT_RULE_ACL_HOST_VS_NET, open_likelihood(c), c->priors.selectors + (takes_parts ? -1 : 2),
             "the peer's line may name a network where this one names a host");
}

static void check_wider_initiator(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR);
    if (is_open(c) && open_shapes(c).wide)
        add_open(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR, open_likelihood(c),
                 c->priors.selectors + (widest(&c->proxies) < 16 ? 1 : -2), "the peer's line may permit less");
}

static void check_narrower_oneway(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    check_known(c, drafts, IKT_RULE_ACL_NARROWER_ONEWAY);
    /* it came up for a part; the peer, asking for the whole, is refused */
    const struct ikt_claim *whole = c->refused_whole;
    if (c->record->outcome == IKT_OUTCOME_ESTABLISHED && whole && whole->outcome == IKT_OUTCOME_REJECTED)
        add_known(c, drafts, IKT_RULE_ACL_NARROWER_ONEWAY, whole, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ANSWER);
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
    struct ikt_value got = networks_of(c, &answered);
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
#define LOG IKT_LOG( \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "IPSEC(validate_proposal_request): proposal part #1,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", \
        "  (key eng. msg.) INBOUND local= <responder>:0, remote= <initiator>:0,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "    local_proxy= <responder-proxy>,"), \
    IKT_LOG_RESPONDER_IF(NEW, "proxies-read", "    remote_proxy= <initiator-proxy>,"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "map_db_find_best did not find matching map"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSEC(ipsec_process_proposal): proxy identities not supported"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSec policy invalidated proposal with error 32"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "IPSEC(validate_transform_proposal): proxy identities not supported"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "ISAKMP: IPSec policy invalidated proposal"), \
    IKT_LOG_REFUSED)
#define SHOW IKT_LINES("show crypto map", "show access-lists", IKT_SHOW_SESSION, IKT_SHOW_DEBUG)
#define SUSPECT IKT_LINES( \
    "! on <responder>", \
    "<ip access-list extended> <ACL>", \
    " <responder-line>", \
    "! on <initiator>", \
    "<ip access-list extended> <ACL>", \
    " <initiator-line>", \
    "! on both", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " match address <ACL>")
#define FIX IKT_LINES( \
    "configure terminal", \
    "<ip access-list extended> <ACL>", \
    " <sequence><SEQ-BEFORE-IT> <line>", \
    " no <old-line>", \
    "end", \
    "clear crypto sa peer <peer>")
#define UNDO IKT_LINES( \
    "configure terminal", \
    "<ip access-list extended> <ACL>", \
    " <sequence><SEQ-OF-IT> <old-line>", \
    " no <line>", \
    "end", \
    "clear crypto sa peer <peer>")
#define TOUCHES "Every map entry with this access list; what only the old line matched is no longer encrypted, and leaves " \
    "in clear where routes and filters let it, so where that traffic is wanted too, change the other router's line " \
    "instead; a tunnel interface (\"tunnel mode ipsec ipv4\") has no access list: there the other router needs a tunnel " \
    "interface too."
#define ADVICE .log = LOG, .show = SHOW, .suspect = SUSPECT, .fix = FIX, .undo = UNDO, .touches = TOUCHES

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
    .phase2 = check_not_mirrored};

const struct ikt_rule_def ikt_rule_acl_host_vs_net = {
    .info = {
        .name = "acl-host-vs-net", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "host on one side, network on the other",
        .explanation = "One side's crypto ACL names a host, the other side's the network around it.\n\n"
            "IOS accepts a host inside its own network line but refuses the network where its line names the host: the "
            "tunnel comes up from one side only. Others may refuse both ways. " IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_host_vs_net};

const struct ikt_rule_def ikt_rule_acl_wider_initiator = {
    .info = {
        .name = "acl-wider-initiator", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the initiator asks for more than the responder's line permits",
        .explanation = "The initiator asks for more than the responder's line permits.\n\n"
            "Seen when the responder itself offers, or accepted before, a part of these networks. Make the two lines "
            "mirror images: a narrower line typed behind the wide one is never reached, it has to stand before it. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_wider_initiator};

const struct ikt_rule_def ikt_rule_acl_narrower_oneway = {
    .info = {
        .name = "acl-narrower-oneway", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "one side's line is inside the other's: the tunnel comes up from one side only",
        .explanation = "One side's line lies inside the other's. Quick Mode succeeds when the narrow side begins and "
            "is refused when the wide side does.\n\n"
            "Both directions have to be captured. While the narrow SA is up, traffic of the wide side outside it still "
            "fails. \"show crypto ipsec sa\" shows the narrow idents. " IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        .log = LOG, .show = IKT_LINES("show crypto map", "show access-lists", "show crypto ipsec sa peer <other>"),
        .suspect = SUSPECT, .fix = FIX, .undo = UNDO, .touches = TOUCHES},
    .phase2 = check_narrower_oneway};

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
        .suspect = SUSPECT, .fix = FIX, .undo = UNDO, .touches = TOUCHES},
    .phase2 = check_narrowed};

const struct ikt_rule_def ikt_rule_acl_proto_port = {
    .info = {
        .name = "acl-proto-port", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "protocol or port of the crypto ACLs differs",
        .explanation = "The crypto ACLs name the same addresses and another protocol or port.\n\n"
            "A line \"permit tcp\" has protocol 6 in both IDs; ports stand on the side that has them and are mirrored "
            "on the other router. \"show crypto ipsec sa\" prints them at the end of the ident. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_proto_port};

const struct ikt_rule_def ikt_rule_acl_any = {
    .info = {
        .name = "acl-any", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "any used on one side",
        .explanation = "One side's line says any (0.0.0.0/0), the other names a network.\n\n"
            "With any on both ends of the line, that side is as a rule a tunnel interface (\"tunnel mode ipsec ipv4\"), "
            "which has no crypto ACL to mend: both sides need a tunnel interface then, or both a crypto map. In a "
            "crypto map \"any\" takes in routing and management traffic of the router itself. "
            IKT_PROSE_ERROR("32", "acl-not-mirrored"),
        ADVICE},
    .phase2 = check_any};
/* clang-format on */
