/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     {permit|deny} PROTOCOL SOURCE [PORT] DESTINATION [PORT] [OPTION...]
 *     {permit|deny} object-group SERVICE SOURCE DESTINATION
 *     {permit|deny} SOURCE (of a standard list)
 *
 * An end is "any", "host ADDRESS", "ADDRESS WILDCARD", "PREFIX/LENGTH" (IPv6) or "object-group NAME". What the line of
 * a proxy cannot be (a range of ports, a wildcard that is no inverted netmask) has no proxy here either: it is unclear,
 * with a reason.
 */
#include "documents/ios_acl_line.h"

#include <string.h>

#include <glib.h>

#include "documents/ios_whom.h"

#define NETMASK_ONES 8 /* of a netmask that was typed for a wildcard, at least */

static uint32_t number_of(const struct ikt_address *address)
{
    uint32_t number;
    memcpy(&number, address->octets, sizeof number);
    return GUINT32_FROM_BE(number);
}

static void set_any(struct ikt_router_end *out, bool is_ipv6)
{
    out->low = ikt_ios_ipv4(0);
    out->high = ikt_ios_ipv4(UINT32_MAX);
    if (!is_ipv6)
        return;
    out->low = (struct ikt_address){.family = IKT_FAMILY_IPV6};
    out->high = out->low;
    memset(out->high.octets, 0xff, sizeof out->high.octets);
}

/*
 * "192.168.1.0 255.255.255.0" was meant as a netmask. IOS clears what stands under the wildcard and then prints
 * "0.0.0.0 255.255.255.0", which tells no more what was meant.
 */
static void set_wildcard(struct ikt_router_end *out, const struct ikt_address *address,
                         const struct ikt_address *wildcard, const char **unclear)
{
    const uint32_t any = number_of(wildcard), low = number_of(address) & ~any;
    uint8_t ones;
    if ((any & (any + 1)) == 0) {
        out->low = ikt_ios_ipv4(low);
        out->high = ikt_ios_ipv4(low | any);
        return;
    }
    *unclear = "a wildcard that is no inverted netmask";
    out->netmask_typed = ikt_ios_netmask(wildcard, &ones) && ones >= NETMASK_ONES;
    if (out->netmask_typed && (number_of(address) & any) != 0) {
        out->low = ikt_ios_ipv4(number_of(address) & any);
        out->high = ikt_ios_ipv4(number_of(address) | ~any);
    }
}

/* "host ADDRESS": a name or a template's placeholder is of unknown address. */
static bool take_host(struct ikt_bytes *text, bool is_ipv6, struct ikt_router_end *out, const char **unclear)
{
    struct ikt_address address;
    if (ikt_ios_take_address(text, &address)) {
        out->low = out->high = address;
        return (address.family == IKT_FAMILY_IPV6) == is_ipv6;
    }
    struct ikt_bytes word = ikt_text_take_word(text);
    *unclear = ikt_ios_is_placeholder(word) ? "a placeholder of a template" : "a host by its name";
    /* digits are a slip, not a name */
    return word.length > 0 && !g_ascii_isdigit(word.data[0]);
}

static bool take_ipv6(struct ikt_bytes *text, struct ikt_router_end *out)
{
    struct ikt_address address;
    uint8_t prefix;
    if (!ikt_ios_take_prefix(text, &address, &prefix) || address.family != IKT_FAMILY_IPV6)
        return false;
    ikt_ios_prefix_range(&address, prefix, &out->low, &out->high);
    return true;
}

/* One end; group: the object group that it names. False: not understood. */
static bool take_end(struct ikt_ios_parser *parser, struct ikt_bytes *text, bool is_ipv6, struct ikt_router_end *out,
                     const char **group, const char **unclear)
{
    struct ikt_address address, wildcard;
    struct ikt_bytes rest = *text;
    if (ikt_ios_take(text, "an|y") || ikt_ios_take(text, is_ipv6 ? "any6" : "any4")) {
        set_any(out, is_ipv6);
        return true;
    }
    if (ikt_ios_take(text, "object-g|roup") || ikt_ios_take(text, "addrg|roup") || ikt_ios_take(text, "net-g|roup")) {
        *group = ikt_ios_take_name(text, parser->arena);
        if (!*group)
            *unclear = "a placeholder of a template";
        return true;
    }
    if (ikt_ios_take(text, "h|ost"))
        return take_host(text, is_ipv6, out, unclear);
    if (is_ipv6)
        return take_ipv6(text, out);
    if (ikt_ios_is_placeholder(ikt_text_take_word(&rest))) {
        struct ikt_bytes after = rest, word = ikt_text_take_word(&after);
        *unclear = "a placeholder of a template";
        *text = ikt_ios_is_placeholder(word) || ikt_text_address(word, &wildcard) ? after : rest;
        return true;
    }
    if (!ikt_ios_take_address(text, &address) || address.family != IKT_FAMILY_IPV4 ||
        !ikt_ios_take_address(text, &wildcard) || wildcard.family != IKT_FAMILY_IPV4)
        return false;
    set_wildcard(out, &address, &wildcard, unclear);
    return true;
}

