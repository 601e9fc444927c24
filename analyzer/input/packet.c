/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet.h"

#include "ip.h"
#include "wire.h"

enum {
    PORT_IKE = 500,
    PORT_NATT = 4500,
    UDP_HEADER = 8,
    NON_ESP_MARKER = 4,
    NAT_KEEPALIVE = 0xff,
    ESP_HEADER = 8,
    ICMP_HEADER = 8
};

/* RFC 768; the data are bounded by what the IP packet holds. */
struct udp {
    uint16_t source, destination;
    struct ikt_bytes data;
    size_t wire_length;
};

static bool is_ike_port(uint16_t port)
{
    return port == PORT_IKE || port == PORT_NATT;
}

/* Returns false when neither port is one of IKE's, or there is no whole header. */
static bool parse_udp(const struct ikt_ip *ip, struct udp *out)
{
    uint16_t length;
    if (!ikt_wire_u16(ip->payload, 0, &out->source) || !ikt_wire_u16(ip->payload, 2, &out->destination) ||
        !(is_ike_port(out->source) || is_ike_port(out->destination)) || !ikt_wire_u16(ip->payload, 4, &length) ||
        !ikt_wire_has(ip->payload, 0, UDP_HEADER)) {
        return false;
    }
    size_t claimed = length;
    if (claimed == 0 || (claimed > ip->wire_length && !ip->more_fragments)) {
        claimed = ip->wire_length; /* a jumbogram, or a length that the IP packet refutes */
    }
    if (claimed < UDP_HEADER) {
        return false;
    }
    out->wire_length = claimed - UDP_HEADER;
    out->data = ikt_wire_first(ikt_wire_skip(ip->payload, UDP_HEADER), out->wire_length);
    return true;
}

static void feed_ike(struct ikt_feed *feed, const struct ikt_packet *packet, const struct ikt_ip *ip,
                     struct ikt_bytes datagram, size_t wire_length)
{
    if (ip->more_fragments) {
        feed->fragmented++;
    }
    feed->sink->ike(feed->user, packet, datagram, wire_length);
}

/* octets: of the ESP packet, beginning at the SPI. RFC 4303 section 2. */
static void feed_esp(struct ikt_feed *feed, const struct ikt_packet *packet, struct ikt_bytes esp, size_t octets)
{
    uint32_t spi;
    uint32_t sequence;
    if (ikt_wire_u32(esp, 0, &spi) && ikt_wire_u32(esp, 4, &sequence)) {
        feed->sink->ipsec(feed->user, packet, IKT_PROTOCOL_ESP, spi, sequence, (uint32_t)octets);
    }
}

/*
 * RFC 3948 section 2: on port 4500 four zero bytes stand before IKE, a keepalive is one byte 0xff, and anything else
 * is ESP (whose SPI is never zero). Between port 500 and a peer whose NAT chose 4500, only the marker tells; ESP
 * is not sent there.
 */
static void feed_udp(struct ikt_feed *feed, struct ikt_packet *packet, const struct ikt_ip *ip)
{
    struct udp udp;
    if (!parse_udp(ip, &udp) || !ikt_peers_match(feed->peers, &ip->source, &ip->destination)) {
        return;
    }
    packet->source.port = udp.source;
    packet->destination.port = udp.destination;
    uint8_t first = 0;
    if (udp.wire_length == 1 && (!ikt_wire_u8(udp.data, 0, &first) || first == NAT_KEEPALIVE)) {
        if (first == NAT_KEEPALIVE) {
            feed->sink->keepalive(feed->user, packet);
        }
        return; /* one byte that the capture cut off is not taken for a damaged message */
    }
    bool plain = udp.source == PORT_IKE || udp.destination == PORT_IKE;
    bool natt = udp.source == PORT_NATT || udp.destination == PORT_NATT;
    uint32_t marker;
    if (natt && ikt_wire_u32(udp.data, 0, &marker) && marker == 0) {
        feed_ike(feed, packet, ip, ikt_wire_skip(udp.data, NON_ESP_MARKER), udp.wire_length - NON_ESP_MARKER);
    } else if (plain) {
        feed_ike(feed, packet, ip, udp.data, udp.wire_length);
    } else {
        feed_esp(feed, packet, udp.data, udp.wire_length);
    }
}

static bool is_icmp_error(const struct ikt_ip *ip, uint8_t type)
{
    if (ip->source.family == IKT_FAMILY_IPV4) {
        /* RFC 792: destination unreachable, source quench, time exceeded, parameter problem */
        return ip->protocol == IKT_IP_ICMP && (type == 3 || type == 4 || type == 11 || type == 12);
    }
    /* RFC 4443: destination unreachable, packet too big, time exceeded, parameter problem */
    return ip->protocol == IKT_IP_ICMPV6 && type >= 1 && type <= 4;
}

