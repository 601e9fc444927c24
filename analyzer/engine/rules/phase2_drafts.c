/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase2_drafts.h"

#include "rules/assumed_offer.h"
#include "rules/entry_names.h"
#include "rules/evidence_text.h"
#include "rules/model_refusal.h"
#include "rules/phase1_documents.h"
#include "rules/phase2_case.h"
#include "rules/router_log.h"
#include "rules/rule.h"
#include "rules/stale_configuration.h"

int ikt_draft_order(const struct ikt_draft *a, const struct ikt_draft *b)
{
    if (a->finding.likelihood != b->finding.likelihood)
        return a->finding.likelihood < b->finding.likelihood ? -1 : 1;
    if (a->finding.severity != b->finding.severity)
        return a->finding.severity < b->finding.severity ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    if (a->finding.rule != b->finding.rule)
        return a->finding.rule < b->finding.rule ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number; /* a sort need not be stable */
}

const struct ikt_draft *ikt_draft_cause(const struct ikt_drafts *drafts)
{
    const struct ikt_draft *best = NULL;
    for (const struct ikt_draft *draft = drafts->first; draft; draft = draft->next) {
        bool cause = draft->basis == IKT_BASIS_VALUES && draft->finding.severity == IKT_SEVERITY_ERROR;
        if (cause && (!best || ikt_draft_order(draft, best) < 0))
            best = draft;
    }
    return best;
}

/* A Quick Mode and what is known beside it. */
struct view {
    const struct ikt_phase2 *record;
    const struct ikt_evidence *evidence;
    struct ikt_pair_documents documents;     /* those that hold */
    enum ikt_staleness initiator, responder; /* of configurations that do not */
    bool too_many_lines;
    bool bare; /* see struct ikt_drafts */
};

static struct ikt_drafts check(struct ikt_arena *arena, const struct view *view, const struct ikt_assumption *assume)
{
    const bool bare = view->bare;
    const struct ikt_phase2 *record = view->record;
    struct ikt_phase2_case c;
    struct ikt_drafts drafts = {.arena = arena,
                                .bare = bare,
                                .initiator = ikt_address_of(&record->initiator->endpoint.address),
                                .responder = ikt_address_of(&record->responder->endpoint.address)};
    ikt_phase2_case_init(&c, arena, record, view->evidence, &view->documents, assume);
    c.initiator_is_stale = view->initiator;
    c.responder_is_stale = view->responder;
    c.too_many_lines = view->too_many_lines;
    if (!bare) {
        drafts.log = ikt_router_logs(record->phase1, record->reversed);
        ikt_phase2_case_name(&c);
        ikt_phase2_case_say(&c);
    }
    for (int i = 0; i < IKT_RULE_COUNT; i++) {
        if (ikt_rules[i]->phase2)
            ikt_rules[i]->phase2(&c, &drafts);
    }
    ikt_model_refusal_add(&c, &drafts);
    if (!bare)
        ikt_name_entries(&c, &drafts);
    return drafts;
}

/* Drafts point to the list that they stand in. */
static void hand_over(struct ikt_drafts *out, const struct ikt_drafts *drafts)
{
    *out = *drafts;
    for (struct ikt_draft *draft = out->first; draft; draft = draft->next)
        draft->drafts = out;
}

/* Would the peer have taken it, so far as its configuration is known? */
static bool is_taken(const struct ikt_draft *cause)
{
    return !cause || cause->finding.rule == IKT_RULE_CONFIG_NOT_RUNNING;
}

/* Lines of the initiator's configuration that a message may have been made of, and what each leads to. */
struct readings {
    size_t count;
    struct ikt_drafts items[IKT_ASSUMED_MAX];
    const struct ikt_draft *causes[IKT_ASSUMED_MAX]; /* NULL: none */
    size_t caused;                                   /* lines that the peer refuses for a cause */
    bool one_rule;                                   /* all causes are of one rule */
    bool all_taken;                                  /* the peer would take any of them, which it did not */
};

static void read_each(struct readings *readings, struct ikt_arena *arena, const struct view *view,
                      const struct ikt_assumed *assumed)
{
    const struct ikt_draft *first = NULL;
    *readings = (struct readings){.one_rule = true, .all_taken = true};
    for (size_t i = 0; i < assumed->count; i++) {
        const struct ikt_assumption assume = {assumed->items[i], true};
        readings->items[i] = check(arena, view, &assume);
        const struct ikt_draft *cause = ikt_draft_cause(&readings->items[i]);
        readings->causes[i] = cause;
        readings->count++;
        readings->all_taken = readings->all_taken && cause && is_taken(cause);
        if (is_taken(cause))
            continue;
        readings->caused++;
        readings->one_rule = readings->one_rule && (!first || first->finding.rule == cause->finding.rule);
        first = first ? first : cause;
    }
}

