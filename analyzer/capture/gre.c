/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gre.h"

enum {
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTING = 0x4000, /* RFC 1701; RFC 2784 has a receiver discard it */
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_ACKNOWLEDGMENT = 0x0080, /* RFC 2637 */
    GRE_VERSION = 0x0007,
    GRE_VERSION_PPTP = 1,
    GRE_EOIP = GRE_KEY | GRE_VERSION_PPTP,
    GRE_HEADER = 4,
    GRE_FIELD = 4,
    GRE_LENGTH_OFFSET = 4, /* PPTP's payload length, the upper half of its key */
    ERSPAN2_HEADER = 8,
    ERSPAN3_HEADER = 12,
    ERSPAN3_SUBHEADER = 8,
    ERSPAN3_LAST_WORD = 8,
    ERSPAN3_HAS_SUBHEADER = 0x0001
};

/* EtherTypes behind GRE. */
enum {
    TYPE_IPV4 = 0x0800,
    TYPE_ERSPAN3 = 0x22eb,
    TYPE_BRIDGED_ETHERNET = 0x6558,
    TYPE_EOIP = 0x6400, /* MikroTik's: a length and a tunnel's number before an Ethernet frame */
    TYPE_PPP = 0x880b,
    TYPE_WCCP = 0x883e,
    TYPE_MPLS = 0x8847,
    TYPE_MPLS_UPSTREAM = 0x8848,
    TYPE_IPV6 = 0x86dd,
    TYPE_ERSPAN = 0x88be
};

/*
 * ERSPAN, a mirror port's frames: type I has no header and no GRE sequence number, type II one of 8 octets, type III
 *   Ver VLAN COS BSO T Session ID (4) | Timestamp (4) | SGT (2) P FT(5) Hw ID(6) D Gra(2) O
 * where O says that 8 octets more follow, and FT what was mirrored: 0 an Ethernet frame, 2 an IP packet.
 */
static enum ikt_encapsulation enter_erspan(struct ikt_bytes payload, size_t wire_length, size_t offset, size_t header,
                                           struct ikt_inner *out)
{
    int link_type = IKT_LINK_ETHERNET;
    uint32_t word;
    if (header == ERSPAN3_HEADER) {
        if (!ikt_wire_u32(payload, offset + ERSPAN3_LAST_WORD, &word))
            return IKT_TUNNEL_NONE;
        const unsigned frame_type = word >> 10 & 0x1f;
        if (frame_type != 0 && frame_type != 2)
            return IKT_TUNNEL_UNREAD;
        link_type = frame_type == 0 ? IKT_LINK_ETHERNET : IKT_LINK_RAW;
        header += word & ERSPAN3_HAS_SUBHEADER ? ERSPAN3_SUBHEADER : 0;
    }
    return ikt_inner_at(payload, wire_length, offset + header, link_type, out);
}

/*
 * RFC 2637 section 4.1: version 1 has the key always, whose upper half is the payload's length, and may have an
 * acknowledgment number behind the sequence number. Without a sequence number it carries nothing.
 */
static enum ikt_encapsulation enter_pptp(struct ikt_bytes payload, size_t wire_length, uint16_t flags,
                                         struct ikt_inner *out)
{
    uint16_t length;
    if (!(flags & GRE_SEQUENCE) || !ikt_wire_u16(payload, GRE_LENGTH_OFFSET, &length))
        return IKT_TUNNEL_NONE;
    const size_t offset = GRE_HEADER + GRE_FIELD + GRE_FIELD + (flags & GRE_ACKNOWLEDGMENT ? GRE_FIELD : 0);
    if (offset + length < wire_length) {
        wire_length = offset + length;
        payload = ikt_wire_first(payload, wire_length);
    }
    return ikt_inner_at(payload, wire_length, offset, IKT_LINK_PPP, out);
}

/*
 * RFC 2784 section 2 and RFC 2890 section 2:
 *   |C|R|K|S| Reserved0       | Ver |         Protocol Type         |
 *   | Checksum (C) and Reserved1, Key (K), Sequence Number (S), 4 octets each
 */
enum ikt_encapsulation ikt_gre_enter(struct ikt_bytes payload, size_t wire_length, struct ikt_inner *out)
{
    uint16_t flags, type;
    if (!ikt_wire_u16(payload, 0, &flags) || !ikt_wire_u16(payload, 2, &type))
        return IKT_TUNNEL_NONE;
    if ((flags & GRE_VERSION) == GRE_VERSION_PPTP && type == TYPE_PPP)
        return enter_pptp(payload, wire_length, flags, out);
    if (flags == GRE_EOIP && type == TYPE_EOIP)
        return ikt_inner_at(payload, wire_length, GRE_HEADER + GRE_FIELD, IKT_LINK_ETHERNET, out);
    if ((flags & (GRE_VERSION | GRE_ROUTING)) != 0)
        return IKT_TUNNEL_UNREAD;
    size_t offset = GRE_HEADER;
    for (unsigned field = GRE_CHECKSUM; field >= GRE_SEQUENCE; field >>= 1)
        offset += flags & field ? GRE_FIELD : 0;
    switch (type) {
    case TYPE_IPV4:
    case TYPE_IPV6:
        return ikt_inner_at(payload, wire_length, offset, IKT_LINK_RAW, out);
    case TYPE_BRIDGED_ETHERNET:
        return ikt_inner_at(payload, wire_length, offset, IKT_LINK_ETHERNET, out);
    case TYPE_PPP:
        return ikt_inner_at(payload, wire_length, offset, IKT_LINK_PPP, out);
    case TYPE_MPLS:
    case TYPE_MPLS_UPSTREAM: /* RFC 4023 section 3 */
        return ikt_inner_at(payload, wire_length, offset, IKT_LINK_MPLS, out);
    case TYPE_ERSPAN:
        return enter_erspan(payload, wire_length, offset, flags & GRE_SEQUENCE ? ERSPAN2_HEADER : 0, out);
    case TYPE_ERSPAN3:
        return enter_erspan(payload, wire_length, offset, ERSPAN3_HEADER, out);
    case TYPE_WCCP:
        return IKT_TUNNEL_UNREAD;
    default:
        return IKT_TUNNEL_NONE;
    }
}
