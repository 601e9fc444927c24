/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "icmp_quote.h"

#include "udp.h"
#include "wire.h"

enum {
    ICMP_HEADER = 8
};

static bool is_error(const struct ikt_ip *ip, uint8_t type)
{
    if (ip->source.family == IKT_FAMILY_IPV4) {
        /* RFC 792: destination unreachable, source quench, time exceeded, parameter problem */
        return ip->protocol == IKT_IP_ICMP && (type == 3 || type == 4 || type == 11 || type == 12);
    }
    /* RFC 4443: destination unreachable, packet too big, time exceeded, parameter problem */
    return ip->protocol == IKT_IP_ICMPV6 && type >= 1 && type <= 4;
}

/* RFC 4884 section 4: how much of the error is the quoted datagram, when an extension may follow it; else 0. */
static size_t quoted_length(uint8_t protocol, uint8_t type, struct ikt_bytes icmp)
{
    uint8_t words = 0;
    if (protocol == IKT_IP_ICMP && type != 4 && ikt_wire_u8(icmp, 5, &words))
        return (size_t)words * 4;
    if (protocol == IKT_IP_ICMPV6 && (type == 1 || type == 3) && ikt_wire_u8(icmp, 4, &words))
        return (size_t)words * 8;
    return 0;
}

bool ikt_icmp_quote(const struct ikt_ip *ip, struct ikt_icmp_quote *out)
{
    if (!ikt_wire_u8(ip->payload, 0, &out->type) || !is_error(ip, out->type) ||
        !ikt_wire_u8(ip->payload, 1, &out->code))
        return false;
    struct ikt_bytes quoted = ikt_wire_skip(ip->payload, ICMP_HEADER);
    const size_t length = quoted_length(ip->protocol, out->type, ip->payload);
    if (length != 0)
        quoted = ikt_wire_first(quoted, length);
    struct ikt_ip inner;
    struct ikt_udp udp;
    if (!ikt_ip_parse(quoted, quoted.length, &inner) || (inner.fragmented && !ikt_ip_enter_first(&inner)) ||
        inner.protocol != IKT_IP_UDP || !ikt_udp_parse(&inner, &udp) || !ikt_udp_quotes_ike(&udp))
        return false;
    out->source = (struct ikt_endpoint){.address = inner.source, .port = udp.source};
    out->destination = (struct ikt_endpoint){.address = inner.destination, .port = udp.destination};
    out->octets = udp.data;
    return true;
}
