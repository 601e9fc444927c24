/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/router_build.h"

#include <string.h>

#include <glib.h>

#define STEP  10 /* between the numbers that IOS gives to the lines of an access list */
#define NAMES 64 /* of one list that are kept */

struct ikt_router_build ikt_router_build(struct ikt_router *router)
{
    return (struct ikt_router_build){
        .router = router,
        .arena = ikt_router_arena(router),
        .interface = &router->interfaces,
        .policy = &router->policies,
        .key = &router->keys,
        .set = &router->sets,
        .entry = &router->entries,
        .map = &router->maps,
        .acl = &router->acls,
        .route = &router->routes,
        .nat = &router->nats,
    };
}

/* A new element at the end of a list, its values after its type. */
#define APPEND(build, list, ...)                                                                                       \
    __extension__({                                                                                                    \
        typeof(*(build)->list) made = ikt_arena_alloc((build)->arena, 1, sizeof *made);                                \
        *made = (typeof(*made)){__VA_ARGS__};                                                                          \
        *(build)->list = made;                                                                                         \
        (build)->list = &made->next;                                                                                   \
        made;                                                                                                          \
    })

struct ikt_router_interface *ikt_router_interface_named(struct ikt_router_build *build, const char *name, unsigned line)
{
    g_autofree char *canonical = ikt_router_canonical_interface(name);
    const char *key = canonical ? canonical : name;
    struct ikt_router_interface *interface = ikt_router_lookup(build->router, IKT_ROUTER_IS_INTERFACE, key);
    if (interface)
        return interface;
    interface = APPEND(build, interface, .name = name, .line = line, .tunnel_key.value = IKT_ABSENT,
                       .mtu.value = IKT_ABSENT, .adjust_mss.value = IKT_ABSENT);
    ikt_router_define(build->router, IKT_ROUTER_IS_INTERFACE, key, interface);
    return interface;
}

struct ikt_router_entry *ikt_router_entry_named(struct ikt_router_build *build, enum ikt_router_entry_kind kind,
                                                const char *map, unsigned sequence, unsigned line)
{
    const bool profile = kind == IKT_ROUTER_PROFILE;
    const enum ikt_router_object object = profile ? IKT_ROUTER_IS_PROFILE : IKT_ROUTER_IS_ENTRY;
    g_autofree char *key =
        profile ? g_strdup(map) : g_strdup_printf("%d %u %s", kind == IKT_ROUTER_TEMPLATE, sequence, map);
    struct ikt_router_entry *entry = ikt_router_lookup(build->router, object, key);
    if (entry)
        return entry;
    entry = APPEND(build, entry, .kind = kind, .map = map, .sequence = sequence, .line = line, .pfs.value = IKT_ABSENT,
                   .seconds.value = IKT_ABSENT, .kilobytes.value = IKT_ABSENT);
    ikt_router_define(build->router, object, key, entry);
    if (kind == IKT_ROUTER_TEMPLATE)
        ikt_router_define(build->router, IKT_ROUTER_IS_TEMPLATE, map, entry);
    return entry;
}

struct ikt_router_map *ikt_router_map_named(struct ikt_router_build *build, const char *name, unsigned line)
{
    struct ikt_router_map *map = ikt_router_lookup(build->router, IKT_ROUTER_IS_MAP, name);
    if (map)
        return map;
    map = APPEND(build, map, .name = name, .line = line);
    ikt_router_define(build->router, IKT_ROUTER_IS_MAP, name, map);
    return map;
}

struct ikt_router_acl *ikt_router_acl_named(struct ikt_router_build *build, const char *name, unsigned line)
{
    struct ikt_router_acl *acl = ikt_router_lookup(build->router, IKT_ROUTER_IS_ACL, name);
    if (acl)
        return acl;
    acl = APPEND(build, acl, .name = name, .line = line);
    ikt_router_define(build->router, IKT_ROUTER_IS_ACL, name, acl);
    return acl;
}

struct ikt_router_set *ikt_router_set_anew(struct ikt_router_build *build, const char *name, unsigned line)
{
    struct ikt_router_set *set = ikt_router_lookup(build->router, IKT_ROUTER_IS_SET, name);
    if (!set) {
        set = APPEND(build, set, .name = name);
        ikt_router_define(build->router, IKT_ROUTER_IS_SET, name, set);
    }
    *set = (struct ikt_router_set){.name = set->name,
                                   .line = line,
                                   .ah_integrity = IKT_ABSENT,
                                   .integrity = IKT_ABSENT,
                                   .key_bits = IKT_ABSENT,
                                   .pfs.value = IKT_ABSENT,
                                   .next = set->next};
    return set;
}

