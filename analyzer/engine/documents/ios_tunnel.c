/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     interface TunnelN
 *      tunnel source {ADDRESS|INTERFACE}, tunnel destination {ADDRESS|NAME|dynamic}, tunnel key N, tunnel vrf NAME
 *      tunnel mode {gre ip|gre multipoint|ipsec ipv4}, tunnel protection ipsec profile NAME [shared]
 *      ip nhrp authentication WORD, ip nhrp map ADDRESS ADDRESS, ip nhrp nhs ADDRESS [nbma ADDRESS]
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_whom.h"

static void read_mode(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_interface *interface = parser->interface;
    interface->tunnel_mode_line = off ? 0 : parser->at.line;
    if (off || ikt_ios_begins(text, "g|re ip"))
        interface->tunnel_mode = IKT_ROUTER_TUNNEL_GRE;
    else if (ikt_ios_begins(text, "g|re m|ultipoint"))
        interface->tunnel_mode = IKT_ROUTER_TUNNEL_MGRE;
    else if (ikt_ios_begins(text, "ips|ec ipv4"))
        interface->tunnel_mode = IKT_ROUTER_TUNNEL_IPSEC;
    else
        interface->tunnel_mode = IKT_ROUTER_TUNNEL_OTHER;
}

/* What the tunnel has is not known then. */
static void leave_out(struct ikt_ios_parser *parser)
{
    parser->interface->unclear = true;
    ikt_ios_not_understood(parser);
}

/* What follows "protection". */
static void read_protection(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_interface *interface = parser->interface;
    if (off) {
        interface->protection = (struct ikt_router_name){0};
        interface->protection_shared = false;
        return;
    }
    const bool ipsec = ikt_ios_take(&text, "ip|sec");
    interface->unclear = ikt_ios_take(&text, "pol|icy") || interface->unclear;
    if (!ipsec || !ikt_ios_take(&text, "pro|file")) {
        leave_out(parser);
        return;
    }
    interface->protection = ikt_ios_take_named(parser, &text);
    interface->protection_shared = false;
    while (text.length > 0) {
        interface->protection_shared = interface->protection_shared || ikt_ios_begins(text, "sha|red");
        ikt_text_take_word(&text);
    }
}

static void read_destination(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_interface *interface = parser->interface;
    struct ikt_bytes address = text;
    interface->destination_address = (struct ikt_address){0};
    interface->destination = off ? (struct ikt_router_name){0} : ikt_ios_take_named(parser, &text);
    if (!off)
        ikt_ios_take_address(&address, &interface->destination_address);
}

bool ikt_ios_read_tunnel(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    static const char *const words[] = {"source", "destination", "mode", "protection", "key", "vrf", NULL};
    struct ikt_router_interface *interface = parser->interface;
    const struct ikt_router_name none = {0};
    uint32_t number;
    if (ikt_ios_take(&text, "so|urce")) {
        interface->source = off ? none : ikt_ios_take_interface_named(parser, &text);
    } else if (ikt_ios_take(&text, "des|tination")) {
        read_destination(parser, text, off);
    } else if (ikt_ios_take(&text, "mo|de")) {
        read_mode(parser, text, off);
    } else if (ikt_ios_take(&text, "pro|tection")) {
        read_protection(parser, text, off);
    } else if (ikt_ios_take(&text, "k|ey")) {
        interface->tunnel_key = (struct ikt_router_number){IKT_ABSENT, off ? 0 : parser->at.line};
        if (!off && ikt_ios_take_number(&text, 0, UINT32_MAX, &number))
            interface->tunnel_key.value = number;
    } else if (ikt_ios_take(&text, "vr|f")) {
        interface->tunnel_vrf = off ? none : ikt_ios_take_named(parser, &text);
    } else if (ikt_ios_is_slip(text, words)) {
        leave_out(parser);
    } else {
        return false; /* bandwidth, checksum, path-mtu-discovery and the like */
    }
    return true;
}

/* An address, where one follows: "dynamic" is none. */
static void add_peer(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes rest = text;
    struct ikt_address address;
    if (!ikt_ios_take_address(&rest, &address))
        return;
    ikt_ios_take_names(parser, &parser->interface->nhrp_peers, ikt_text_part(text, 0, text.length - rest.length));
}

bool ikt_ios_read_nhrp(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    struct ikt_address address;
    uint8_t prefix;
    interface->nhrp = true;
    if (ikt_ios_take(&text, "au|thentication")) {
        bool encrypted;
        interface->nhrp_authentication = ikt_ios_mark(parser, text, &encrypted);
        parser->masked = "ip nhrp authentication <hidden>";
    } else if (ikt_ios_take(&text, "map")) {
        /* "multicast ADDRESS", or the address inside the tunnel before the one outside */
        struct ikt_bytes mask;
        if (!ikt_ios_take(&text, "mu|lticast"))
            ikt_ios_take_address(&text, &address);
        mask = text;
        if (ikt_ios_take_address(&mask, &address) && ikt_ios_netmask(&address, &prefix) && mask.length > 0)
            text = mask;
        add_peer(parser, text);
    } else if (ikt_ios_take(&text, "nhs")) {
        ikt_text_take_word(&text);
        if (ikt_ios_take(&text, "nb|ma"))
            add_peer(parser, text);
    }
    return true;
}
