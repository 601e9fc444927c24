/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/desk_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "desk/desk_open.h"
#include "desk/last_word.h"
#include "desk/log_told.h"
#include "evidence/log_state.h"
#include "rules/diagnose.h"
#include "rules/rule.h"
#include "tunnels/side_facts.h"

/* A finding, and whose exchange it would be of. */
struct weighed {
    const struct ikt_finding *finding;
    bool by_a;
    unsigned place; /* in which it was found */
};

struct weighing {
    struct ikt_arena *arena;
    GArray *found; /* struct weighed */
};

static bool leaves_open(const struct ikt_finding *finding)
{
    return ikt_rule_info(finding->rule)->cause_open;
}

static int by_weight(const void *a, const void *b)
{
    const struct weighed *x = a, *y = b;
    const struct ikt_finding *one = x->finding, *other = y->finding;
    if (one->severity != other->severity &&
        (one->severity == IKT_SEVERITY_NOTE || other->severity == IKT_SEVERITY_NOTE))
        return one->severity < other->severity ? -1 : 1;
    if (one->likelihood != other->likelihood)
        return one->likelihood < other->likelihood ? -1 : 1;
    if (leaves_open(one) != leaves_open(other))
        return leaves_open(one) ? 1 : -1;
    if (one->severity != other->severity)
        return one->severity < other->severity ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

static void take(struct weighing *w, const struct ikt_findings *findings, bool by_a)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct weighed weighed = {findings->items[i], by_a, w->found->len};
        g_array_append_val(w->found, weighed);
    }
}

/* What is only possible says nothing beside what the documents show. */
static bool shows_cause(const struct ikt_findings *findings)
{
    return findings->count > 0 && findings->items[0]->likelihood != IKT_LIKELIHOOD_POSSIBLE;
}

static struct ikt_findings shown(struct ikt_arena *arena, const struct ikt_findings *findings)
{
    if (!shows_cause(findings))
        return *findings;
    const struct ikt_finding **items = ikt_arena_alloc(arena, findings->count, sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i]->likelihood != IKT_LIKELIHOOD_POSSIBLE)
            items[count++] = findings->items[i];
    }
    return (struct ikt_findings){count, items};
}

static void take_play(struct weighing *w, const struct ikt_play *play, bool by_a)
{
    for (size_t i = 0; i < play->quick_count; i++) {
        const struct ikt_played_quick *quick = &play->quicks[i];
        const struct ikt_findings findings = ikt_diagnose_phase2(w->arena, quick->record, NULL, &quick->claims);
        const struct ikt_findings told = shown(w->arena, &findings);
        take(w, &told, by_a);
    }
}

static void take_logged(struct weighing *w, const struct ikt_desk_case *c)
{
    for (size_t i = 0; i < c->logged_count; i++) {
        const struct ikt_logged_quick *quick = &c->logged[i];
        const struct ikt_findings findings = ikt_diagnose_phase2(w->arena, quick->record, NULL, &quick->claims);
        take(w, &findings, quick->by_a);
    }
}

static bool is_error(const struct ikt_finding *finding)
{
    return finding->severity == IKT_SEVERITY_ERROR && finding->rule != IKT_RULE_TUNNEL_UNEXPLAINED;
}

/* What says that nothing explains it gives way to anything that does. */
static void drop_unexplained(GArray *found)
{
    bool explained = false;
    for (guint i = 0; i < found->len; i++)
        explained = explained || is_error(g_array_index(found, struct weighed, i).finding);
    for (guint i = found->len; explained && i > 0; i--)
        if (g_array_index(found, struct weighed, i - 1).finding->rule == IKT_RULE_TUNNEL_UNEXPLAINED)
            g_array_remove_index(found, i - 1);
}

static bool has_ref(const struct ikt_finding *finding, const struct ikt_ref *ref)
{
    for (size_t i = 0; i < finding->ref_count; i++) {
        const struct ikt_ref *one = &finding->refs[i];
        if (one->number == ref->number && one->source == ref->source && one->kind == ref->kind)
            return true;
    }
    return false;
}

