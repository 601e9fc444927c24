/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Link layers: from a captured frame to the IP packet in it. One row of a table per link type; VLAN tags, PPPoE and
 * MPLS, its pseudowires of Ethernet too, are walked through wherever an EtherType or PPP names them.
 */
#ifndef IKT_CAPTURE_LINK_H
#define IKT_CAPTURE_LINK_H

#include "iketriage/bytes.h"

struct ikt_link;

/* Link types of what tunnels carry, and of what dumps begin with. */
enum {
    IKT_LINK_NULL = 0,
    IKT_LINK_ETHERNET = 1,
    IKT_LINK_PPP = 9,
    IKT_LINK_RAW = 12, /* IP without a header before it */
    IKT_LINK_PPPOE = 51,
    IKT_LINK_CISCO_HDLC = 104,
    IKT_LINK_LOOP = 108,
    IKT_LINK_LINUX_SLL = 113,
    IKT_LINK_MPLS = 219,
    IKT_LINK_LINUX_SLL2 = 276,
    IKT_LINK_NONE = -1 /* the number of none */
};

/* link_type: libpcap's DLT_ number. NULL when it is not handled. Static. */
const struct ikt_link *ikt_link_find(int link_type);
/*
 * Where the IP packet begins, from the first byte of the frame. Returns false when the frame holds none. What stands
 * there (version, length) is not looked at. Fast: it runs for every packet of a capture.
 */
bool ikt_link_network(const struct ikt_link *link, struct ikt_bytes frame, size_t *offset);

#endif
