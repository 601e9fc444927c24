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

/* The datagram that an error quotes, as far as it is quoted. */
static bool quoted_ip(const struct ikt_ip *ip, uint8_t type, struct ikt_ip *out)
{
    struct ikt_bytes quoted = ikt_wire_skip(ip->payload, ICMP_HEADER);
    const size_t length = quoted_length(ip->protocol, type, ip->payload);
    if (length != 0)
        quoted = ikt_wire_first(quoted, length);
    return ikt_ip_parse(quoted, quoted.length, out) && (!out->fragmented || ikt_ip_enter_first(out));
}

bool ikt_icmp_quote(const struct ikt_ip *ip, struct ikt_icmp_quote *out)
{
    if (!ikt_wire_u8(ip->payload, 0, &out->type) || !is_error(ip, out->type) ||
        !ikt_wire_u8(ip->payload, 1, &out->code))
        return false;
    struct ikt_ip inner;
    struct ikt_udp udp;
    if (!quoted_ip(ip, out->type, &inner) || inner.protocol != IKT_IP_UDP || !ikt_udp_parse(&inner, &udp) ||
        !ikt_udp_quotes_ike(&udp))
        return false;
    out->source = (struct ikt_endpoint){.address = inner.source, .port = udp.source};
    out->destination = (struct ikt_endpoint){.address = inner.destination, .port = udp.destination};
    out->octets = udp.data;
    return true;
}

/* RFC 1191 section 4: sixteen bits of what RFC 792 leaves unused; RFC 4443 section 3.2: all of it. */
static bool says_too_big(const struct ikt_ip *ip, uint8_t *type, uint32_t *mtu)
{
    uint8_t code;
    if (!ikt_wire_u8(ip->payload, 0, type) || !ikt_wire_u8(ip->payload, 1, &code) || !ikt_wire_u32(ip->payload, 4, mtu))
        return false;
    if (ip->protocol == IKT_IP_ICMP && ip->source.family == IKT_FAMILY_IPV4) {
        *mtu &= UINT16_MAX;
        return *type == 3 && code == 4;
    }
    return ip->protocol == IKT_IP_ICMPV6 && ip->source.family == IKT_FAMILY_IPV6 && *type == 2;
}

bool ikt_icmp_too_big(const struct ikt_ip *ip, struct ikt_too_big *out)
{
    uint8_t type;
    struct ikt_ip inner;
    struct ikt_udp udp;
    if (!says_too_big(ip, &type, &out->mtu) || !quoted_ip(ip, type, &inner))
        return false;
    out->source = inner.source;
    out->destination = inner.destination;
    out->protocol = inner.protocol == IKT_IP_AH ? IKT_PROTOCOL_AH : IKT_PROTOCOL_ESP;
    switch (inner.protocol) {
    case IKT_IP_ESP:
        return ikt_wire_u32(inner.payload, 0, &out->spi);
    case IKT_IP_AH:
        return ikt_wire_u32(inner.payload, 4, &out->spi);
    case IKT_IP_UDP:
        return ikt_udp_parse(&inner, &udp) && ikt_udp_has_ike_port(&udp) && ikt_wire_u32(udp.data, 0, &out->spi) &&
               out->spi != 0;
    default:
        return false;
    }
}
