/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link.h"

#include "wire.h"

/* EtherTypes, and PPP protocol numbers (RFC 1661 section 2), that lead to IP. */
enum {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_MPLS = 0x8847,
    ETHERTYPE_MPLS_UPSTREAM = 0x8848,
    ETHERTYPE_PPPOE = 0x8864,
    ETHERTYPE_QINQ = 0x88a8,
    ETHERTYPE_QINQ_OLD = 0x9100,
    ETHERTYPE_BACKBONE = 0x88e7,     /* IEEE 802.1ah, an I-TAG */
    ETHERTYPE_CISCO = 0x8909,        /* Cisco MetaData: security group tags */
    ETHERTYPE_INTERFACE = 0x8926,    /* VN-Tag, of ports that a Nexus extends */
    ETHERTYPE_SERVICES = 0x894f,     /* NSH, RFC 8300 */
    ETHERTYPE_LARGEST_LENGTH = 1500, /* below: an IEEE 802.3 length field */
    PPP_CONTROL = 0x03,
    PPP_IPV4 = 0x0021,
    PPP_IPV6 = 0x0057,
    PPP_MPLS = 0x0281,
    PPP_MPLS_UPSTREAM = 0x0283
};

enum {
    ETHERNET_HEADER = 14,
    LLC_SNAP_HEADER = 8,
    VLAN_TAG = 4,
    BACKBONE_TAG = 4, /* before the customer's Ethernet header */
    CISCO_TAG = 2,    /* version and length, in words of 4 octets; these, then an EtherType */
    INTERFACE_TAG = 6,
    SERVICES_IPV4 = 1,
    SERVICES_IPV6 = 2,
    SERVICES_ETHERNET = 3,
    SERVICES_MPLS = 5,
    PPPOE_HEADER = 6,
    MPLS_LABEL = 4,
    MPLS_BOTTOM = 0x100,
    MPLS_CHANNEL = 1, /* first half of the first byte */
    CONTROL_WORD = 4,
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
 * field takes one byte where it is compressed (RFC 1661 section 6.5: an odd first byte). Moves at behind it. Returns
 * the EtherType of what follows, 0: of nothing that leads to IP.
 */
static uint16_t skip_ppp(struct ikt_bytes frame, size_t *at)
{
    uint16_t protocol;
    if (ikt_wire_u16(frame, *at, &protocol) && protocol == 0xff03)
        *at += 2;
    uint8_t first;
    if (!ikt_wire_u8(frame, *at, &first))
        return 0;
    protocol = first;
    if ((first & 1) == 0 && !ikt_wire_u16(frame, *at, &protocol))
        return 0;
    *at += (first & 1) != 0 ? 1 : 2;
    switch (protocol) {
    case PPP_IPV4:
        return ETHERTYPE_IPV4;
    case PPP_IPV6:
        return ETHERTYPE_IPV6;
    case PPP_MPLS:
    case PPP_MPLS_UPSTREAM: /* RFC 3032 section 4 */
        return ETHERTYPE_MPLS;
    default:
        return 0;
    }
}

static bool leads_on(uint16_t type)
{
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 || type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ ||
           type == ETHERTYPE_QINQ_OLD || type == ETHERTYPE_PPPOE || type == ETHERTYPE_MPLS ||
           type == ETHERTYPE_MPLS_UPSTREAM;
}

/* An Ethernet header in a pseudowire (RFC 4448), with a control word before it or without. */
static uint16_t skip_pseudowire(struct ikt_bytes frame, size_t *at)
{
    uint16_t type;
    for (size_t before = 0; before <= CONTROL_WORD; before += CONTROL_WORD) {
        if (ikt_wire_u16(frame, *at + before + ETHERNET_HEADER - 2, &type) && leads_on(type)) {
            *at += before + ETHERNET_HEADER;
            return type;
        }
    }
    return 0;
}

/*
 * RFC 3032 section 2.1: labels of four bytes, the last of which has the bottom bit. No label says what follows: where
 * it is neither version of IP, nor the channel of RFC 5586, it may be a pseudowire.
 */
static uint16_t skip_labels(struct ikt_bytes frame, size_t *at)
{
    uint32_t label;
    do {
        if (!ikt_wire_u32(frame, *at, &label))
            return 0;
        *at += MPLS_LABEL;
    } while ((label & MPLS_BOTTOM) == 0);
    uint8_t first;
    if (!ikt_wire_u8(frame, *at, &first))
        return 0;
    switch (first >> 4) {
    case 4:
        return ETHERTYPE_IPV4;
    case 6:
        return ETHERTYPE_IPV6;
    case MPLS_CHANNEL:
        return 0;
    default:
        return skip_pseudowire(frame, at);
    }
}

/* RFC 1042: DSAP and SSAP 0xaa, control 3, organisation 0, then an EtherType. */
static uint16_t skip_llc(struct ikt_bytes frame, size_t *at)
{
    uint32_t llc;
    uint16_t rest, type;
    if (!ikt_wire_u32(frame, *at, &llc) || !ikt_wire_u16(frame, *at + 4, &rest) ||
        !ikt_wire_u16(frame, *at + 6, &type) || llc != 0xaaaa0300 || rest != 0 || type <= ETHERTYPE_LARGEST_LENGTH)
        return 0;
    *at += LLC_SNAP_HEADER;
    return type;
}

/* An EtherType that stands before octets behind at; moves at behind it. */
static uint16_t skip_to_type(struct ikt_bytes frame, size_t *at, size_t octets)
{
    uint16_t type;
    *at += octets;
    return ikt_wire_u16(frame, *at - 2, &type) ? type : 0;
}

/* RFC 8300 section 2.2: |Ver|O|U|TTL (6)|Length (6, in words)|U U U U|MD Type|Next Protocol|, then as long as that. */
static uint16_t skip_services(struct ikt_bytes frame, size_t *at)
{
    uint16_t length;
    uint8_t next;
    if (!ikt_wire_u16(frame, *at, &length) || !ikt_wire_u8(frame, *at + 3, &next) || (length & 0x3f) < 2)
        return 0;
    *at += (size_t)(length & 0x3f) * 4;
    switch (next) {
    case SERVICES_IPV4:
        return ETHERTYPE_IPV4;
    case SERVICES_IPV6:
        return ETHERTYPE_IPV6;
    case SERVICES_ETHERNET:
        return skip_to_type(frame, at, ETHERNET_HEADER);
    case SERVICES_MPLS:
        return ETHERTYPE_MPLS;
    default:
        return 0;
    }
}

static uint16_t skip_cisco(struct ikt_bytes frame, size_t *at)
{
    uint8_t words;
    return ikt_wire_u8(frame, *at + 1, &words) ? skip_to_type(frame, at, CISCO_TAG + (size_t)words * 4 + 2) : 0;
}

/* Tags, labels and headers are as many as the frame holds: each moves at on, so the loop ends with it. */
static bool walk_tags(struct ikt_bytes frame, uint16_t type, size_t at, size_t *offset)
{
    while (type != ETHERTYPE_IPV4 && type != ETHERTYPE_IPV6) {
        switch (type) {
        case ETHERTYPE_VLAN:
        case ETHERTYPE_QINQ:
        case ETHERTYPE_QINQ_OLD:
            if (!ikt_wire_u16(frame, at + 2, &type))
                return false;
            at += VLAN_TAG;
            break;
        case ETHERTYPE_BACKBONE:
            type = skip_to_type(frame, &at, BACKBONE_TAG + ETHERNET_HEADER);
            break;
        case ETHERTYPE_CISCO:
            type = skip_cisco(frame, &at);
            break;
        case ETHERTYPE_INTERFACE:
            type = skip_to_type(frame, &at, INTERFACE_TAG);
            break;
        case ETHERTYPE_SERVICES:
            type = skip_services(frame, &at);
            break;
        case ETHERTYPE_PPPOE:
            at += PPPOE_HEADER;
            type = skip_ppp(frame, &at);
            break;
        case ETHERTYPE_MPLS:
        case ETHERTYPE_MPLS_UPSTREAM:
            type = skip_labels(frame, &at);
            break;
        default:
            if (type == 0 || type > ETHERTYPE_LARGEST_LENGTH)
                return false;
            type = skip_llc(frame, &at);
            break;
        }
    }
    *offset = at;
    return true;
}

/* at: behind the EtherType. */
static inline bool walk_ethertype(struct ikt_bytes frame, uint16_t type, size_t at, size_t *offset)
{
    if (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6) {
        *offset = at; /* most frames */
        return true;
    }
    return walk_tags(frame, type, at, offset);
}

static bool walk_ppp_at(struct ikt_bytes frame, size_t at, size_t *offset)
{
    const uint16_t type = skip_ppp(frame, &at);
    return walk_ethertype(frame, type, at, offset);
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

static bool walk_mpls(struct ikt_bytes frame, size_t *offset)
{
    return walk_tags(frame, ETHERTYPE_MPLS, 0, offset);
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
    {IKT_LINK_NULL, walk_family},           /* DLT_NULL */
    {IKT_LINK_ETHERNET, walk_ethernet},     /* DLT_EN10MB */
    {IKT_LINK_PPP, walk_ppp},               /* DLT_PPP */
    {IKT_LINK_RAW, walk_raw},               /* DLT_RAW */
    {14, walk_raw},                         /* DLT_RAW of OpenBSD */
    {50, walk_serial},                      /* DLT_PPP_SERIAL */
    {IKT_LINK_PPPOE, walk_pppoe},           /* DLT_PPP_ETHER */
    {101, walk_raw},                        /* LINKTYPE_RAW */
    {IKT_LINK_CISCO_HDLC, walk_cisco_hdlc}, /* DLT_C_HDLC */
    {IKT_LINK_LOOP, walk_family},           /* DLT_LOOP */
    {IKT_LINK_LINUX_SLL, walk_cooked},      /* DLT_LINUX_SLL */
    {166, walk_ppp_direction},              /* DLT_PPP_PPPD */
    {204, walk_ppp_direction},              /* DLT_PPP_WITH_DIR */
    {IKT_LINK_MPLS, walk_mpls},             /* DLT_MPLS */
    {228, walk_raw},                        /* DLT_IPV4 */
    {229, walk_raw},                        /* DLT_IPV6 */
    {IKT_LINK_LINUX_SLL2, walk_cooked2},    /* DLT_LINUX_SLL2 */
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
