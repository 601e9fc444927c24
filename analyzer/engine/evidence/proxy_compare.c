/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/proxy_compare.h"

#include <string.h>

#include <glib.h>

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

int ikt_proxy_prefix(const struct ikt_proxy *proxy)
{
    if (!proxy->known)
        return -1;
    int bits = (int)octets_of(&proxy->low) * 8;
    int prefix = 0;
    while (prefix < bits) {
        unsigned mask = 0x80U >> (prefix % 8);
        if (((proxy->low.octets[prefix / 8] ^ proxy->high.octets[prefix / 8]) & mask) != 0)
            break;
        prefix++;
    }
    for (int bit = prefix; bit < bits; bit++) {
        unsigned mask = 0x80U >> (bit % 8);
        if ((proxy->low.octets[bit / 8] & mask) != 0 || (proxy->high.octets[bit / 8] & mask) == 0)
            return -1;
    }
    return prefix;
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

char *ikt_proxy_text(const struct ikt_proxy *proxy)
{
    if (!proxy->known)
        return NULL;
    char low[IKT_ADDRESS_TEXT], high[IKT_ADDRESS_TEXT];
    GString *text = g_string_new(ikt_address_format(&proxy->low, low));
    int prefix = ikt_proxy_prefix(proxy);
    if (prefix >= 0)
        g_string_append_printf(text, "/%d", prefix);
    else
        g_string_append_printf(text, "-%s", ikt_address_format(&proxy->high, high));
    const char *word = protocol_word(proxy->protocol);
    if (proxy->protocol != 0 && word != NULL)
        g_string_append_printf(text, " %s", word);
    else if (proxy->protocol != 0)
        g_string_append_printf(text, " protocol %u", proxy->protocol);
    if (proxy->port != 0)
        g_string_append_printf(text, " port %u", proxy->port);
    return g_string_free(text, FALSE);
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

char *ikt_proxy_debug(const struct ikt_proxy *proxy)
{
    if (ikt_proxy_prefix(proxy) < 0)
        return NULL;
    char low[IKT_ADDRESS_TEXT], mask_text[IKT_ADDRESS_TEXT];
    struct ikt_address mask = mask_of(proxy, false);
    /* 15.x prints 256 for any protocol */
    return g_strdup_printf("%s/%s/%u/%u", ikt_address_format(&proxy->low, low), ikt_address_format(&mask, mask_text),
                           proxy->protocol == 0 ? 256U : proxy->protocol, proxy->port);
}

static void append_acl_side(GString *line, const struct ikt_proxy *proxy)
{
    char low[IKT_ADDRESS_TEXT], wildcard_text[IKT_ADDRESS_TEXT];
    int prefix = ikt_proxy_prefix(proxy);
    ikt_address_format(&proxy->low, low);
    if (prefix == 0)
        g_string_append(line, " any");
    else if (ikt_proxy_is_host(proxy))
        g_string_append_printf(line, " host %s", low);
    else if (proxy->low.family == IKT_FAMILY_IPV6)
        g_string_append_printf(line, " %s/%d", low, prefix);
    else {
        struct ikt_address wildcard = mask_of(proxy, true);
        g_string_append_printf(line, " %s %s", low, ikt_address_format(&wildcard, wildcard_text));
    }
    if (proxy->port != 0)
        g_string_append_printf(line, " eq %u", proxy->port);
}

bool ikt_proxy_has_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination)
{
    return ikt_proxy_prefix(source) >= 0 && ikt_proxy_prefix(destination) >= 0 &&
           source->low.family == destination->low.family;
}

char *ikt_proxy_permit(const struct ikt_proxy *source, const struct ikt_proxy *destination)
{
    if (!ikt_proxy_has_permit(source, destination))
        return NULL;
    uint8_t protocol = source->protocol != 0 ? source->protocol : destination->protocol;
    GString *line = g_string_new("permit ");
    const char *word = protocol_word(protocol);
    if (protocol == 0 && source->low.family == IKT_FAMILY_IPV6)
        g_string_append(line, "ipv6");
    else if (word != NULL)
        g_string_append(line, word);
    else
        g_string_append_printf(line, "%u", protocol);
    append_acl_side(line, source);
    append_acl_side(line, destination);
    return g_string_free(line, FALSE);
}

char *ikt_proxies_text(const struct ikt_proxies *proxies)
{
    g_autofree char *initiator = ikt_proxy_text(&proxies->initiator);
    g_autofree char *responder = ikt_proxy_text(&proxies->responder);
    if (initiator == NULL || responder == NULL)
        return NULL;
    return g_strdup_printf("%s to %s", initiator, responder);
}
