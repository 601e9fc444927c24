/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "known_tunnels.h"

#include <string.h>

/* Of all; beyond it the pair that was heard of first is forgotten, and told anew when it moves. */
#define LARGEST 100000
/* Of a verdict: more causes than these change nothing. */
#define CAUSES 4

struct verdict {
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    bool ended;
    enum ikt_likelihood likelihood;
    size_t cause_count;
    enum ikt_rule causes[CAUSES];
};

struct known {
    uint64_t number;
    uint64_t own_sequence;
    bool told; /* its verdict was */
    struct verdict verdict;
};

struct pair {
    struct ikt_address address[2]; /* the lower one first */
    GArray *tunnels;               /* struct known */
};

struct ikt_known_tunnels {
    GTree *pairs; /* struct pair, by itself */
    GQueue order; /* the same, as they were heard of first */
    uint64_t count, numbers;
};

static gint compare(gconstpointer a, gconstpointer b, gpointer user)
{
    const struct pair *one = a, *other = b;
    (void)user;
    const int first = ikt_address_compare(&one->address[0], &other->address[0]);
    return first != 0 ? first : ikt_address_compare(&one->address[1], &other->address[1]);
}

static void pair_free(gpointer data)
{
    struct pair *pair = data;
    g_array_unref(pair->tunnels);
    g_free(pair);
}

struct ikt_known_tunnels *ikt_known_tunnels_new(void)
{
    struct ikt_known_tunnels *known = g_new0(struct ikt_known_tunnels, 1);
    known->pairs = g_tree_new_full(compare, NULL, pair_free, NULL);
    g_queue_init(&known->order);
    return known;
}

void ikt_known_tunnels_free(struct ikt_known_tunnels *known)
{
    g_queue_clear(&known->order);
    g_tree_destroy(known->pairs);
    g_free(known);
}

static void forget_first(struct ikt_known_tunnels *known)
{
    struct pair *pair = g_queue_pop_head(&known->order);
    known->count -= pair->tunnels->len;
    g_tree_remove(known->pairs, pair);
}

static struct pair *pair_of(struct ikt_known_tunnels *known, const struct ikt_tunnel *tunnel)
{
    const struct ikt_address *a = &tunnel->a.endpoint.address, *b = &tunnel->b.endpoint.address;
    const bool swap = ikt_address_compare(a, b) > 0;
    struct pair key = {.address = {swap ? *b : *a, swap ? *a : *b}};
    struct pair *pair = g_tree_lookup(known->pairs, &key);
    if (pair)
        return pair;
    while (known->count >= LARGEST && known->order.length > 0)
        forget_first(known);
    pair = g_new(struct pair, 1);
    *pair = key;
    pair->tunnels = g_array_new(FALSE, FALSE, sizeof(struct known));
    g_tree_insert(known->pairs, pair, pair);
    g_queue_push_tail(&known->order, pair);
    return pair;
}

/* A pair whose phase 1 fails has one tunnel without a Quick Mode; its first Quick Mode is that tunnel's. */
static struct known *find(struct ikt_known_tunnels *known, struct pair *pair, uint64_t own_sequence)
{
    struct known *without = NULL;
    for (guint i = 0; i < pair->tunnels->len; i++) {
        struct known *one = &g_array_index(pair->tunnels, struct known, i);
        if (one->own_sequence == own_sequence)
            return one;
        if (one->own_sequence == 0)
            without = one;
    }
    if (without) {
        without->own_sequence = own_sequence;
        return without;
    }
    const struct known fresh = {.number = ++known->numbers, .own_sequence = own_sequence};
    known->count++;
    g_array_append_val(pair->tunnels, fresh);
    return &g_array_index(pair->tunnels, struct known, pair->tunnels->len - 1);
}

static struct verdict verdict_of(const struct ikt_tunnel *tunnel)
{
    struct verdict verdict = {
        .state = tunnel->state,
        .where = tunnel->where,
        .ended = tunnel->ended,
        .likelihood = tunnel->cause_count > 0 ? tunnel->likelihood : IKT_LIKELIHOOD_COUNT,
        .cause_count = MIN(tunnel->cause_count, CAUSES),
    };
    for (size_t i = 0; i < verdict.cause_count; i++)
        verdict.causes[i] = tunnel->causes[i];
    return verdict;
}

static bool are_equal(const struct verdict *a, const struct verdict *b)
{
    return a->state == b->state && a->where == b->where && a->ended == b->ended && a->likelihood == b->likelihood &&
           a->cause_count == b->cause_count && memcmp(a->causes, b->causes, a->cause_count * sizeof *a->causes) == 0;
}

bool ikt_known_tunnels_take(struct ikt_known_tunnels *known, const struct ikt_tunnel *tunnel,
                            struct ikt_report_change *out)
{
    struct known *one = find(known, pair_of(known, tunnel), tunnel->own_sequence);
    const struct verdict verdict = verdict_of(tunnel);
    out->number = one->number;
    out->was = one->told ? ikt_tunnel_state_name(one->verdict.state) : NULL;
    const bool changed = one->told ? !are_equal(&one->verdict, &verdict) : verdict.state != IKT_TUNNEL_UNJUDGED;
    one->told = one->told || changed;
    one->verdict = verdict;
    return changed;
}
