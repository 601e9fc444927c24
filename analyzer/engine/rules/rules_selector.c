/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Crypto ACLs: the proxies of a Quick Mode against those the peer offers itself, earlier ones that came up, and the
 * peer's answer.
 */
#include <inttypes.h>

#include "rules/rules.h"
#include "rules/evidence_text.h"

static const char unknown_line[] = "permit ip <own network> <wildcard> <peer's network> <wildcard>";

/* What kind of difference the shape of two selectors shows; IKT_RULE_COUNT when none in particular. */
static enum ikt_rule shape_of_pair(const struct ikt_proxy *ours, const struct ikt_proxy *theirs)
{
    enum ikt_relation addresses = ikt_proxy_addresses(ours, theirs);
    if (addresses == IKT_RELATION_EQUAL)
        return ours->protocol != theirs->protocol || ours->port != theirs->port ? IKT_RULE_ACL_PROTO_PORT
                                                                                : IKT_RULE_COUNT;
    if (ikt_proxy_is_any(ours) != ikt_proxy_is_any(theirs))
        return IKT_RULE_ACL_ANY;
    if (ikt_proxy_is_host(ours) != ikt_proxy_is_host(theirs))
        return IKT_RULE_ACL_HOST_VS_NET;
    return IKT_RULE_COUNT;
}

static enum ikt_rule shape_of(const struct ikt_proxies *ours, const struct ikt_proxies *theirs)
{
    enum ikt_rule shape = shape_of_pair(&ours->initiator, &theirs->initiator);
    return shape != IKT_RULE_COUNT ? shape : shape_of_pair(&ours->responder, &theirs->responder);
}

/* The offered line on the responder, or the peer's line, mirrored, on the initiator. */
static void fix_line(struct ikt_draft *draft, struct ikt_words *words, const struct ikt_case *c,
                     const struct ikt_proxies *wanted, bool on_initiator)
{
    char *line = NULL;
    if (wanted != NULL && on_initiator)
        line = ikt_proxy_permit(&wanted->initiator, &wanted->responder);
    else if (wanted != NULL)
        line = ikt_proxy_permit(&wanted->responder, &wanted->initiator);
    ikt_words_take(words, "line", line != NULL ? line : g_strdup(unknown_line));
    ikt_words_set(words, "peer", on_initiator ? c->responder : c->initiator);
    ikt_draft_fix(draft, words, on_initiator);
}

static enum ikt_misconfigured role_of(enum ikt_rule rule)
{
    return rule == IKT_RULE_ACL_WIDER_INITIATOR ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_EITHER;
}

/* theirs: in the terms of this Quick Mode, that is already swapped where the peer offered them. */
static struct ikt_draft *add_known(const struct ikt_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                   const struct ikt_history *history, const struct ikt_proxies *theirs,
                                   enum ikt_likelihood likelihood, int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_VALUES, role_of(rule), weight);
    bool by_peer = ikt_address_equal(&history->initiator, &c->record->responder->endpoint.address);
    const char *ours_text = c->networks;
    g_autofree char *theirs_text = ikt_proxies_text(theirs);
    const char *verb = by_peer ? "has the mirror of" : "accepted before";

    ikt_draft_summary(draft, "%s asks for %s, %s %s %s", c->initiator, ours_text, c->responder, verb, theirs_text);
    ikt_draft_values(draft, ours_text, theirs_text);
    ikt_say_offer(draft, c);
    ikt_say_history(draft, c, history);
    if (by_peer)
        ikt_draft_evidence(draft, "%s may have a further crypto ACL line or map entry that it did not use here.",
                           c->responder);
    else
        ikt_draft_evidence(draft, "What came up before shows the configuration of then; it may have changed.");
    if (c->failed)
        ikt_say_answer(draft, c);
    if (c->notify != IKT_ABSENT)
        ikt_say_meaning(draft, c);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    if (c->failed)
        fix_line(draft, words, c, theirs, true);
    else
        fix_line(draft, words, c, &c->proxies, false);
    return draft;
}

/* Can wrong networks have brought this answer from this peer? */
static bool answer_may_mean_networks(const struct ikt_case *c)
{
    return c->record->outcome != IKT_OUTCOME_REJECTED || c->priors.selectors > 0;
}