/* The statements of every line that may be meant. */
static void cite_others(struct ikt_drafts *drafts, const struct readings *readings, size_t kept)
{
    struct ikt_draft *cause = (struct ikt_draft *)ikt_draft_cause(drafts); /* the arena's, that is ours */
    size_t others = 0;
    for (size_t i = 0; i < readings->count; i++) {
        const struct ikt_draft *other = i == kept ? NULL : readings->causes[i];
        if (!other || !cause || other->finding.rule != cause->finding.rule)
            continue;
        others++;
        for (size_t n = 0; n < other->finding.ref_count; n++)
            if (other->refs[n].kind == IKT_REF_CONFIG)
                ikt_draft_ref(cause, other->refs[n]);
    }
    if (others > 0)
        IKT_SAY(cause,
                others == 1 ? "{} other line of that configuration makes a message of this length and leads to the "
                              "same."
                            : "{} other lines of that configuration make a message of this length and lead to the "
                              "same.",
                ikt_number(others));
}

/* Each of them is possible: the first of each rule, in front of what the answer alone leaves open. */
static void add_possible(struct ikt_drafts *drafts, const struct readings *readings)
{
    for (size_t i = 0; i < readings->count; i++) {
        if (is_taken(readings->causes[i]))
            continue;
        const struct ikt_draft *cause = readings->causes[i];
        struct ikt_draft *draft = ikt_draft_add(drafts, cause->finding.rule, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OPEN,
                                                cause->finding.misconfigured, IKT_RANK_NAMED);
        const size_t number = draft->number;
        struct ikt_draft *const next = draft->next;
        *draft = *cause;
        draft->drafts = drafts;
        draft->number = number;
        draft->next = next;
        draft->finding.likelihood = IKT_LIKELIHOOD_POSSIBLE;
        draft->basis = IKT_BASIS_OPEN;
        draft->rank = IKT_RANK_NAMED;
        IKT_SAY(draft, "Other lines of that configuration make a message of this length too and lead elsewhere, so "
                       "which of them it is stays open.");
    }
}

/* False: no configuration stands for what was sent. */
static bool check_assumed(struct ikt_drafts *out, const struct view *view, const struct ikt_assumed *assumed)
{
    struct ikt_arena *arena = out->arena;
    if (assumed->count == 0 || assumed->too_many)
        return false;
    struct readings *readings = ikt_arena_alloc(arena, 1, sizeof *readings);
    read_each(readings, arena, view, assumed);
    if (readings->caused == 0 && !readings->all_taken)
        return false;
    if (!readings->one_rule) {
        struct ikt_drafts open = check(arena, view, NULL);
        hand_over(out, &open);
        add_possible(out, readings);
        return true;
    }
    size_t kept = 0;
    while (!readings->all_taken && is_taken(readings->causes[kept]))
        kept++;
    const struct ikt_assumption assume = {assumed->items[kept],
                                          readings->caused == readings->count && !assumed->unsized};
    struct ikt_drafts drafts = check(arena, view, &assume);
    hand_over(out, &drafts);
    cite_others(out, readings, kept);
    return true;
}

static bool translated(const struct ikt_phase2 *record)
{
    return record->initiator->behind_nat == IKT_YES || record->responder->behind_nat == IKT_YES;
}

static uint64_t sequence_of(const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->seen_count; i++)
        if (record->seen[i].name == IKT_QUICK1)
            return record->seen[i].sequence;
    return 0;
}

/* The peer's last own offer before this one that was read: what is certain once stays so, whatever comes later. */
static const struct ikt_history *offer_of_peer(const struct view *view)
{
    const struct ikt_history *best = NULL;
    const uint64_t sequence = sequence_of(view->record);
    for (size_t i = 0; i < view->evidence->history_count; i++) {
        const struct ikt_history *one = &view->evidence->history[i];
        if (one->offer && ikt_address_equal(&one->initiator, &view->record->responder->endpoint.address) &&
            one->sequence < sequence)
            best = one;
    }
    return best;
}

