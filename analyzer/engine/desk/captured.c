/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/captured.h"

#include "base/hash.h"
#include "desk/desk_case.h"
#include "desk/log_sides.h"
#include "rules/diagnose.h"

/* Of joined captures: packets that arrive in front of a filter and do not come through are no chance. */
#define ARRIVALS 2

/*
 * What the documents show of the pair that was asked for last, as far as it was: its tunnels are told one behind the
 * other, and may be as many as its lines.
 */
struct shown_pair {
    const struct ikt_pair *pair; /* NULL: none yet */
    int a;
    struct ikt_arena *arena; /* of the findings and what they point to */
    GPtrArray *groups;       /* struct ikt_group, owned */
    GArray *findings;        /* struct ikt_findings, of the first groups */
};

struct ikt_desk_captured {
    const struct ikt_configs *configs;
    GArray *links;
    GPtrArray *pairs;
    GHashTable *by_address; /* struct ikt_address of a side: GPtrArray of pairs */
    struct shown_pair shown;
};

static void index_address(struct ikt_desk_captured *captured, const struct ikt_address *address, struct ikt_pair *pair)
{
    if (address->family == IKT_FAMILY_NONE)
        return;
    GPtrArray *pairs = g_hash_table_lookup(captured->by_address, address);
    if (!pairs) {
        pairs = g_ptr_array_new();
        g_hash_table_insert(captured->by_address, g_memdup(address, sizeof *address), pairs);
    }
    g_ptr_array_add(pairs, pair);
}

struct ikt_desk_captured *ikt_desk_captured_new(const struct ikt_configs *configs, const struct ikt_log_pairs *logs)
{
    if (ikt_configs_count(configs) == 0 && !logs)
        return NULL;
    struct ikt_desk_captured *captured = g_new0(struct ikt_desk_captured, 1);
    captured->shown.arena = ikt_arena_new(4000);
    captured->shown.findings = g_array_new(FALSE, FALSE, sizeof(struct ikt_findings));
    captured->configs = configs;
    captured->links = g_array_new(FALSE, FALSE, sizeof(struct ikt_link));
    captured->by_address =
        g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (size_t i = 0; i < ikt_configs_count(configs); i++)
        (void)ikt_links_of(ikt_configs_router(configs, i), i, captured->links);
    captured->pairs = ikt_pairs_of(configs, captured->links);
    if (logs)
        ikt_pairs_take_logs(captured->pairs, configs, logs);
    for (guint i = 0; i < captured->pairs->len; i++) {
        struct ikt_pair *pair = captured->pairs->pdata[i];
        for (int side = 0; side < 2; side++) {
            index_address(captured, &pair->side[side].address, pair);
            index_address(captured, &pair->side[side].named, pair);
        }
    }
    return captured;
}

void ikt_desk_captured_free(struct ikt_desk_captured *captured)
{
    if (!captured)
        return;
    if (captured->shown.groups)
        g_ptr_array_unref(captured->shown.groups);
    g_array_unref(captured->shown.findings);
    ikt_arena_free(captured->shown.arena);
    g_hash_table_unref(captured->by_address);
    g_ptr_array_unref(captured->pairs);
    g_array_unref(captured->links);
    g_free(captured);
}

/* Is this side the router that is seen at the address? */
static bool is_at(const struct ikt_desk_captured *captured, const struct ikt_pair_side *side,
                  const struct ikt_address *address)
{
    return ikt_address_equal(&side->address, address) || ikt_address_equal(&side->named, address) ||
           (side->config != IKT_CONFIGS_MAX && ikt_configs_of(captured->configs, address) == side->config);
}

/* The pair of the two, and which side of it A is. */
static const struct ikt_pair *pair_of(const struct ikt_desk_captured *captured, const struct ikt_tunnel *tunnel, int *a)
{
    const struct ikt_address *ends[2] = {&tunnel->a.endpoint.address, &tunnel->b.endpoint.address};
    const GPtrArray *found = NULL;
    for (int i = 0; i < 2; i++) {
        const GPtrArray *pairs = g_hash_table_lookup(captured->by_address, ends[i]);
        if (pairs && (!found || pairs->len < found->len))
            found = pairs;
    }
    for (guint i = 0; found && i < found->len; i++) {
        const struct ikt_pair *pair = found->pdata[i];
        for (int side = 0; side < 2; side++) {
            if (is_at(captured, &pair->side[side], ends[0]) && is_at(captured, &pair->side[1 - side], ends[1])) {
                *a = side;
                return pair;
            }
        }
    }
    return NULL;
}

