/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UDP (RFC 768), and which of it is IKE, ESP or a NAT keepalive (RFC 3948 section 2).
 */
#ifndef IKT_CAPTURE_UDP_H
#define IKT_CAPTURE_UDP_H

#include "iketriage/feed.h"
#include "ip.h"

struct ikt_udp {
    uint16_t source, destination; /* ports */
    struct ikt_bytes data;        /* as captured, bounded by what the IP packet holds */
    size_t wire_length;           /* of data as it was sent */
};

enum ikt_udp_kind {
    IKT_UDP_OTHER,
    IKT_UDP_IKE,
    IKT_UDP_ESP,
    IKT_UDP_KEEPALIVE,
    IKT_UDP_CUT /* IKE or ESP: the marker that tells was not captured */
};

/* ip: a datagram, or its first fragment. */
bool ikt_udp_parse(const struct ikt_ip *ip, struct ikt_udp *out);
/* Is one of the ports IKE's own? */
bool ikt_udp_has_ike_port(const struct ikt_udp *udp);
/* On ports that are not IKE's the sink is asked. Takes the non-ESP marker off. */
enum ikt_udp_kind ikt_udp_classify(struct ikt_udp *udp, const struct ikt_packet_sink *sink, void *user);
/* What an ICMP error quotes: takes the marker off. False: it is ESP, or none of IKE's. */
bool ikt_udp_quotes_ike(struct ikt_udp *udp);

#endif
