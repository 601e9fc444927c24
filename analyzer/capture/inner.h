/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a packet carries, as a frame of its own. Views; nothing is owned.
 */
#ifndef IKT_CAPTURE_INNER_H
#define IKT_CAPTURE_INNER_H

#include "link.h"
#include "wire.h"

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

/* What stands at offset of a payload, wire_length octets of which were sent. */
static inline enum ikt_encapsulation ikt_inner_at(struct ikt_bytes payload, size_t wire_length, size_t offset,
                                                  int link_type, struct ikt_inner *out)
{
    if (offset >= payload.length)
        return IKT_TUNNEL_NONE;
    *out = (struct ikt_inner){
        .link = ikt_link_find(link_type),
        .octets = ikt_wire_skip(payload, offset),
        .wire_length = wire_length - offset,
    };
    return IKT_TUNNEL_INNER;
}

#endif
