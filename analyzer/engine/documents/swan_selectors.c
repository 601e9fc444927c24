/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     selectors = selector *(("," / blank) selector)
 *     selector  = (address ["/" length] / address "-" address / "dynamic") ["[" protocol ["/" port] "]"]
 *
 * With IKEv1 strongSwan offers the first pair of selectors, and takes the others (ipsec.conf(5), leftsubnet);
 * libreswan makes a negotiation of each pair of leftsubnets and rightsubnets.
 */
#include <string.h>

#include <glib.h>

#include "documents/swan_connection.h"

struct selector {
    struct ikt_address low, high;
    uint8_t protocol;
    uint16_t port, port_high;
    const char *unclear;
};

static const struct {
    const char *word;
    uint16_t number;
} protocols[] = {{"icmp", 1}, {"ipip", 4},       {"ipencap", 4}, {"tcp", 6},   {"udp", 17},   {"gre", 47},  {"esp", 50},
                 {"ah", 51},  {"ipv6-icmp", 58}, {"icmpv6", 58}, {"ospf", 89}, {"l2tp", 115}, {"sctp", 132}},
  ports[] = {{"ftp", 21},  {"ssh", 22},   {"telnet", 23}, {"smtp", 25},   {"domain", 53}, {"http", 80},
             {"ntp", 123}, {"snmp", 161}, {"bgp", 179},   {"https", 443}, {"l2tp", 1701}, {"l2f", 1701}};

static bool read_port(struct ikt_bytes text, struct selector *out)
{
    uint32_t low, high;
    if (text.length == 0 || ikt_text_begins_any_case(text, "%any"))
        return true;
    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++)
        if (ikt_text_is_any_case(text, ports[i].word)) {
            out->port = out->port_high = ports[i].number;
            return true;
        }
    if (!ikt_text_take_number(&text, UINT16_MAX, &low))
        return false;
    high = low;
    if (ikt_text_begins(text, "-")) {
        text = ikt_text_part(text, 1, text.length);
        if (!ikt_text_take_number(&text, UINT16_MAX, &high))
            return false;
    }
    out->port = (uint16_t)low;
    out->port_high = (uint16_t)high;
    if (low != high && (low > 0 || high < UINT16_MAX))
        out->unclear = "a range of ports, which no proxy can be";
    return text.length == 0;
}

/* "tcp", "17/1701", "udp/%any" */
static void read_protocol(struct ikt_bytes text, struct selector *out)
{
    struct ikt_bytes word;
    uint32_t number;
    if (!ikt_swan_take_part(&text, "/", &word) || ikt_text_begins_any_case(word, "%any"))
        return;
    bool known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(protocols) && !known; i++) {
        known = ikt_text_is_any_case(word, protocols[i].word);
        if (known)
            out->protocol = (uint8_t)protocols[i].number;
    }
    if (!known && ikt_text_take_number(&word, UINT8_MAX, &number) && word.length == 0) {
        out->protocol = (uint8_t)number;
        known = true;
    }
    if (ikt_text_begins(text, "/"))
        text = ikt_text_part(text, 1, text.length);
    if (!known)
        out->unclear = "a protocol whose number is not known here";
    else if (!read_port(ikt_text_trim(text), out))
        out->unclear = "a port whose number is not known here";
}

/* "ADDRESS", "ADDRESS/LENGTH", "ADDRESS/NETMASK" (libreswan's ancestors), "ADDRESS-ADDRESS" */
static bool read_addresses(struct ikt_bytes text, struct selector *out)
{
    const uint8_t *slash = text.length > 0 ? memchr(text.data, '/', text.length) : NULL;
    const uint8_t *dash = text.length > 0 ? memchr(text.data, '-', text.length) : NULL;
    const uint8_t *mark = slash ? slash : dash;
    const size_t at = mark ? (size_t)(mark - text.data) : text.length;
    struct ikt_bytes after = mark ? ikt_text_part(text, at + 1, text.length) : (struct ikt_bytes){0};
    struct ikt_address address, mask;
    uint32_t bits;
    if (!ikt_text_address(ikt_text_trim(ikt_text_part(text, 0, at)), &address))
        return false;
    if (!slash && dash) {
        out->low = address;
        return ikt_text_address(ikt_text_trim(after), &out->high) && out->high.family == address.family &&
               ikt_address_compare(&out->low, &out->high) <= 0;
    }
    const uint32_t full = address.family == IKT_FAMILY_IPV4 ? 32 : 128;
    uint8_t netmask;
    bits = full;
    if (slash && ikt_text_address(after, &mask)) {
        if (!ikt_router_netmask(&mask, &netmask) || full != 32)
            return false;
        bits = netmask;
    } else if (slash && (!ikt_text_take_number(&after, full, &bits) || after.length > 0)) {
        return false;
    }
    ikt_router_prefix_range(&address, bits, &out->low, &out->high);
    return true;
}