/* The same finding out of another document: its suspect statements count here, too. */
static const struct ikt_finding *with_refs(struct ikt_arena *arena, const struct ikt_finding *finding,
                                           const struct ikt_finding *other)
{
    struct ikt_finding *joined = ikt_arena_alloc(arena, 1, sizeof *joined);
    struct ikt_ref *refs = ikt_arena_alloc(arena, finding->ref_count + other->ref_count + 1, sizeof *refs);
    *joined = *finding;
    for (size_t i = 0; i < finding->ref_count; i++)
        refs[i] = finding->refs[i];
    for (size_t i = 0; i < other->ref_count && other->likelihood <= finding->likelihood; i++) {
        if (other->refs[i].suspect && !has_ref(finding, &other->refs[i]))
            refs[joined->ref_count++] = other->refs[i];
    }
    joined->refs = refs;
    return joined;
}

/* Best first, one of each rule. */
static void tell_findings(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    struct weighing w = {arena, g_array_new(FALSE, FALSE, sizeof(struct weighed))};
    const struct ikt_findings documents = ikt_diagnose_documents(arena, &c->documents);
    take(&w, &documents, true);
    take_logged(&w, c);
    take_play(&w, &c->plays[0], true);
    take_play(&w, &c->plays[1], false);
    drop_unexplained(w.found);
    if (w.found->len > 1)
        qsort(w.found->data, w.found->len, sizeof(struct weighed), by_weight);
    const struct weighed *best = w.found->len > 0 ? &g_array_index(w.found, struct weighed, 0) : NULL;
    const bool shown_cause =
        best && best->finding->severity == IKT_SEVERITY_ERROR && best->finding->likelihood != IKT_LIKELIHOOD_POSSIBLE;
    const struct ikt_finding **items = ikt_arena_alloc(arena, MAX(1, w.found->len), sizeof *items);
    bool *by_a = ikt_arena_alloc(arena, MAX(1, w.found->len), sizeof *by_a);
    size_t count = 0;
    for (guint i = 0; i < w.found->len; i++) {
        const struct weighed *one = &g_array_index(w.found, struct weighed, i);
        size_t before = 0;
        while (before < count && items[before]->rule != one->finding->rule)
            before++;
        if (before < count)
            items[before] = with_refs(arena, items[before], one->finding);
        if (before < count || (shown_cause && one->finding->likelihood == IKT_LIKELIHOOD_POSSIBLE))
            continue;
        items[count] = one->finding;
        by_a[count++] = one->by_a;
    }
    tunnel->findings = (struct ikt_findings){count, items};
    tunnel->finding_by_a = by_a;
    g_array_unref(w.found);
}

/* All of it, or some lines of several: each has SAs of its own, and those that are taken carry what they permit. */
static bool works(const struct ikt_play *play)
{
    return play->end == IKT_PLAY_UP || play->partly;
}

static bool fails(const struct ikt_play *play)
{
    return play->end == IKT_PLAY_NO_BEGIN || play->end == IKT_PLAY_PHASE1 || play->end == IKT_PLAY_PHASE2;
}

static enum ikt_tunnel_where where_of(const struct ikt_play *play)
{
    switch (play->end) {
    case IKT_PLAY_NO_BEGIN:
        return IKT_WHERE_CONFIGURATION;
    case IKT_PLAY_PHASE1:
        return IKT_WHERE_PHASE1;
    case IKT_PLAY_PHASE2:
        return IKT_WHERE_PHASE2;
    default:
        return IKT_WHERE_NOWHERE;
    }
}

/* Rules that speak of one direction, or of what the tunnel carries: it may be up all the same. */
static bool is_one_way(enum ikt_rule rule)
{
    switch (rule) {
    case IKT_RULE_NAT_BEFORE_CRYPTO:
    case IKT_RULE_ROUTING_NO_RETURN:
    case IKT_RULE_MAP_OVERLAP_WRONG_ENTRY:
    case IKT_RULE_PROFILE_KEYRING_MISMATCH:
    case IKT_RULE_P1_EXCHANGE_MODE:
    case IKT_RULE_DYN_MAP_ORDER:
        return true;
    default:
        return false;
    }
}

