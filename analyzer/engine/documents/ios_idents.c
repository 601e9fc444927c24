/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/ios_show.h"

#include "documents/configs.h"
#include "documents/ios_show.h"

/* Entries that are looked at. */
#define LOOKS_MAX (16 * IKT_IOS_IDENTS_MAX)

struct walk {
    const struct ikt_router *router;
    ikt_ios_ident_sink *sink;
    void *user;
    unsigned told, looked; /* idents; entries, each once for every interface */
    bool more;             /* than is told or looked at */
};

static void tell(struct walk *walk, const struct ikt_ios_ident *ident)
{
    if (walk->told == IKT_IOS_IDENTS_MAX) {
        walk->more = true;
        return;
    }
    walk->told++;
    walk->sink(walk->user, ident);
}

static bool may_look(struct walk *walk)
{
    walk->more = walk->more || walk->looked++ == LOOKS_MAX;
    return !walk->more;
}

/* Of how many bits both have the same; -1: low to high is no prefix. */
static int prefix_of(const struct ikt_address *low, const struct ikt_address *high)
{
    const unsigned bits = low->family == IKT_FAMILY_IPV6 ? 128 : 32;
    unsigned same = 0;
    while (same < bits && ((low->octets[same / 8] ^ high->octets[same / 8]) >> (7 - same % 8) & 1) == 0)
        same++;
    for (unsigned bit = same; bit < bits; bit++) {
        const unsigned shift = 7 - bit % 8;
        if ((low->octets[bit / 8] >> shift & 1) != 0 || (high->octets[bit / 8] >> shift & 1) != 1)
            return -1;
    }
    return (int)same;
}

static struct ikt_ios_network network_of(const struct ikt_address *low, const struct ikt_address *high,
                                         uint8_t protocol, uint16_t port)
{
    const bool ipv6 = low->family == IKT_FAMILY_IPV6;
    const int prefix = prefix_of(low, high), host = ipv6 ? 128 : 32;
    const uint8_t subnet = ipv6 ? IKT_ID_IPV6_ADDR_SUBNET : IKT_ID_IPV4_ADDR_SUBNET;
    return (struct ikt_ios_network){
        .low = *low,
        .high = *high,
        .prefix = prefix,
        .type = prefix != host ? subnet
                : ipv6         ? IKT_ID_IPV6_ADDR
                               : IKT_ID_IPV4_ADDR,
        .protocol = protocol,
        .port = port,
    };
}

static void tell_acl(struct walk *walk, const struct ikt_router_acl *acl, struct ikt_ios_ident *ident)
{
    for (const struct ikt_router_acl_line *line = acl->lines; line && !walk->more; line = line->next) {
        if (!line->permit || line->unclear)
            continue;
        ident->local = network_of(&line->source.low, &line->source.high, line->protocol, line->source.port);
        ident->remote =
            network_of(&line->destination.low, &line->destination.high, line->protocol, line->destination.port);
        tell(walk, ident);
    }
}

/* What it would ask for first. */
static void add_request(const struct walk *walk, const struct ikt_router_entry *entry, GString *words,
                        struct ikt_ios_ident *ident)
{
    const struct ikt_router_set *set =
        entry->sets && entry->sets->name.text ? ikt_router_set_find(walk->router, entry->sets->name.text) : NULL;
    ident->seconds = entry->seconds.line ? entry->seconds.value : walk->router->seconds.value;
    ident->kilobytes = entry->kilobytes.line ? entry->kilobytes.value : walk->router->kilobytes.value;
    if (!set || set->unclear)
        return;
    ikt_ios_set_statement(set, words);
    ident->transforms = words->str;
    ident->transport = set->transport;
    ident->key_bits = set->key_bits == IKT_ABSENT ? 0 : set->key_bits;
}

static void tell_map(struct walk *walk, GPtrArray *entries, const struct ikt_router_interface *interface)
{
    const struct ikt_address *own = ikt_ios_map_address(walk->router, interface);
    for (guint i = 0; i < entries->len && may_look(walk); i++) {
        const struct ikt_router_entry *entry = g_ptr_array_index(entries, i);
        const struct ikt_router_acl *acl = entry->kind == IKT_ROUTER_ENTRY_STATIC && entry->acl.text
                                               ? ikt_router_acl_find(walk->router, entry->acl.text)
                                               : NULL;
        struct ikt_ios_ident ident = {
            .interface = interface->name, .outside = interface->name, .map = entry->map, .sequence = entry->sequence};
        if (!acl || !entry->peers || entry->unclear)
            continue;
        if (own)
            ident.own = *own;
        g_autoptr(GString) words = g_string_new(NULL);
        ident.peer = entry->peers->address;
        add_request(walk, entry, words, &ident);
        tell_acl(walk, acl, &ident);
    }
}

