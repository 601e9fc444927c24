/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     interface NAME
 *      nameif NAMEIF, ip address {ADDRESS MASK [standby ADDRESS]|dhcp|pppoe}, shutdown
 *      tunnel source interface NAMEIF, tunnel destination ADDRESS, tunnel mode ipsec ipv4,
 *      tunnel protection ipsec profile NAME
 *     access-group LIST {in|out} interface NAMEIF
 *     route NAMEIF NETWORK MASK ADDRESS
 *     nameif INTERFACE NAMEIF securityN, ip address NAMEIF ADDRESS MASK       (PIX 6)
 *
 * The address behind "standby" is that of the other unit, which takes no part while this one is active.
 */
#include <string.h>

#include <glib.h>

#include "documents/asa_parser.h"

static struct ikt_router_interface *open_interface(struct ikt_asa_parser *asa, const char *name)
{
    return ikt_router_interface_named(&asa->build, name, asa->base.at.line);
}

void ikt_asa_read_interface(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    asa->block = IKT_ASA_BLOCK_NONE;
    if (!name || !ikt_ios_note(&asa->base))
        return;
    asa->interface = open_interface(asa, name);
    asa->block = IKT_ASA_BLOCK_INTERFACE;
}

static void set_nameif(struct ikt_asa_parser *asa, struct ikt_router_interface *interface, const char *nameif)
{
    if (!nameif)
        return;
    interface->nameif = nameif;
    ikt_router_interface_alias(&asa->build, interface, nameif);
}

/* "ADDRESS MASK ..." */
static void add_address(struct ikt_asa_parser *asa, struct ikt_router_interface *interface, struct ikt_bytes text)
{
    struct ikt_address address, mask;
    uint8_t bits = 32;
    if (!ikt_asa_take_address(asa, &text, &address)) {
        interface->address_unknown = true;
        interface->address_line = asa->base.at.line;
        return;
    }
    if (ikt_ios_take_address(&text, &mask) && !ikt_router_netmask(&mask, &bits))
        bits = 32;
    ikt_router_address_add(&asa->build, interface, &address, bits, asa->base.at.line);
}

static void add_ipv6(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_bytes word = ikt_text_take_word(&text);
    const uint8_t *slash = word.length > 0 ? memchr(word.data, '/', word.length) : NULL;
    struct ikt_address address;
    uint32_t bits = 128;
    if (slash) {
        struct ikt_bytes length = ikt_text_part(word, (size_t)(slash + 1 - word.data), word.length);
        word.length = (size_t)(slash - word.data);
        if (!ikt_text_take_number(&length, 128, &bits))
            bits = 128;
    }
    if (ikt_text_address(word, &address))
        ikt_router_address_add(&asa->build, asa->interface, &address, (uint8_t)bits, asa->base.at.line);
}

static bool read_tunnel(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = asa->interface;
    if (ikt_text_take_words(&text, "source interface")) {
        interface->source = ikt_ios_take_named(&asa->base, &text);
    } else if (ikt_text_take_words(&text, "destination")) {
        interface->destination = ikt_ios_take_named(&asa->base, &text);
        if (interface->destination.text)
            ikt_address_parse(interface->destination.text, &interface->destination_address);
    } else if (ikt_text_take_words(&text, "mode")) {
        interface->tunnel_mode =
            ikt_text_take_words(&text, "ipsec ipv4") ? IKT_ROUTER_TUNNEL_IPSEC : IKT_ROUTER_TUNNEL_OTHER;
        interface->tunnel_mode_line = asa->base.at.line;
    } else if (ikt_text_take_words(&text, "protection ipsec")) {
        interface->unclear = ikt_text_take_words(&text, "policy") || interface->unclear;
        if (ikt_text_take_words(&text, "profile"))
            interface->protection = ikt_ios_take_named(&asa->base, &text);
    } else {
        return false;
    }
    return true;
}

