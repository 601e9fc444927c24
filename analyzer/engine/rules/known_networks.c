/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/known_networks.h"

#include "rules/acl_line.h"
#include "rules/evidence_text.h"
#include "rules/forgotten_past.h"
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

bool ikt_is_any_to_any(const struct ikt_proxies *networks)
{
    return ikt_proxy_is_any(&networks->initiator) && ikt_proxy_is_any(&networks->responder);
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

struct ikt_value ikt_networks_value(const struct ikt_phase2_case *c, const struct ikt_proxies *networks)
{
    return ikt_object(IKT_VALUE_NETWORKS, IKT_KEEP(c->arena, networks));
}

/* The networks of a claim differ from those asked for; both are known, else they would relate in no way. */
struct ikt_draft *ikt_add_known_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                         const struct ikt_claim *claim, enum ikt_likelihood likelihood, int rank)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_VALUES, role_of(rule), rank);
    struct ikt_proxies theirs = ikt_claim_networks(c, claim);
    struct ikt_value their_networks = ikt_networks_value(c, &theirs);
    bool by_peer = ikt_claim_by_peer(c, claim);

    IKT_SUMMARY(draft, "{} {} {}, {} {} {}", c->initiator, ikt_words(c->assumed ? "has" : "asks for"), c->networks,
                c->responder, ikt_words(by_peer ? "has the mirror of" : "accepted before"), their_networks);
    ikt_draft_has(draft, c->networks, their_networks);
    ikt_cite(draft, &c->offer);
    ikt_say_claim(draft, c, claim);
    ikt_cite_statements(draft, c, claim, IKT_STATEMENT_ACL);
    if (by_peer && claim->kind == IKT_CLAIM_OFFERED)
        IKT_SAY(draft, "{} may have a further crypto ACL line or map entry that it did not use here.", c->responder);
    else if (!by_peer)
        IKT_SAY(draft, "An earlier success shows what was configured then; it may have changed.");
    else if (c->lines > 1)
        IKT_SAY(draft, "It has {} lines for this peer, none of which is for these networks.", ikt_number(c->lines));
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
    enum ikt_likelihood likelihood, shape_likelihood;
    int rank, shape_rank;
};

/* One of the two names the difference; the other one, less exact, is never as sure. */
static void yield(enum ikt_likelihood *likelihood)
{
    *likelihood = MAX(*likelihood, IKT_LIKELIHOOD_PROBABLE);
}

/* Can wrong networks have brought this answer from this peer? */
static bool answer_may_mean_networks(const struct ikt_phase2_case *c)
{
    return c->record->outcome != IKT_OUTCOME_REJECTED || c->priors.selectors > 0;
}

/* Does this peer refuse networks that relate so to the line that it has? */
static bool refuses(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    const struct ikt_proxies theirs = ikt_claim_networks(c, claim);
    switch (ikt_proxies_relation(&c->proxies, &theirs)) {
    case IKT_RELATION_SUBSET:
        return c->responder_is->refuses_parts;
    case IKT_RELATION_SUPERSET:
    case IKT_RELATION_OVERLAP:
        return !c->responder_is->narrows;
    case IKT_RELATION_DISJOINT:
        return true;
    default:
        return false;
    }
}

enum ikt_likelihood ikt_networks_likelihood(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    struct ikt_grounds grounds = ikt_phase2_grounds(c, claim, IKT_PART_NETWORKS);
    if (claim->kind != IKT_CLAIM_CONFIGURED)
        return IKT_LIKELIHOOD_PROBABLE;
    grounds.same_networks = true; /* it is their difference that is in question */
    grounds.contested = grounds.contested || ikt_past_may_contradict(c);
    grounds.answer_may_mean_it = answer_may_mean_networks(c);
    grounds.difference_refuses = refuses(c, claim) && (!c->covered || c->responder_is->refuses_parts);
    return ikt_certainty_of_values(&grounds);
}

/* Did the peer's own Quick Mode for that line come up? Of one that no key opens, as far as there is no other. */
static bool came_up(const struct ikt_phase2_case *c)
{
    const struct ikt_claim *unread = c->assumed ? c->undecrypted.peer : NULL;
    return c->related->outcome == IKT_OUTCOME_ESTABLISHED || (unread && unread->outcome == IKT_OUTCOME_ESTABLISHED);
}

/*
 * One side asks for any to any, the other for networks, and neither has what the other offers. Where the wide side took
 * the narrow one's, it is an ACL line that says any.
 */
static bool is_tunnel_interface_against_acl(const struct ikt_phase2_case *c, const struct ikt_proxies *theirs)
{
    return ikt_is_any_to_any(&c->proxies) != ikt_is_any_to_any(theirs) && !came_up(c) && !c->accepted &&
           !c->accepted_part;
}