struct ikt_router_policy *ikt_router_policy_add(struct ikt_router_build *build, unsigned priority, unsigned line)
{
    return APPEND(build, policy, .priority = priority, .line = line, .encryption = IKT_ABSENT, .key_bits = IKT_ABSENT,
                  .hash = IKT_ABSENT, .authentication = IKT_ABSENT, .group = IKT_ABSENT, .lifetime = IKT_ABSENT);
}

struct ikt_router_policy *ikt_router_policy_named(struct ikt_router_build *build, unsigned priority, unsigned line)
{
    g_autofree char *key = g_strdup_printf("%u", priority);
    struct ikt_router_policy *policy = ikt_router_lookup(build->router, IKT_ROUTER_IS_POLICY, key);
    if (policy)
        return policy;
    policy = ikt_router_policy_add(build, priority, line);
    ikt_router_define(build->router, IKT_ROUTER_IS_POLICY, key, policy);
    return policy;
}

struct ikt_router_key *ikt_router_key_add(struct ikt_router_build *build, unsigned line)
{
    return APPEND(build, key, .line = line);
}

struct ikt_router_route *ikt_router_route_add(struct ikt_router_build *build, unsigned line)
{
    return APPEND(build, route, .line = line);
}

struct ikt_router_nat *ikt_router_nat_add(struct ikt_router_build *build, unsigned line)
{
    return APPEND(build, nat, .line = line);
}

uint32_t ikt_router_acl_next(const struct ikt_router_acl *acl)
{
    return acl->last ? acl->last->number + STEP : STEP;
}

void ikt_router_acl_add(struct ikt_router_build *build, struct ikt_router_acl *acl,
                        const struct ikt_router_acl_line *line)
{
    struct ikt_router_acl_line *one = ikt_arena_alloc(build->arena, 1, sizeof *one);
    *one = *line;
    one->next = NULL;
    if (acl->last)
        acl->last->next = one;
    else
        acl->lines = one;
    acl->last = one;
    acl->count++;
}

void ikt_router_address_add(struct ikt_router_build *build, struct ikt_router_interface *interface,
                            const struct ikt_address *address, uint8_t prefix, unsigned line)
{
    struct ikt_router_interface_address *one = ikt_arena_alloc(build->arena, 1, sizeof *one);
    *one = (struct ikt_router_interface_address){
        .address = *address, .prefix = prefix, .line = line, .next = interface->addresses};
    interface->addresses = one;
}

void ikt_router_interface_alias(struct ikt_router_build *build, struct ikt_router_interface *interface,
                                const char *name)
{
    g_autofree char *canonical = ikt_router_canonical_interface(name);
    ikt_router_define(build->router, IKT_ROUTER_IS_INTERFACE, canonical ? canonical : name, interface);
}

bool ikt_router_name_add(struct ikt_router_build *build, struct ikt_router_names **names, struct ikt_router_name name)
{
    unsigned count = 0;
    for (; *names; names = &(*names)->next)
        if (++count == NAMES)
            return false;
    *names = ikt_arena_alloc(build->arena, 1, sizeof **names);
    (*names)->name = name;
    if (name.text)
        ikt_address_parse(name.text, &(*names)->address);
    return true;
}

void ikt_router_prefix_range(const struct ikt_address *address, unsigned bits, struct ikt_address *low,
                             struct ikt_address *high)
{
    const unsigned octets = address->family == IKT_FAMILY_IPV4 ? 4 : 16;
    *low = *high = *address;
    for (unsigned i = 0; i < octets; i++) {
        const unsigned kept = bits > 8 * i ? MIN(bits - 8 * i, 8U) : 0;
        const uint8_t host = (uint8_t)(0xff >> kept);
        low->octets[i] = (uint8_t)(address->octets[i] & ~host);
        high->octets[i] = address->octets[i] | host;
    }
}

bool ikt_router_netmask(const struct ikt_address *mask, uint8_t *bits)
{
    uint32_t value;
    if (mask->family != IKT_FAMILY_IPV4)
        return false;
    memcpy(&value, mask->octets, sizeof value);
    value = ~GUINT32_FROM_BE(value);
    if ((value & (value + 1)) != 0)
        return false;
    for (*bits = 32; value != 0; value >>= 1)
        --*bits;
    return true;
}
