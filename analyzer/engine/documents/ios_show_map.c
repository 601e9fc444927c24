/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     Crypto Map IPv4 "CM" 10 ipsec-isakmp
 *             Peer = 198.51.100.1
 *             Extended IP access list VPN
 *                 access-list VPN permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255
 *             Current peer: 198.51.100.1
 *             Security association lifetime: 4608000 kilobytes/3600 seconds
 *             Responder-Only (Y/N): N
 *             PFS (Y/N): Y
 *             DH group:  group14
 *             Mixed-mode : Disabled
 *             Transform sets={
 *                     TS1:  { esp-256-aes esp-sha256-hmac  } ,
 *             }
 *             Interfaces using crypto map CM:
 *                     GigabitEthernet0/0
 *
 * Before 12.4(20)T there is no "IPv4", no Responder-Only and no Mixed-mode, and of sets their names alone.
 */
#include <string.h>

#include "documents/ios_show.h"

/* Of one access list, in one entry. */
#define ACL_LINES_MAX 1000

/* For what the statements leave to the router, or to a template. */
static const char unknown[] = "unknown";

static const char *word(const char *text)
{
    return text ? text : unknown;
}

static void put_heading(const char *map, unsigned sequence, bool ipv6, bool old, GString *out)
{
    g_string_append_printf(out, "Crypto Map %s\"%s\" %u ipsec-isakmp\n",
                           old    ? ""
                           : ipv6 ? "IPv6 "
                                  : "IPv4 ",
                           map, sequence);
}

/* A statement as the list has it, without its sequence number and the list's own name. */
static const char *rule_of(const char *statement)
{
    const char *permit = strstr(statement, "permit"), *deny = strstr(statement, "deny");
    const char *rule = permit && (!deny || permit < deny) ? permit : deny;
    return rule ? rule : statement;
}

static void put_acl(const struct ikt_router *router, const struct ikt_router_name *name, GString *out)
{
    if (name->line == 0) {
        g_string_append(out, "        No matching address list set.\n");
        return;
    }
    g_string_append_printf(out, "        Extended IP access list %s\n", word(name->text));
    const struct ikt_router_acl *acl = name->text ? ikt_router_acl_find(router, name->text) : NULL;
    unsigned last = 0, count = 0;
    for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line; line = line->next) {
        const char *statement = line->line != last ? ikt_router_line(router, line->line) : NULL;
        last = line->line;
        if (!statement)
            continue;
        if (++count > ACL_LINES_MAX) {
            g_string_append(out, "! more lines of it are left out\n");
            return;
        }
        g_string_append_printf(out, "            access-list %s %s\n", name->text, rule_of(statement));
    }
}

static void put_lifetime(const struct ikt_router *router, const struct ikt_router_entry *entry, GString *out)
{
    const struct ikt_router_number *seconds = entry->seconds.line ? &entry->seconds : &router->seconds;
    const struct ikt_router_number *kilobytes = entry->kilobytes.line ? &entry->kilobytes : &router->kilobytes;
    g_string_append(out, "        Security association lifetime: ");
    if (kilobytes->value == IKT_ABSENT)
        g_string_append(out, "kilobytes disabled/");
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT " kilobytes/", kilobytes->value);
    if (seconds->value == IKT_ABSENT)
        g_string_append(out, "seconds disabled\n");
    else
        g_string_append_printf(out, "%" G_GINT64_FORMAT " seconds\n", seconds->value);
}

static void put_pfs(const struct ikt_router_entry *entry, GString *out)
{
    const bool pfs = entry->pfs.line != 0 || entry->pfs.value != IKT_ABSENT || entry->pfs_default;
    g_string_append_printf(out, "        PFS (Y/N): %c\n", pfs ? 'Y' : 'N');
    if (!pfs)
        return;
    if (entry->pfs.value == IKT_ABSENT)
        g_string_append_printf(out, "        DH group:  %s\n", unknown);
    else
        g_string_append_printf(out, "        DH group:  group%" G_GINT64_FORMAT "\n", entry->pfs.value);
}

static void put_set(const struct ikt_router *router, const char *name, bool old, GString *out)
{
    g_string_append_printf(out, "                %s", word(name));
    if (!old) {
        g_string_append(out, ":  ");
        ikt_ios_print_set(router, name, out);
        g_string_append(out, " ");
    }
    g_string_append(out, ",\n");
}

static void put_policy(const struct ikt_router *router, const struct ikt_router_entry *entry, bool old, GString *out)
{
    put_lifetime(router, entry, out);
    if (!old)
        g_string_append_printf(out, "        Responder-Only (Y/N): %c\n", entry->responder_only.on ? 'Y' : 'N');
    put_pfs(entry, out);
    if (!old)
        g_string_append(out, "        Mixed-mode : Disabled\n");
    g_string_append(out, "        Transform sets={\n");
    for (const struct ikt_router_names *set = entry->sets; set; set = set->next)
        put_set(router, set->name.text, old, out);
    if (!entry->sets && entry->kind == IKT_ROUTER_PROFILE)
        put_set(router, "default", old, out);
    g_string_append(out, "        }\n");
}

static void put_peers(const struct ikt_router_entry *entry, GString *out)
{
    for (const struct ikt_router_names *peer = entry->peers; peer; peer = peer->next)
        g_string_append_printf(out, "        Peer = %s\n", word(peer->name.text));
}