/* The peer's own line, related to the one of this Quick Mode. */
static struct lines peers_line(const struct ikt_phase2_case *c)
{
    struct lines none = {0};
    bool narrows = c->responder_is->narrows;
    if (!c->failed || c->mirror || !c->related || !answer_may_mean_networks(c))
        return none;
    struct ikt_proxies theirs = ikt_claim_networks(c, c->related);
    if (is_tunnel_interface_against_acl(c, &theirs))
        return (struct lines){.claim = c->related,
                              .rule = NO_RULE,
                              .shape = IKT_RULE_VTI_VS_CRYPTOMAP,
                              .shape_likelihood =
                                  narrows ? IKT_LIKELIHOOD_POSSIBLE : ikt_networks_likelihood(c, c->related),
                              .shape_rank = IKT_RANK_NAMED};
    /* who sends no INVALID-ID-INFORMATION, IOS for one, takes a part of its own line, and so does who narrows */
    const bool names_them =
        c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION || (c->unreadable && c->responder_is->refuses_parts);
    if (c->relation == IKT_RELATION_SUBSET && (narrows || !names_them))
        return none;
    struct lines lines = {.claim = c->related,
                          .rule = IKT_RULE_ACL_NOT_MIRRORED,
                          .shape = shape_of(&c->proxies, &theirs),
                          .likelihood = narrows && c->relation != IKT_RELATION_OVERLAP
                                            ? IKT_LIKELIHOOD_POSSIBLE
                                            : ikt_networks_likelihood(c, c->related),
                          .rank = IKT_RANK_RELATED,
                          .shape_rank = IKT_RANK_NAMED};
    lines.shape_likelihood = lines.likelihood;
    if (c->relation == IKT_RELATION_SUPERSET && came_up(c)) {
        lines.rule = IKT_RULE_ACL_NARROWER_ONEWAY;
        lines.rank = IKT_RANK_ONE_WAY;
        yield(&lines.shape_likelihood);
        return lines;
    }
    if (lines.shape != NO_RULE)
        yield(&lines.likelihood);
    if (c->relation == IKT_RELATION_SUPERSET) {
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
                          .shape_likelihood = IKT_LIKELIHOOD_PROBABLE,
                          .rank = IKT_RANK_RELATED,
                          .shape_rank = IKT_RANK_DIFFERENCE};
}

static void check_lines(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                        const struct lines *lines)
{
    if (lines->claim && lines->rule == rule)
        ikt_add_known_networks(c, drafts, rule, lines->claim, lines->likelihood, lines->rank);
    if (lines->claim && lines->shape == rule)
        ikt_add_known_networks(c, drafts, rule, lines->claim, lines->shape_likelihood, lines->shape_rank);
}

void ikt_check_known_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule)
{
    struct lines peers = peers_line(c), earlier = earlier_part(c);
    check_lines(c, drafts, rule, &peers);
    check_lines(c, drafts, rule, &earlier);
}

/* Are wrong networks one of the causes that the answer leaves open? */
bool ikt_networks_are_open(const struct ikt_phase2_case *c)
{
    return c->failed && !c->mirror && c->priors.selectors > 0;
}

enum ikt_likelihood ikt_open_networks_likelihood(const struct ikt_phase2_case *c)
{
    /* this notify names the IDs; in transport mode it may stand for the mode as well */
    bool named = c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && c->priors.mode < c->priors.selectors;
    return named || c->refusal == IKT_REFUSAL_NETWORKS ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
}

/* Lines that are cited of a router that says that none of them fits. */
#define LINES_CITED 4

/* The router that refuses says that none of its lines takes the networks: these are the ones. */
static void cite_lines(struct ikt_draft *draft, const struct ikt_phase2_case *c)
{
    unsigned cited = 0;
    for (size_t i = 0; c->refusal == IKT_REFUSAL_NETWORKS && i < c->claims.count && cited < LINES_CITED; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (claim->kind != IKT_CLAIM_CONFIGURED || !ikt_claim_by_peer(c, claim) || claim->ref.number == 0 ||
            !claim->networks.initiator.known || !claim->networks.responder.known)
            continue;
        struct ikt_ref ref = claim->ref;
        ref.suspect = 1;
        ikt_draft_ref(draft, ref);
        cited++;
        IKT_SAY(draft, "Its configuration has in line {} for this peer: {}.", ikt_frame(ref.number),
                ikt_object(IKT_VALUE_NETWORKS, &claim->networks));
    }
}

struct ikt_draft *ikt_add_open_networks(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
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
    cite_lines(draft, c);
    if (ikt_proxy_has_permit(&permit.source, &permit.destination) && !ikt_draft_is_foreign(draft, false))
        IKT_SAY(draft,
                IKT_CHECK_BEGIN
                "\"show crypto map\" on {} confirms it when no line of the entry's access list is \"{}\" or "
                "permits more than that, or a deny line stands before it, and refutes it otherwise.",
                c->responder, ikt_object(IKT_VALUE_PERMIT, IKT_KEEP(c->arena, &permit)));
    else
        ikt_say_check_or(draft, "show crypto map", c->responder,
                         "no line of the entry's access list mirrors the initiator's, or permits more than its mirror",
                         "its networks for this peer are other ones");
    IKT_ADVISE(draft, c->values);
    return draft;
}
