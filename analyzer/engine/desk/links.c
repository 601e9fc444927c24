/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/links.h"

#include "base/hash.h"

struct ikt_address ikt_interface_address(const struct ikt_router_interface *interface)
{
    for (const struct ikt_router_interface_address *one = interface ? interface->addresses : NULL; one; one = one->next)
        if (!one->standby)
            return one->address;
    return (struct ikt_address){0};
}

static struct ikt_address standby_address(const struct ikt_router_interface *interface)
{
    for (const struct ikt_router_interface_address *one = interface->addresses; one; one = one->next)
        if (one->standby)
            return one->address;
    return (struct ikt_address){0};
}

/* What an interface borrows its address from counts as its own. */
static struct ikt_address address_of(const struct ikt_router *router, const struct ikt_router_interface *interface)
{
    struct ikt_address address = ikt_interface_address(interface);
    if (address.family == IKT_FAMILY_NONE && interface && interface->unnumbered.text)
        address = ikt_interface_address(ikt_router_interface_find(router, interface->unnumbered.text));
    return address;
}

/* Where an entry of a map speaks from, at one interface. */
static struct ikt_address map_address(const struct ikt_router *router, const struct ikt_router_entry *entry,
                                      const struct ikt_router_interface *interface)
{
    const struct ikt_router_map *map = ikt_router_map_find(router, entry->map);
    if (entry->own_address.text) {
        struct ikt_address own;
        return ikt_address_parse(entry->own_address.text, &own) ? own : (struct ikt_address){0};
    }
    if (map && map->local_address.text)
        return address_of(router, ikt_router_interface_find(router, map->local_address.text));
    if (!interface)
        return (struct ikt_address){0};
    return interface->map_redundancy.line ? standby_address(interface) : address_of(router, interface);
}

struct gathering {
    const struct ikt_router *router;
    size_t config;
    GArray *out;
    guint first;
    GHashTable *applied; /* name of a map: GPtrArray of the interfaces that have it */
};

static bool add(struct gathering *g, struct ikt_link *link)
{
    if (g->out->len - g->first >= IKT_LINKS_MAX)
        return false;
    link->router = g->router;
    link->config = g->config;
    link->local_known = link->local.family != IKT_FAMILY_NONE;
    g_array_append_val(g->out, *link);
    return true;
}

/* One entry at one interface, with each of its peers. */
static bool add_entry(struct gathering *g, const struct ikt_router_entry *entry,
                      const struct ikt_router_interface *interface)
{
    struct ikt_link link = {.kind = entry->kind == IKT_ROUTER_ENTRY_DYNAMIC ? IKT_LINK_DYNAMIC : IKT_LINK_ENTRY,
                            .entry = entry,
                            .interface = interface,
                            .local = map_address(g->router, entry, interface)};
    if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC || !entry->peers) {
        if (entry->kind == IKT_ROUTER_ENTRY_STATIC && entry->any_peer.line)
            link.kind = IKT_LINK_DYNAMIC;
        return add(g, &link);
    }
    for (const struct ikt_router_names *peer = entry->peers; peer; peer = peer->next) {
        link.peer = peer->address;
        link.peer_name = peer->address.family == IKT_FAMILY_NONE ? peer->name.text : NULL;
        link.peer_line = peer->name.line;
        if (!add(g, &link))
            return false;
    }
    return true;
}

static bool add_map_entry(struct gathering *g, const struct ikt_router_entry *entry)
{
    const GPtrArray *applied = g_hash_table_lookup(g->applied, entry->map);
    for (guint i = 0; applied && i < applied->len; i++) {
        if (!add_entry(g, entry, applied->pdata[i]))
            return false;
    }
    return applied || add_entry(g, entry, NULL);
}

static struct ikt_address source_of(const struct ikt_router *router, const struct ikt_router_interface *tunnel)
{
    struct ikt_address address = {0};
    if (!tunnel->source.text || ikt_address_parse(tunnel->source.text, &address))
        return address;
    return address_of(router, ikt_router_interface_find(router, tunnel->source.text));
}

static bool add_tunnel(struct gathering *g, const struct ikt_router_interface *tunnel)
{
    struct ikt_link link = {.kind = tunnel->protection.line ? IKT_LINK_PROTECTED : IKT_LINK_PLAIN,
                            .entry = ikt_router_profile_find(g->router, tunnel->protection.text),
                            .interface = tunnel,
                            .local = source_of(g->router, tunnel),
                            .peer = tunnel->destination_address,
                            .peer_line = tunnel->destination.line};
    if (tunnel->destination.line && link.peer.family == IKT_FAMILY_NONE)
        link.peer_name = tunnel->destination.text;
    if (tunnel->tunnel_mode != IKT_ROUTER_TUNNEL_MGRE || !tunnel->nhrp_peers)
        return add(g, &link);
    for (const struct ikt_router_names *peer = tunnel->nhrp_peers; peer; peer = peer->next) {
        link.peer = peer->address;
        link.peer_line = peer->name.line;
        if (!add(g, &link))
            return false;
    }
    return true;
}

/* A tunnel interface: something of a tunnel stands in it. */
static bool is_tunnel(const struct ikt_router_interface *interface)
{
    return interface->protection.line || interface->source.line || interface->destination.line;
}

static void index_applied(struct gathering *g)
{
    g->applied = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (const struct ikt_router_interface *one = g->router->interfaces; one; one = one->next) {
        GPtrArray *of = one->map.text ? g_hash_table_lookup(g->applied, one->map.text) : NULL;
        if (!one->map.text)
            continue;
        if (!of) {
            of = g_ptr_array_new();
            g_hash_table_insert(g->applied, (gpointer)one->map.text, of);
        }
        g_ptr_array_add(of, (gpointer)one);
    }
}

static bool add_all(struct gathering *g)
{
    for (const struct ikt_router_entry *entry = g->router->entries; entry; entry = entry->next) {
        const bool of_map = entry->kind == IKT_ROUTER_ENTRY_STATIC || entry->kind == IKT_ROUTER_ENTRY_DYNAMIC;
        if (of_map && !entry->ikev2_profile.line && !add_map_entry(g, entry))
            return false;
    }
    for (const struct ikt_router_interface *one = g->router->interfaces; one; one = one->next) {
        if (is_tunnel(one) && !add_tunnel(g, one))
            return false;
    }
    return true;
}

bool ikt_links_of(const struct ikt_router *router, size_t config, GArray *out)
{
    struct gathering g = {.router = router, .config = config, .out = out, .first = out->len};
    index_applied(&g);
    const bool all = add_all(&g);
    g_hash_table_unref(g.applied);
    return all;
}
