/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_store.h"

#include <string.h>

#include <glib.h>

#include "base/arena.h"
#include "base/hash.h"
#include "documents/log_adopt.h"
#include "documents/log_secret.h"

#define GROUPS_MAX 4096  /* of events that say the same; beyond, what they say is left out of the comparison */
#define TEXTS_MAX  16384 /* beyond, a text is none */

/* An event and what belongs to it alone: a place that is used again when the event is left out. */
struct kept {
    struct ikt_log_event event;
    uint64_t order;
    struct ikt_log_offer offer;
    struct ikt_log_policy phase1;
    struct ikt_log_ipsec_sa show;
    char quote[IKT_LOG_TEXT + 1];
};

struct group {
    uint64_t count;
    struct kept *last[IKT_LOG_LAST]; /* a ring, from the event behind the first ones */
};

struct ikt_log_store {
    struct ikt_arena *arena;
    GHashTable *texts;  /* char *, of the arena */
    GHashTable *groups; /* uint64_t *, of the arena: struct group *, likewise */
    GPtrArray *all;     /* struct kept *, likewise */
    struct ikt_log_event *events;
    uint64_t order, left_out, lost;
};

struct ikt_log_store *ikt_log_store_new(void)
{
    struct ikt_log_store *store = g_new0(struct ikt_log_store, 1);
    store->arena = ikt_arena_new(65536);
    store->texts = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string);
    store->groups = g_hash_table_new(ikt_hash_8, ikt_hash_equal_8);
    store->all = g_ptr_array_new();
    return store;
}

void ikt_log_store_free(struct ikt_log_store *store)
{
    if (!store)
        return;
    g_hash_table_unref(store->texts);
    g_hash_table_unref(store->groups);
    g_ptr_array_unref(store->all);
    ikt_arena_free(store->arena);
    g_free(store->events);
    g_free(store);
}

const char *ikt_log_store_text(struct ikt_log_store *store, struct ikt_bytes text)
{
    char printable[IKT_LOG_TEXT + 1];
    if (ikt_log_printable(ikt_log_before_secret(text), printable, sizeof printable) == 0)
        return NULL;
    char *known = g_hash_table_lookup(store->texts, printable);
    if (known || g_hash_table_size(store->texts) >= TEXTS_MAX) {
        store->lost += !known;
        return known;
    }
    known = ikt_arena_alloc(store->arena, strlen(printable) + 1, 1);
    memcpy(known, printable, strlen(printable) + 1);
    g_hash_table_add(store->texts, known);
    return known;
}

static void add_text(struct ikt_hasher *hasher, const char *text)
{
    ikt_hasher_add_number(hasher, text ? strlen(text) + 1 : 0);
    if (text)
        ikt_hasher_add(hasher, text, strlen(text));
}

/* What an event says, of whom: not when, nor of which exchange. fine: else its kind and pair alone. */
static uint64_t group_of(const struct ikt_log_event *event, bool fine, bool pair)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, event->kind);
    ikt_hasher_add_number(&hasher, (uint64_t)event->notify);
    ikt_hasher_add_number(&hasher,
                          (uint64_t)event->sent * 2 + (uint64_t)event->failed + (fine ? 4 : 0) + (pair ? 8 : 0));
    if (pair) {
        add_text(&hasher, event->router);
        ikt_hasher_add_address(&hasher, &event->local);
        ikt_hasher_add_address(&hasher, &event->remote);
    }
    if (fine) {
        const bool counts = event->kind == IKT_LOG_TIMER || event->kind == IKT_LOG_FILTERED ||
                            event->kind == IKT_LOG_SHOW_ISAKMP_SA || event->kind == IKT_LOG_SHOW_ENGINE ||
                            event->kind == IKT_LOG_SHOW_ACCESS_LIST;
        ikt_hasher_add_number(&hasher, counts ? 0 : (uint64_t)event->number);
        add_text(&hasher, event->name);
        add_text(&hasher, event->text);
        if (event->offer) {
            ikt_hasher_add_address(&hasher, &event->offer->local.low);
            ikt_hasher_add_address(&hasher, &event->offer->local.high);
            ikt_hasher_add_address(&hasher, &event->offer->remote.low);
            ikt_hasher_add_address(&hasher, &event->offer->remote.high);
            ikt_hasher_add_number(&hasher, event->offer->local.protocol);
        }
        if (event->show) {
            ikt_hasher_add_address(&hasher, &event->show->networks.local.low);
            ikt_hasher_add_address(&hasher, &event->show->networks.local.high);
            ikt_hasher_add_address(&hasher, &event->show->networks.remote.low);
            ikt_hasher_add_address(&hasher, &event->show->networks.remote.high);
        }
    }
    return ikt_hasher_end(&hasher);
}

