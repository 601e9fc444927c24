/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/swan_connection.h"

#include <string.h>

#include <glib.h>

bool ikt_swan_seconds(struct ikt_bytes text, int64_t *out)
{
    uint32_t number;
    int64_t unit = 1;
    text = ikt_text_trim(text);
    if (!ikt_text_take_number(&text, INT32_MAX, &number) || text.length > 1)
        return false;
    if (text.length == 1) {
        const char letter = g_ascii_tolower((gchar)text.data[0]);
        if (letter != 's' && letter != 'm' && letter != 'h' && letter != 'd')
            return false;
        unit = letter == 'm' ? 60 : letter == 'h' ? 3600 : letter == 'd' ? 86400 : 1;
    }
    *out = number * unit;
    return true;
}

static bool is_any(struct ikt_bytes text)
{
    return ikt_text_begins_any_case(text, "%any") || ikt_text_is(text, "0.0.0.0") || ikt_text_is(text, "0.0.0.0/0") ||
           ikt_text_is(text, "::/0") || ikt_text_is(text, "::") || ikt_text_is(text, "%opportunistic") ||
           ikt_text_is(text, "%group") || ikt_text_is(text, "%opportunisticgroup");
}

static struct ikt_router_name named(struct ikt_swan_parser *swan, const struct ikt_swan_value *value)
{
    const bool known = value->line > 0 && value->text.length > 0 && value->text.length <= IKT_IOS_NAME;
    return (struct ikt_router_name){known ? ikt_ios_keep(swan->base.arena, value->text) : NULL, value->line};
}

/* The peers; %any is everybody. */
static void set_peers(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                      struct ikt_router_entry *entry)
{
    struct ikt_bytes list = connection->peer.text, text;
    const unsigned line = connection->peer.line ? connection->peer.line : connection->line;
    while (ikt_swan_take_part(&list, ", \t", &text)) {
        struct ikt_swan_value one = {text, line};
        if (is_any(text))
            entry->any_peer = named(swan, &one);
        else if (!ikt_router_name_add(&swan->build, &entry->peers, named(swan, &one)))
            entry->unclear = true;
    }
    if (connection->peer.line == 0)
        entry->any_peer.line = line;
}

/* The address that it uses itself, where it says one; of no family where it does not. */
static struct ikt_address own_address(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                                      struct ikt_router_name *out)
{
    struct ikt_bytes list = connection->own.text, text = {0}, more;
    struct ikt_address address = {0};
    const bool one = ikt_swan_take_part(&list, ", \t", &text) && !ikt_swan_take_part(&list, ", \t", &more);
    *out = (struct ikt_router_name){NULL, connection->own.line};
    if (!one || is_any(text) || ikt_text_begins(text, "%")) {
        if (connection->own.line == 0 || one)
            out->line = 0;
        return address;
    }
    if (ikt_text_address(text, &address))
        out->text = ikt_ios_keep(swan->base.arena, text);
    return address;
}

static struct ikt_address only_peer(const struct ikt_router_entry *entry)
{
    const bool one = entry->peers && !entry->peers->next && entry->any_peer.line == 0;
    return one ? entry->peers->address : (struct ikt_address){0};
}

static const char *name_of(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                           const struct ikt_swan_child *child)
{
    if (!child->name)
        return connection->name;
    g_autofree char *text = g_strdup_printf("%s/%s", connection->name, child->name);
    return ikt_ios_keep(swan->base.arena, (struct ikt_bytes){(const uint8_t *)text, strlen(text)});
}

static void add_child(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection,
                      const struct ikt_swan_child *child, unsigned sequence, struct ikt_router_name own,
                      const struct ikt_address *address)
{
    struct ikt_router_entry *entry =
        ikt_router_entry_named(&swan->build, IKT_ROUTER_ENTRY_STATIC, connection->name, sequence, child->line);
    if (child->off || connection->ike == IKT_SWAN_IKEV2)
        entry->kind = IKT_ROUTER_ENTRY_OTHER;
    entry->child = child->name;
    entry->own_address = own;
    entry->own_identity = named(swan, &connection->own_id);
    entry->peer_identity = named(swan, &connection->peer_id);
    entry->aggressive = connection->aggressive;
    entry->begins_ikev2 = connection->ike == IKT_SWAN_BOTH;
    entry->unclear = connection->unclear || connection->ike == IKT_SWAN_UNKNOWN;
    entry->seconds = child->seconds;
    entry->kilobytes = child->kilobytes;
    set_peers(swan, connection, entry);
    const struct ikt_address peer = only_peer(entry);
    struct ikt_router_acl *acl = ikt_router_acl_named(&swan->build, name_of(swan, connection, child), child->line);
    entry->acl = (struct ikt_router_name){acl->name, child->line};
    ikt_swan_add_selectors(swan, child, acl, address, &peer);
    ikt_swan_add_sets(swan, connection, child, entry);
}

void ikt_swan_add_connection(struct ikt_swan_parser *swan, const struct ikt_swan_connection *connection)
{
    struct ikt_router_name own;
    const struct ikt_address address = own_address(swan, connection, &own);
    if (address.family != IKT_FAMILY_NONE && !ikt_router_lookup(swan->base.config, IKT_ROUTER_IS_OTHER, own.text)) {
        struct ikt_router_interface *interface = ikt_router_interface_named(&swan->build, own.text, own.line);
        ikt_router_define(swan->base.config, IKT_ROUTER_IS_OTHER, own.text, interface);
        ikt_router_address_add(&swan->build, interface, &address, address.family == IKT_FAMILY_IPV4 ? 32 : 128,
                               own.line);
    }
    for (guint i = 0; i < connection->children->len; i++)
        add_child(swan, connection, &g_array_index(connection->children, struct ikt_swan_child, i), i + 1, own,
                  &address);
    if (connection->ike != IKT_SWAN_IKEV2)
        ikt_swan_add_policies(swan, connection);
}
