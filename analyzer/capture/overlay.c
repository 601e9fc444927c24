/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "overlay.h"

enum {
    PORT_GTP_U = 2152,
    PORT_LISP = 4341,
    PORT_VXLAN = 4789,
    PORT_VXLAN_GPE = 4790,
    PORT_GENEVE = 6081,
    PORT_MPLS = 6635,
    PORT_VXLAN_LINUX = 8472, /* what Linux took before there was a number; OTV's, with the same header */
    PORT_TZSP = 37008
};

/* EtherTypes in Geneve, next protocols in VXLAN-GPE. */
enum {
    TYPE_IPV4 = 0x0800,
    TYPE_BRIDGED_ETHERNET = 0x6558,
    TYPE_MPLS = 0x8847,
    TYPE_IPV6 = 0x86dd,
    GPE_IPV4 = 1,
    GPE_IPV6 = 2,
    GPE_ETHERNET = 3,
    GPE_MPLS = 5
};

enum {
    LISP_HEADER = 8, /* RFC 9300 section 5.1 */
    VXLAN_HEADER = 8,
    VXLAN_INSTANCE = 0x08, /* flags: a network's number is there */
    VXLAN_NEXT_PROTOCOL = 0x04,
    VXLAN_OAM = 0x01,
    VXLAN_NEXT_OFFSET = 3,
    GENEVE_HEADER = 8,
    GENEVE_VERSION = 0xc0,
    GENEVE_OPTIONS = 0x3f, /* in words of 4 octets */
    GENEVE_CONTROL = 0x80,
    GTP_HEADER = 8,
    GTP_VERSION = 0xf0, /* and protocol type: version 1 of GTP */
    GTP_VERSION_1 = 0x30,
    GTP_FIELDS = 0x07, /* any of them: 4 octets follow, the last of which names a further header */
    GTP_EXTENSION = 0x04,
    GTP_G_PDU = 255,
    TZSP_HEADER = 4,
    TZSP_ETHERNET = 1,
    TZSP_PAD = 0,
    TZSP_END = 1
};

static int gpe_link(uint8_t next)
{
    switch (next) {
    case GPE_IPV4:
    case GPE_IPV6:
        return IKT_LINK_RAW;
    case GPE_ETHERNET:
        return IKT_LINK_ETHERNET;
    case GPE_MPLS:
        return IKT_LINK_MPLS;
    default:
        return IKT_LINK_NONE;
    }
}

/*
 * RFC 7348 section 5, and draft-ietf-nvo3-vxlan-gpe section 3:
 *   |R|R|Ver|I|P|B|O| Reserved                      | Next Protocol (P) |
 *   |                VXLAN Network Identifier (I)   |   Reserved        |
 */
static enum ikt_encapsulation enter_vxlan(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out)
{
    uint8_t flags, next;
    if (!ikt_wire_u8(data, 0, &flags) || !ikt_wire_u8(data, VXLAN_NEXT_OFFSET, &next) || !(flags & VXLAN_INSTANCE))
        return IKT_TUNNEL_NONE;
    int link_type = IKT_LINK_ETHERNET;
    if (flags & VXLAN_NEXT_PROTOCOL)
        link_type = flags & VXLAN_OAM ? IKT_LINK_NONE : gpe_link(next);
    return link_type == IKT_LINK_NONE ? IKT_TUNNEL_NONE : ikt_inner_at(data, wire_length, VXLAN_HEADER, link_type, out);
}

/*
 * RFC 8926 section 3.4:
 *   |Ver|  Opt Len  |O|C|    Rsvd.  |          Protocol Type        |
 *   |        Virtual Network Identifier (VNI)       |    Reserved   |
 */
