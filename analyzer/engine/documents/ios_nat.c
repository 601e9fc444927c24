/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     ip nat inside source {list LIST|route-map NAME} {interface INTERFACE|pool NAME} [overload]
 *     ip nat inside source static ADDRESS {ADDRESS|interface INTERFACE}
 *     ip nat inside source static {tcp|udp} ADDRESS PORT {ADDRESS|interface INTERFACE} PORT
 *     route-map NAME [permit|deny] [SEQUENCE]
 *      match ip address LIST...
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

#define SEQUENCE 10 /* of a route-map that names none */

/* "interface INTERFACE", "pool NAME" */
static bool take_outside(struct ikt_ios_parser *parser, struct ikt_bytes *text, struct ikt_router_nat *nat)
{
    if (ikt_ios_take(text, "int|erface")) {
        nat->interface = ikt_ios_take_interface_named(parser, text);
        return nat->interface.text != NULL;
    }
    return ikt_ios_take(text, "p|ool") && ikt_text_take_word(text).length > 0;
}

/* What follows "static". */
static bool read_static(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_nat *nat)
{
    uint32_t port;
    nat->is_static = true;
    if (ikt_ios_take(&text, "tc|p"))
        nat->protocol = 6;
    else if (ikt_ios_take(&text, "ud|p"))
        nat->protocol = 17;
    else if (ikt_ios_take(&text, "es|p"))
        nat->protocol = 50;
    if (!ikt_ios_take_address(&text, &nat->inside))
        return false; /* "network ...", a placeholder */
    const bool ports = nat->protocol == 6 || nat->protocol == 17;
    if (ports && !ikt_ios_take_number(&text, 1, UINT16_MAX, &port))
        return false;
    nat->inside_port = ports ? (uint16_t)port : 0;
    if (!ikt_ios_take_address(&text, &nat->outside) && !take_outside(parser, &text, nat))
        return false;
    if (ports && !ikt_ios_take_number(&text, 1, UINT16_MAX, &port))
        return false;
    nat->outside_port = ports ? (uint16_t)port : 0;
    /* a route-map says for which packets */
    for (; text.length > 0; ikt_text_take_word(&text))
        if (ikt_ios_take(&text, "route-m|ap"))
            nat->route_map = ikt_ios_take_named(parser, &text);
    return true;
}

static bool read_source(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_nat *nat)
{
    if (ikt_ios_take(&text, "st|atic"))
        return read_static(parser, text, nat);
    if (ikt_ios_take(&text, "l|ist"))
        nat->acl = ikt_ios_take_named(parser, &text);
    else if (ikt_ios_take(&text, "rou|te-map"))
        nat->route_map = ikt_ios_take_named(parser, &text);
    else
        return false;
    return take_outside(parser, &text, nat);
}

bool ikt_ios_parse_nat(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_nat *out)
{
    *out = (struct ikt_router_nat){.line = parser->at.line};
    const bool inside = ikt_ios_take(&text, "ins|ide so|urce");
    if (!inside && !ikt_ios_take(&text, "out|side so|urce"))
        ikt_ios_take(&text, "so|urce");
    const bool understood = read_source(parser, text, out);
    out->unclear = !inside || !understood;
    return understood;
}

bool ikt_ios_read_nat(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    if (!ikt_ios_begins(text, "ins|ide so|urce") && !ikt_ios_begins(text, "out|side so|urce") &&
        !ikt_ios_begins(text, "so|urce"))
        return true; /* pools, time-outs and the like */
    if (!ikt_ios_note(parser))
        return true;
    struct ikt_router_nat *nat = ikt_arena_alloc(parser->arena, 1, sizeof *nat);
    const bool understood = ikt_ios_parse_nat(parser, text, nat);
    *parser->tails.nat = nat;
    parser->tails.nat = &nat->next;
    return understood;
}

bool ikt_ios_read_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, parser->arena);
    uint32_t sequence = SEQUENCE;
    const bool denies = ikt_ios_take(&text, "d|eny");
    if (!name)
        return false;
    if (!denies)
        ikt_ios_take(&text, "p|ermit");
    ikt_ios_take_number(&text, 0, 65535, &sequence);
    if (!ikt_ios_note(parser))
        return true;
    g_autofree char *key = g_strdup_printf("%u %s", sequence, name);
    struct ikt_router_route_map *map = ikt_router_lookup(parser->config, IKT_ROUTER_IS_ROUTE_MAP, key);
    if (!map) {
        map = ikt_arena_alloc(parser->arena, 1, sizeof *map);
        *map = (struct ikt_router_route_map){.name = name, .sequence = sequence, .line = parser->at.line};
        *parser->tails.route_map = map;
        parser->tails.route_map = &map->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_ROUTE_MAP, key, map);
        ikt_router_define(parser->config, IKT_ROUTER_IS_ROUTE_MAP, name, map);
    }
    map->permit = !denies;
    parser->route_map = map;
    parser->block = IKT_IOS_BLOCK_ROUTE_MAP;
    return true;
}

bool ikt_ios_in_route_map(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_route_map *map = parser->route_map;
    if (ikt_ios_begins(text, "se|t") || ikt_ios_begins(text, "des|cription"))
        return true;
    if (ikt_ios_begins(text, "cont|inue")) {
        map->other_matches = true;
        return true;
    }
    if (!ikt_ios_take(&text, "ma|tch"))
        return false;
    if (!ikt_ios_take(&text, "ip add|ress") || ikt_ios_begins(text, "prefix-l|ist") ||
        !ikt_ios_take_names(parser, &map->acls, text))
        map->other_matches = true;
    return ikt_ios_note(parser);
}
