/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/log_sides.h"

#include "base/hash.h"

struct joining {
    const struct ikt_configs *configs;
    GPtrArray *pairs;
    guint of_configs;       /* the first ones of these are of configurations */
    GHashTable *by_config;  /* number + 1: GPtrArray of pairs with that side */
    GHashTable *by_address; /* struct ikt_address: likewise */
    GHashTable *by_id;      /* message ID: struct spoken */
};

/* A log that names a message ID, and whose it is. */
struct spoken {
    struct ikt_pair *pair;
    int side;
};

static bool is_known(const struct ikt_address *address)
{
    return address->family != IKT_FAMILY_NONE;
}

static void file_under(GHashTable *table, gpointer key, struct ikt_pair *pair)
{
    GPtrArray *list = g_hash_table_lookup(table, key);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    }
    if (list->len == 0 || g_ptr_array_index(list, list->len - 1) != pair)
        g_ptr_array_add(list, pair);
}

static void file_pair(struct joining *j, struct ikt_pair *pair)
{
    for (int i = 0; i < 2; i++) {
        struct ikt_pair_side *side = &pair->side[i];
        if (side->config != IKT_CONFIGS_MAX)
            file_under(j->by_config, GSIZE_TO_POINTER(side->config + 1), pair);
        if (is_known(&side->address))
            file_under(j->by_address, &side->address, pair);
        if (is_known(&side->named))
            file_under(j->by_address, &side->named, pair);
    }
}

static bool is_writer(const struct ikt_pair_side *side, const struct ikt_log_pair *log)
{
    if (log->config != IKT_CONFIGS_MAX && side->config != IKT_CONFIGS_MAX)
        return side->config == log->config;
    return is_known(&log->local) &&
           (ikt_address_equal(&side->address, &log->local) || ikt_address_equal(&side->named, &log->local));
}

static bool has_link_to(const struct ikt_pair_side *side, const struct ikt_address *peer)
{
    for (guint i = 0; i < side->links->len; i++)
        if (ikt_address_equal(&g_array_index(side->links, const struct ikt_link *, i)->peer, peer))
            return true;
    return false;
}

/* How well the log's peer is the other side: 0: not at all. */
static int likeness(const struct joining *j, const struct ikt_pair *pair, int writer, const struct ikt_log_pair *log)
{
    const struct ikt_pair_side *own = &pair->side[writer], *other = &pair->side[1 - writer];
    if (!is_known(&log->remote))
        return 1;
    if (ikt_address_equal(&other->address, &log->remote) || ikt_address_equal(&other->named, &log->remote))
        return 5;
    if (other->config != IKT_CONFIGS_MAX && ikt_configs_has(j->configs, other->config, &log->remote))
        return 4;
    if (own->may_be_nat && has_link_to(own, &log->remote))
        return 3;
    return other->config == IKT_CONFIGS_MAX && !is_known(&other->address) ? 2 : 0;
}

static void speak(struct joining *j, struct ikt_pair *pair, int side)
{
    const struct ikt_log_pair *log = pair->side[side].log;
    for (size_t i = 0; i < log->quick_mode_count; i++) {
        for (unsigned n = 0; n < log->quick_modes[i].id_count; n++) {
            const gpointer key = GUINT_TO_POINTER(log->quick_modes[i].ids[n].message_id);
            if (g_hash_table_contains(j->by_id, key))
                continue;
            struct spoken *spoken = g_new(struct spoken, 1);
            *spoken = (struct spoken){pair, side};
            g_hash_table_insert(j->by_id, key, spoken);
        }
    }
}

static struct ikt_pair *copy_of(struct joining *j, const struct ikt_pair *pair)
{
    struct ikt_pair *copy = g_new(struct ikt_pair, 1);
    *copy = *pair;
    copy->order = j->pairs->len;
    for (int i = 0; i < 2; i++) {
        copy->side[i].log = NULL;
        copy->side[i].links = g_array_new(FALSE, FALSE, sizeof(const struct ikt_link *));
        g_array_append_vals(copy->side[i].links, pair->side[i].links->data, pair->side[i].links->len);
    }
    g_ptr_array_add(j->pairs, copy);
    return copy;
}

/* Of who takes any peer, each peer that a log names is one. */
static struct ikt_pair *named_one(struct joining *j, struct ikt_pair *pair, int writer, const struct ikt_log_pair *log)
{
    if (pair->side[writer].log)
        pair = copy_of(j, pair);
    pair->side[1 - writer].address = log->remote;
    file_pair(j, pair);
    return pair;
}

