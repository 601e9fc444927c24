/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     ip route [vrf NAME] NETWORK MASK {ADDRESS|INTERFACE [ADDRESS]} [DISTANCE] [OPTION...]
 *     ip default-gateway ADDRESS (without routing, which a router with tunnels has: not read)
 *     router PROTOCOL ...
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_whom.h"

static void set_range(struct ikt_router_route *route, const struct ikt_address *network, uint8_t prefix)
{
    uint32_t low, mask = prefix == 0 ? 0 : UINT32_MAX << (32 - prefix);
    memcpy(&low, network->octets, sizeof low);
    low = GUINT32_FROM_BE(low) & mask;
    route->low = ikt_ios_ipv4(low);
    route->high = ikt_ios_ipv4(low | ~mask);
    route->prefix = prefix;
}

bool ikt_ios_read_route(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_route read = {.line = parser->at.line};
    struct ikt_address network;
    uint8_t prefix;
    if (ikt_ios_take(&text, "vrf") && !(read.vrf = ikt_ios_take_name(&text, parser->arena)))
        return false;
    struct ikt_bytes mask = text;
    ikt_text_take_word(&mask);
    if (ikt_ios_begins(text, "static") || ikt_ios_begins(text, "profile"))
        return true; /* "ip route static ...": nothing of a route */
    if (!ikt_ios_take_prefix(&text, &network, &prefix) || network.family != IKT_FAMILY_IPV4 || text.length == 0)
        return false;
    set_range(&read, &network, prefix);
    /* "name", "track" and the rest change nothing of where it leads */
    if (!ikt_ios_take_address(&text, &read.next_hop)) {
        if (!ikt_ios_begins(text, "dhcp"))
            read.interface = ikt_ios_take_interface_named(parser, &text);
        ikt_ios_take_address(&text, &read.next_hop);
    }
    if (!ikt_ios_note(parser))
        return true;
    struct ikt_router_route *route = ikt_arena_alloc(parser->arena, 1, sizeof *route);
    *route = read;
    *parser->tails.route = route;
    parser->tails.route = &route->next;
    return true;
}

bool ikt_ios_read_routing(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    (void)text;
    parser->config->routing_protocol = true;
    return true;
}
