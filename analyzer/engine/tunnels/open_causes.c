/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/open_causes.h"

#include <string.h>

#include <glib.h>

/* Rules and references that one decision lists. */
#define MAX_RULES 16
#define MAX_REFS  4
/* Decisions where nothing speaks for any. */
#define MAX_FALLBACK 3

bool ikt_open_causes_have(const struct ikt_open_causes *causes, enum ikt_decision decision)
{
    for (size_t i = 0; i < causes->count; i++) {
        if (causes->decisions[i] == decision)
            return true;
    }
    return false;
}

static size_t place_of(struct ikt_open_causes *causes, enum ikt_decision decision, bool ios)
{
    for (size_t i = 0; i < causes->count; i++) {
        if (causes->decisions[i] == decision)
            return i;
    }
    const struct ikt_decision_info *info = ikt_decision_info(decision);
    causes->decisions[causes->count] = decision;
    causes->items[causes->count] = (struct ikt_tunnel_open){.decision = ios ? info->name_ios : info->name,
                                                            .ios_error = ios ? info->ios_error : 0,
                                                            .ios_error_confirmed = ios && info->ios_error_confirmed};
    return causes->count++;
}

static void add_rule(struct ikt_arena *arena, struct ikt_tunnel_open *open, enum ikt_rule rule)
{
    enum ikt_rule *rules = (enum ikt_rule *)open->rules;
    if (!rules)
        open->rules = rules = ikt_arena_alloc(arena, MAX_RULES, sizeof *rules);
    for (size_t i = 0; i < open->rule_count; i++) {
        if (rules[i] == rule)
            return;
    }
    if (open->rule_count < MAX_RULES)
        rules[open->rule_count++] = rule;
}

static void add_refs(struct ikt_arena *arena, struct ikt_tunnel_open *open, const struct ikt_finding *finding)
{
    struct ikt_ref *refs = (struct ikt_ref *)open->refs;
    if (!refs)
        open->refs = refs = ikt_arena_alloc(arena, MAX_REFS, sizeof *refs);
    for (size_t i = 0; i < finding->ref_count && open->ref_count < MAX_REFS; i++) {
        bool there = false;
        for (size_t j = 0; j < open->ref_count && !there; j++)
            there = refs[j].number == finding->refs[i].number && refs[j].kind == finding->refs[i].kind &&
                    refs[j].source == finding->refs[i].source;
        if (!there)
            refs[open->ref_count++] = finding->refs[i];
    }
}

/* Is it refuted by what is known beside the findings? */
static bool is_out(const struct ikt_open_case *c, enum ikt_decision decision)
{
    return decision == IKT_DECISION_KEY && c->key_fits;
}

static void take_findings(struct ikt_arena *arena, const struct ikt_open_case *c, const struct ikt_findings *findings,
                          struct ikt_open_causes *causes)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ikt_finding *finding = findings->items[i];
        enum ikt_decision decision = ikt_decision_of(c->situation, c->language, finding->rule);
        if (finding->severity == IKT_SEVERITY_NOTE || decision == IKT_DECISION_COUNT || is_out(c, decision))
            continue;
        struct ikt_tunnel_open *open = &causes->items[place_of(causes, decision, c->language == IKT_LANGUAGE_IOS)];
        add_rule(arena, open, finding->rule);
        add_refs(arena, open, finding);
    }
}

/* Nothing was read, so nothing speaks against a mode, AH or compression either. */
static void complete_sets(struct ikt_arena *arena, const struct ikt_open_case *c, struct ikt_open_causes *causes)
{
    if (!c->unread || !ikt_open_causes_have(causes, IKT_DECISION_SETS))
        return;
    bool ios = c->language == IKT_LANGUAGE_IOS;
    struct ikt_tunnel_open *open = &causes->items[place_of(causes, IKT_DECISION_SETS, ios)];
    for (const enum ikt_rule *rule = ikt_decision_rules(IKT_DECISION_SETS); *rule != IKT_RULE_COUNT; rule++) {
        if (*rule != IKT_RULE_TS_MISSING && ikt_decision_of(c->situation, c->language, *rule) == IKT_DECISION_SETS)
            add_rule(arena, open, *rule);
    }
}

static void add_always(const struct ikt_open_case *c, struct ikt_open_causes *causes)
{
    bool ios = c->language == IKT_LANGUAGE_IOS;
    const enum ikt_decision *always = ikt_decisions_always(c->situation, c->language);
    for (; *always != IKT_DECISION_COUNT; always++) {
        if (!is_out(c, *always))
            place_of(causes, *always, ios);
    }
    /* an entry with another peer and an interface without the map are told by numbers of their own */
    if (ios && ikt_open_causes_have(causes, IKT_DECISION_ENTRY_PEER))
        place_of(causes, IKT_DECISION_INTERFACE, ios);
}

/* No rule has a candidate: the first ones of what such failures come from. */
static void add_fallback(const struct ikt_open_case *c, struct ikt_open_causes *causes)
{
    if (causes->count > 0)
        return;
    const enum ikt_decision *may = ikt_decisions_may(c->situation);
    for (; *may != IKT_DECISION_COUNT && causes->count < MAX_FALLBACK; may++) {
        if (!is_out(c, *may))
            place_of(causes, *may, c->language == IKT_LANGUAGE_IOS);
    }
}

static void swap(struct ikt_open_causes *causes, size_t a, size_t b)
{
    struct ikt_tunnel_open item = causes->items[a];
    enum ikt_decision decision = causes->decisions[a];
    causes->items[a] = causes->items[b];
    causes->decisions[a] = causes->decisions[b];
    causes->items[b] = item;
    causes->decisions[b] = decision;
}

/* Greater: earlier. The order of the findings holds among equals. */
static int weight_of(const struct ikt_open_case *c, enum ikt_decision decision)
{
    int weight = (c->changed & 1U << decision) != 0 ? 2 : 0;
    if (c->client && decision == IKT_DECISION_NETWORKS)
        weight--;
    if (c->situation != IKT_SITUATION_XAUTH && ikt_decision_info(decision)->incidents == 0)
        weight--; /* a wrong peer address: no public incident had it */
    return weight;
}

static void order(const struct ikt_open_case *c, struct ikt_open_causes *causes)
{
    for (size_t i = 1; i < causes->count; i++) {
        for (size_t j = i; j > 0; j--) {
            if (weight_of(c, causes->decisions[j]) <= weight_of(c, causes->decisions[j - 1]))
                break;
            swap(causes, j, j - 1);
        }
    }
}

struct ikt_open_causes ikt_open_causes_of(struct ikt_arena *arena, const struct ikt_open_case *c,
                                          const struct ikt_findings *findings)
{
    struct ikt_open_causes causes = {0, ikt_arena_alloc(arena, IKT_DECISION_COUNT, sizeof *causes.items),
                                     ikt_arena_alloc(arena, IKT_DECISION_COUNT, sizeof *causes.decisions)};
    take_findings(arena, c, findings, &causes);
    complete_sets(arena, c, &causes);
    add_always(c, &causes);
    add_fallback(c, &causes);
    order(c, &causes);
    return causes;
}
