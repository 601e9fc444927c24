/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/desk.h"

#include "desk/desk_verdict.h"
#include "desk/log_sides.h"

struct desk {
    const struct ikt_configs *configs;
    const struct ikt_sink *sink;
    void *user;
    uint32_t ordinal; /* of the last finding */
    struct ikt_desk_counts counts;
};

static const struct ikt_desk_line *first_line(const struct ikt_group *group, int side)
{
    return group->lines[side]->len > 0 ? &g_array_index(group->lines[side], struct ikt_desk_line, 0) : NULL;
}

static struct ikt_document_side side_of(const struct desk *desk, struct ikt_arena *arena, const struct ikt_pair *pair,
                                        const struct ikt_group *group, int side)
{
    const struct ikt_pair_side *it = &pair->side[side];
    const struct ikt_desk_line *line = first_line(group, side);
    const struct ikt_link *link = line                 ? line->link
                                  : it->links->len > 0 ? g_array_index(it->links, const struct ikt_link *, 0)
                                                       : NULL;
    struct ikt_document_side out = {.address = it->address, .named = it->named};
    if (it->config != IKT_CONFIGS_MAX) {
        out.router = ikt_configs_router(desk->configs, it->config);
        out.config = (uint16_t)it->config;
        out.bound = ikt_configs_bound(desk->configs, it->config);
    }
    out.takes_any = it->takes_any;
    out.may_be_nat = it->may_be_nat;
    out.misnamed = it->misnamed;
    if (link) {
        out.entry = link->entry;
        out.interface = link->interface;
        out.peer_line = link->peer_line;
    }
    if (line) {
        out.line = line->line;
        out.networks = line->networks;
    }
    out.log = it->log;
    if (!link && it->log)
        out.networks = ikt_logged_networks(it->log);
    const struct ikt_address *address = it->address.family != IKT_FAMILY_NONE ? &out.address : &out.named;
    const char *hostname = it->config != IKT_CONFIGS_MAX ? ikt_configs_hostname(desk->configs, it->config)
                           : it->log                     ? it->log->hostname
                                                         : NULL;
    out.name = address->family != IKT_FAMILY_NONE ? ikt_address_of(IKT_KEEP(arena, address))
               : hostname                         ? ikt_text(arena, hostname)
                                                  : ikt_words("its peer");
    return out;
}

static void number(struct desk *desk, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        ((struct ikt_finding *)findings->items[i])->ordinal = ++desk->ordinal; /* the arena's, that is ours */
}

static void tell(struct desk *desk, const struct ikt_pair *pair, const struct ikt_group *group)
{
    if (desk->counts.tunnels >= IKT_DESK_TUNNELS) {
        desk->counts.left_out++;
        return;
    }
    struct ikt_arena *arena = ikt_arena_new(8000);
    struct ikt_desk_case *c = ikt_arena_alloc(arena, 1, sizeof *c);
    c->configs = desk->configs;
    c->pair = pair;
    c->group = group;
    c->documents.arena = arena;
    for (int side = 0; side < 2; side++) {
        c->documents.side[side] = side_of(desk, arena, pair, group, side);
        ikt_play(arena, desk->configs, pair, group, side, &c->plays[side]);
        c->documents.way[side] = c->plays[side].way;
    }
    const struct ikt_proxies *own = &c->documents.side[0].networks, *theirs = &c->documents.side[1].networks;
    const struct ikt_proxies networks = own->initiator.known ? *own : ikt_proxies_swap(theirs);
    c->logged_count = ikt_logged_quicks(arena, desk->configs, pair, &networks, c->logged);
    struct ikt_tunnel tunnel;
    ikt_desk_tell(arena, c, &tunnel);
    number(desk, &tunnel.findings);
    desk->counts.tunnels++;
    if (desk->sink->tunnel)
        desk->sink->tunnel(desk->user, &tunnel);
    ikt_arena_free(arena);
}

struct ikt_desk_counts ikt_desk_judge(const struct ikt_configs *configs, const struct ikt_logs *logs,
                                      const struct ikt_sink *sink, void *user)
{
    struct desk desk = {.configs = configs, .sink = sink, .user = user};
    g_autoptr(GArray) links = g_array_new(FALSE, FALSE, sizeof(struct ikt_link));
    for (size_t i = 0; i < ikt_configs_count(configs); i++) {
        if (!ikt_links_of(ikt_configs_router(configs, i), i, links))
            desk.counts.left_out++;
    }
    g_autoptr(GPtrArray) pairs = ikt_pairs_of(configs, links);
    struct ikt_arena *arena = ikt_arena_new(ikt_logs_count(logs) > 0 ? 64000 : 16);
    const struct ikt_log_pairs log_pairs = ikt_log_pairs(arena, logs, configs);
    ikt_pairs_take_logs(pairs, configs, &log_pairs);
    desk.counts.left_out += log_pairs.more;
    for (guint i = 0; i < pairs->len; i++) {
        g_autoptr(GPtrArray) groups = ikt_groups_of(pairs->pdata[i]);
        if (groups->len == 0)
            g_ptr_array_add(groups, ikt_group_new());
        for (guint k = 0; k < groups->len; k++)
            tell(&desk, pairs->pdata[i], groups->pdata[k]);
    }
    ikt_arena_free(arena);
    return desk.counts;
}