bool ikt_asa_in_interface(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = asa->interface;
    if (ikt_text_take_words(&text, "nameif"))
        set_nameif(asa, interface, ikt_ios_take_name(&text, asa->base.arena));
    else if (ikt_text_take_words(&text, "ip address"))
        add_address(asa, interface, text);
    else if (ikt_text_take_words(&text, "ipv6 address"))
        add_ipv6(asa, text);
    else if (ikt_text_take_words(&text, "shutdown"))
        interface->shutdown = (struct ikt_router_switch){true, asa->base.at.line};
    else if (!ikt_text_take_words(&text, "tunnel") || !read_tunnel(asa, text))
        return false;
    ikt_ios_note(&asa->base);
    return true;
}

struct ikt_router_interface *ikt_asa_interface_of(struct ikt_asa_parser *asa, const char *nameif, unsigned line)
{
    const struct ikt_router_interface *found = ikt_router_interface_find(asa->base.config, nameif);
    if (found)
        return (struct ikt_router_interface *)found; /* the router is still this reader's */
    struct ikt_router_interface *interface = ikt_router_interface_named(&asa->build, nameif, line);
    interface->nameif = nameif;
    interface->address_unknown = true;
    return interface;
}

bool ikt_asa_read_access_group(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_name acl = ikt_ios_take_named(&asa->base, &text);
    const bool in = ikt_text_take_words(&text, "in"), out = !in && ikt_text_take_words(&text, "out");
    if (!ikt_text_take_words(&text, "interface") || (!in && !out))
        return ikt_text_take_words(&text, "global");
    const char *nameif = ikt_ios_take_name(&text, asa->base.arena);
    if (!nameif || !ikt_ios_note(&asa->base))
        return nameif != NULL;
    struct ikt_router_interface *interface = ikt_asa_interface_of(asa, nameif, asa->base.at.line);
    *(in ? &interface->access_in : &interface->access_out) = acl;
    return true;
}

bool ikt_asa_read_route(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    struct ikt_router_name interface = ikt_ios_take_named(&asa->base, &text);
    struct ikt_address network, mask, next_hop = {0};
    uint8_t bits;
    /* "0 0" is short for the default route */
    if (ikt_text_take_words(&text, "0 0")) {
        network = (struct ikt_address){.family = IKT_FAMILY_IPV4};
        bits = 0;
    } else if (!ikt_asa_take_address(asa, &text, &network) || !ikt_ios_take_address(&text, &mask) ||
               !ikt_router_netmask(&mask, &bits)) {
        return false;
    }
    ikt_asa_take_address(asa, &text, &next_hop);
    if (!ikt_ios_note(&asa->base))
        return true;
    struct ikt_router_route *route = ikt_router_route_add(&asa->build, asa->base.at.line);
    route->interface = interface;
    route->prefix = bits;
    route->next_hop = next_hop;
    ikt_router_prefix_range(&network, bits, &route->low, &route->high);
    return true;
}

bool ikt_asa_read_pix_nameif(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_name(&text, asa->base.arena);
    const char *nameif = ikt_ios_take_name(&text, asa->base.arena);
    if (name && nameif && ikt_ios_note(&asa->base))
        set_nameif(asa, open_interface(asa, name), nameif);
    return name && nameif;
}

bool ikt_asa_read_pix_address(struct ikt_asa_parser *asa, struct ikt_bytes text)
{
    const char *nameif = ikt_ios_take_name(&text, asa->base.arena);
    if (nameif && ikt_ios_note(&asa->base))
        add_address(asa, ikt_asa_interface_of(asa, nameif, asa->base.at.line), text);
    return nameif != NULL;
}

void ikt_asa_settle_interfaces(struct ikt_asa_parser *asa)
{
    for (guint i = 0; i < asa->applied->len; i++) {
        const struct ikt_asa_applied *applied = &g_array_index(asa->applied, struct ikt_asa_applied, i);
        struct ikt_router_interface *interface = ikt_asa_interface_of(asa, applied->nameif, applied->line);
        interface->map = (struct ikt_router_name){applied->map, applied->line};
    }
}