/* is_coarse: events of it may say different things. */
static struct group *find_group(struct ikt_log_store *store, const struct ikt_log_event *event, bool *is_coarse)
{
    struct group *group = NULL;
    for (int coarse = 0; coarse < 3 && !group; coarse++) {
        *is_coarse = coarse > 0;
        const uint64_t key = group_of(event, coarse == 0, coarse < 2);
        group = g_hash_table_lookup(store->groups, &key);
        if (group || g_hash_table_size(store->groups) >= GROUPS_MAX * (unsigned)(coarse + 1))
            continue;
        uint64_t *copy = ikt_arena_alloc(store->arena, 1, sizeof *copy);
        *copy = key;
        group = ikt_arena_alloc(store->arena, 1, sizeof *group);
        g_hash_table_insert(store->groups, copy, group);
    }
    return group;
}

static struct kept *place(struct ikt_log_store *store, struct group *group, bool is_coarse)
{
    struct kept **ring = NULL;
    if (group->count++ >= IKT_LOG_FIRST)
        ring = &group->last[(group->count - 1 - IKT_LOG_FIRST) % IKT_LOG_LAST];
    if (ring && *ring) {
        store->left_out++;
        store->lost += is_coarse;
        return *ring;
    }
    struct kept *kept = ikt_arena_alloc(store->arena, 1, sizeof *kept);
    g_ptr_array_add(store->all, kept);
    if (ring)
        *ring = kept;
    return kept;
}

void ikt_log_store_add(struct ikt_log_store *store, const struct ikt_log_event *event, struct ikt_bytes quote)
{
    bool is_coarse;
    struct group *group = find_group(store, event, &is_coarse);
    if (!group) {
        store->left_out++;
        store->lost++;
        return;
    }
    struct kept *kept = place(store, group, is_coarse);
    kept->event = *event;
    kept->order = store->order++;
    if (event->offer) {
        kept->offer = *event->offer;
        kept->event.offer = &kept->offer;
    }
    if (event->phase1) {
        kept->phase1 = *event->phase1;
        kept->event.phase1 = &kept->phase1;
    }
    if (event->show) {
        kept->show = *event->show;
        kept->event.show = &kept->show;
    }
    ikt_log_quote(quote, kept->quote, sizeof kept->quote);
}

static int compare(gconstpointer a, gconstpointer b)
{
    const struct kept *const *first = a, *const *second = b;
    if ((*first)->event.line != (*second)->event.line)
        return (*first)->event.line < (*second)->event.line ? -1 : 1;
    return (*first)->order < (*second)->order ? -1 : 1;
}

void ikt_log_store_end(struct ikt_log_store *store, struct ikt_log *log)
{
    g_ptr_array_sort(store->all, compare);
    store->events = g_new(struct ikt_log_event, MAX(1, store->all->len));
    for (guint i = 0; i < store->all->len; i++)
        store->events[i] = ((const struct kept *)store->all->pdata[i])->event;
    ikt_log_adopt(store->events, store->all->len);
    log->events = store->events;
    log->count = store->all->len;
    log->left_out = store->left_out;
    log->lost = store->lost;
}

const char *ikt_log_store_line(const struct ikt_log_store *store, unsigned line)
{
    size_t low = 0, high = store->all->len;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (((const struct kept *)store->all->pdata[middle])->event.line < line)
            low = middle + 1;
        else
            high = middle;
    }
    const struct kept *kept = low < store->all->len ? store->all->pdata[low] : NULL;
    return kept && kept->event.line == line ? kept->quote : NULL;
}