static void tell_tunnel_to(struct walk *walk, const struct ikt_router_interface *tunnel, const struct ikt_address *own,
                           const struct ikt_address *peer, unsigned nth)
{
    static const uint8_t none[4], all[4] = {255, 255, 255, 255};
    g_autofree char *map = g_strdup_printf("%s-head-0", tunnel->name);
    struct ikt_ios_ident ident = {
        .interface = tunnel->name, .map = map, .sequence = IKT_IOS_INSTANCE + nth, .own = *own, .peer = *peer};
    const struct ikt_router_interface *outside = ikt_router_interface_of(walk->router, own);
    if (outside)
        ident.outside = outside->name;
    g_autoptr(GString) words = g_string_new(NULL);
    add_request(walk, ikt_ios_protection(walk->router, tunnel), words, &ident);
    if (tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_GRE || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE) {
        ident.local = network_of(own, own, 47, 0);
        ident.remote = network_of(peer, peer, 47, 0);
    } else if (tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC && own->family == IKT_FAMILY_IPV4) {
        const struct ikt_address low = ikt_address_ipv4(none), high = ikt_address_ipv4(all);
        ident.local = ident.remote = network_of(&low, &high, 0, 0);
    } else {
        return;
    }
    tell(walk, &ident);
}

static void tell_tunnel(struct walk *walk, const struct ikt_router_interface *tunnel)
{
    const struct ikt_address *own = ikt_ios_tunnel_source(walk->router, tunnel);
    const struct ikt_router_names *from = NULL;
    const struct ikt_address *peer;
    if (!ikt_ios_protection(walk->router, tunnel) || !own)
        return;
    for (unsigned nth = 0; (peer = ikt_ios_tunnel_peer(tunnel, nth, &from)) && may_look(walk); nth++)
        if (peer->family != IKT_FAMILY_NONE)
            tell_tunnel_to(walk, tunnel, own, peer, nth);
}

bool ikt_ios_idents(const struct ikt_configs *configs, size_t number, ikt_ios_ident_sink *sink, void *user)
{
    const struct ikt_router *router = ikt_configs_router(configs, number);
    struct walk walk = {.router = router, .sink = sink, .user = user};
    if (!ikt_ios_config_is(configs, number))
        return true;
    unsigned applied = 0;
    g_autoptr(GHashTable) index = ikt_ios_map_index(router);
    for (const struct ikt_router_interface *one = router->interfaces; one && !walk.more; one = one->next) {
        const struct ikt_ios_map *map = one->map.text ? g_hash_table_lookup(index, one->map.text) : NULL;
        if ((map || one->protection.text) && applied++ == IKT_IOS_IDENTS_MAX)
            return false;
        if (map)
            tell_map(&walk, map->entries, one);
        tell_tunnel(&walk, one);
    }
    return !walk.more;
}

bool ikt_ios_config_of(const struct ikt_configs *configs, const struct ikt_address *address, size_t *out)
{
    const size_t number = ikt_configs_of(configs, address);
    if (number >= ikt_configs_count(configs))
        return false;
    *out = number;
    return true;
}

bool ikt_ios_config_is(const struct ikt_configs *configs, size_t number)
{
    const struct ikt_router *router = ikt_configs_router(configs, number);
    return router && router->kind == IKT_ROUTER_IOS && !router->several;
}

unsigned ikt_ios_config_release(const struct ikt_configs *configs, size_t number)
{
    return ikt_ios_config_is(configs, number) ? ikt_configs_router(configs, number)->release : 0;
}

struct ikt_address ikt_ios_config_address(const struct ikt_configs *configs, size_t number)
{
    const struct ikt_router *router = ikt_configs_router(configs, number);
    const struct ikt_address *found = NULL;
    for (const struct ikt_router_interface *one = router ? router->interfaces : NULL; one; one = one->next) {
        const struct ikt_address *own = one->map.text          ? ikt_ios_map_address(router, one)
                                        : one->protection.text ? ikt_ios_tunnel_source(router, one)
                                                               : NULL;
        if (own)
            return *own;
        if (!found)
            found = ikt_ios_interface_address(router, one);
    }
    return found ? *found : (struct ikt_address){0};
}

char *ikt_ios_show(const struct ikt_configs *configs, size_t number, enum ikt_ios_show what, bool old)
{
    if (!ikt_ios_config_is(configs, number))
        return NULL;
    const struct ikt_router *router = ikt_configs_router(configs, number);
    GString *out = g_string_new(NULL);
    if (what == IKT_IOS_SHOW_TRANSFORM_SET)
        ikt_ios_print_sets(router, out);
    else
        ikt_ios_print_maps(router, old, out);
    return g_string_free(out, FALSE);
}
