/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     interface NAME
 *      ip address ADDRESS MASK [secondary], ipv6 address ADDRESS/LENGTH, standby [GROUP] ip ADDRESS
 *      crypto map NAME [redundancy GROUP]
 *      tunnel source {ADDRESS|INTERFACE}, tunnel destination ADDRESS, tunnel mode {gre ip|gre multipoint|ipsec ipv4}
 *      tunnel protection ipsec profile NAME [shared]
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"

/* "GigabitEthernet0/0", "loopback 0", "Serial1/0.10 point-to-point" */
static const char *take_interface(struct ikt_ios_parser *parser, struct ikt_bytes *text)
{
    struct ikt_bytes word = ikt_text_take_word(text);
    if (word.length == 0 || ikt_ios_is_placeholder(word))
        return NULL;
    if (text->length > 0 && g_ascii_isdigit(text->data[0]) && !g_ascii_isdigit(word.data[word.length - 1])) {
        struct ikt_bytes number = ikt_text_take_word(text);
        word.length = (size_t)(number.data + number.length - word.data);
    }
    return ikt_ios_keep(parser->arena, word);
}

void ikt_ios_read_interface(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = take_interface(parser, &text);
    parser->block = IKT_IOS_BLOCK_NONE;
    if (!name || !ikt_ios_note(parser))
        return;
    g_autofree char *key = ikt_router_canonical_interface(name);
    struct ikt_router_interface *interface =
        ikt_router_lookup(parser->config, IKT_ROUTER_IS_INTERFACE, key ? key : name);
    if (!interface) {
        interface = ikt_arena_alloc(parser->arena, 1, sizeof *interface);
        *interface = (struct ikt_router_interface){.name = name, .line = parser->at.line};
        *parser->tails.interface = interface;
        parser->tails.interface = &interface->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_INTERFACE, key ? key : name, interface);
    }
    parser->interface = interface;
    parser->block = IKT_IOS_BLOCK_INTERFACE;
}

static void add_address(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_bytes word = ikt_text_take_word(&text);
    const uint8_t *slash = word.length > 0 ? memchr(word.data, '/', word.length) : NULL;
    struct ikt_address address;
    if (slash)
        word.length = (size_t)(slash - word.data);
    if (!ikt_text_address(word, &address))
        return; /* "dhcp", "negotiated": not known */
    struct ikt_router_interface_address *one = ikt_arena_alloc(parser->arena, 1, sizeof *one);
    *one = (struct ikt_router_interface_address){
        .address = address, .line = parser->at.line, .next = parser->interface->addresses};
    parser->interface->addresses = one;
}

/* "standby [GROUP] ip ADDRESS": the address that the group answers for. */
static bool take_standby(struct ikt_bytes *text)
{
    uint32_t group;
    if (!ikt_ios_take(text, "standb|y"))
        return false;
    ikt_ios_take_number(text, 0, 4095, &group);
    return ikt_ios_take(text, "ip");
}

static void read_tunnel(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    if (ikt_ios_take(&text, "so|urce")) {
        interface->source = (struct ikt_router_name){take_interface(parser, &text), parser->at.line};
    } else if (ikt_ios_take(&text, "des|tination")) {
        interface->destination = ikt_ios_take_named(parser, &text);
    } else if (ikt_ios_take(&text, "mod|e")) {
        if (ikt_ios_begins(text, "g|re m|ultipoint"))
            interface->tunnel_mode = IKT_ROUTER_TUNNEL_MGRE;
        else if (ikt_ios_begins(text, "g|re ip"))
            interface->tunnel_mode = IKT_ROUTER_TUNNEL_GRE;
        else if (ikt_ios_begins(text, "ips|ec ipv4"))
            interface->tunnel_mode = IKT_ROUTER_TUNNEL_IPSEC;
        else
            interface->tunnel_mode = IKT_ROUTER_TUNNEL_OTHER;
    } else if (ikt_ios_take(&text, "pro|tection ip|sec")) {
        interface->unclear = ikt_ios_take(&text, "pol|icy") || interface->unclear;
        if (ikt_ios_take(&text, "pro|file"))
            interface->protection = ikt_ios_take_named(parser, &text);
    }
}

bool ikt_ios_in_interface(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    struct ikt_bytes rest = text;
    uint32_t sequence;
    if (ikt_ios_take(&rest, "ip add|ress") || ikt_ios_take(&rest, "ipv6 add|ress") || take_standby(&rest)) {
        add_address(parser, rest);
    } else if (ikt_ios_take(&rest, "cr|ypto ma|p") || ikt_ios_take(&rest, "ipv6 cr|ypto ma|p")) {
        struct ikt_bytes after = rest;
        ikt_text_take_word(&after);
        if (ikt_ios_take_number(&after, 1, 65535, &sequence) || ikt_ios_begins(after, "loc|al-address"))
            return false;
        interface->map = ikt_ios_take_named(parser, &rest);
    } else if (ikt_ios_take(&rest, "no cr|ypto ma|p")) {
        if (rest.length > 0 && parser->config->maps) {
            ikt_ios_take_named(parser, &rest);
            if (rest.length > 0)
                return false;
        }
        interface->map = (struct ikt_router_name){0};
    } else if (ikt_ios_take(&rest, "tun|nel")) {
        read_tunnel(parser, rest);
    } else {
        return false;
    }
    return ikt_ios_note(parser);
}
