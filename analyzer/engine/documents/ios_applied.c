/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_show.h"

#include "base/hash.h"

const struct ikt_address *ikt_ios_interface_address(const struct ikt_router *router,
                                                    const struct ikt_router_interface *interface)
{
    if (interface && !interface->addresses && interface->unnumbered.text)
        interface = ikt_router_interface_find(router, interface->unnumbered.text);
    const struct ikt_router_interface_address *address = interface ? interface->addresses : NULL;
    while (address && address->standby)
        address = address->next;
    return address ? &address->address : NULL;
}

const struct ikt_address *ikt_ios_map_address(const struct ikt_router *router,
                                              const struct ikt_router_interface *interface)
{
    const struct ikt_router_map *map = ikt_router_map_find(router, interface->map.text);
    if (map && map->local_address.text)
        return ikt_ios_interface_address(router, ikt_router_interface_find(router, map->local_address.text));
    for (const struct ikt_router_interface_address *one = interface->addresses; one; one = one->next)
        if (one->standby && interface->map_redundancy.text)
            return &one->address;
    return ikt_ios_interface_address(router, interface);
}

const struct ikt_address *ikt_ios_tunnel_source(const struct ikt_router *router,
                                                const struct ikt_router_interface *tunnel)
{
    if (!tunnel->source.text)
        return NULL;
    struct ikt_address written;
    if (ikt_address_parse(tunnel->source.text, &written)) {
        const struct ikt_router_interface *interface = ikt_router_interface_of(router, &written);
        for (const struct ikt_router_interface_address *one = interface ? interface->addresses : NULL; one;
             one = one->next)
            if (ikt_address_equal(&one->address, &written))
                return &one->address;
        return NULL;
    }
    return ikt_ios_interface_address(router, ikt_router_interface_find(router, tunnel->source.text));
}

const struct ikt_address *ikt_ios_tunnel_peer(const struct ikt_router_interface *tunnel, unsigned nth,
                                              const struct ikt_router_names **from)
{
    if (tunnel->tunnel_mode != IKT_ROUTER_TUNNEL_MGRE)
        return nth == 0 ? &tunnel->destination_address : NULL;
    *from = nth == 0 ? tunnel->nhrp_peers : *from ? (*from)->next : NULL;
    return *from ? &(*from)->address : NULL;
}

static gint by_sequence(gconstpointer a, gconstpointer b)
{
    const struct ikt_router_entry *const *left = a, *const *right = b;
    return ((*left)->sequence > (*right)->sequence) - ((*left)->sequence < (*right)->sequence);
}

static void map_free(gpointer data)
{
    struct ikt_ios_map *map = data;
    g_ptr_array_unref(map->entries);
    g_ptr_array_unref(map->interfaces);
    g_free(map);
}

static struct ikt_ios_map *map_of(GHashTable *index, const char *name)
{
    struct ikt_ios_map *map = g_hash_table_lookup(index, name);
    if (!map) {
        map = g_new(struct ikt_ios_map, 1);
        *map = (struct ikt_ios_map){g_ptr_array_new(), g_ptr_array_new()};
        g_hash_table_insert(index, (gpointer)name, map);
    }
    return map;
}

GHashTable *ikt_ios_map_index(const struct ikt_router *router)
{
    GHashTable *index = g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, NULL, map_free);
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (entry->kind == IKT_ROUTER_ENTRY_STATIC || entry->kind == IKT_ROUTER_ENTRY_DYNAMIC)
            g_ptr_array_add(map_of(index, entry->map)->entries, (gpointer)entry);
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        struct ikt_ios_map *map = one->map.text ? g_hash_table_lookup(index, one->map.text) : NULL;
        if (map)
            g_ptr_array_add(map->interfaces, (gpointer)one);
    }
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, index);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_sort(((struct ikt_ios_map *)value)->entries, by_sequence);
    return index;
}

const struct ikt_router_entry *ikt_ios_protection(const struct ikt_router *router,
                                                  const struct ikt_router_interface *tunnel)
{
    return tunnel->protection.text ? ikt_router_profile_find(router, tunnel->protection.text) : NULL;
}