static enum ikt_tunnel_where where_of_rule(enum ikt_rule rule)
{
    switch (rule) {
    case IKT_RULE_NAT_BEFORE_CRYPTO:
    case IKT_RULE_ROUTING_NO_RETURN:
        return IKT_WHERE_TRAFFIC;
    case IKT_RULE_XAUTH_L2L:
        return IKT_WHERE_XAUTH;
    case IKT_RULE_PSK_MISMATCH:
    case IKT_RULE_PSK_MISSING:
    case IKT_RULE_P1_POLICY_MISMATCH:
    case IKT_RULE_P1_EXCHANGE_MODE:
    case IKT_RULE_PROFILE_KEYRING_MISMATCH:
        return IKT_WHERE_PHASE1;
    default:
        return IKT_WHERE_CONFIGURATION;
    }
}

/* What the findings say of it; documents: how many of them the configurations alone show. */
struct faults {
    bool stated; /* configurations show whole by themselves, whatever comes up without it */
    const struct ikt_finding *whole, *one_way, *warning; /* the first of each that is more than possible */
};

static struct faults faults_of(const struct ikt_tunnel *tunnel)
{
    struct faults faults = {0};
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        const struct ikt_finding *finding = tunnel->findings.items[i];
        if (finding->likelihood == IKT_LIKELIHOOD_POSSIBLE || finding->severity == IKT_SEVERITY_NOTE)
            continue;
        const struct ikt_finding **first = finding->severity == IKT_SEVERITY_WARNING ? &faults.warning
                                           : is_one_way(finding->rule)               ? &faults.one_way
                                                                                     : &faults.whole;
        *first = *first ? *first : finding;
        faults.stated = faults.stated || (first == &faults.whole && ikt_rules[finding->rule]->documents);
    }
    return faults;
}

static bool has_fault(const struct ikt_tunnel *tunnel)
{
    const struct faults faults = faults_of(tunnel);
    return faults.whole || faults.one_way;
}

/* Logs and show output say what was, whatever the configurations would do. */
static bool judge_logged(const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    const struct ikt_log_state state = ikt_desk_logged_state(c);
    const bool fails_one_way = fails(&c->plays[0]) || fails(&c->plays[1]);
    if (state.holds == IKT_LOG_HOLDS_UNKNOWN)
        return false;
    tunnel->where = state.where;
    if (state.holds == IKT_LOG_HOLDS_DOWN) {
        tunnel->state = state.flapping ? IKT_TUNNEL_FLAPPING : IKT_TUNNEL_DOWN;
        if (tunnel->where == IKT_WHERE_NOWHERE)
            tunnel->where = fails(&c->plays[0]) ? where_of(&c->plays[0]) : where_of(&c->plays[1]);
        if (tunnel->where == IKT_WHERE_NOWHERE && tunnel->findings.count > 0)
            tunnel->where = where_of_rule(tunnel->findings.items[0]->rule);
        return true;
    }
    tunnel->state = state.flapping                                         ? IKT_TUNNEL_FLAPPING
                    : state.degraded || fails_one_way || has_fault(tunnel) ? IKT_TUNNEL_DEGRADED
                                                                           : IKT_TUNNEL_UP;
    if (tunnel->state == IKT_TUNNEL_DEGRADED)
        tunnel->where = fails_one_way ? IKT_WHERE_PHASE2 : IKT_WHERE_TRAFFIC;
    return true;
}

static void judge(const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    const struct ikt_play *a = &c->plays[0], *b = &c->plays[1];
    const bool up = works(a) || works(b), failed = fails(a) || fails(b);
    const struct faults faults = faults_of(tunnel);
    const struct ikt_finding *first = faults.whole ? faults.whole : faults.one_way ? faults.one_way : faults.warning;
    tunnel->since = IKT_TIME_NONE;
    if (judge_logged(c, tunnel))
        return;
    if (!up && !failed && !faults.whole && !faults.one_way) {
        tunnel->state = IKT_TUNNEL_UNJUDGED;
        return;
    }
    if (!failed && !first) {
        tunnel->state = IKT_TUNNEL_UP;
        return;
    }
    tunnel->where = fails(a) ? where_of(a) : fails(b) ? where_of(b) : where_of_rule(first->rule);
    if (faults.stated && where_of_rule(faults.whole->rule) == IKT_WHERE_CONFIGURATION)
        tunnel->where = IKT_WHERE_CONFIGURATION;
    /* what phase 2 alone refuses one way is a fault of that way */
    const bool down = faults.stated || (faults.whole && !failed);
    tunnel->state = up && !down ? IKT_TUNNEL_DEGRADED : IKT_TUNNEL_DOWN;
}