static bool take_ports(struct ikt_ios_parser *parser, struct ikt_bytes *text, struct ikt_ios_ports *out,
                       const char **unclear)
{
    if (ikt_ios_take(text, "portg|roup") || ikt_ios_take(text, "port-g|roup")) {
        *out = (struct ikt_ios_ports){.count = 1, .group = ikt_ios_take_name(text, parser->arena)};
        return out->group != NULL;
    }
    return ikt_ios_take_ports(text, out, unclear);
}

static void read_options(struct ikt_bytes text, struct ikt_router_acl_line *line)
{
    while (ikt_ios_take(&text, "log") || ikt_ios_take(&text, "log-i|nput"))
        ;
    /* a word behind "log" marks its messages */
    if (text.length > 0)
        line->unclear = "an option that takes part of what it matches";
}

/* "ADDRESS [WILDCARD]", "host ADDRESS", "any", and "log" */
static bool read_standard(struct ikt_ios_parser *parser, struct ikt_bytes text, struct ikt_ios_acl_line *out)
{
    struct ikt_router_acl_line *line = out->line;
    struct ikt_bytes rest = text, after;
    struct ikt_address address, wildcard;
    set_any(&line->destination, false);
    if (ikt_ios_take_address(&rest, &address) && address.family == IKT_FAMILY_IPV4) {
        after = rest;
        if (!ikt_ios_take_address(&after, &wildcard)) {
            line->source.low = line->source.high = address;
            read_options(rest, line);
            return rest.length == 0 || ikt_ios_begins(rest, "log");
        }
    }
    if (!take_end(parser, &text, false, &line->source, &out->source, &line->unclear))
        return false;
    read_options(text, line);
    return true;
}

bool ikt_ios_read_acl_line(struct ikt_ios_parser *parser, enum ikt_ios_dialect dialect, struct ikt_bytes text,
                           struct ikt_ios_acl_line *out)
{
    struct ikt_router_acl_line *line = out->line;
    const bool is_ipv6 = dialect == IKT_IOS_IPV6;
    out->source_ports.count = out->destination_ports.count = 1;
    if (dialect == IKT_IOS_STANDARD)
        return read_standard(parser, text, out);
    if (ikt_ios_take(&text, "object-g|roup")) {
        out->service = ikt_ios_take_name(&text, parser->arena);
        if (!out->service)
            line->unclear = "a placeholder of a template";
    } else if (!ikt_ios_take_protocol(&text, &line->protocol)) {
        return false;
    }
    if (is_ipv6 && line->protocol == 1)
        line->protocol = 58; /* "icmp" of an IPv6 list is ICMPv6 */
    if (!take_end(parser, &text, is_ipv6, &line->source, &out->source, &line->unclear) ||
        !take_ports(parser, &text, &out->source_ports, &line->unclear) ||
        !take_end(parser, &text, is_ipv6, &line->destination, &out->destination, &line->unclear) ||
        !take_ports(parser, &text, &out->destination_ports, &line->unclear))
        return false;
    read_options(text, line);
    line->source.port = out->source_ports.ranges[0].low;
    line->source.port_high = out->source_ports.ranges[0].high;
    line->destination.port = out->destination_ports.ranges[0].low;
    line->destination.port_high = out->destination_ports.ranges[0].high;
    return true;
}

bool ikt_ios_acl_line_multiplies(const struct ikt_ios_acl_line *line)
{
    return line->service || line->source || line->destination || line->source_ports.group ||
           line->destination_ports.group || line->source_ports.count > 1 || line->destination_ports.count > 1;
}