/* Would its router have begun nothing? Then one that was seen to begin is not as the file says. */
static bool begins_nothing(enum ikt_rule rule)
{
    switch (rule) {
    case IKT_RULE_MAP_NOT_APPLIED:
    case IKT_RULE_ACL_MISSING:
    case IKT_RULE_ACL_WILDCARD_ERROR:
    case IKT_RULE_ACL_DENY_SHADOW:
    case IKT_RULE_ACL_REVERSED:
    case IKT_RULE_TUNNEL_NO_DESTINATION:
    case IKT_RULE_TUNNEL_PROTECTION_MISSING:
    case IKT_RULE_ISAKMP_DISABLED:
    case IKT_RULE_NO_ROUTE:
    case IKT_RULE_TS_MISSING:
    case IKT_RULE_PSK_MISSING:
    case IKT_RULE_NAT_BEFORE_CRYPTO:
        return true;
    default:
        return false;
    }
}

static bool has_finding(const struct ikt_tunnel *tunnel, enum ikt_rule rule)
{
    for (size_t i = 0; i < tunnel->findings.count; i++)
        if (tunnel->findings.items[i]->rule == rule)
            return true;
    return false;
}

static bool is_refuted(const struct ikt_tunnel *tunnel, const struct ikt_finding *finding)
{
    const bool of_a = finding->misconfigured == IKT_MISCONFIGURED_INITIATOR;
    const bool of_b = finding->misconfigured == IKT_MISCONFIGURED_RESPONDER;
    /* who answered has a key */
    if (finding->rule == IKT_RULE_PSK_MISSING &&
        (tunnel->attempts[IKT_OUTCOME_REJECTED] > 0 || tunnel->attempts[IKT_OUTCOME_DELETED] > 0 ||
         (tunnel->attempts[IKT_OUTCOME_INCOMPLETE] > 0 &&
          !has_finding(tunnel, IKT_RULE_ONE_DIRECTION_CAPTURE)))) /* which shows no answers */
        return true;
    return begins_nothing(finding->rule) && ((of_a && tunnel->begun_by[0] > 0) || (of_b && tunnel->begun_by[1] > 0));
}

/* Can the rule be why the wire shows it to fail there? What came up is not what its documents say it lacks. */
static bool fits(const struct ikt_tunnel *tunnel, const struct ikt_finding *finding)
{
    const enum ikt_rule rule = finding->rule;
    const bool of_phase1 = rule == IKT_RULE_PSK_MISSING || rule == IKT_RULE_PSK_MISMATCH ||
                           rule == IKT_RULE_P1_POLICY_MISMATCH || rule == IKT_RULE_P1_EXCHANGE_MODE ||
                           rule == IKT_RULE_ISAKMP_DISABLED || rule == IKT_RULE_PEER_ADDRESS_WRONG ||
                           rule == IKT_RULE_PROFILE_KEYRING_MISMATCH || rule == IKT_RULE_NO_ROUTE;
    const bool of_traffic = rule == IKT_RULE_ROUTING_NO_RETURN || rule == IKT_RULE_NAT_BEFORE_CRYPTO;
    if (finding->likelihood == IKT_LIKELIHOOD_POSSIBLE || finding->severity == IKT_SEVERITY_NOTE ||
        is_refuted(tunnel, finding))
        return false;
    switch (tunnel->where) {
    case IKT_WHERE_PHASE1:
        return !of_traffic && tunnel->phase1_up == 0;
    case IKT_WHERE_XAUTH:
        return rule == IKT_RULE_XAUTH_L2L;
    case IKT_WHERE_PHASE2:
        return !of_phase1 && !of_traffic && rule != IKT_RULE_XAUTH_L2L;
    case IKT_WHERE_TRAFFIC:
        return of_traffic || rule == IKT_RULE_ACL_ON_OUTSIDE;
    default:
        return false;
    }
}

static bool is_told(const struct ikt_tunnel *tunnel, enum ikt_rule rule)
{
    for (size_t i = 0; i < tunnel->findings.count; i++) {
        if (tunnel->findings.items[i]->rule == rule && tunnel->findings.items[i]->likelihood != IKT_LIKELIHOOD_POSSIBLE)
            return true;
    }
    return false;
}

/*
 * Does what the router's filter drops arrive in front of it, at the last place of its way? Then the file says what the
 * two captures show, and nothing but the filter is left between.
 */
static bool arrives_at_filter(const struct ikt_tunnel *tunnel, const struct ikt_finding *finding)
{
    if (!tunnel->transit || finding->rule != IKT_RULE_ACL_ON_OUTSIDE)
        return false;
    const struct ikt_transit_way *peers = &tunnel->transit->ways[finding->misconfigured == IKT_MISCONFIGURED_INITIATOR];
    const struct ikt_transit_count *count =
        &peers->of[tunnel->where == IKT_WHERE_TRAFFIC ? IKT_TRANSIT_ESP : IKT_TRANSIT_PORT_500];
    const struct ikt_transit_way *own = &tunnel->transit->ways[finding->misconfigured != IKT_MISCONFIGURED_INITIATOR];
    const bool answered = tunnel->where == IKT_WHERE_PHASE1 && own->of[IKT_TRANSIT_PORT_500].sent > 0;
    return count->arrived >= ARRIVALS && count->lost == 0 && !answered;
}