/* RFC 4884 section 4: how much of the error is the quoted datagram, when an extension may follow it; else 0. */
static size_t icmp_quoted_length(uint8_t protocol, uint8_t type, struct ikt_bytes icmp)
{
    uint8_t words = 0;
    if (protocol == IKT_IP_ICMP && type != 4 && ikt_wire_u8(icmp, 5, &words)) {
        return (size_t)words * 4;
    }
    if (protocol == IKT_IP_ICMPV6 && (type == 1 || type == 3) && ikt_wire_u8(icmp, 4, &words)) {
        return (size_t)words * 8;
    }
    return 0;
}

static void feed_icmp(struct ikt_feed *feed, const struct ikt_packet *packet, const struct ikt_ip *ip)
{
    uint8_t type;
    uint8_t code;
    if (!ikt_wire_u8(ip->payload, 0, &type) || !is_icmp_error(ip, type) || !ikt_wire_u8(ip->payload, 1, &code)) {
        return;
    }
    struct ikt_bytes quoted = ikt_wire_skip(ip->payload, ICMP_HEADER);
    size_t length = icmp_quoted_length(ip->protocol, type, ip->payload);
    if (length != 0) {
        quoted = ikt_wire_first(quoted, length);
    }
    struct ikt_ip inner;
    struct udp udp;
    if (!ikt_ip_parse(quoted, quoted.length, &inner) || inner.later_fragment || inner.protocol != IKT_IP_UDP ||
        !parse_udp(&inner, &udp) || !ikt_peers_match(feed->peers, &inner.source, &inner.destination)) {
        return;
    }
    if (udp.source != PORT_IKE && udp.destination != PORT_IKE) {
        uint32_t marker = 0;
        if (ikt_wire_u32(udp.data, 0, &marker) && marker != 0) {
            return; /* ESP in UDP */
        }
        /* Where too little is quoted to tell, it still says that the port is not reached. */
        udp.data = ikt_wire_skip(udp.data, NON_ESP_MARKER);
    }
    const struct ikt_endpoint source = {.address = inner.source, .port = udp.source};
    const struct ikt_endpoint destination = {.address = inner.destination, .port = udp.destination};
    feed->sink->icmp(feed->user, packet, type, code, &source, &destination, udp.data);
}

/*
 * RFC 4302 section 2. What follows AH is in clear and may be ESP of the same bundle. Returns whether ip stands at the
 * next header now.
 */
static bool feed_ah(struct ikt_feed *feed, const struct ikt_packet *packet, struct ikt_ip *ip)
{
    uint8_t next;
    uint8_t words;
    uint32_t spi;
    uint32_t sequence;
    if (!ikt_wire_u8(ip->payload, 0, &next) || !ikt_wire_u8(ip->payload, 1, &words) ||
        !ikt_wire_u32(ip->payload, 4, &spi) || !ikt_wire_u32(ip->payload, 8, &sequence)) {
        return false;
    }
    if (ikt_peers_match(feed->peers, &ip->source, &ip->destination)) {
        feed->sink->ipsec(feed->user, packet, IKT_PROTOCOL_AH, spi, sequence, (uint32_t)ip->wire_length);
    }
    /* Nobody sends one AH in another; refusing it keeps the work per packet constant. */
    return ikt_ip_advance(ip, ((size_t)words + 2) * 4, next) && ip->protocol != IKT_IP_AH && !ip->later_fragment;
}

void ikt_feed_frame(struct ikt_feed *feed, uint64_t frame, ikt_time time, struct ikt_bytes bytes, size_t wire_length)
{
    size_t offset;
    struct ikt_ip ip;
    if (!ikt_link_network(feed->link, bytes, &offset) ||
        !ikt_ip_parse(ikt_wire_skip(bytes, offset), wire_length > offset ? wire_length - offset : 0, &ip) ||
        ip.later_fragment) {
        return;
    }
    struct ikt_packet packet = {
        .frame = frame,
        .time = time,
        .source.address = ip.source,
        .destination.address = ip.destination,
    };
    if (ip.protocol == IKT_IP_AH && !feed_ah(feed, &packet, &ip)) {
        return;
    }
    switch (ip.protocol) {
    case IKT_IP_UDP:
        feed_udp(feed, &packet, &ip);
        break;
    case IKT_IP_ESP:
        if (ikt_peers_match(feed->peers, &ip.source, &ip.destination)) {
            feed_esp(feed, &packet, ip.payload, ip.wire_length);
        }
        break;
    case IKT_IP_ICMP:
    case IKT_IP_ICMPV6:
        feed_icmp(feed, &packet, &ip);
        break;
    default:
        break;
    }
}
