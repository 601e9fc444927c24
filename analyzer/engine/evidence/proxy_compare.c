/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/proxy_compare.h"

#include <string.h>

#include <glib.h>

#define GRE 47 /* RFC 2784 section 3 */

static size_t octets_of(const struct ikt_address *address)
{
    return address->family == IKT_FAMILY_IPV4 ? 4 : address->family == IKT_FAMILY_IPV6 ? 16 : 0;
}

struct ikt_proxy ikt_proxy_of(const struct ikt_identity *identity)
{
    struct ikt_proxy proxy = {0};
    if (identity == NULL)
        return proxy;
    proxy.low = identity->low;
    proxy.high = identity->high;
    proxy.protocol = identity->protocol;
    proxy.port = identity->port;
    proxy.known = proxy.low.family != IKT_FAMILY_NONE && proxy.low.family == proxy.high.family &&
                  ikt_address_compare(&proxy.low, &proxy.high) <= 0;
    return proxy;
}

struct ikt_proxies ikt_proxies_swap(const struct ikt_proxies *proxies)
{
    return (struct ikt_proxies){.initiator = proxies->responder, .responder = proxies->initiator};
}

static enum ikt_relation combine(enum ikt_relation a, enum ikt_relation b)
{
    /* first: unknown never reads as different, whatever the other one is */
    if (a == IKT_RELATION_UNKNOWN || b == IKT_RELATION_UNKNOWN)
        return IKT_RELATION_UNKNOWN;
    if (a == IKT_RELATION_DISJOINT || b == IKT_RELATION_DISJOINT)
        return IKT_RELATION_DISJOINT;
    if (a == IKT_RELATION_EQUAL || a == b)
        return b;
    if (b == IKT_RELATION_EQUAL)
        return a;
    return IKT_RELATION_OVERLAP;
}

/* Protocol or port: 0 takes in every value. */
static enum ikt_relation number_relation(unsigned a, unsigned b)
{
    if (a == b)
        return IKT_RELATION_EQUAL;
    if (b == 0)
        return IKT_RELATION_SUBSET;
    if (a == 0)
        return IKT_RELATION_SUPERSET;
    return IKT_RELATION_DISJOINT;
}

enum ikt_relation ikt_proxy_addresses(const struct ikt_proxy *a, const struct ikt_proxy *b)
{
    if (!a->known || !b->known)
        return IKT_RELATION_UNKNOWN;
    if (ikt_address_equal(&a->low, &b->low) && ikt_address_equal(&a->high, &b->high))
        return IKT_RELATION_EQUAL; /* retries are compared with each other */
    if (a->low.family != b->low.family || ikt_address_compare(&a->low, &b->high) > 0 ||
        ikt_address_compare(&b->low, &a->high) > 0)
        return IKT_RELATION_DISJOINT;
    int low = ikt_address_compare(&a->low, &b->low);
    int high = ikt_address_compare(&a->high, &b->high);
    if (low == 0 && high == 0)
        return IKT_RELATION_EQUAL;
    if (low >= 0 && high <= 0)
        return IKT_RELATION_SUBSET;
    if (low <= 0 && high >= 0)
        return IKT_RELATION_SUPERSET;
    return IKT_RELATION_OVERLAP;
}

enum ikt_relation ikt_proxy_relation(const struct ikt_proxy *a, const struct ikt_proxy *b)
{
    enum ikt_relation relation = ikt_proxy_addresses(a, b);
    relation = combine(relation, number_relation(a->protocol, b->protocol));
    return combine(relation, number_relation(a->port, b->port));
}

enum ikt_relation ikt_proxies_relation(const struct ikt_proxies *a, const struct ikt_proxies *b)
{
    return combine(ikt_proxy_relation(&a->initiator, &b->initiator), ikt_proxy_relation(&a->responder, &b->responder));
}

bool ikt_proxy_is_any(const struct ikt_proxy *proxy)
{
    return ikt_proxy_prefix(proxy) == 0;
}

