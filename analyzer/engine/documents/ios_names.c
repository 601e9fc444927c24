/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names that are used and defined nowhere: an excerpt, a template, or a slip of the pen, which a similar name shows.
 */
#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "documents/ios_readers.h"
#include "documents/router_names.h"

static bool has_room(const struct ikt_ios_parser *parser)
{
    return parser->remark && parser->remarks <= IKT_IOS_REMARKS;
}

static void check(struct ikt_ios_parser *parser, const struct ikt_router_name *name, enum ikt_router_named kind,
                  const char *what)
{
    if (!name->text || !has_room(parser) || ikt_router_is_defined(parser->config, kind, name->text))
        return;
    const char *similar = ikt_router_similar(parser->config, kind, name->text);
    if (similar)
        ikt_ios_remark(parser, name->line, "%s %s is not defined in this file; %s is", what, name->text, similar);
    else
        ikt_ios_remark(parser, name->line, "%s %s is not defined in this file", what, name->text);
}

/* An interface, where no address stands in its place; an excerpt need not hold the others. */
static void check_interface_name(struct ikt_ios_parser *parser, const struct ikt_router_name *name, const char *what)
{
    struct ikt_address address;
    if (name->text && parser->config->interfaces && !ikt_address_parse(name->text, &address))
        check(parser, name, IKT_ROUTER_NAMED_INTERFACE, what);
}

static void check_entry(struct ikt_ios_parser *parser, const struct ikt_router_entry *entry)
{
    for (const struct ikt_router_names *set = entry->sets; set; set = set->next)
        if (g_strcmp0(set->name.text, "default") != 0)
            check(parser, &set->name, IKT_ROUTER_NAMED_SET, "transform set");
    check(parser, &entry->acl, IKT_ROUTER_NAMED_ACL, "access list");
    check(parser, &entry->dynamic, IKT_ROUTER_NAMED_TEMPLATE, "dynamic map");
    check(parser, &entry->isakmp_profile, IKT_ROUTER_NAMED_ISAKMP_PROFILE, "ISAKMP profile");
}

static void check_interface(struct ikt_ios_parser *parser, const struct ikt_router_interface *interface)
{
    check(parser, &interface->protection, IKT_ROUTER_NAMED_PROFILE, "IPsec profile");
    check(parser, &interface->map, IKT_ROUTER_NAMED_MAP, "crypto map");
    check(parser, &interface->access_in, IKT_ROUTER_NAMED_ACL, "access list");
    check(parser, &interface->access_out, IKT_ROUTER_NAMED_ACL, "access list");
    check_interface_name(parser, &interface->source, "the tunnel's source");
    check_interface_name(parser, &interface->unnumbered, "interface");
}

static void check_profiles(struct ikt_ios_parser *parser)
{
    const struct ikt_router *config = parser->config;
    for (const struct ikt_router_isakmp_profile *profile = config->isakmp_profiles; profile && has_room(parser);
         profile = profile->next) {
        for (const struct ikt_router_names *keyring = profile->keyrings; keyring; keyring = keyring->next)
            if (g_strcmp0(keyring->name.text, "default") != 0) /* the global keys */
                check(parser, &keyring->name, IKT_ROUTER_NAMED_KEYRING, "keyring");
        check_interface_name(parser, &profile->local_address, "interface");
    }
    for (const struct ikt_router_keyring *one = config->keyrings; one && has_room(parser); one = one->next)
        check_interface_name(parser, &one->local_address, "interface");
}

static void check_nat(struct ikt_ios_parser *parser)
{
    const struct ikt_router *config = parser->config;
    for (const struct ikt_router_nat *nat = config->nats; nat && has_room(parser); nat = nat->next) {
        check(parser, &nat->acl, IKT_ROUTER_NAMED_ACL, "access list");
        check(parser, &nat->route_map, IKT_ROUTER_NAMED_ROUTE_MAP, "route-map");
        check_interface_name(parser, &nat->interface, "interface");
    }
    for (const struct ikt_router_route_map *map = config->route_maps; map && has_room(parser); map = map->next)
        for (const struct ikt_router_names *acl = map->acls; acl; acl = acl->next)
            check(parser, &acl->name, IKT_ROUTER_NAMED_ACL, "access list");
}

/* Maps that no interface has. */
static void check_applied(struct ikt_ios_parser *parser)
{
    const struct ikt_router *config = parser->config;
    g_autoptr(GHashTable) applied = g_hash_table_new(ikt_hash_direct, ikt_hash_equal_direct);
    for (const struct ikt_router_interface *interface = config->interfaces; interface; interface = interface->next)
        if (interface->map.text)
            g_hash_table_add(applied, (gpointer)ikt_router_map_find(config, interface->map.text));
    for (const struct ikt_router_map *map = config->maps; map && has_room(parser); map = map->next) {
        check_interface_name(parser, &map->local_address, "interface");
        check(parser, &map->isakmp_profile, IKT_ROUTER_NAMED_ISAKMP_PROFILE, "ISAKMP profile");
        if (config->interfaces && !config->stray_apply && !g_hash_table_contains(applied, map))
            ikt_ios_remark(parser, 0, "crypto map %s is applied to no interface of this file", map->name);
    }
}

void ikt_ios_check_names(struct ikt_ios_parser *parser)
{
    const struct ikt_router *config = parser->config;
    for (const struct ikt_router_entry *entry = config->entries; entry && has_room(parser); entry = entry->next)
        check_entry(parser, entry);
    for (const struct ikt_router_interface *one = config->interfaces; one && has_room(parser); one = one->next)
        check_interface(parser, one);
    check_profiles(parser);
    check_nat(parser);
    check_applied(parser);
}