static struct selector read_selector(struct ikt_bytes text, const struct ikt_address *itself)
{
    struct selector selector = {0};
    const uint8_t *bracket = text.length > 0 ? memchr(text.data, '[', text.length) : NULL;
    if (bracket && text.data[text.length - 1] == ']') {
        const size_t at = (size_t)(bracket - text.data);
        read_protocol(ikt_text_part(text, at + 1, text.length - 1), &selector);
        text = ikt_text_trim(ikt_text_part(text, 0, at));
    }
    if (ikt_text_is(text, "dynamic") || ikt_text_is(text, "%dynamic")) {
        if (itself->family == IKT_FAMILY_NONE)
            selector.unclear = "an address that is not known before the negotiation";
        selector.low = selector.high = *itself;
    } else if (!read_addresses(text, &selector)) {
        selector.unclear = "a selector that is not understood";
    }
    return selector;
}

/* Of one side. */
static GArray *read_side(const struct ikt_swan_value *value, const struct ikt_swan_value *port,
                         const struct ikt_address *itself)
{
    static const struct ikt_bytes dynamic = {(const uint8_t *)"dynamic", 7};
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct selector));
    struct ikt_bytes list = value->line > 0 ? value->text : dynamic, text;
    while (all->len <= IKT_SWAN_PAIRS && ikt_swan_take_part(&list, ", \t{}", &text)) {
        struct selector selector = read_selector(text, itself);
        if (port->line > 0)
            read_protocol(port->text, &selector);
        g_array_append_val(all, selector);
    }
    return all;
}

static struct ikt_router_end end_of(const struct selector *selector)
{
    return (struct ikt_router_end){
        .low = selector->low, .high = selector->high, .port = selector->port, .port_high = selector->port_high};
}

static void add_pair(struct ikt_swan_parser *swan, struct ikt_router_acl *acl, struct ikt_router_acl_line *line,
                     const struct selector *own, const struct selector *peer)
{
    line->source = end_of(own);
    line->destination = end_of(peer);
    line->protocol = own->protocol != 0 ? own->protocol : peer->protocol;
    line->unclear = own->unclear ? own->unclear : peer->unclear;
    if (!line->unclear && own->low.family != peer->low.family)
        line->unclear = "ends of two families";
    if (!line->unclear && own->protocol != 0 && peer->protocol != 0 && own->protocol != peer->protocol)
        line->unclear = "ends of two protocols";
    line->number = ikt_router_acl_next(acl);
    ikt_router_acl_add(&swan->build, acl, line);
    swan->lines++;
}

void ikt_swan_add_selectors(struct ikt_swan_parser *swan, const struct ikt_swan_child *child,
                            struct ikt_router_acl *acl, const struct ikt_address *own, const struct ikt_address *peer)
{
    g_autoptr(GArray) owns = read_side(&child->local, &child->local_port, own);
    g_autoptr(GArray) peers = read_side(&child->remote, &child->remote_port, peer);
    struct ikt_router_acl_line line = {.permit = true};
    line.line = child->local.line ? child->local.line : child->remote.line ? child->remote.line : child->line;
    if ((size_t)owns->len * peers->len > IKT_SWAN_PAIRS || owns->len == 0 || peers->len == 0) {
        acl->unclear = true;
        if (owns->len > 0 && peers->len > 0)
            ikt_ios_remark(&swan->base, line.line,
                           "more than %d pairs of selectors: what the child protects is not known", IKT_SWAN_PAIRS);
        return;
    }
    for (guint i = 0; i < owns->len; i++)
        for (guint k = 0; k < peers->len; k++) {
            if (swan->lines == IKT_SWAN_LINES) {
                acl->unclear = true;
                ikt_ios_remark(&swan->base, line.line,
                               "more than %d pairs of selectors in one file: what the child protects is not known",
                               IKT_SWAN_LINES);
                return;
            }
            line.taken_only = !child->all_pairs && (i > 0 || k > 0);
            add_pair(swan, acl, &line, &g_array_index(owns, struct selector, i),
                     &g_array_index(peers, struct selector, k));
        }
}