static void check_peers_line(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (c->mirror != NULL || c->related == NULL || !answer_may_mean_networks(c))
        return;
    struct ikt_proxies theirs = ikt_history_proxies(c->related);
    theirs = ikt_proxies_swap(&theirs);
    bool strongswan = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN);
    /* IOS and strongSwan take a part of their own line; strongSwan answers a wider one with a narrower */
    if (c->relation == IKT_RELATION_SUBSET && (strongswan || c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION))
        return;
    enum ikt_likelihood likelihood =
        strongswan && c->relation != IKT_RELATION_OVERLAP ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE;
    enum ikt_rule rule = IKT_RULE_ACL_NOT_MIRRORED;
    if (c->relation == IKT_RELATION_SUPERSET)
        rule = c->related->outcome == IKT_OUTCOME_ESTABLISHED ? IKT_RULE_ACL_NARROWER_ONEWAY
                                                              : IKT_RULE_ACL_WIDER_INITIATOR;
    enum ikt_rule shape = shape_of(&c->proxies, &theirs);
    add_known(c, drafts, rule, c->related, &theirs, likelihood, rule == IKT_RULE_ACL_NARROWER_ONEWAY ? 100 : 80);
    if (shape != IKT_RULE_COUNT)
        add_known(c, drafts, shape, c->related, &theirs, likelihood, 90);
}

/*
 * Each side has one of the two networks right and another in place of the other. Peers with several lines do that as
 * well, but then their own proposals come up.
 */
static void check_other_network(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_history *beside = c->beside;
    if (c->mirror != NULL || c->related != NULL || beside == NULL || c->record->outcome != IKT_OUTCOME_REJECTED ||
        c->priors.selectors == 0 || beside->outcome != IKT_OUTCOME_REJECTED)
        return;
    struct ikt_proxies theirs = ikt_history_proxies(beside);
    theirs = ikt_proxies_swap(&theirs);
    struct ikt_draft *draft =
        add_known(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, beside, &theirs, IKT_LIKELIHOOD_PROBABLE, 80);
    draft->basis = IKT_BASIS_RELATED;
    ikt_draft_evidence(draft, "That proposal is refused too, so each side lacks the other's line.");
}

static void check_earlier_part(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (c->mirror != NULL || c->related != NULL || c->accepted_part == NULL || !answer_may_mean_networks(c))
        return;
    struct ikt_proxies theirs = ikt_history_proxies(c->accepted_part);
    enum ikt_rule shape = shape_of(&c->proxies, &theirs);
    add_known(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR, c->accepted_part, &theirs, IKT_LIKELIHOOD_PROBABLE, 80);
    if (shape != IKT_RULE_COUNT)
        add_known(c, drafts, shape, c->accepted_part, &theirs, IKT_LIKELIHOOD_PROBABLE, 75);
}

static const char *open_words(enum ikt_rule rule)
{
    switch (rule) {
    case IKT_RULE_ACL_ANY:
        return "the peer's line may name a network where this one says any";
    case IKT_RULE_ACL_PROTO_PORT:
        return "the peer's line may name another protocol or port";
    case IKT_RULE_ACL_HOST_VS_NET:
        return "the peer's line may name a network where this one names a host";
    case IKT_RULE_ACL_WIDER_INITIATOR:
        return "the peer's line may permit less";
    default:
        return "the peer's line may not be the mirror";
    }
}

static void add_open(const struct ikt_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                     enum ikt_likelihood likelihood, int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, rule, likelihood, IKT_BASIS_OPEN, role_of(rule), weight);
    const char *ours = c->networks;
    if (draft->wordless)
        return;
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    if (ours != NULL)
        ikt_draft_summary(draft, "%s asks for %s; %s", c->initiator, ours, open_words(rule));
    else
        ikt_draft_summary(draft, "The crypto ACLs of %s and %s may not mirror each other", c->initiator, c->responder);
    ikt_draft_values(draft, ours, NULL);
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    ikt_say_meaning(draft, c);
    g_autofree char *line = ikt_words_expand(words, "its line is not \"<responder-line>\"");
    ikt_say_check(draft, "show crypto map", c->responder,
                  ours != NULL ? line : "no line of its ACL mirrors the initiator's");
    ikt_draft_advise(draft, words);
    bool narrow_ours = rule == IKT_RULE_ACL_ANY || rule == IKT_RULE_ACL_WIDER_INITIATOR;
    fix_line(draft, words, c, ours == NULL || narrow_ours ? NULL : &c->proxies, narrow_ours);
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

