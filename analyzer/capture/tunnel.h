/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets that carry packets: IP in IP (RFC 2003, RFC 2473, RFC 4213) and MPLS in IP (RFC 4023); GRE and L2TP; overlays
 * in UDP. Views; nothing is owned.
 */
#ifndef IKT_CAPTURE_TUNNEL_H
#define IKT_CAPTURE_TUNNEL_H

#include "inner.h"
#include "ip.h"
#include "udp.h"

/* ip: a whole packet, or its first fragment, at its payload's protocol. */
enum ikt_encapsulation ikt_tunnel_in_ip(const struct ikt_ip *ip, struct ikt_inner *out);
enum ikt_encapsulation ikt_tunnel_in_udp(const struct ikt_udp *udp, struct ikt_inner *out);

#endif
