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
    ISAKMP_HEADER = 28,
    ISAKMP_VERSION = 0x10,
    ISAKMP_FLAGS = 0x07,
    ESP_HEADER = 8,
    ICMP_HEADER = 8
};

/* RFC 768; the data are bounded by what the IP packet holds. */
struct udp {
    uint16_t source, destination;
    struct ikt_bytes data;
    size_t wire_length;
};

enum udp_kind {
    UDP_OTHER,
    UDP_IKE,
    UDP_ESP,
    UDP_KEEPALIVE,
    UDP_OPEN /* IKE or ESP: the marker that tells is not there */
};

static bool is_ike_port(uint16_t port)
{
    return port == PORT_IKE || port == PORT_NATT;
}

static bool parse_udp(const struct ikt_ip *ip, struct udp *out)
{
    uint16_t length;
    if (!ikt_wire_has(ip->payload, 0, UDP_HEADER) || !ikt_wire_u16(ip->payload, 0, &out->source) ||
        !ikt_wire_u16(ip->payload, 2, &out->destination) || !ikt_wire_u16(ip->payload, 4, &length))
        return false;
    size_t claimed = length;
    if (claimed == 0 || (claimed > ip->wire_length && !ip->more_fragments))
        claimed = ip->wire_length; /* a jumbogram, or a length that the IP packet refutes */
    if (claimed < UDP_HEADER)
        return false;
    out->wire_length = claimed - UDP_HEADER;
    out->data = ikt_wire_first(ikt_wire_skip(ip->payload, UDP_HEADER), out->wire_length);
    return true;
}

static bool has_ike_port(const struct udp *udp)
{
    return is_ike_port(udp->source) || is_ike_port(udp->destination);
}

static void drop_marker(struct udp *udp)
{
    udp->data = ikt_wire_skip(udp->data, NON_ESP_MARKER);
    udp->wire_length -= NON_ESP_MARKER;
}

/* RFC 2408 section 3.1, as strict as an ISAKMP header allows: almost every packet of a capture is something else. */
static bool resembles_isakmp(struct ikt_bytes data, size_t wire_length)
{
    uint32_t length;
    if (!ikt_wire_u32(data, 24, &length) || data.data[17] != ISAKMP_VERSION || (data.data[19] & ~ISAKMP_FLAGS) != 0)
        return false;
    const uint8_t exchange = data.data[18];
    return ((exchange >= 1 && exchange <= 6) || exchange == 32 || exchange == 33) && length >= ISAKMP_HEADER &&
           length <= wire_length;
}

/* On ports that are not IKE's: IKE of cookies that were seen on those that are. Takes the marker off, if there is one.
 */
static bool is_known_isakmp(const struct ikt_feed *feed, struct udp *udp)
{
    struct udp inner = *udp;
    uint32_t marker;
    if (!resembles_isakmp(inner.data, inner.wire_length)) {
        if (!ikt_wire_u32(inner.data, 0, &marker) || marker != 0)
            return false;
        drop_marker(&inner);
        if (!resembles_isakmp(inner.data, inner.wire_length))
            return false;
    }
    if (!feed->sink->knows(feed->user, inner.data.data, inner.data.data + IKT_COOKIE_SIZE))
        return false;
    *udp = inner;
    return true;
}

/*
 * RFC 3948 section 2: on port 4500 four zero bytes stand before IKE, a keepalive is one byte 0xff, and anything else
 * is ESP (whose SPI is never zero). Between port 500 and a peer whose NAT chose 4500, only the marker tells; ESP
 * is not sent there. Takes the marker off.
 */
static enum udp_kind classify(const struct ikt_feed *feed, struct udp *udp)
{
    if (!has_ike_port(udp))
        return is_known_isakmp(feed, udp) ? UDP_IKE : UDP_OTHER;
    uint8_t first = 0;
    if (udp->wire_length == 1 && (!ikt_wire_u8(udp->data, 0, &first) || first == NAT_KEEPALIVE)) {
        /* One byte that the capture cut off is not taken for a damaged message. */
        return first == NAT_KEEPALIVE ? UDP_KEEPALIVE : UDP_OTHER;
    }
    const bool plain = udp->source == PORT_IKE || udp->destination == PORT_IKE;
    const bool natt = udp->source == PORT_NATT || udp->destination == PORT_NATT;
    uint32_t marker = 1;
    const bool seen = ikt_wire_u32(udp->data, 0, &marker);
    if (natt && marker == 0) {
        drop_marker(udp);
        return UDP_IKE;
    }
    return plain ? UDP_IKE : seen ? UDP_ESP : UDP_OPEN;
}