bool ikt_proxy_is_host(const struct ikt_proxy *proxy)
{
    return proxy->known && ikt_address_equal(&proxy->low, &proxy->high);
}

bool ikt_proxy_is_address(const struct ikt_proxy *proxy, const struct ikt_address *address)
{
    return ikt_proxy_is_host(proxy) && ikt_address_equal(&proxy->low, address);
}

bool ikt_proxies_are_gre(const struct ikt_proxies *proxies)
{
    const struct ikt_proxy *one = &proxies->initiator, *other = &proxies->responder;
    return one->protocol == GRE && other->protocol == GRE && ikt_proxy_is_host(one) && ikt_proxy_is_host(other);
}

/* IPv4 in one word: every Quick Mode is asked so a dozen times. */
static int prefix_of_ipv4(const struct ikt_proxy *proxy)
{
    uint32_t low, high;
    memcpy(&low, proxy->low.octets, sizeof low);
    memcpy(&high, proxy->high.octets, sizeof high);
    const uint32_t differs = GUINT32_FROM_BE(low ^ high);
    if ((differs & (differs + 1)) != 0 || (GUINT32_FROM_BE(low) & differs) != 0)
        return -1;
    return differs == 0 ? 32 : __builtin_clz(differs);
}

int ikt_proxy_prefix(const struct ikt_proxy *proxy)
{
    if (!proxy->known)
        return -1;
    if (proxy->low.family == IKT_FAMILY_IPV4)
        return prefix_of_ipv4(proxy);
    size_t octets = octets_of(&proxy->low), at = 0;
    while (at < octets && proxy->low.octets[at] == proxy->high.octets[at])
        at++;
    if (at == octets)
        return (int)octets * 8;
    /* the first octet that differs holds the end of the prefix: ones in what differs, and nothing below in low */
    unsigned differs = proxy->low.octets[at] ^ proxy->high.octets[at];
    if ((differs & (differs + 1)) != 0 || (proxy->low.octets[at] & differs) != 0)
        return -1;
    int bits = (int)at * 8 + 8;
    for (unsigned rest = differs; rest != 0; rest >>= 1)
        bits--;
    for (at++; at < octets; at++) {
        if (proxy->low.octets[at] != 0 || proxy->high.octets[at] != 0xff)
            return -1;
    }
    return bits;
}

/* The names that an IOS access list prints instead of the number. */
static const char *protocol_word(uint8_t protocol)
{
    switch (protocol) {
    case 0:
        return "ip";
    case 1:
        return "icmp";
    case 6:
        return "tcp";
    case 17:
        return "udp";
    case 47:
        return "gre";
    case 50:
        return "esp";
    case 51:
        return "ahp";
    case 89:
        return "ospf";
    default:
        return NULL;
    }
}

bool ikt_proxy_line(const struct ikt_proxy *proxy, struct ikt_line *line)
{
    if (!proxy->known)
        return false;
    int prefix = ikt_proxy_prefix(proxy);
    const char *word = protocol_word(proxy->protocol);
    ikt_line_add_address(line, &proxy->low);
    ikt_line_add(line, prefix >= 0 ? "/" : "-");
    if (prefix >= 0)
        ikt_line_add_number(line, (uint64_t)prefix);
    else
        ikt_line_add_address(line, &proxy->high);
    if (proxy->protocol != 0) {
        ikt_line_add(line, word ? " " : " protocol ");
        if (word)
            ikt_line_add(line, word);
        else
            ikt_line_add_number(line, proxy->protocol);
    }
    if (proxy->port != 0) {
        ikt_line_add(line, " port ");
        ikt_line_add_number(line, proxy->port);
    }
    return true;
}

char *ikt_proxy_text(const struct ikt_proxy *proxy)
{
    struct ikt_line line = {0};
    return ikt_proxy_line(proxy, &line) ? g_strdup(line.text) : NULL;
}