static enum ikt_encapsulation enter_geneve(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out)
{
    uint8_t first, flags;
    uint16_t type;
    if (!ikt_wire_u8(data, 0, &first) || !ikt_wire_u8(data, 1, &flags) || !ikt_wire_u16(data, 2, &type) ||
        (first & GENEVE_VERSION) != 0 || (flags & GENEVE_CONTROL) != 0)
        return IKT_TUNNEL_NONE;
    const size_t offset = GENEVE_HEADER + (size_t)(first & GENEVE_OPTIONS) * 4;
    switch (type) {
    case TYPE_IPV4:
    case TYPE_IPV6:
        return ikt_inner_at(data, wire_length, offset, IKT_LINK_RAW, out);
    case TYPE_BRIDGED_ETHERNET:
        return ikt_inner_at(data, wire_length, offset, IKT_LINK_ETHERNET, out);
    case TYPE_MPLS:
        return ikt_inner_at(data, wire_length, offset, IKT_LINK_MPLS, out);
    default:
        return IKT_TUNNEL_NONE;
    }
}

/*
 * 3GPP TS 29.281 section 5.1: version and flags, message type, length, tunnel endpoint; with any flag a sequence
 * number, an N-PDU number and the type of a further header. These (section 5.2) are as long as their first octet says,
 * in words, and end with the type of the next.
 */
static enum ikt_encapsulation enter_gtp(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out)
{
    uint8_t flags, type, next = 0, words;
    if (!ikt_wire_u8(data, 0, &flags) || !ikt_wire_u8(data, 1, &type) || (flags & GTP_VERSION) != GTP_VERSION_1 ||
        type != GTP_G_PDU)
        return IKT_TUNNEL_NONE;
    size_t offset = GTP_HEADER;
    if (flags & GTP_FIELDS) {
        offset += 4;
        if (!ikt_wire_u8(data, offset - 1, &next))
            return IKT_TUNNEL_NONE;
    }
    while (flags & GTP_EXTENSION && next != 0) {
        if (!ikt_wire_u8(data, offset, &words) || words == 0)
            return IKT_TUNNEL_NONE;
        offset += (size_t)words * 4;
        if (!ikt_wire_u8(data, offset - 1, &next))
            return IKT_TUNNEL_NONE;
    }
    return ikt_inner_at(data, wire_length, offset, IKT_LINK_RAW, out);
}

/* Version 1, type, protocol; then tags, each with a length, but for padding and the last one. */
static enum ikt_encapsulation enter_tzsp(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out)
{
    uint8_t version, tag, length;
    uint16_t protocol;
    if (!ikt_wire_u8(data, 0, &version) || version != 1 || !ikt_wire_u16(data, 2, &protocol) ||
        protocol != TZSP_ETHERNET)
        return IKT_TUNNEL_NONE;
    size_t offset = TZSP_HEADER;
    while (ikt_wire_u8(data, offset++, &tag) && tag != TZSP_END) {
        if (tag == TZSP_PAD)
            continue;
        if (!ikt_wire_u8(data, offset, &length))
            return IKT_TUNNEL_NONE;
        offset += 1 + (size_t)length;
    }
    return ikt_inner_at(data, wire_length, offset, IKT_LINK_ETHERNET, out);
}

enum ikt_encapsulation ikt_overlay_enter(uint16_t port, struct ikt_bytes data, size_t wire_length,
                                         struct ikt_inner *out)
{
    switch (port) {
    case PORT_GTP_U:
        return enter_gtp(data, wire_length, out);
    case PORT_VXLAN:
    case PORT_VXLAN_GPE:
    case PORT_VXLAN_LINUX:
        return enter_vxlan(data, wire_length, out);
    case PORT_LISP:
        return ikt_inner_at(data, wire_length, LISP_HEADER, IKT_LINK_RAW, out);
    case PORT_GENEVE:
        return enter_geneve(data, wire_length, out);
    case PORT_MPLS:
        return ikt_inner_at(data, wire_length, 0, IKT_LINK_MPLS, out);
    case PORT_TZSP:
        return enter_tzsp(data, wire_length, out);
    default:
        return IKT_TUNNEL_NONE;
    }
}