/* octets: of the ESP packet, beginning at the SPI. RFC 4303 section 2. */
static void feed_esp(struct ikt_feed *feed, const struct ikt_packet *packet, struct ikt_bytes esp, size_t octets)
{
    uint32_t spi;
    uint32_t sequence;
    if (ikt_wire_u32(esp, 0, &spi) && ikt_wire_u32(esp, 4, &sequence))
        feed->sink->ipsec(feed->user, packet, IKT_PROTOCOL_ESP, spi, sequence, (uint32_t)octets);
}

/* whole: false where fragments are missing. */
static void feed_udp(struct ikt_feed *feed, struct ikt_packet *packet, const struct ikt_ip *ip, bool whole)
{
    struct udp udp;
    if (!parse_udp(ip, &udp))
        return;
    const enum udp_kind kind = classify(feed, &udp);
    if (kind == UDP_OTHER || !ikt_peers_match(feed->peers, &ip->source, &ip->destination))
        return;
    packet->source.port = udp.source;
    packet->destination.port = udp.destination;
    switch (kind) {
    case UDP_IKE:
        if (feed->fragments)
            ikt_reassembly_overtake(feed->fragments, &ip->source, &ip->destination, packet->time);
        feed->incomplete += !whole;
        feed->sink->ike(feed->user, packet, udp.data, udp.wire_length);
        break;
    case UDP_ESP:
        feed_esp(feed, packet, udp.data, udp.wire_length);
        break;
    case UDP_KEEPALIVE:
        feed->sink->keepalive(feed->user, packet);
        break;
    default:
        break;
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
    if (protocol == IKT_IP_ICMP && type != 4 && ikt_wire_u8(icmp, 5, &words))
        return (size_t)words * 4;
    if (protocol == IKT_IP_ICMPV6 && (type == 1 || type == 3) && ikt_wire_u8(icmp, 4, &words))
        return (size_t)words * 8;
    return 0;
}

/* To the protocol of a datagram whose first fragment ip is. Returns false for later ones. */
static bool enter_first(struct ikt_ip *ip)
{
    return ip->fragment_offset == 0 && ikt_ip_walk(ip);
}

static void feed_icmp(struct ikt_feed *feed, const struct ikt_packet *packet, const struct ikt_ip *ip)
{
    uint8_t type;
    uint8_t code;
    if (!ikt_wire_u8(ip->payload, 0, &type) || !is_icmp_error(ip, type) || !ikt_wire_u8(ip->payload, 1, &code))
        return;
    struct ikt_bytes quoted = ikt_wire_skip(ip->payload, ICMP_HEADER);
    size_t length = icmp_quoted_length(ip->protocol, type, ip->payload);
    if (length != 0)
        quoted = ikt_wire_first(quoted, length);
    struct ikt_ip inner;
    struct udp udp;
    if (!ikt_ip_parse(quoted, quoted.length, &inner) || (inner.fragmented && !enter_first(&inner)) ||
        inner.protocol != IKT_IP_UDP || !parse_udp(&inner, &udp) || !has_ike_port(&udp) ||
        !ikt_peers_match(feed->peers, &inner.source, &inner.destination))
        return;
    if (udp.source != PORT_IKE && udp.destination != PORT_IKE) {
        uint32_t marker = 0;
        if (ikt_wire_u32(udp.data, 0, &marker) && marker != 0)
            return; /* ESP in UDP */
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
        !ikt_wire_u32(ip->payload, 4, &spi) || !ikt_wire_u32(ip->payload, 8, &sequence))
        return false;
    if (ikt_peers_match(feed->peers, &ip->source, &ip->destination))
        feed->sink->ipsec(feed->user, packet, IKT_PROTOCOL_AH, spi, sequence, (uint32_t)ip->wire_length);
    /* Nobody sends one AH in another; refusing it keeps the work per packet constant. */
    const bool fragmented = ip->fragmented;
    return ikt_ip_advance(ip, ((size_t)words + 2) * 4, next) && ip->protocol != IKT_IP_AH &&
           ip->fragmented == fragmented;
}

/* The taker of the reassembly. */
static void feed_datagram(void *user, const struct ikt_datagram *datagram)
{
    struct ikt_feed *feed = user;
    struct ikt_ip ip = datagram->ip;
    if (!ikt_ip_walk(&ip) || ip.protocol != IKT_IP_UDP)
        return;
    struct ikt_packet packet = {
        .frame = datagram->frame,
        .time = datagram->time,
        .source.address = ip.source,
        .destination.address = ip.destination,
    };
    feed_udp(feed, &packet, &ip, datagram->whole);
}

/* Does a datagram that begins like this become IKE, or may it? */
static bool begins_ike(const struct ikt_feed *feed, const struct ikt_ip *first)
{
    struct udp udp;
    if (first->protocol != IKT_IP_UDP || !parse_udp(first, &udp))
        return false;
    const enum udp_kind kind = classify(feed, &udp);
    return kind == UDP_IKE || kind == UDP_OPEN;
}

/*
 * IKE waits for its other fragments. Of everything else the beginning is enough, if anything: returns true where ip
 * stands at the protocol of a first fragment now, to be taken as it is. IPv6 tells the protocol in that one alone.
 */
static bool hold_fragment(struct ikt_feed *feed, struct ikt_ip *ip, uint64_t frame, ikt_time time)
{
    struct ikt_ip first = *ip;
    const bool is_first = ip->fragment_offset == 0;
    if (is_first && !enter_first(&first))
        return false;
    if ((ip->source.family == IKT_FAMILY_IPV4 && ip->protocol != IKT_IP_UDP) ||
        !ikt_peers_match(feed->peers, &ip->source, &ip->destination)) {
        *ip = first;
        return is_first;
    }
    if (!feed->fragments)
        feed->fragments = ikt_reassembly_new(feed_datagram, feed);
    if (is_first && !begins_ike(feed, &first)) {
        ikt_reassembly_refuse(feed->fragments, ip, time);
        *ip = first;
        return true;
    }
    ikt_reassembly_add(feed->fragments, ip, frame, time);
    return false;
}

void ikt_feed_frame(struct ikt_feed *feed, uint64_t frame, ikt_time time, struct ikt_bytes bytes, size_t wire_length)
{
    size_t offset;
    struct ikt_ip ip;
    if (feed->fragments && time >= ikt_reassembly_deadline(feed->fragments))
        ikt_reassembly_expire(feed->fragments, time);
    if (!ikt_link_network(feed->link, bytes, &offset) ||
        !ikt_ip_parse(ikt_wire_skip(bytes, offset), wire_length > offset ? wire_length - offset : 0, &ip) ||
        (ip.fragmented && !hold_fragment(feed, &ip, frame, time)))
        return;
    struct ikt_packet packet = {
        .frame = frame,
        .time = time,
        .identification = ip.fragmented ? 0 : (uint16_t)ip.identification,
        .source.address = ip.source,
        .destination.address = ip.destination,
    };
    if (ip.protocol == IKT_IP_AH && !feed_ah(feed, &packet, &ip))
        return;
    switch (ip.protocol) {
    case IKT_IP_UDP:
        feed_udp(feed, &packet, &ip, !ip.fragmented);
        break;
    case IKT_IP_ESP:
        if (ikt_peers_match(feed->peers, &ip.source, &ip.destination))
            feed_esp(feed, &packet, ip.payload, ip.wire_length);
        break;
    case IKT_IP_ICMP:
    case IKT_IP_ICMPV6:
        feed_icmp(feed, &packet, &ip);
        break;
    default:
        break;
    }
}

void ikt_feed_end(struct ikt_feed *feed)
{
    if (feed->fragments) {
        ikt_reassembly_end(feed->fragments);
        ikt_reassembly_free(feed->fragments);
        feed->fragments = NULL;
    }
}