static struct ikt_address mask_of(const struct ikt_proxy *proxy, bool inverted)
{
    struct ikt_address mask = {.family = proxy->low.family};
    for (size_t i = 0; i < octets_of(&proxy->low); i++) {
        uint8_t host = proxy->low.octets[i] ^ proxy->high.octets[i];
        mask.octets[i] = inverted ? host : (uint8_t)~host;
    }
    return mask;
}

bool ikt_proxy_debug_line(const struct ikt_proxy *proxy, struct ikt_line *line)
{
    int prefix = ikt_proxy_prefix(proxy);
    if (prefix < 0)
        return false;
    struct ikt_address mask = mask_of(proxy, false);
    ikt_line_add_address(line, &proxy->low);
    ikt_line_add(line, "/");
    if (mask.family == IKT_FAMILY_IPV6) /* from memory: a length in place of the mask */
        ikt_line_add_number(line, (uint64_t)prefix);
    else
        ikt_line_add_address(line, &mask);
    ikt_line_add(line, "/");
    ikt_line_add_number(line, proxy->protocol == 0 ? 256U : proxy->protocol); /* 15.x prints 256 for any protocol */
    ikt_line_add(line, "/");
    ikt_line_add_number(line, proxy->port);
    return true;
}

static void add_acl_side(struct ikt_line *line, const struct ikt_proxy *proxy)
{
    int prefix = ikt_proxy_prefix(proxy);
    bool host = ikt_proxy_is_host(proxy);
    ikt_line_add(line, prefix == 0 ? " any" : host ? " host " : " ");
    if (prefix != 0)
        ikt_line_add_address(line, &proxy->low);
    if (prefix != 0 && !host && proxy->low.family == IKT_FAMILY_IPV6) {
        ikt_line_add(line, "/");
        ikt_line_add_number(line, (uint64_t)prefix);
    } else if (prefix != 0 && !host) {
        struct ikt_address wildcard = mask_of(proxy, true);
        ikt_line_add(line, " ");
        ikt_line_add_address(line, &wildcard);
    }
    if (proxy->port != 0) {
        ikt_line_add(line, " eq ");
        ikt_line_add_number(line, proxy->port);
    }
}

bool ikt_proxy_has_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination)
{
    return ikt_proxy_prefix(source) >= 0 && ikt_proxy_prefix(destination) >= 0 &&
           source->low.family == destination->low.family;
}

bool ikt_proxy_permit_line(const struct ikt_proxy *source, const struct ikt_proxy *destination, struct ikt_line *line)
{
    if (!ikt_proxy_has_permit(source, destination))
        return false;
    uint8_t protocol = source->protocol != 0 ? source->protocol : destination->protocol;
    const char *word = protocol_word(protocol);
    ikt_line_add(line, "permit ");
    if (protocol == 0 && source->low.family == IKT_FAMILY_IPV6)
        ikt_line_add(line, "ipv6");
    else if (word)
        ikt_line_add(line, word);
    else
        ikt_line_add_number(line, protocol);
    add_acl_side(line, source);
    add_acl_side(line, destination);
    return true;
}

char *ikt_proxy_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination)
{
    struct ikt_line line = {0};
    return ikt_proxy_permit_line(source, destination, &line) ? g_strdup(line.text) : NULL;
}

char *ikt_proxy_debug(const struct ikt_proxy *proxy)
{
    struct ikt_line line = {0};
    return ikt_proxy_debug_line(proxy, &line) ? g_strdup(line.text) : NULL;
}

bool ikt_proxies_line(const struct ikt_proxies *proxies, struct ikt_line *line)
{
    if (!proxies->initiator.known || !proxies->responder.known)
        return false;
    ikt_proxy_line(&proxies->initiator, line);
    ikt_line_add(line, " to ");
    return ikt_proxy_line(&proxies->responder, line);
}

char *ikt_proxies_text(const struct ikt_proxies *proxies)
{
    struct ikt_line line = {0};
    return ikt_proxies_line(proxies, &line) ? g_strdup(line.text) : NULL;
}