/* The causes that hold together: the first, and others as sure. */
static void name_causes(struct ikt_arena *arena, struct ikt_tunnel *tunnel)
{
    tunnel->likelihood = IKT_LIKELIHOOD_POSSIBLE;
    if (tunnel->findings.count == 0 || tunnel->state == IKT_TUNNEL_UP || tunnel->state == IKT_TUNNEL_UNJUDGED)
        return;
    const struct ikt_finding *first = tunnel->findings.items[0];
    if (first->likelihood == IKT_LIKELIHOOD_POSSIBLE || leaves_open(first) || first->severity == IKT_SEVERITY_NOTE)
        return;
    enum ikt_rule *causes = ikt_arena_alloc(arena, tunnel->findings.count, sizeof *causes);
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        const struct ikt_finding *finding = tunnel->findings.items[i];
        if (finding->likelihood == first->likelihood && finding->severity == first->severity && !leaves_open(finding))
            causes[tunnel->cause_count++] = finding->rule;
    }
    tunnel->causes = causes;
    tunnel->likelihood = first->likelihood;
}

static const char *product_of(const struct ikt_router *router)
{
    static const char *const names[IKT_ROUTER_KIND_COUNT] = {[IKT_ROUTER_IOS] = "Cisco IOS",
                                                             [IKT_ROUTER_ASA] = "Cisco ASA",
                                                             [IKT_ROUTER_STRONGSWAN] = "strongSwan",
                                                             [IKT_ROUTER_LIBRESWAN] = "libreswan"};
    return names[router->kind];
}

static const struct ikt_claim *claim_of(const struct ikt_desk_case *c, int side)
{
    const struct ikt_document_side *document = &c->documents.side[side];
    for (int way = 0; way < 2; way++) {
        for (size_t i = 0; i < c->plays[way].quick_count; i++) {
            const struct ikt_claims *claims = &c->plays[way].quicks[i].claims;
            for (size_t k = 0; k < claims->count; k++) {
                const struct ikt_ref *ref = &claims->items[k].ref;
                if (document->router && ref->source == document->config &&
                    (ref->number == document->line || document->line == 0))
                    return &claims->items[k];
            }
        }
    }
    return NULL;
}

static void tell_side(struct ikt_arena *arena, const struct ikt_desk_case *c, int side, struct ikt_tunnel_side *out)
{
    const struct ikt_document_side *document = &c->documents.side[side];
    const struct ikt_claim *claim = claim_of(c, side);
    out->endpoint.address = document->address.family != IKT_FAMILY_NONE ? document->address : document->named;
    if (!document->router)
        return;
    out->hostname = ikt_configs_hostname(c->configs, document->config);
    out->vendor_name = product_of(document->router);
    if (claim && claim->sets)
        ikt_side_facts_of_claim(arena, claim, out);
    const struct ikt_document_side *other = &c->documents.side[1 - side];
    if (other->named.family != IKT_FAMILY_NONE) {
        char *address = ikt_arena_alloc(arena, 1, IKT_ADDRESS_TEXT);
        const GArray *links = c->pair->side[side].links;
        const unsigned line = links->len > 0 ? g_array_index(links, const struct ikt_link *, 0)->peer_line : 0;
        out->peers = (struct ikt_tunnel_fact){
            ikt_address_format(&other->named, address), false, {line, document->config, IKT_REF_CONFIG, 0}};
    }
}

static const char *network_text(struct ikt_arena *arena, const struct ikt_desk_case *c, int side)
{
    const struct ikt_document_side *own = &c->documents.side[side], *other = &c->documents.side[1 - side];
    const struct ikt_proxy *proxy =
        own->networks.initiator.known ? &own->networks.initiator : &other->networks.responder;
    g_autofree char *text = ikt_proxy_text(proxy);
    return text ? ikt_keep(arena, text, strlen(text) + 1) : NULL;
}

/* The statement or the check that decided, in words. */
static void add_reason(struct ikt_arena *arena, struct ikt_sentence *note, const char *with, const char *without,
                       const struct ikt_value *names, const struct ikt_model_step *step)
{
    const char *because = step && step->because ? step->because : step ? ikt_model_checks[step->check].text : NULL;
    if (step && step->line != 0)
        *note = *IKT_SENTENCE(arena, with, names[0], names[1], ikt_number(step->line), ikt_words(because));
    else
        *note = *IKT_SENTENCE(arena, without, names[0], names[1], ikt_words(because ? because : "not known"));
}