static void leave_out(struct ikt_arena *arena, struct view *view, bool initiator)
{
    const struct ikt_phase2 *record = view->record;
    const struct ikt_party *party = initiator ? record->initiator : record->responder;
    struct ikt_pair_router *router = initiator ? &view->documents.initiator : &view->documents.responder;
    view->documents.claims = ikt_claims_without(arena, &view->documents.claims, &party->endpoint.address);
    router->router = NULL;
}

/* Phase 1 is in clear: whose file has not the policy that it offers or chooses, or no key, runs another one. */
static void leave_out_by_phase1(struct ikt_arena *arena, struct view *view)
{
    const struct ikt_phase2 *record = view->record;
    const struct ikt_phase1 *phase1 = record->phase1;
    const struct ikt_sa *offer = phase1->exchange == IKT_EXCHANGE_MAIN ? phase1->offer : NULL;
    const struct ikt_sa *ours = record->reversed ? phase1->choice : offer;
    const struct ikt_sa *theirs = record->reversed ? offer : phase1->choice;
    const struct ikt_address *one = &record->initiator->endpoint.address, *other = &record->responder->endpoint.address;
    const bool keyed = phase1->authentication == IKT_AUTH_PSK && phase1->outcome == IKT_OUTCOME_ESTABLISHED;
    view->initiator = ikt_phase1_lacks_policy(&view->documents.initiator, ours)               ? IKT_STALE_POLICIES
                      : keyed && ikt_phase1_lacks_key(&view->documents.initiator, one, other) ? IKT_STALE_KEY
                                                                                              : IKT_STALE_NOT;
    view->responder = ikt_phase1_lacks_policy(&view->documents.responder, theirs)             ? IKT_STALE_POLICIES
                      : keyed && ikt_phase1_lacks_key(&view->documents.responder, other, one) ? IKT_STALE_KEY
                                                                                              : IKT_STALE_NOT;
    if (view->initiator != IKT_STALE_NOT)
        leave_out(arena, view, true);
    if (view->responder != IKT_STALE_NOT)
        leave_out(arena, view, false);
}

/* Configurations that what is seen of their routers speaks against are left out. */
static void leave_out_stale(struct ikt_arena *arena, struct view *view)
{
    const struct ikt_phase2 *record = view->record;
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    const struct ikt_address *responder = &record->responder->endpoint.address;
    const struct ikt_proxies networks = {ikt_proxy_of(record->proxy_initiator), ikt_proxy_of(record->proxy_responder)};
    const struct ikt_history *peers = offer_of_peer(view);
    leave_out_by_phase1(arena, view);
    if (view->initiator == IKT_STALE_NOT)
        view->initiator = ikt_staleness_of(&view->documents.claims, initiator, &networks, record->offer,
                                           record->pfs_group, translated(record));
    if (view->initiator != IKT_STALE_NOT)
        leave_out(arena, view, true);
    if (!peers || view->responder != IKT_STALE_NOT)
        return;
    const struct ikt_proxies theirs = {ikt_proxy_of(peers->proxy_initiator), ikt_proxy_of(peers->proxy_responder)};
    view->responder = ikt_staleness_of(&view->documents.claims, responder, &theirs, peers->offer, peers->pfs_group,
                                       translated(record));
    /* for the same networks both the offer and the configuration are weighed: see phase2_case.c */
    if (view->responder == IKT_STALE_NETWORKS)
        leave_out(arena, view, false);
}

void ikt_phase2_drafts(struct ikt_drafts *drafts, const struct ikt_phase2 *record, const struct ikt_evidence *evidence,
                       const struct ikt_pair_documents *documents)
{
    struct view view = {.record = record, .evidence = evidence, .documents = *documents, .bare = drafts->bare};
    if (view.documents.claims.count > 0 || view.documents.initiator.router || view.documents.responder.router)
        leave_out_stale(drafts->arena, &view);
    if (!record->offer && view.documents.claims.count > 0 && ikt_phase2_failed(record) &&
        !ikt_log_tells_offer(view.documents.claims.answer)) {
        struct ikt_assumed assumed;
        ikt_assume_offers(&assumed, record, evidence, &view.documents.claims);
        if (check_assumed(drafts, &view, &assumed))
            return;
        view.too_many_lines = assumed.too_many;
        if (assumed.lines > 0 && assumed.count == 0) {
            view.initiator = IKT_STALE_LENGTH;
            view.documents.claims =
                ikt_claims_without(drafts->arena, &view.documents.claims, &record->initiator->endpoint.address);
        }
    }
    struct ikt_drafts plain = check(drafts->arena, &view, NULL);
    hand_over(drafts, &plain);
}
