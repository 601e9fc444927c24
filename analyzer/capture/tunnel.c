/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnel.h"

#include "gre.h"
#include "l2tp.h"
#include "overlay.h"

enum {
    PORT_L2TP = 1701
};

enum ikt_encapsulation ikt_tunnel_in_ip(const struct ikt_ip *ip, struct ikt_inner *out)
{
    switch (ip->protocol) {
    case IKT_IP_IPV4:
    case IKT_IP_IPV6:
        return ikt_inner_at(ip->payload, ip->wire_length, 0, IKT_LINK_RAW, out);
    case IKT_IP_GRE:
        return ikt_gre_enter(ip->payload, ip->wire_length, out);
    case IKT_IP_L2TP3:
        return ikt_l2tp_in_ip(ip->payload, ip->wire_length, ip->more_fragments, out);
    case IKT_IP_MPLS:
        return ikt_inner_at(ip->payload, ip->wire_length, 0, IKT_LINK_MPLS, out);
    case IKT_IP_ETHERIP: /* RFC 3378: version 3, 12 bits of zeros */
        return ikt_inner_at(ip->payload, ip->wire_length, 2, IKT_LINK_ETHERNET, out);
    default:
        return IKT_TUNNEL_NONE;
    }
}

enum ikt_encapsulation ikt_tunnel_in_udp(const struct ikt_udp *udp, struct ikt_inner *out)
{
    if (udp->source == PORT_L2TP || udp->destination == PORT_L2TP)
        return ikt_l2tp_in_udp(udp->data, udp->wire_length, out);
    return ikt_overlay_enter(udp->destination, udp->data, udp->wire_length, out);
}
