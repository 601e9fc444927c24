/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/config_lines.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"
#include "iketriage/exchange.h"

void ikt_config_lines_give_up(struct ikt_config_lines *lines, const char *because, unsigned line)
{
    if (lines->none_because)
        return;
    lines->none_because = because;
    lines->at = line;
}

static bool given_up(const struct ikt_config_lines *lines)
{
    return lines->none_because != NULL;
}

static void add_line(struct ikt_config_lines *lines, const struct ikt_config_line *line)
{
    if (lines->count < IKT_CONFIG_LINES)
        lines->items[lines->count++] = *line;
    else
        ikt_config_lines_give_up(lines, "it has more access list lines than are compared", line->line);
}

static struct ikt_proxy proxy_of(const struct ikt_router_end *end, uint8_t protocol)
{
    return (struct ikt_proxy){end->low, end->high, protocol, end->port, true};
}

static struct ikt_proxies networks_of(const struct ikt_router_acl_line *line)
{
    return (struct ikt_proxies){proxy_of(&line->source, line->protocol), proxy_of(&line->destination, line->protocol)};
}

static bool overlap(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return ikt_proxies_relation(a, b) != IKT_RELATION_DISJOINT;
}

/* The permit lines of an entry's access list; what a deny line takes out of one is no network any more. */
static void add_acl(struct ikt_config_lines *lines, const struct ikt_router_entry *entry)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(lines->config, entry->acl.text);
    if (!acl) {
        ikt_config_lines_give_up(lines, "the access list of its entry is not in it",
                                 entry->acl.line ? entry->acl.line : entry->line);
        return;
    }
    if (acl->unclear) {
        ikt_config_lines_give_up(lines, "a line of the access list of its entry was not understood", acl->line);
        return;
    }
    for (const struct ikt_router_acl_line *line = acl->lines; line && !given_up(lines); line = line->next) {
        if (line->unclear) {
            ikt_config_lines_give_up(lines, line->unclear, line->line);
            return;
        }
        if (!line->permit)
            continue;
        const struct ikt_config_line one = {entry, line->line, networks_of(line)};
        size_t looked = 0;
        for (const struct ikt_router_acl_line *before = acl->lines; before != line; before = before->next) {
            struct ikt_proxies denied = networks_of(before);
            if (!before->permit && overlap(&denied, &one.networks))
                ikt_config_lines_give_up(lines, "a deny line takes a part of a permit line", before->line);
            if (++looked > IKT_CONFIG_LINES) {
                ikt_config_lines_give_up(lines, "it has more access list lines than are compared", before->line);
                return;
            }
        }
        add_line(lines, &one);
    }
}

static bool is_address(const struct ikt_router_name *name, const struct ikt_address *address)
{
    struct ikt_address parsed;
    return name->text && ikt_address_parse(name->text, &parsed) && ikt_address_equal(&parsed, address);
}

static bool is_name(const struct ikt_router_name *name)
{
    struct ikt_address parsed;
    return !name->text || !ikt_address_parse(name->text, &parsed);
}

/* Does the entry name the peer? IKT_UNKNOWN: a name stands there that has no address here. */
static enum ikt_tristate names_peer(const struct ikt_router_entry *entry, const struct ikt_address *peer)
{
    enum ikt_tristate found = IKT_NO;
    for (const struct ikt_router_names *one = entry->peers; one; one = one->next) {
        if (ikt_address_equal(&one->address, peer))
            return IKT_YES;
        if (one->address.family == IKT_FAMILY_NONE)
            found = IKT_UNKNOWN;
    }
    return found;
}

static bool has_address(const struct ikt_router_interface *interface, const struct ikt_address *address)
{
    for (const struct ikt_router_interface_address *one = interface ? interface->addresses : NULL; one; one = one->next)
        if (ikt_address_equal(&one->address, address))
            return true;
    return false;
}

/* Names of the crypto maps that are at work where the owner is seen. */
static void find_applied(const struct ikt_config_lines *lines, GHashTable *applied)
{
    const struct ikt_address *owner = &lines->owner;
    const struct ikt_router *config = lines->config;
    const bool bound = lines->bound;
    for (const struct ikt_router_interface *interface = config->interfaces; interface; interface = interface->next) {
        const struct ikt_router_map *map = ikt_router_map_find(config, interface->map.text);
        const struct ikt_router_interface *local =
            map && map->local_address.line ? ikt_router_interface_find(config, map->local_address.text) : interface;
        if (map && (bound || has_address(local, owner)))
            g_hash_table_add(applied, (gpointer)map->name);
    }
    /* an excerpt without interfaces, whose address the user has named */
    for (const struct ikt_router_map *map = config->interfaces || !bound ? NULL : config->maps; map; map = map->next)
        g_hash_table_add(applied, (gpointer)map->name);
}

/* Is it of a map that is at work? */
static bool is_at_work(GHashTable *applied, const struct ikt_router_entry *entry)
{
    return (entry->kind == IKT_ROUTER_ENTRY_STATIC || entry->kind == IKT_ROUTER_ENTRY_DYNAMIC) &&
           g_hash_table_contains(applied, entry->map);
}

static void add_entry(struct ikt_config_lines *lines, const struct ikt_router_entry *entry)
{
    enum ikt_tristate for_peer = names_peer(entry, &lines->peer);
    if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC)
        ikt_config_lines_give_up(lines, "the crypto map has a dynamic entry, which may take any offer", entry->line);
    else if (for_peer == IKT_UNKNOWN)
        ikt_config_lines_give_up(lines, "an entry names its peer by a name", entry->line);
    else if (for_peer == IKT_YES && entry->unclear)
        ikt_config_lines_give_up(lines, "a statement of its entry was not understood", entry->line);
    else if (for_peer == IKT_YES && entry->ikev2_profile.line)
        ikt_config_lines_give_up(lines, "its entry is for IKEv2", entry->ikev2_profile.line);
    else if (for_peer == IKT_YES)
        add_acl(lines, entry);
}

