/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     interface NAME
 *      ip address ADDRESS MASK [secondary], ip unnumbered INTERFACE, ipv6 address ADDRESS/LENGTH, shutdown
 *      standby [GROUP] {ip ADDRESS|name NAME}, vrrp GROUP ip ADDRESS
 *      [ip] vrf forwarding NAME, ip access-group LIST {in|out}, ip nat {inside|outside}, ip mtu N
 *      crypto map NAME [redundancy GROUP]
 */
#include <string.h>

#include <glib.h>

#include "documents/ios_readers.h"
#include "documents/ios_whom.h"

bool ikt_ios_read_interface(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    const char *name = ikt_ios_take_interface(parser, &text);
    if (!name || !ikt_ios_note(parser))
        return true;
    g_autofree char *key = ikt_router_canonical_interface(name);
    struct ikt_router_interface *interface =
        ikt_router_lookup(parser->config, IKT_ROUTER_IS_INTERFACE, key ? key : name);
    if (!interface) {
        interface = ikt_arena_alloc(parser->arena, 1, sizeof *interface);
        *interface = (struct ikt_router_interface){.name = name,
                                                   .line = parser->at.line,
                                                   .tunnel_key.value = IKT_ABSENT,
                                                   .mtu.value = IKT_ABSENT,
                                                   .adjust_mss.value = IKT_ABSENT};
        *parser->tails.interface = interface;
        parser->tails.interface = &interface->next;
        ikt_router_define(parser->config, IKT_ROUTER_IS_INTERFACE, key ? key : name, interface);
    }
    parser->interface = interface;
    parser->block = IKT_IOS_BLOCK_INTERFACE;
    return true;
}

/* "ip address 10.1.1.0 255.255.255.0": IOS refuses it. */
static void check_address(struct ikt_ios_parser *parser, const struct ikt_router_interface_address *address)
{
    struct ikt_address low, high;
    if (address->address.family != IKT_FAMILY_IPV4 || address->prefix > 30)
        return;
    ikt_ios_prefix_range(&address->address, address->prefix, &low, &high);
    if (ikt_address_equal(&low, &address->address) || ikt_address_equal(&high, &address->address))
        ikt_ios_remark(parser, address->line, "the address of an interface is that of its network, or of all in it");
}

/* Behind those that are there; a primary address takes the place of the one before. */
static bool add_address(struct ikt_ios_parser *parser, struct ikt_bytes text, bool standby)
{
    struct ikt_router_interface_address read = {.standby = standby, .line = parser->at.line};
    struct ikt_router_interface_address **at = &parser->interface->addresses;
    unsigned count = 0;
    if (!ikt_ios_take_prefix(&text, &read.address, &read.prefix))
        return false;
    read.secondary = ikt_ios_begins(text, "sec|ondary");
    check_address(parser, &read);
    const bool primary = !read.secondary && !standby && read.address.family == IKT_FAMILY_IPV4;
    for (; *at && count < IKT_IOS_ADDRESSES; at = &(*at)->next, count++)
        if (primary && !(*at)->secondary && !(*at)->standby && (*at)->address.family == IKT_FAMILY_IPV4) {
            read.next = (*at)->next;
            **at = read;
            return true;
        }
    if (*at)
        return false;
    *at = ikt_arena_alloc(parser->arena, 1, sizeof **at);
    **at = read;
    return true;
}

static void read_address(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    static const char *const unknown[] = {"dh|cp", "neg|otiated", "poo|l", "auto|config", "slaac"};
    bool is_unknown = false;
    for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++)
        is_unknown = is_unknown || ikt_ios_begins(text, unknown[i]);
    if (is_unknown || ikt_ios_is_placeholder(text)) {
        interface->address_unknown = true;
        interface->address_line = parser->at.line;
    } else if (!add_address(parser, text, false)) {
        /* a router has addresses that are not known here: it is not said to lack one */
        interface->address_unknown = true;
        interface->address_line = parser->at.line;
        ikt_ios_not_understood(parser);
    }
}

/* "standby [GROUP] ...", "vrrp GROUP ...", "glbp GROUP ...": the address that the group answers for, and its name. */
static bool read_standby(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    uint32_t group;
    if (!ikt_ios_take(&text, "standb|y") && !ikt_ios_take(&text, "vrrp") && !ikt_ios_take(&text, "glbp"))
        return false;
    ikt_ios_take_number(&text, 0, 4095, &group);
    if (ikt_ios_take(&text, "ip")) {
        if (text.length > 0 && !add_address(parser, text, true)) {
            interface->address_unknown = true;
            interface->address_line = parser->at.line;
        }
    } else if (ikt_ios_take(&text, "na|me")) {
        /* with several groups the one that the map's redundancy names is the one that counts */
        if (!interface->standby_name.text || g_strcmp0(interface->standby_name.text, interface->map_redundancy.text))
            interface->standby_name = ikt_ios_take_named(parser, &text);
    }
    return true;
}

