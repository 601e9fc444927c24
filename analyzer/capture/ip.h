/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IP headers, RFC 791 and RFC 8200: who sends to whom, and what the packet carries. Plain values; the payload is a view
 * into the packet.
 */
#ifndef IKT_CAPTURE_IP_H
#define IKT_CAPTURE_IP_H

#include "iketriage/bytes.h"

/* IP protocol numbers that matter here. */
enum {
    IKT_IP_ICMP = 1,
    IKT_IP_IPV4 = 4,
    IKT_IP_UDP = 17,
    IKT_IP_IPV6 = 41,
    IKT_IP_GRE = 47,
    IKT_IP_ESP = 50,
    IKT_IP_AH = 51,
    IKT_IP_ICMPV6 = 58,
    IKT_IP_ETHERIP = 97,
    IKT_IP_L2TP3 = 115,
    IKT_IP_MPLS = 137
};

struct ikt_ip {
    struct ikt_address source, destination;
    uint8_t protocol;         /* of the payload; see ikt_ip_walk for IPv6 */
    uint8_t hops;             /* its time to live: how many more routers it may pass */
    bool fragmented;          /* one of several fragments: the payload is a piece of the datagram's */
    bool more_fragments;      /* not the last of them: the datagram goes on behind the payload */
    uint16_t fragment_offset; /* of the payload in the datagram's, in octets */
    uint32_t identification;  /* the same in all fragments of a datagram; 0: IPv6 without fragments */
    struct ikt_bytes payload; /* as far as it was captured */
    size_t wire_length;       /* of the payload as it was sent, >= payload.length */
};

/*
 * packet: IP header first, perhaps cut; link padding may follow it. wire_length: of packet as it was sent, used where
 * the header leaves its length open (zero, as segmentation offload and jumbograms have it). Returns false when it is
 * no IP packet, its header is malformed, or what was captured ends before the payload's protocol is known.
 */
bool ikt_ip_parse(struct ikt_bytes packet, size_t wire_length, struct ikt_ip *out);
/*
 * Does packet begin with a header of IP that nobody would take for anything else: of IPv4 with its checksum right, or
 * 0, as it is where the sender's hardware makes it; of IPv6, which has none? total: its length as the header says.
 */
bool ikt_ip_is_sound(struct ikt_bytes packet, size_t *total);
/* Of one that is sound: does a checksum say so? */
bool ikt_ip_is_proven(struct ikt_bytes packet);
/*
 * Headers of IPv6 that stand before the protocol: ikt_ip_parse walks through them up to a fragment header, which stops
 * it when there are several fragments. This goes on with the first fragment, or the datagram put together. Returns
 * false where the headers are malformed, cut, or lead a fragment to another fragment header.
 */
bool ikt_ip_walk(struct ikt_ip *ip);
/* To the protocol of a datagram whose first fragment ip is. Returns false for later ones, and as ikt_ip_walk does. */
bool ikt_ip_enter_first(struct ikt_ip *ip);
/*
 * Go on behind a header of length bytes that names the next protocol (AH). Returns false when the packet was cut before
 * that.
 */
bool ikt_ip_advance(struct ikt_ip *ip, size_t length, uint8_t protocol);

#endif
