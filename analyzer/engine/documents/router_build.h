/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lists of a router while they grow: what is named is there once, and everything stands in the order of the file.
 * A name that is handed in lives as long as the router.
 */
#ifndef IKT_DOCUMENTS_ROUTER_BUILD_H
#define IKT_DOCUMENTS_ROUTER_BUILD_H

#include "documents/router_store.h"

struct ikt_router_build {
    struct ikt_router *router;
    struct ikt_arena *arena;
    struct ikt_router_interface **interface; /* each: where the next one goes */
    struct ikt_router_policy **policy;
    struct ikt_router_key **key;
    struct ikt_router_set **set;
    struct ikt_router_entry **entry;
    struct ikt_router_map **map;
    struct ikt_router_acl **acl;
    struct ikt_router_route **route;
    struct ikt_router_nat **nat;
};

struct ikt_router_build ikt_router_build(struct ikt_router *router);

/* What has this name, made where there is none yet. */
struct ikt_router_interface *ikt_router_interface_named(struct ikt_router_build *build, const char *name,
                                                        unsigned line);
struct ikt_router_entry *ikt_router_entry_named(struct ikt_router_build *build, enum ikt_router_entry_kind kind,
                                                const char *map, unsigned sequence, unsigned line);
struct ikt_router_map *ikt_router_map_named(struct ikt_router_build *build, const char *name, unsigned line);
struct ikt_router_acl *ikt_router_acl_named(struct ikt_router_build *build, const char *name, unsigned line);
/* All absent, tunnel mode, whether it is new or written again. */
struct ikt_router_set *ikt_router_set_anew(struct ikt_router_build *build, const char *name, unsigned line);
/* All absent; the router has one for each priority. */
struct ikt_router_policy *ikt_router_policy_named(struct ikt_router_build *build, unsigned priority, unsigned line);

/* One more. */
struct ikt_router_policy *ikt_router_policy_add(struct ikt_router_build *build, unsigned priority, unsigned line);
struct ikt_router_key *ikt_router_key_add(struct ikt_router_build *build, unsigned line);
struct ikt_router_route *ikt_router_route_add(struct ikt_router_build *build, unsigned line);
struct ikt_router_nat *ikt_router_nat_add(struct ikt_router_build *build, unsigned line);
/* Behind the others, with the line's values and the number that it has, or that IOS would give it. */
void ikt_router_acl_add(struct ikt_router_build *build, struct ikt_router_acl *acl,
                        const struct ikt_router_acl_line *line);
/* Its number would be this. */
uint32_t ikt_router_acl_next(const struct ikt_router_acl *acl);
void ikt_router_address_add(struct ikt_router_build *build, struct ikt_router_interface *interface,
                            const struct ikt_address *address, uint8_t prefix, unsigned line);
/* It is found under this name, too. */
void ikt_router_interface_alias(struct ikt_router_build *build, struct ikt_router_interface *interface,
                                const char *name);
/* Behind the other names. False: they are more than are kept. */
bool ikt_router_name_add(struct ikt_router_build *build, struct ikt_router_names **names, struct ikt_router_name name);

/* The addresses of a prefix, the first and the last; bits: at most those of the family. */
void ikt_router_prefix_range(const struct ikt_address *address, unsigned bits, struct ikt_address *low,
                             struct ikt_address *high);
/* The length of an IPv4 netmask; false: it is none. */
bool ikt_router_netmask(const struct ikt_address *mask, uint8_t *bits);

#endif