static void give(struct joining *j, struct ikt_pair *pair, int writer, const struct ikt_log_pair *log)
{
    struct ikt_pair_side *own = &pair->side[writer];
    if (!own->log)
        own->log = log;
    if (!is_known(&own->address))
        own->address = log->local;
    speak(j, pair, writer);
}

/* The pair among these that fits best. False: none. */
static bool give_to_best(struct joining *j, const GPtrArray *list, const struct ikt_log_pair *log)
{
    struct ikt_pair *best = NULL;
    int best_writer = 0, best_likeness = 0;
    for (guint i = 0; list && i < list->len; i++) {
        struct ikt_pair *pair = g_ptr_array_index(list, i);
        for (int writer = 0; writer < 2; writer++) {
            if (!is_writer(&pair->side[writer], log))
                continue;
            const int like = likeness(j, pair, writer, log);
            if (like <= best_likeness)
                continue;
            best = pair;
            best_writer = writer;
            best_likeness = like;
        }
    }
    if (!best)
        return false;
    if (best_likeness == 2)
        best = named_one(j, best, best_writer, log);
    give(j, best, best_writer, log);
    return true;
}

static bool join_by_ends(struct joining *j, const struct ikt_log_pair *log)
{
    if (log->config != IKT_CONFIGS_MAX &&
        give_to_best(j, g_hash_table_lookup(j->by_config, GSIZE_TO_POINTER(log->config + 1)), log))
        return true;
    return is_known(&log->local) && give_to_best(j, g_hash_table_lookup(j->by_address, &log->local), log);
}

/* Both logs name one Quick Mode: they are of its two ends. */
static bool join_by_ids(struct joining *j, const struct ikt_log_pair *log)
{
    for (size_t i = 0; i < log->quick_mode_count; i++) {
        for (unsigned n = 0; n < log->quick_modes[i].id_count; n++) {
            const struct ikt_log_id *id = &log->quick_modes[i].ids[n];
            const struct spoken *spoken = g_hash_table_lookup(j->by_id, GUINT_TO_POINTER(id->message_id));
            struct ikt_pair_side *side = spoken ? &spoken->pair->side[1 - spoken->side] : NULL;
            if (!side || side->log)
                continue;
            give(j, spoken->pair, 1 - spoken->side, log);
            if (side->config == IKT_CONFIGS_MAX)
                side->config = log->config;
            return true;
        }
    }
    return false;
}

static void join_alone(struct joining *j, const struct ikt_log_pair *log)
{
    struct ikt_pair *pair = g_new0(struct ikt_pair, 1);
    for (int i = 0; i < 2; i++)
        pair->side[i].links = g_array_new(FALSE, FALSE, sizeof(const struct ikt_link *));
    const size_t remote = is_known(&log->remote) ? ikt_configs_of(j->configs, &log->remote) : IKT_CONFIGS_MAX;
    /* of logs alone A is who began first, as far as it is told; else the first configuration is A's */
    const bool peer_began = log->begun.first_here == IKT_NO && log->config == IKT_CONFIGS_MAX;
    const int own = peer_began && is_known(&log->remote) ? 1 : 0;
    pair->side[own].config = log->config;
    pair->side[own].address = log->local;
    pair->side[1 - own].config = remote;
    pair->side[1 - own].address = log->remote;
    pair->order = j->pairs->len;
    g_ptr_array_add(j->pairs, pair);
    file_pair(j, pair);
    give(j, pair, own, log);
}

static void free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

void ikt_pairs_take_logs(GPtrArray *pairs, const struct ikt_configs *configs, const struct ikt_log_pairs *logs)
{
    struct joining j = {
        .configs = configs,
        .pairs = pairs,
        .by_config = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, free_list),
        .by_address = g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, NULL, free_list),
        .by_id = g_hash_table_new_full(ikt_hash_direct, ikt_hash_equal_direct, NULL, g_free),
    };
    for (guint i = 0; i < pairs->len; i++)
        file_pair(&j, g_ptr_array_index(pairs, i));
    for (size_t i = 0; i < logs->count; i++) {
        const struct ikt_log_pair *log = &logs->items[i];
        if (!join_by_ends(&j, log) && !join_by_ids(&j, log))
            join_alone(&j, log);
    }
    g_hash_table_unref(j.by_config);
    g_hash_table_unref(j.by_address);
    g_hash_table_unref(j.by_id);
}
