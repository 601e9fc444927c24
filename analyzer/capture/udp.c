/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "udp.h"

#include "wire.h"

enum {
    PORT_IKE = 500,
    PORT_NATT = 4500,
    UDP_HEADER = 8,
    NON_ESP_MARKER = 4,
    NAT_KEEPALIVE = 0xff,
    ISAKMP_HEADER = 28,
    ISAKMP_VERSION = 0x10,
    ISAKMP_FLAGS = 0x07
};

static bool is_ike_port(uint16_t port)
{
    return port == PORT_IKE || port == PORT_NATT;
}

bool ikt_udp_parse(const struct ikt_ip *ip, struct ikt_udp *out)
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

bool ikt_udp_has_ike_port(const struct ikt_udp *udp)
{
    return is_ike_port(udp->source) || is_ike_port(udp->destination);
}

static void drop_marker(struct ikt_udp *udp)
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
static bool is_known_isakmp(struct ikt_udp *udp, const struct ikt_packet_sink *sink, void *user)
{
    struct ikt_udp inner = *udp;
    uint32_t marker;
    if (!resembles_isakmp(inner.data, inner.wire_length)) {
        if (!ikt_wire_u32(inner.data, 0, &marker) || marker != 0)
            return false;
        drop_marker(&inner);
        if (!resembles_isakmp(inner.data, inner.wire_length))
            return false;
    }
    if (!sink->knows(user, inner.data.data, inner.data.data + IKT_COOKIE_SIZE))
        return false;
    *udp = inner;
    return true;
}

/*
 * On port 4500 four zero bytes stand before IKE, a keepalive is one byte 0xff, and anything else is ESP (whose SPI is
 * never zero). Between port 500 and a peer whose NAT chose 4500, only the marker tells; ESP is not sent there.
 */
enum ikt_udp_kind ikt_udp_classify(struct ikt_udp *udp, const struct ikt_packet_sink *sink, void *user)
{
    if (!ikt_udp_has_ike_port(udp))
        return is_known_isakmp(udp, sink, user) ? IKT_UDP_IKE : IKT_UDP_OTHER;
    uint8_t first = 0;
    if (udp->wire_length == 1 && (!ikt_wire_u8(udp->data, 0, &first) || first == NAT_KEEPALIVE)) {
        /* One byte that the capture cut off is not taken for a damaged message. */
        return first == NAT_KEEPALIVE ? IKT_UDP_KEEPALIVE : IKT_UDP_OTHER;
    }
    const bool plain = udp->source == PORT_IKE || udp->destination == PORT_IKE;
    const bool natt = udp->source == PORT_NATT || udp->destination == PORT_NATT;
    uint32_t marker = 1;
    const bool seen = ikt_wire_u32(udp->data, 0, &marker);
    if (natt && marker == 0) {
        drop_marker(udp);
        return IKT_UDP_IKE;
    }
    return plain ? IKT_UDP_IKE : seen ? IKT_UDP_ESP : IKT_UDP_CUT;
}

bool ikt_udp_quotes_ike(struct ikt_udp *udp)
{
    if (!ikt_udp_has_ike_port(udp))
        return false;
    if (udp->source != PORT_IKE && udp->destination != PORT_IKE) {
        uint32_t marker = 0;
        if (ikt_wire_u32(udp->data, 0, &marker) && marker != 0)
            return false; /* ESP in UDP */
        /* Where too little is quoted to tell, it still says that the port is not reached. */
        udp->data = ikt_wire_skip(udp->data, NON_ESP_MARKER);
    }
    return true;
}