static const struct ikt_model_step *last_step(const struct ikt_model_step *steps, size_t count)
{
    return count > 0 ? &steps[count - 1] : NULL;
}

/* What came of one direction. */
static void note_play(struct ikt_arena *arena, const struct ikt_desk_case *c, int from, struct ikt_tunnel *tunnel,
                      struct ikt_sentence *notes)
{
    const struct ikt_play *play = &c->plays[from];
    const struct ikt_model_answer *refused = play->way.refused, *either = play->either;
    const struct ikt_model_phase1_answer *phase1 = play->way.phase1;
    const struct ikt_value names[2] = {c->documents.side[from].name, c->documents.side[1 - from].name};
    struct ikt_sentence *note = &notes[tunnel->note_count];
    if (!c->documents.side[from].router)
        return;
    if (!c->documents.side[1 - from].router) {
        *note = *IKT_SENTENCE(arena, "no configuration of {} was given: what it answers to {} is not known", names[1],
                              names[0]);
    } else if (play->end == IKT_PLAY_UP) {
        *note = *IKT_SENTENCE(arena, "{} begins: {} takes what it offers", names[0], names[1]);
    } else if (play->end == IKT_PLAY_NOT_ITS) {
        *note = *IKT_SENTENCE(arena, "{} begins nothing by itself: what it has names no peer", names[0]);
    } else if (play->end == IKT_PLAY_PHASE2 && refused) {
        add_reason(arena, note,
                   play->partly
                       ? "{} begins: {} takes some of its lines and refuses others, the first at line {} of its "
                         "configuration (what fails: {})"
                       : "{} begins: {} refuses the Quick Mode at line {} of its configuration (what fails: {})",
                   play->partly ? "{} begins: {} takes some of its lines and refuses others (what fails: {})"
                                : "{} begins: {} refuses the Quick Mode (what fails: {})",
                   names, last_step(refused->steps, refused->step_count));
    } else if (play->end == IKT_PLAY_PHASE1 && phase1 && phase1->says == IKT_MODEL_REFUSES) {
        add_reason(arena, note, "{} begins: phase 1 fails with {} at line {} of its configuration ({})",
                   "{} begins: phase 1 with {} fails ({})", names, last_step(phase1->steps, phase1->step_count));
    } else if (play->end == IKT_PLAY_PHASE1) {
        *note = *IKT_SENTENCE(arena, "{} begins: phase 1 with {} fails, by the preshared keys", names[0], names[1]);
    } else if (either) {
        add_reason(arena, note, "{} begins: whether {} takes it is not known, line {} of its configuration ({})",
                   "{} begins: whether {} takes it is not known ({})", names,
                   last_step(either->steps, either->step_count));
    } else {
        return;
    }
    tunnel->note_count++;
}

void ikt_desk_tell(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel)
{
    *tunnel = (struct ikt_tunnel){
        .of_documents = true, .since = IKT_TIME_NONE, .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    for (int i = 0; i < 2; i++) {
        tunnel->traffic[i].first_time = tunnel->traffic[i].last_time = IKT_TIME_NONE;
        tunnel->networks[i] = network_text(arena, c, i);
    }
    tell_side(arena, c, 0, &tunnel->a);
    tell_side(arena, c, 1, &tunnel->b);
    ikt_desk_tell_begun(c, tunnel);
    tell_findings(arena, c, tunnel);
    judge(c, tunnel);
    struct ikt_sentence *notes = ikt_arena_alloc(arena, 3, sizeof *notes);
    tunnel->notes = notes;
    for (int i = 0; i < 2; i++)
        note_play(arena, c, i, tunnel, notes);
    ikt_desk_last_word(arena, c, tunnel);
    name_causes(arena, tunnel);
    ikt_desk_tell_open(arena, c, tunnel);
    ikt_desk_tell_logged(arena, c, tunnel, notes);
    const struct ikt_claim *a = claim_of(c, 0), *b = claim_of(c, 1);
    tunnel->row_count = ikt_side_facts_compare_claims(arena, a, b, &tunnel->rows);
}