static bool is_ipv6(const struct ikt_router_entry *entry)
{
    return entry->peers && entry->peers->address.family == IKT_FAMILY_IPV6;
}

static void put_entry(const struct ikt_router *router, const struct ikt_router_entry *entry, bool old, GString *out)
{
    put_heading(entry->map, entry->sequence, is_ipv6(entry), old, out);
    if (entry->unclear)
        g_string_append(out, "! statements of this entry were not understood: what is printed may not be all\n");
    if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC) {
        g_string_append_printf(out, "        Dynamic map template tag: %s\n\n", word(entry->dynamic.text));
        return;
    }
    put_peers(entry, out);
    if (entry->isakmp_profile.line)
        g_string_append_printf(out, "        ISAKMP Profile: %s\n", word(entry->isakmp_profile.text));
    put_acl(router, &entry->acl, out);
    if (entry->peers)
        g_string_append_printf(out, "        Current peer: %s\n", word(entry->peers->name.text));
    put_policy(router, entry, old, out);
    g_string_append_c(out, '\n');
}

static void put_interfaces(const struct ikt_ios_map *map, const char *name, GString *out)
{
    if (g_str_has_suffix(out->str, "\n\n"))
        g_string_truncate(out, out->len - 1);
    g_string_append_printf(out, "        Interfaces using crypto map %s:\n", name);
    for (guint i = 0; i < map->interfaces->len; i++) {
        const struct ikt_router_interface *interface = g_ptr_array_index(map->interfaces, i);
        g_string_append_printf(out, "                %s\n", interface->name);
    }
    g_string_append_c(out, '\n');
}

static void put_map(const struct ikt_router *router, const struct ikt_ios_map *map, bool old, size_t most, GString *out)
{
    const struct ikt_router_entry *entry = g_ptr_array_index(map->entries, 0);
    const char *name = entry->map;
    for (guint i = 0; i < map->entries->len && out->len < most; i++) {
        entry = g_ptr_array_index(map->entries, i);
        put_entry(router, entry, old, out);
    }
    put_interfaces(map, name, out);
}

/* What a protected tunnel carries with one peer. */
static void put_instance(const struct ikt_router *router, const struct ikt_router_interface *tunnel,
                         const struct ikt_address *to, unsigned nth, bool old, GString *out)
{
    char own[IKT_ADDRESS_TEXT], peer[IKT_ADDRESS_TEXT];
    const struct ikt_address *source = ikt_ios_tunnel_source(router, tunnel);
    g_autofree char *map = g_strdup_printf("%s-head-0", tunnel->name);
    ikt_address_format(to, peer);
    put_heading(map, IKT_IOS_INSTANCE + nth, to->family == IKT_FAMILY_IPV6, old, out);
    g_string_append_printf(out, "        Map is a PROFILE INSTANCE.\n        Peer = %s\n", peer);
    g_string_append(out, "        Extended IP access list\n            access-list  permit ");
    if (tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC)
        g_string_append(out, "ip any any\n");
    else
        g_string_append_printf(out, "gre host %s host %s\n", source ? ikt_address_format(source, own) : unknown, peer);
    g_string_append_printf(out, "        Current peer: %s\n", peer);
    put_policy(router, ikt_ios_protection(router, tunnel), old, out);
    if (tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_IPSEC)
        g_string_append(out, "        Always create SAs\n");
    g_string_append_c(out, '\n');
}

/* The template, an entry for each peer that is known, and where they are applied. */
static void put_protection(const struct ikt_router *router, const struct ikt_router_interface *tunnel, bool old,
                           size_t most, GString *out)
{
    const struct ikt_router_entry *profile = ikt_ios_protection(router, tunnel);
    const struct ikt_router_names *from = NULL;
    const struct ikt_address *peer;
    if (!profile)
        return;
    g_autofree char *map = g_strdup_printf("%s-head-0", tunnel->name);
    put_heading(map, IKT_IOS_INSTANCE - 1, tunnel->destination_address.family == IKT_FAMILY_IPV6, old, out);
    g_string_append_printf(out, "        Profile name: %s\n", profile->map);
    put_policy(router, profile, old, out);
    g_string_append_c(out, '\n');
    for (unsigned nth = 0; (peer = ikt_ios_tunnel_peer(tunnel, nth, &from)) && out->len < most; nth++)
        if (peer->family != IKT_FAMILY_NONE)
            put_instance(router, tunnel, peer, nth, old, out);
    g_string_truncate(out, out->len - 1);
    g_string_append_printf(out, "        Interfaces using crypto map %s:\n                %s\n\n", map, tunnel->name);
}

void ikt_ios_print_maps(const struct ikt_router *router, bool old, GString *out)
{
    const size_t most = out->len + IKT_IOS_SHOWN_MAX;
    const struct ikt_router_interface *tunnel = router->interfaces;
    g_autoptr(GHashTable) index = ikt_ios_map_index(router);
    for (; tunnel && out->len < most; tunnel = tunnel->next)
        put_protection(router, tunnel, old, most, out);
    const struct ikt_router_entry *entry = router->entries;
    for (; entry && out->len < most; entry = entry->next) {
        const struct ikt_ios_map *map = g_hash_table_lookup(index, entry->map);
        if (map && g_ptr_array_index(map->entries, 0) == entry)
            put_map(router, map, old, most, out);
    }
    if (tunnel || entry)
        g_string_append(out, "! more maps are left out\n");
}
