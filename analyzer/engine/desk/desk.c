/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/desk.h"

#include "desk/desk_verdict.h"
#include "desk/log_sides.h"
#include "desk/logs_left_out.h"

/* Each tunnel is held against all entries of its two routers: what it costs, and how much of that is spent in all. */
#define WORK_MOST 40000000

struct desk {
    uint64_t *sizes; /* of each configuration: entries and interfaces */
    uint64_t work;
    const struct ikt_configs *configs;
    const struct ikt_sink *sink;
    void *user;
    uint32_t ordinal; /* of the last finding */
    struct ikt_desk_counts counts;
};

static void number(struct desk *desk, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        ((struct ikt_finding *)findings->items[i])->ordinal = ++desk->ordinal; /* the arena's, that is ours */
}

static void tell(struct desk *desk, const struct ikt_pair *pair, const struct ikt_group *group)
{
    for (int side = 0; side < 2; side++)
        desk->work += pair->side[side].config != IKT_CONFIGS_MAX ? desk->sizes[pair->side[side].config] : 1;
    if (desk->counts.tunnels >= IKT_DESK_TUNNELS || desk->work > WORK_MOST) {
        desk->counts.left_out++;
        return;
    }
    struct ikt_arena *arena = ikt_arena_new(8000);
    struct ikt_desk_case *c = ikt_arena_alloc(arena, 1, sizeof *c);
    ikt_desk_case_init(c, arena, desk->configs, pair, group);
    struct ikt_tunnel tunnel;
    ikt_desk_tell(arena, c, &tunnel);
    number(desk, &tunnel.findings);
    desk->counts.tunnels++;
    if (desk->sink->tunnel)
        desk->sink->tunnel(desk->user, &tunnel);
    ikt_arena_free(arena);
}

static uint64_t size_of(const struct ikt_router *router)
{
    uint64_t size = 1;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        size++;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        size++;
    return size;
}

struct ikt_desk_counts ikt_desk_judge(const struct ikt_configs *configs, const struct ikt_logs *logs,
                                      const struct ikt_sink *sink, void *user)
{
    struct desk desk = {.configs = configs, .sink = sink, .user = user};
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct ikt_link));
    desk.sizes = g_new(uint64_t, MAX(1, ikt_configs_count(configs)));
    for (size_t i = 0; i < ikt_configs_count(configs); i++) {
        desk.sizes[i] = size_of(ikt_configs_router(configs, i));
        if (!ikt_links_of(ikt_configs_router(configs, i), i, links))
            desk.counts.left_out++;
    }
    g_autoptr(GPtrArray) pairs = ikt_pairs_of(configs, links);
    struct ikt_arena *arena = ikt_arena_new(ikt_logs_count(logs) > 0 ? 64000 : 16);
    const struct ikt_log_pairs log_pairs = ikt_log_pairs(arena, logs, configs);
    ikt_pairs_take_logs(pairs, configs, &log_pairs);
    ikt_logs_left_out(&log_pairs, desk.counts.logs_left_out);
    for (guint i = 0; i < pairs->len; i++) {
        g_autoptr(GPtrArray) groups = ikt_groups_of(pairs->pdata[i], configs);
        if (groups->len == 0)
            g_ptr_array_add(groups, ikt_group_new());
        for (guint k = 0; k < groups->len; k++)
            tell(&desk, pairs->pdata[i], groups->pdata[k]);
    }
    ikt_arena_free(arena);
    g_free(desk.sizes);
    return desk.counts;
}