static void check_open(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const int prior = c->priors.selectors;
    if (prior == 0 || c->mirror != NULL)
        return;
    /* this notify names the IDs; beside transport mode it may stand for the mode as well */
    bool named = c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && c->priors.mode < prior;
    enum ikt_likelihood likelihood = named ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
    /* strongSwan answers every overlap with the part in common, IOS takes a part of its own line */
    bool strongswan = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN);
    const struct ikt_proxies *proxies = &c->proxies;
    unsigned shapes = 0;

    add_open(c, drafts, IKT_RULE_ACL_NOT_MIRRORED, likelihood, prior);
    if (!proxies->initiator.known || !proxies->responder.known)
        return;
    bool any = ikt_proxy_is_any(&proxies->initiator) || ikt_proxy_is_any(&proxies->responder);
    bool numbers = (proxies->initiator.protocol | proxies->responder.protocol) != 0 ||
                   (proxies->initiator.port | proxies->responder.port) != 0;
    bool host = is_foreign_host(&proxies->initiator, c->record->initiator) ||
                is_foreign_host(&proxies->responder, c->record->responder);
    bool wide = widest(proxies) <= 16 && widest(proxies) > 0 && proxies->initiator.low.family == IKT_FAMILY_IPV4;
    if (any && !strongswan) {
        add_open(c, drafts, IKT_RULE_ACL_ANY, likelihood, prior + 4);
        shapes++;
    }
    if (numbers) {
        add_open(c, drafts, IKT_RULE_ACL_PROTO_PORT, strongswan ? IKT_LIKELIHOOD_POSSIBLE : likelihood,
                 strongswan ? prior - 1 : prior + 3);
        shapes++;
    }
    if (host && !strongswan && shapes < 2) {
        bool takes_parts = c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION;
        add_open(c, drafts, IKT_RULE_ACL_HOST_VS_NET, likelihood, takes_parts ? prior - 1 : prior + 2);
        shapes++;
    }
    if (wide && !strongswan && shapes < 2)
        add_open(c, drafts, IKT_RULE_ACL_WIDER_INITIATOR, likelihood, widest(proxies) < 16 ? prior + 1 : prior - 2);
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
static bool nat_may_rewrite(const struct ikt_case *c)
{
    struct ikt_suite suite;
    bool nat = c->record->initiator->behind_nat == IKT_YES || c->record->responder->behind_nat == IKT_YES;
    return nat && ikt_case_suite(c, &suite) && ikt_suite_mode(&suite) == IKT_ENCAPSULATION_TRANSPORT;
}

static void check_narrowed(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_seen *second = second_message(record);
    if (record->offer == NULL || second == NULL || nat_may_rewrite(c))
        return;
    struct ikt_proxies answered = {.initiator = ikt_proxy_of(record->answered_initiator),
                                   .responder = ikt_proxy_of(record->answered_responder)};
    enum ikt_relation relation = ikt_proxies_relation(&answered, &c->proxies);
    if (relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_UNKNOWN)
        return;
    bool sure = c->protected_offer && second->decryption != IKT_DECRYPTION_CLEARTEXT;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_ACL_NARROWED, sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_VALUES, IKT_MISCONFIGURED_EITHER, 60);
    const char *asked = c->networks;
    g_autofree char *got = ikt_proxies_text(&answered);
    ikt_draft_summary(draft, "%s asks for %s, %s answers with %s", c->initiator, asked, c->responder, got);
    ikt_draft_values(draft, asked, got);
    ikt_say_offer(draft, c);
    ikt_draft_frame(draft, second->frame);
    ikt_draft_evidence(draft, "The second message, frame %" PRIu64 ", carries %s networks: %s.", second->frame,
                       relation == IKT_RELATION_SUBSET ? "narrower" : "other", got);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    fix_line(draft, words, c, &c->proxies, false);
}

/* It came up for a part; the peer, asking for the whole, is refused. */
static void check_oneway(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_history *whole = c->refused_whole;
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED || whole == NULL || whole->outcome != IKT_OUTCOME_REJECTED)
        return;
    struct ikt_proxies theirs = ikt_history_proxies(whole);
    theirs = ikt_proxies_swap(&theirs);
    add_known(c, drafts, IKT_RULE_ACL_NARROWER_ONEWAY, whole, &theirs, IKT_LIKELIHOOD_PROBABLE, 60);
}

void ikt_rules_selector(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (c->failed) {
        check_peers_line(c, drafts);
        check_other_network(c, drafts);
        check_earlier_part(c, drafts);
        check_open(c, drafts);
    }
    check_narrowed(c, drafts);
    check_oneway(c, drafts);
}