/* What follows "crypto map": "NAME", or "NAME redundancy GROUP", and no statement of the map itself. */
static bool is_applied(struct ikt_bytes text)
{
    ikt_text_take_word(&text);
    return text.length == 0 || (ikt_ios_take(&text, "red|undancy") && !ikt_ios_begins(text, "rep|lay-interval"));
}

/* "crypto map NAME [redundancy GROUP]"; false: a statement of the map itself. */
static bool read_map(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_interface *interface = parser->interface;
    if (!is_applied(text))
        return false;
    if (off) {
        struct ikt_bytes name = ikt_text_take_word(&text);
        if (name.length == 0 || (interface->map.text && ikt_text_is(name, interface->map.text)))
            interface->map = interface->map_redundancy = (struct ikt_router_name){0};
        return true;
    }
    interface->map = ikt_ios_take_named(parser, &text);
    interface->map_redundancy = (struct ikt_router_name){0};
    if (ikt_ios_take(&text, "red|undancy"))
        interface->map_redundancy = ikt_ios_take_named(parser, &text);
    return true;
}

/* False: a statement of the top level, "ip nat inside source ...". */
static bool read_nat(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    const struct ikt_router_switch state = {!off, parser->at.line};
    if (ikt_ios_take(&text, "ins|ide") && text.length == 0)
        parser->interface->nat_inside = state;
    else if (ikt_ios_take(&text, "out|side") && text.length == 0)
        parser->interface->nat_outside = state;
    else
        return false;
    return true;
}

static void read_access_group(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_name name = ikt_ios_take_named(parser, &text);
    if (off)
        name = (struct ikt_router_name){0};
    if (ikt_ios_begins(text, "o|ut"))
        parser->interface->access_out = name;
    else
        parser->interface->access_in = name;
}

static void read_number(const struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_router_number *out)
{
    uint32_t number;
    out->line = parser->at.line;
    out->value = ikt_ios_take_number(&text, 0, UINT32_MAX, &number) ? (int64_t)number : IKT_ABSENT;
}

/* What begins with "ip", and is no address; false: none of those that are read. */
static bool read_ip(struct ikt_ios_parser *parser, struct ikt_bytes text, bool off)
{
    struct ikt_router_interface *interface = parser->interface;
    if (ikt_ios_take(&text, "nat"))
        return read_nat(parser, text, off);
    if (ikt_ios_take(&text, "access-g|roup"))
        read_access_group(parser, text, off);
    else if (ikt_ios_take(&text, "vrf for|warding"))
        interface->vrf = off ? (struct ikt_router_name){0} : ikt_ios_take_named(parser, &text);
    else if (off)
        return false;
    else if (ikt_ios_take(&text, "un|numbered"))
        interface->unnumbered = ikt_ios_take_interface_named(parser, &text);
    else if (ikt_ios_take(&text, "mtu"))
        read_number(parser, text, &interface->mtu);
    else if (ikt_ios_take(&text, "tcp adj|ust-mss"))
        read_number(parser, text, &interface->adjust_mss);
    else if (ikt_ios_take(&text, "nhrp"))
        return ikt_ios_read_nhrp(parser, text);
    else if (ikt_ios_begins(text, "ospf") || ikt_ios_begins(text, "router isis"))
        parser->config->routing_protocol = true;
    else
        return false;
    return true;
}

/* Whatever they are: "no ip address" takes away the address itself, or those that are named. */
static void drop_addresses(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_address address;
    const bool one = ikt_ios_take_address(&text, &address);
    for (struct ikt_router_interface_address **at = &parser->interface->addresses; *at;) {
        if (one ? ikt_address_equal(&(*at)->address, &address) : !(*at)->standby)
            *at = (*at)->next;
        else
            at = &(*at)->next;
    }
    parser->interface->address_unknown = parser->interface->address_unknown && one;
}

bool ikt_ios_in_interface(struct ikt_ios_parser *parser, struct ikt_bytes text)
{
    struct ikt_router_interface *interface = parser->interface;
    struct ikt_bytes rest = text;
    const bool off = ikt_ios_take(&rest, "no");
    if (ikt_ios_take(&rest, "ip add|ress") || (!off && ikt_ios_take(&rest, "ipv6 add|ress"))) {
        if (off)
            drop_addresses(parser, rest);
        else
            read_address(parser, rest);
    } else if (ikt_ios_take(&rest, "ip")) {
        if (!read_ip(parser, rest, off))
            return false;
    } else if (ikt_ios_take(&rest, "vrf for|warding")) {
        interface->vrf = off ? (struct ikt_router_name){0} : ikt_ios_take_named(parser, &rest);
    } else if (ikt_ios_begins(rest, "shut|down")) {
        interface->shutdown = (struct ikt_router_switch){!off, parser->at.line};
    } else if (ikt_ios_take(&rest, "cr|ypto ma|p") || ikt_ios_take(&rest, "ipv6 cr|ypto ma|p")) {
        if (!read_map(parser, rest, off))
            return false;
    } else if (ikt_ios_take(&rest, "tun|nel")) {
        if (!ikt_ios_read_tunnel(parser, rest, off))
            return false;
    } else if (off || !read_standby(parser, text)) {
        return false;
    }
    return ikt_ios_note(parser);
}
