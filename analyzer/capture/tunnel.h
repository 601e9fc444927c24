/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets that carry packets: IP in IP (RFC 2003, RFC 2473, RFC 4213), GRE (RFC 2784, RFC 2890; PPTP, RFC 2637), L2TP
 * (RFC 2661). Views; nothing is owned.
 */
#ifndef IKT_CAPTURE_TUNNEL_H
#define IKT_CAPTURE_TUNNEL_H

#include "ip.h"
#include "link.h"
#include "udp.h"

/* What is carried, as a frame of its own. */
struct ikt_inner {
    const struct ikt_link *link;
    struct ikt_bytes octets; /* as captured */
    size_t wire_length;      /* as sent, >= octets.length */
};

enum ikt_encapsulation {
    IKT_TUNNEL_NONE,  /* no packet is carried, or none that leads to IP */
    IKT_TUNNEL_INNER, /* one is */
    IKT_TUNNEL_UNREAD /* one may be, in a way that is not read */
};

/* ip: a whole packet, or its first fragment, at its payload's protocol. */
enum ikt_encapsulation ikt_tunnel_in_ip(const struct ikt_ip *ip, struct ikt_inner *out);
enum ikt_encapsulation ikt_tunnel_in_udp(const struct ikt_udp *udp, struct ikt_inner *out);

#endif
