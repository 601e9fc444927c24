/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "l2tp.h"

#include "ip.h"

enum {
    CONTROL = 0x8000,
    LENGTH = 0x4000,
    SEQUENCE = 0x0800,
    OFFSET = 0x0200,
    VERSION = 0x000f,
    HEADER = 6, /* flags and version, tunnel and session ID */
    HEADER3 = 4 /* of version 3 in UDP: flags and version, reserved */
};

/* What stands behind a session ID of version 3. */
enum {
    SESSION = 4,
    STEP = 4,      /* of cookies (none, 4 or 8 octets) and of the sublayer behind them (none or 4 octets) */
    FURTHEST = 12, /* of the frame behind the session ID */
    TYPE_OFFSET = 12,
    TYPE_ARP = 0x0806,
    SHORT_FRAME = 64
};

/* What stands behind a session ID. */
struct session {
    struct ikt_bytes bytes;
    size_t wire_length;
    bool more; /* it goes on in other fragments */
};

/* Does a packet that long end where the bytes end? Short frames are padded. */
static bool fits(const struct session *session, size_t at, size_t length)
{
    const size_t left = session->wire_length - at;
    return session->more ? length >= left : length == left || (length < left && left < SHORT_FRAME);
}

static bool is_ip(const struct session *session, size_t at)
{
    size_t total;
    return at < session->wire_length && ikt_ip_is_sound(ikt_wire_skip(session->bytes, at), &total) &&
           fits(session, at, total);
}

/* Which link layer stands at offset, if any that leads to IP. ARP is Ethernet, too. */
static int link_at(const struct session *session, size_t offset)
{
    static const int links[] = {IKT_LINK_ETHERNET, IKT_LINK_PPP, IKT_LINK_RAW};
    const struct ikt_bytes frame = ikt_wire_skip(session->bytes, offset);
    uint16_t type;
    size_t at;
    if (ikt_wire_u16(frame, TYPE_OFFSET, &type) && type == TYPE_ARP)
        return IKT_LINK_ETHERNET;
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (ikt_link_network(ikt_link_find(links[i]), frame, &at) && is_ip(session, offset + at))
            return links[i];
    return IKT_LINK_NONE;
}

/*
 * RFC 3931 section 4.1: session ID, a cookie of 0, 4 or 8 octets, a sublayer of 0 or 4, a frame. How many, and of which
 * kind, was said when the session began, in no packet of its own: they are found by the IP packet that has to follow,
 * whose checksum and length have to be right. Session ID 0 is control.
 */
static enum ikt_encapsulation enter_session(const struct session *session, size_t at, struct ikt_inner *out)
{
    uint32_t id;
    if (!ikt_wire_u32(session->bytes, at, &id) || id == 0)
        return IKT_TUNNEL_NONE;
    for (size_t behind = 0; behind <= FURTHEST; behind += STEP) {
        const size_t offset = at + SESSION + behind;
        const int link_type = link_at(session, offset);
        if (link_type != IKT_LINK_NONE)
            return ikt_inner_at(session->bytes, session->wire_length, offset, link_type, out);
    }
    return IKT_TUNNEL_UNREAD;
}

enum ikt_encapsulation ikt_l2tp_in_ip(struct ikt_bytes payload, size_t wire_length, bool more, struct ikt_inner *out)
{
    const struct session session = {payload, wire_length, more};
    return enter_session(&session, 0, out);
}

/*
 * RFC 2661 section 3.1:
 *   |T|L|x|x|S|x|O|P|x|x|x|x|  Ver  |          Length (L)           |
 *   |           Tunnel ID           |           Session ID          |
 *   |             Ns (S)            |             Nr (S)            |
 *   |      Offset Size (O)          |    Offset pad ...
 * What is not control (T) is PPP. Version 3 is RFC 3931's, section 4.1.2.1.
 */
enum ikt_encapsulation ikt_l2tp_in_udp(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out)
{
    uint16_t flags, pad;
    if (!ikt_wire_u16(data, 0, &flags) || (flags & CONTROL) != 0)
        return IKT_TUNNEL_NONE;
    if ((flags & VERSION) == 3) {
        const struct session session = {data, wire_length, false}; /* UDP says how long the whole datagram is */
        return enter_session(&session, HEADER3, out);
    }
    if ((flags & VERSION) != 2)
        return IKT_TUNNEL_NONE;
    size_t offset = HEADER;
    offset += flags & LENGTH ? 2 : 0;
    offset += flags & SEQUENCE ? 4 : 0;
    if (flags & OFFSET) {
        if (!ikt_wire_u16(data, offset, &pad))
            return IKT_TUNNEL_NONE;
        offset += 2 + (size_t)pad;
    }
    return ikt_inner_at(data, wire_length, offset, IKT_LINK_PPP, out);
}
