/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link.h"

#include "wire.h"

/* EtherTypes, and PPP protocol numbers (RFC 1661 section 2), that lead to IP. */
enum {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_PPPOE = 0x8864,
    ETHERTYPE_QINQ = 0x88a8,
    ETHERTYPE_QINQ_OLD = 0x9100,
    ETHERTYPE_LARGEST_LENGTH = 1500, /* below: an IEEE 802.3 length field */
    PPP_CONTROL = 0x03,
    PPP_IPV4 = 0x0021,
    PPP_IPV6 = 0x0057
};

enum {
    ETHERNET_HEADER = 14,
    LLC_SNAP_HEADER = 8,
    VLAN_TAG = 4,
    PPPOE_HEADER = 6,
    COOKED_HEADER = 16,
    COOKED2_HEADER = 20,
    CISCO_HDLC_HEADER = 4,
    FAMILY_HEADER = 4
};

typedef bool ikt_link_walk(struct ikt_bytes frame, size_t *offset);

struct ikt_link {
    int link_type;
    ikt_link_walk *walk;
};

static bool walk_raw(struct ikt_bytes frame, size_t *offset)
{
    *offset = 0;
    return frame.length > 0;
}

/*
 * PPP in HDLC-like framing, RFC 1662: address 0xff and control 0x03, both left out after negotiation; the protocol
 * field takes one byte where it is compressed (RFC 1661 section 6.5: an odd first byte).
 */
static bool walk_ppp_at(struct ikt_bytes frame, size_t at, size_t *offset)
{
    uint16_t word;
    if (ikt_wire_u16(frame, at, &word) && word == 0xff03)
        at += 2;
    uint8_t first;
    if (!ikt_wire_u8(frame, at, &first))
        return false;
    uint16_t protocol = first;
    if ((first & 1) != 0) {
        at += 1;
    } else {
        if (!ikt_wire_u16(frame, at, &protocol))
            return false;
        at += 2;
    }
    *offset = at;
    return protocol == PPP_IPV4 || protocol == PPP_IPV6;
}

static bool walk_ppp(struct ikt_bytes frame, size_t *offset)
{
    return walk_ppp_at(frame, 0, offset);
}

/* A direction, 0 or 1, stands before PPP (DLT_PPP_WITH_DIR), or in the place of its address (DLT_PPP_PPPD). */
static bool walk_ppp_direction(struct ikt_bytes frame, size_t *offset)
{
    uint8_t control;
    return ikt_wire_u8(frame, 1, &control) && walk_ppp_at(frame, control == PPP_CONTROL ? 2 : 1, offset);
}

static bool walk_pppoe(struct ikt_bytes frame, size_t *offset)
{
    return walk_ppp_at(frame, PPPOE_HEADER, offset);
}

/* at: behind the EtherType. Tags are as many as the frame holds, so the loop ends with it. */
static bool walk_ethertype(struct ikt_bytes frame, uint16_t type, size_t at, size_t *offset)
{
    while (type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ || type == ETHERTYPE_QINQ_OLD) {
        if (!ikt_wire_u16(frame, at + 2, &type))
            return false;
        at += VLAN_TAG;
    }
    if (type == ETHERTYPE_PPPOE)
        return walk_ppp_at(frame, at + PPPOE_HEADER, offset);
    if (type <= ETHERTYPE_LARGEST_LENGTH) {
        /* RFC 1042: DSAP and SSAP 0xaa, control 3, organisation 0, then an EtherType. */
        uint32_t llc;
        uint16_t rest;
        if (!ikt_wire_u32(frame, at, &llc) || !ikt_wire_u16(frame, at + 4, &rest) ||
            !ikt_wire_u16(frame, at + 6, &type) || llc != 0xaaaa0300 || rest != 0)
            return false;
        at += LLC_SNAP_HEADER;
    }
    *offset = at;
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
}

static bool walk_ethernet(struct ikt_bytes frame, size_t *offset)
{
    uint16_t type;
    return ikt_wire_u16(frame, ETHERNET_HEADER - 2, &type) && walk_ethertype(frame, type, ETHERNET_HEADER, offset);
}

static bool walk_cooked(struct ikt_bytes frame, size_t *offset)
{
    uint16_t type;
    return ikt_wire_u16(frame, COOKED_HEADER - 2, &type) && walk_ethertype(frame, type, COOKED_HEADER, offset);
}

static bool walk_cooked2(struct ikt_bytes frame, size_t *offset)
{
    uint16_t type;
    return ikt_wire_u16(frame, 0, &type) && walk_ethertype(frame, type, COOKED2_HEADER, offset);
}

static bool walk_cisco_hdlc(struct ikt_bytes frame, size_t *offset)
{
    uint16_t type;
    return ikt_wire_u16(frame, 2, &type) && walk_ethertype(frame, type, CISCO_HDLC_HEADER, offset);
}

/* DLT_PPP_SERIAL also has Cisco's HDLC: address 0x0f for unicast, 0x8f for broadcast, then a zero. */
static bool walk_serial(struct ikt_bytes frame, size_t *offset)
{
    uint16_t word;
    bool cisco = ikt_wire_u16(frame, 0, &word) && (word == 0x0f00 || word == 0x8f00);
    return cisco ? walk_cisco_hdlc(frame, offset) : walk_ppp(frame, offset);
}

/*
 * BSD null and loop: an address family of four bytes, in the capturing machine's byte order or in network order. The
 * families are small numbers, so the order shows. AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24, 28 and 30 on
 * the BSDs and macOS.
 */
static bool walk_family(struct ikt_bytes frame, size_t *offset)
{
    uint32_t family;
    if (!ikt_wire_u32(frame, 0, &family))
        return false;
    if ((family & 0xffff) == 0)
        family = (family >> 24) | ((family >> 8) & 0xff00);
    *offset = FAMILY_HEADER;
    return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

/* The numbers are libpcap's DLT_ values; raw IP has one per operating system that once chose its own. */
static const struct ikt_link links[] = {
    {0, walk_family},                   /* DLT_NULL */
    {IKT_LINK_ETHERNET, walk_ethernet}, /* DLT_EN10MB */
    {IKT_LINK_PPP, walk_ppp},           /* DLT_PPP */
    {IKT_LINK_RAW, walk_raw},           /* DLT_RAW */
    {14, walk_raw},                     /* DLT_RAW of OpenBSD */
    {50, walk_serial},                  /* DLT_PPP_SERIAL */
    {51, walk_pppoe},                   /* DLT_PPP_ETHER */
    {101, walk_raw},                    /* LINKTYPE_RAW */
    {104, walk_cisco_hdlc},             /* DLT_C_HDLC */
    {108, walk_family},                 /* DLT_LOOP */
    {113, walk_cooked},                 /* DLT_LINUX_SLL */
    {166, walk_ppp_direction},          /* DLT_PPP_PPPD */
    {204, walk_ppp_direction},          /* DLT_PPP_WITH_DIR */
    {228, walk_raw},                    /* DLT_IPV4 */
    {229, walk_raw},                    /* DLT_IPV6 */
    {276, walk_cooked2},                /* DLT_LINUX_SLL2 */
};

const struct ikt_link *ikt_link_find(int link_type)
{
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (links[i].link_type == link_type)
            return &links[i];
    return NULL;
}

bool ikt_link_network(const struct ikt_link *link, struct ikt_bytes frame, size_t *offset)
{
    return link->walk(frame, offset);
}