/* Behind a cause that the wire names as well, before all that it leaves open. */
static void add(struct ikt_arena *arena, struct ikt_tunnel *tunnel, const struct ikt_finding *const *added,
                size_t count)
{
    const size_t before = tunnel->findings.count;
    const struct ikt_finding **items = ikt_arena_alloc(arena, before + count, sizeof *items);
    bool *by_a = ikt_arena_alloc(arena, before + count, sizeof *by_a);
    const size_t first = tunnel->cause_count > 0 ? 1 : 0;
    size_t at = 0;
    for (size_t i = 0; i < first; i++, at++) {
        items[at] = tunnel->findings.items[i];
        by_a[at] = tunnel->finding_by_a[i];
    }
    for (size_t i = 0; i < count; i++, at++) {
        items[at] = added[i];
        by_a[at] = true;
    }
    for (size_t i = first; i < before; i++, at++) {
        items[at] = tunnel->findings.items[i];
        by_a[at] = tunnel->finding_by_a[i];
    }
    tunnel->findings = (struct ikt_findings){at, items};
    tunnel->finding_by_a = by_a;
}

static void name_cause(struct ikt_arena *arena, struct ikt_tunnel *tunnel)
{
    const struct ikt_finding *first = tunnel->findings.items[0];
    const bool down = tunnel->state == IKT_TUNNEL_DOWN;
    if (tunnel->cause_count > 0 || (down && first->severity != IKT_SEVERITY_ERROR))
        return;
    enum ikt_rule *cause = ikt_arena_alloc(arena, 1, sizeof *cause);
    *cause = first->rule;
    tunnel->causes = cause;
    tunnel->cause_count = 1;
    tunnel->likelihood = first->likelihood;
    tunnel->open_count = 0;
    tunnel->decide_count = 0;
}

static void show_pair(struct ikt_desk_captured *captured, const struct ikt_pair *pair, int a)
{
    struct shown_pair *shown = &captured->shown;
    if (shown->pair == pair && shown->a == a)
        return;
    if (shown->groups)
        g_ptr_array_unref(shown->groups);
    ikt_arena_reset(shown->arena);
    g_array_set_size(shown->findings, 0);
    shown->pair = pair;
    shown->a = a;
    shown->groups = ikt_groups_of(pair, captured->configs);
    if (shown->groups->len == 0) /* of a pair that logs alone speak of */
        g_ptr_array_add(shown->groups, ikt_group_new());
}

/* What the documents show of a group of the pair. */
static struct ikt_findings findings_of(struct ikt_desk_captured *captured, guint group)
{
    struct shown_pair *shown = &captured->shown;
    struct ikt_arena *arena = shown->arena;
    if (group < shown->findings->len)
        return g_array_index(shown->findings, struct ikt_findings, group);
    struct ikt_desk_case *c = ikt_arena_alloc(arena, 1, sizeof *c);
    ikt_desk_case_init(c, arena, captured->configs, shown->pair, shown->groups->pdata[group]);
    /* findings point into it */
    struct ikt_document_case *documents = ikt_arena_alloc(arena, 1, sizeof *documents);
    *documents = c->documents;
    documents->captured = true;
    for (int side = 0; side < 2; side++) {
        documents->side[side] = c->documents.side[side == 0 ? shown->a : 1 - shown->a];
        documents->way[side] = c->documents.way[side == 0 ? shown->a : 1 - shown->a];
    }
    const struct ikt_findings findings = ikt_diagnose_documents(arena, documents);
    g_array_append_val(shown->findings, findings);
    return findings;
}

void ikt_desk_captured_join(struct ikt_desk_captured *captured, struct ikt_arena *arena, struct ikt_tunnel *tunnel)
{
    int a = 0;
    const bool faulty = tunnel->state == IKT_TUNNEL_DOWN || tunnel->state == IKT_TUNNEL_DEGRADED;
    const struct ikt_pair *pair = captured && faulty ? pair_of(captured, tunnel, &a) : NULL;
    if (!pair)
        return;
    show_pair(captured, pair, a);
    g_autoptr(GPtrArray) added = g_ptr_array_new();
    for (guint i = 0; i < captured->shown.groups->len && added->len == 0; i++) {
        const struct ikt_findings findings = findings_of(captured, i);
        for (size_t k = 0; k < findings.count; k++) {
            if (!fits(tunnel, findings.items[k]) || is_told(tunnel, findings.items[k]->rule))
                continue;
            struct ikt_finding *finding = ikt_arena_copy(arena, findings.items[k], sizeof *finding);
            /* a file or a log is of its own day, which the capture's need not be */
            if (finding->likelihood == IKT_LIKELIHOOD_CERTAIN)
                finding->likelihood = IKT_LIKELIHOOD_PROBABLE;
            if (arrives_at_filter(tunnel, finding))
                finding->likelihood = IKT_LIKELIHOOD_CERTAIN;
            g_ptr_array_add(added, finding);
        }
    }
    if (added->len == 0)
        return;
    add(arena, tunnel, (const struct ikt_finding *const *)added->pdata, added->len);
    name_cause(arena, tunnel);
}
