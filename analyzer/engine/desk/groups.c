/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/groups.h"

#include <string.h>

#define GRE   47 /* IANA */
#define PEERS 16 /* of an entry, whose configurations are looked at */

static struct ikt_proxy host(const struct ikt_address *address, uint8_t protocol)
{
    return (struct ikt_proxy){*address, *address, protocol, 0, address->family != IKT_FAMILY_NONE};
}

static struct ikt_proxy anything(void)
{
    static const uint8_t low[4] = {0}, high[4] = {255, 255, 255, 255};
    return (struct ikt_proxy){ikt_address_ipv4(low), ikt_address_ipv4(high), 0, 0, true};
}

static struct ikt_proxy end_of(const struct ikt_router_acl_line *line, const struct ikt_router_end *end)
{
    return (struct ikt_proxy){end->low, end->high, line->protocol, end->port, !line->unclear};
}

static void add_acl(const struct ikt_link *link, GArray *out)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(link->router, link->entry->acl.text);
    const guint before = out->len;
    for (const struct ikt_router_acl_line *one = acl ? acl->lines : NULL; one && out->len <= IKT_GROUP_LINES;
         one = one->next) {
        if (!one->permit)
            continue;
        const struct ikt_desk_line line = {
            link, one->line, {end_of(one, &one->source), end_of(one, &one->destination)}};
        g_array_append_val(out, line);
    }
    if (out->len == before) {
        const struct ikt_desk_line none = {.link = link};
        g_array_append_val(out, none);
    }
}

/* What it has for an address of the other side. */
static void add_link(const struct ikt_link *link, const struct ikt_address *other, GArray *out)
{
    if (link->kind == IKT_LINK_ENTRY || link->kind == IKT_LINK_DYNAMIC) {
        add_acl(link, out);
        return;
    }
    const struct ikt_address *peer = link->peer.family != IKT_FAMILY_NONE ? &link->peer : other;
    struct ikt_desk_line line = {.link = link, .line = link->interface->protection.line};
    if (link->interface->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC)
        line.networks = (struct ikt_proxies){anything(), anything()};
    else if (link->interface->tunnel_mode != IKT_ROUTER_TUNNEL_OTHER)
        line.networks = (struct ikt_proxies){host(&link->local, GRE), host(peer, GRE)};
    g_array_append_val(out, line);
}

static GArray *lines_of(const struct ikt_pair *pair, int side)
{
    const struct ikt_pair_side *one = &pair->side[side], *other = &pair->side[1 - side];
    GArray *out = g_array_new(FALSE, FALSE, sizeof(struct ikt_desk_line));
    for (guint i = 0; i < one->links->len && out->len <= IKT_GROUP_LINES; i++)
        add_link(g_array_index(one->links, const struct ikt_link *, i), &other->address, out);
    return out;
}

/* The tunnels while they are put together: to which each line belongs. */
struct grouping {
    const GArray *lines[2];
    guint *of; /* of A's lines, then of B's: the first line of its tunnel */
    guint count;
};

static const struct ikt_desk_line *line_at(const struct grouping *g, guint place)
{
    const guint first = g->lines[0]->len;
    return place < first ? &g_array_index(g->lines[0], struct ikt_desk_line, place)
                         : &g_array_index(g->lines[1], struct ikt_desk_line, place - first);
}

static guint root_of(struct grouping *g, guint place)
{
    while (g->of[place] != place) {
        g->of[place] = g->of[g->of[place]];
        place = g->of[place];
    }
    return place;
}

static void unite(struct grouping *g, guint one, guint other)
{
    one = root_of(g, one);
    other = root_of(g, other);
    g->of[MAX(one, other)] = MIN(one, other);
}

/* Do a line of A and one of B speak of the same traffic? half: of one network alone will do. */
static bool agree(const struct ikt_desk_line *a, const struct ikt_desk_line *b, bool half)
{
    const struct ikt_proxies mirror = ikt_proxies_swap(&b->networks);
    const enum ikt_relation relation = ikt_proxies_relation(&a->networks, &mirror);
    if (relation != IKT_RELATION_DISJOINT && relation != IKT_RELATION_UNKNOWN)
        return true;
    if (!half)
        return false;
    const enum ikt_relation addresses[2] = {ikt_proxy_addresses(&a->networks.initiator, &mirror.initiator),
                                            ikt_proxy_addresses(&a->networks.responder, &mirror.responder)};
    return addresses[0] == IKT_RELATION_EQUAL || addresses[1] == IKT_RELATION_EQUAL;
}

static void unite_all(struct grouping *g, bool half)
{
    const guint first = g->lines[0]->len;
    g_autofree bool *joined = g_new0(bool, MAX(1, g->count));
    for (guint a = 0; half && a < g->count; a++) {
        const guint root = root_of(g, a);
        if (root != a)
            joined[a] = joined[root] = true;
    }
    for (guint a = 0; a < first; a++) {
        for (guint b = first; b < g->count; b++) {
            if (!joined[a] && !joined[b] && agree(line_at(g, a), line_at(g, b), half)) {
                unite(g, a, b);
                if (half)
                    joined[a] = joined[b] = true;
            }
        }
    }
}

