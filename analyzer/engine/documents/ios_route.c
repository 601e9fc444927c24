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

/* What follows "ip route"; false: not understood. */
bool ikt_ios_parse_route(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_route *out)
{
    struct ikt_address network;
    uint8_t prefix;
    uint32_t distance;
    *out = (struct ikt_router_route){.line = parser->at.line, .distance = 1};
    if (ikt_ios_take(&text, "vrf") && !(out->vrf = ikt_ios_take_name(&text, parser->arena)))
        return false;
    if (!ikt_ios_take_prefix(&text, &network, &prefix) || network.family != IKT_FAMILY_IPV4)
        return false;
    ikt_ios_prefix_range(&network, prefix, &out->low, &out->high);
    out->prefix = prefix;
    /* "name", "track" and the rest change nothing of where it leads */
    if (!ikt_ios_take_address(&text, &out->next_hop) && text.length > 0) {
        if (!ikt_ios_begins(text, "dhcp"))
            out->interface = ikt_ios_take_interface_named(parser, &text);
        ikt_ios_take_address(&text, &out->next_hop);
    }
    if (ikt_ios_take_number(&text, 1, 255, &distance))
        out->distance = (uint8_t)distance;
    return true;
}

bool ikt_ios_read_route(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_route read;
    if (ikt_ios_begins(text, "static") || ikt_ios_begins(text, "profile"))
        return true; /* nothing of a route */
    if (!ikt_ios_parse_route(parser, text, &read))
        return false;
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