static void search_maps(struct ikt_config_lines *lines, GHashTable *applied)
{
    for (const struct ikt_router_entry *entry = lines->config->entries; entry && !given_up(lines); entry = entry->next)
        if (is_at_work(applied, entry))
            add_entry(lines, entry);
}

/* Another peer's entry that stands in the way: some releases stop at the first list that fits, whoever the peer is. */
static void compare_entry(struct ikt_config_lines *lines, const struct ikt_router_entry *entry)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(lines->config, entry->acl.text);
    if (acl && acl->unclear)
        ikt_config_lines_give_up(lines, "a line of another entry's access list was not understood", acl->line);
    for (const struct ikt_router_acl_line *line = acl ? acl->lines : NULL; line && !given_up(lines);
         line = line->next) {
        if (line->unclear) {
            ikt_config_lines_give_up(lines, line->unclear, line->line);
            return;
        }
        struct ikt_proxies networks = networks_of(line);
        for (size_t i = 0; i < lines->count && line->permit; i++)
            if (overlap(&networks, &lines->items[i].networks))
                ikt_config_lines_give_up(lines, "several entries or tunnels may take one offer", line->line);
    }
}

static void search_others(struct ikt_config_lines *lines, GHashTable *applied)
{
    const struct ikt_router_entry *entry = lines->count > 0 ? lines->config->entries : NULL;
    for (; entry && !given_up(lines); entry = entry->next)
        if (is_at_work(applied, entry) && names_peer(entry, &lines->peer) == IKT_NO)
            compare_entry(lines, entry);
}

static bool is_source(const struct ikt_config_lines *lines, const struct ikt_router_interface *tunnel)
{
    const struct ikt_address *owner = &lines->owner;
    if (!tunnel->source.text)
        return false;
    return is_address(&tunnel->source, owner) ||
           has_address(ikt_router_interface_find(lines->config, tunnel->source.text), owner);
}

static struct ikt_proxy host(const struct ikt_address *address, uint8_t protocol)
{
    return (struct ikt_proxy){*address, *address, protocol, 0, true};
}

static struct ikt_proxy anything(void)
{
    static const uint8_t low[4] = {0}, high[4] = {255, 255, 255, 255};
    return (struct ikt_proxy){ikt_address_ipv4(low), ikt_address_ipv4(high), 0, 0, true};
}

#define GRE 47 /* IANA */

static void add_tunnel(struct ikt_config_lines *lines, const struct ikt_router_interface *tunnel)
{
    const struct ikt_address pair[2] = {lines->owner, lines->peer};
    const struct ikt_router_entry *profile = ikt_router_profile_find(lines->config, tunnel->protection.text);
    const bool gre = tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_GRE || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_MGRE;
    if (tunnel->tunnel_mode != IKT_ROUTER_TUNNEL_MGRE && !is_address(&tunnel->destination, &pair[1])) {
        if (tunnel->destination.line && is_name(&tunnel->destination))
            ikt_config_lines_give_up(lines, "a tunnel names its destination by a name", tunnel->destination.line);
        return;
    }
    if (!profile || profile->unclear || tunnel->unclear || tunnel->tunnel_mode == IKT_ROUTER_TUNNEL_OTHER) {
        ikt_config_lines_give_up(lines, "the protection of its tunnel is not clear", tunnel->protection.line);
        return;
    }
    if (profile->ikev2_profile.line) {
        ikt_config_lines_give_up(lines, "its tunnel is for IKEv2", profile->ikev2_profile.line);
        return;
    }
    const struct ikt_config_line line = {
        profile,
        tunnel->protection.line,
        {gre ? host(&pair[0], GRE) : anything(), gre ? host(&pair[1], GRE) : anything()}};
    add_line(lines, &line);
}

static void search_tunnels(struct ikt_config_lines *lines)
{
    for (const struct ikt_router_interface *one = lines->config->interfaces; one && !given_up(lines); one = one->next)
        if (one->protection.line && is_source(lines, one))
            add_tunnel(lines, one);
}

/* Lines of two entries that one offer may fit: which of them takes it is not known here. */
static void search_rivals(struct ikt_config_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        for (size_t k = i + 1; k < lines->count; k++) {
            const struct ikt_config_line *a = &lines->items[i], *b = &lines->items[k];
            bool same_entry = a->entry == b->entry && a->entry->kind != IKT_ROUTER_PROFILE;
            if (!same_entry && overlap(&a->networks, &b->networks)) {
                ikt_config_lines_give_up(lines, "several entries or tunnels may take one offer", b->line);
                return;
            }
        }
    }
}

void ikt_config_lines_find(struct ikt_config_lines *lines)
{
    const struct ikt_router *config = lines->config;
    g_autoptr(GHashTable) applied = g_hash_table_new(ikt_hash_string, ikt_hash_equal_string);
    find_applied(lines, applied);
    if (config->several)
        ikt_config_lines_give_up(lines, "the file holds several configurations", 0);
    else if (config->truncated)
        ikt_config_lines_give_up(lines, "the file is larger than what is read", 0);
    else if (config->removals)
        ikt_config_lines_give_up(lines, "the file takes statements back, so it is no running-config", 0);
    if (!given_up(lines))
        search_maps(lines, applied);
    if (!given_up(lines))
        search_tunnels(lines);
    if (!given_up(lines))
        search_rivals(lines);
    if (!given_up(lines))
        search_others(lines, applied);
}