/* Is this line in a tunnel by itself? */
static bool is_single(struct grouping *g, guint place)
{
    for (guint i = 0; i < g->count; i++) {
        if (i != place && root_of(g, i) == root_of(g, place))
            return false;
    }
    return true;
}

/* One line of each side is left over: they are meant for each other, whatever they say. */
static void unite_leftovers(struct grouping *g)
{
    const guint first = g->lines[0]->len;
    guint left[2] = {0}, place[2] = {0};
    for (guint i = 0; i < g->count; i++) {
        if (is_single(g, i)) {
            left[i < first ? 0 : 1]++;
            place[i < first ? 0 : 1] = i;
        }
    }
    if (left[0] == 1 && left[1] == 1)
        unite(g, place[0], place[1]);
}

struct ikt_group *ikt_group_new(void)
{
    struct ikt_group *group = g_new(struct ikt_group, 1);
    for (int side = 0; side < 2; side++)
        group->lines[side] = g_array_new(FALSE, FALSE, sizeof(struct ikt_desk_line));
    return group;
}

void ikt_group_free(gpointer data)
{
    struct ikt_group *group = data;
    g_array_unref(group->lines[0]);
    g_array_unref(group->lines[1]);
    g_free(group);
}

static GPtrArray *collect(struct grouping *g)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(ikt_group_free);
    g_autofree struct ikt_group **of = g_new0(struct ikt_group *, MAX(1, g->count));
    for (guint i = 0; i < g->count; i++) {
        const guint root = root_of(g, i);
        if (!of[root]) {
            of[root] = ikt_group_new();
            g_ptr_array_add(groups, of[root]);
        }
        g_array_append_vals(of[root]->lines[i < g->lines[0]->len ? 0 : 1], line_at(g, i), 1);
    }
    return groups;
}

/* A side whose statements are for nobody in particular, or whose peer is not known, has one tunnel. */
static bool is_one(const struct ikt_pair *pair, const GArray *const lines[2])
{
    return pair->side[0].config == IKT_CONFIGS_MAX || pair->side[1].config == IKT_CONFIGS_MAX ||
           lines[0]->len > IKT_GROUP_LINES || lines[1]->len > IKT_GROUP_LINES;
}

/* What takes any peer belongs to each tunnel of those that come to it. */
static void drop_unasked(GPtrArray *groups, int side)
{
    for (guint i = groups->len; i > 0; i--) {
        const struct ikt_group *group = groups->pdata[i - 1];
        if (groups->len > 1 && group->lines[1 - side]->len == 0)
            g_ptr_array_remove_index(groups, i - 1);
    }
}

/* Does a list of this router permit the mirror of these networks? */
static bool mirrors(const struct ikt_router *router, const struct ikt_proxies *networks)
{
    for (const struct ikt_router_acl *acl = router->acls; acl; acl = acl->next) {
        if (acl->count > IKT_GROUP_LINES)
            continue;
        for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
            const struct ikt_proxies mirror = {end_of(line, &line->destination), end_of(line, &line->source)};
            if (line->permit && ikt_proxies_relation(&mirror, networks) == IKT_RELATION_EQUAL)
                return true;
        }
    }
    return false;
}

/* Is a line of an entry with several peers meant for another of them, whose configuration has its mirror? */
static bool is_for_another(const struct ikt_desk_line *line, const struct ikt_pair_side *other,
                           const struct ikt_configs *configs)
{
    const struct ikt_router_names *peer = line->link->entry ? line->link->entry->peers : NULL;
    for (unsigned looked = 0; peer && looked < PEERS; peer = peer->next, looked++) {
        const size_t config = ikt_configs_of(configs, &peer->address);
        const struct ikt_router *router = config == other->config ? NULL : ikt_configs_router(configs, config);
        if (router && mirrors(router, &line->networks))
            return true;
    }
    return false;
}

static void drop_for_others(GPtrArray *groups, const struct ikt_pair *pair, int side, const struct ikt_configs *configs)
{
    for (guint i = groups->len; i > 0 && groups->len > 1; i--) {
        const struct ikt_group *group = groups->pdata[i - 1];
        bool all = group->lines[1 - side]->len == 0;
        for (guint k = 0; k < group->lines[side]->len && all; k++)
            all = is_for_another(&g_array_index(group->lines[side], struct ikt_desk_line, k), &pair->side[1 - side],
                                 configs);
        if (all)
            g_ptr_array_remove_index(groups, i - 1);
    }
}

GPtrArray *ikt_groups_of(const struct ikt_pair *pair, const struct ikt_configs *configs)
{
    g_autoptr(GArray) a = lines_of(pair, 0), b = lines_of(pair, 1);
    struct grouping g = {{a, b}, NULL, a->len + b->len};
    g.of = g_new(guint, MAX(1, g.count));
    for (guint i = 0; i < g.count; i++)
        g.of[i] = i;
    if (is_one(pair, g.lines)) {
        for (guint i = 1; i < g.count; i++)
            unite(&g, 0, i);
    } else {
        unite_all(&g, false);
        unite_all(&g, true);
        unite_leftovers(&g);
    }
    GPtrArray *groups = collect(&g);
    for (int side = 0; side < 2; side++) {
        if (pair->side[side].takes_any || pair->side[side].may_be_nat)
            drop_unasked(groups, side);
        drop_for_others(groups, pair, side, configs);
    }
    g_free(g.of);
    return groups;
}
