/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/desk_case.h"

#include "desk/log_sides.h"

static const struct ikt_desk_line *first_line(const struct ikt_group *group, int side)
{
    return group->lines[side]->len > 0 ? &g_array_index(group->lines[side], struct ikt_desk_line, 0) : NULL;
}

static struct ikt_document_side side_of(const struct ikt_configs *configs, struct ikt_arena *arena,
                                        const struct ikt_pair *pair, const struct ikt_group *group, int side)
{
    const struct ikt_pair_side *it = &pair->side[side];
    const struct ikt_desk_line *line = first_line(group, side);
    const struct ikt_link *link = line                 ? line->link
                                  : it->links->len > 0 ? g_array_index(it->links, const struct ikt_link *, 0)
                                                       : NULL;
    struct ikt_document_side out = {.address = it->address, .named = it->named};
    if (it->config != IKT_CONFIGS_MAX) {
        out.router = ikt_configs_router(configs, it->config);
        out.config = (uint16_t)it->config;
        out.bound = ikt_configs_bound(configs, it->config);
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
    const char *hostname = it->config != IKT_CONFIGS_MAX ? ikt_configs_hostname(configs, it->config)
                           : it->log                     ? it->log->hostname
                                                         : NULL;
    out.name = address->family != IKT_FAMILY_NONE ? ikt_address_of(IKT_KEEP(arena, address))
               : hostname                         ? ikt_text(arena, hostname)
                                                  : ikt_words("its peer");
    return out;
}

void ikt_desk_case_init(struct ikt_desk_case *c, struct ikt_arena *arena, const struct ikt_configs *configs,
                        const struct ikt_pair *pair, const struct ikt_group *group)
{
    c->configs = configs;
    c->pair = pair;
    c->group = group;
    c->documents.arena = arena;
    for (int side = 0; side < 2; side++) {
        c->documents.side[side] = side_of(configs, arena, pair, group, side);
        ikt_play(arena, configs, pair, group, side, &c->plays[side]);
        c->documents.way[side] = c->plays[side].way;
    }
    c->documents.captured =
        ikt_document_is_reached(&c->documents.side[0]) || ikt_document_is_reached(&c->documents.side[1]);
    const struct ikt_proxies *own = &c->documents.side[0].networks, *theirs = &c->documents.side[1].networks;
    const struct ikt_proxies networks = own->initiator.known ? *own : ikt_proxies_swap(theirs);
    c->logged_count = ikt_logged_quicks(arena, configs, pair, &networks, c->logged);
}
