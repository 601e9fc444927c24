/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ip.h"

#include <string.h>

#include "wire.h"

enum {
    IPV4_HEADER = 20,
    IPV4_MORE_FRAGMENTS = 0x2000,
    IPV4_FRAGMENT_OFFSET = 0x1fff,
    IPV6_HEADER = 40,
    IPV6_MORE_FRAGMENTS = 0x0001,
    IPV6_FRAGMENT_OFFSET = 0xfff8,
    IPV6_FRAGMENT_HEADER = 8,
    EXTENSIONS_MAX = 16 /* no sender has a use for more */
};

/* IPv6 extension headers, RFC 8200 section 4 and the IANA registry. AH is one as well, but the caller wants to see it.
 */
enum {
    EXTENSION_HOP_BY_HOP = 0,
    EXTENSION_ROUTING = 43,
    EXTENSION_FRAGMENT = 44,
    EXTENSION_DESTINATION = 60,
    EXTENSION_MOBILITY = 135,
    EXTENSION_HIP = 139,
    EXTENSION_SHIM6 = 140
};

static bool strip(struct ikt_ip *ip, size_t length)
{
    if (length > ip->payload.length)
        return false;
    ip->payload = ikt_wire_skip(ip->payload, length);
    ip->wire_length -= length;
    return true;
}

static bool walk_extensions(struct ikt_ip *ip)
{
    for (unsigned i = 0; i < EXTENSIONS_MAX; i++) {
        uint8_t next;
        uint8_t length = 0;
        uint16_t fragment;
        uint32_t identification;
        switch (ip->protocol) {
        case EXTENSION_FRAGMENT:
            if (ip->fragmented || !ikt_wire_u8(ip->payload, 0, &next) || !ikt_wire_u16(ip->payload, 2, &fragment) ||
                !ikt_wire_u32(ip->payload, 4, &identification) || !strip(ip, IPV6_FRAGMENT_HEADER))
                return false;
            ip->protocol = next;
            if ((fragment & (IPV6_FRAGMENT_OFFSET | IPV6_MORE_FRAGMENTS)) != 0) {
                ip->fragmented = true;
                ip->more_fragments = (fragment & IPV6_MORE_FRAGMENTS) != 0;
                ip->fragment_offset = fragment & IPV6_FRAGMENT_OFFSET;
                ip->identification = identification;
                return true;
            }
            break; /* an atomic fragment, RFC 6946: the datagram is whole */
        case EXTENSION_HOP_BY_HOP:
        case EXTENSION_ROUTING:
        case EXTENSION_DESTINATION:
        case EXTENSION_MOBILITY:
        case EXTENSION_HIP:
        case EXTENSION_SHIM6:
            if (!ikt_wire_u8(ip->payload, 0, &next) || !ikt_wire_u8(ip->payload, 1, &length) ||
                !strip(ip, ((size_t)length + 1) * 8))
                return false;
            ip->protocol = next;
            break;
        default:
            return true;
        }
    }
    return false;
}

/* The payload of claimed bytes behind a header of length bytes; a claim of 0 leaves it to the frame. */
static void set_payload(struct ikt_ip *ip, struct ikt_bytes packet, size_t wire_length, size_t header, size_t claimed)
{
    struct ikt_bytes rest = ikt_wire_skip(packet, header);
    ip->wire_length = claimed != 0 ? claimed : wire_length > header ? wire_length - header : 0;
    if (claimed == 0 && ip->wire_length < rest.length)
        ip->wire_length = rest.length;
    ip->payload = ikt_wire_first(rest, ip->wire_length);
}

static bool parse_ipv4(struct ikt_bytes packet, size_t wire_length, struct ikt_ip *out)
{
    uint16_t total;
    uint16_t identification;
    uint16_t fragment;
    if (!ikt_wire_has(packet, 0, IPV4_HEADER) || !ikt_wire_u16(packet, 2, &total) ||
        !ikt_wire_u16(packet, 4, &identification) || !ikt_wire_u16(packet, 6, &fragment))
        return false;
    size_t header = (size_t)(packet.data[0] & 0x0f) * 4;
    if (header < IPV4_HEADER || (total != 0 && total < header))
        return false;
    if ((fragment & (IPV4_FRAGMENT_OFFSET | IPV4_MORE_FRAGMENTS)) != 0) {
        out->fragmented = true;
        out->more_fragments = (fragment & IPV4_MORE_FRAGMENTS) != 0;
        out->fragment_offset = (uint16_t)((fragment & IPV4_FRAGMENT_OFFSET) * 8);
    }
    out->identification = identification;
    out->protocol = packet.data[9];
    out->hops = packet.data[8];
    out->source.family = IKT_FAMILY_IPV4;
    memcpy(out->source.octets, packet.data + 12, 4);
    out->destination.family = IKT_FAMILY_IPV4;
    memcpy(out->destination.octets, packet.data + 16, 4);
    if (total == header) {
        out->payload = (struct ikt_bytes){.data = NULL, .length = 0};
        out->wire_length = 0;
    } else {
        set_payload(out, packet, wire_length, header, total == 0 ? 0 : total - header);
    }
    return true;
}

static bool parse_ipv6(struct ikt_bytes packet, size_t wire_length, struct ikt_ip *out)
{
    uint16_t length;
    if (!ikt_wire_has(packet, 0, IPV6_HEADER) || !ikt_wire_u16(packet, 4, &length))
        return false;
    out->protocol = packet.data[6];
    out->hops = packet.data[7];
    out->source.family = IKT_FAMILY_IPV6;
    memcpy(out->source.octets, packet.data + 8, 16);
    out->destination.family = IKT_FAMILY_IPV6;
    memcpy(out->destination.octets, packet.data + 24, 16);
    set_payload(out, packet, wire_length, IPV6_HEADER, length);
    return walk_extensions(out);
}

bool ikt_ip_parse(struct ikt_bytes packet, size_t wire_length, struct ikt_ip *out)
{
    uint8_t version;
    if (!ikt_wire_u8(packet, 0, &version))
        return false;
    memset(out, 0, sizeof *out);
    switch (version >> 4) {
    case IKT_FAMILY_IPV4:
        return parse_ipv4(packet, wire_length, out);
    case IKT_FAMILY_IPV6:
        return parse_ipv6(packet, wire_length, out);
    default:
        return false;
    }
}

/* RFC 791 section 3.1: with its checksum the words of a header sum up to all ones. */
static bool is_sound_ipv4(struct ikt_bytes packet, size_t *total)
{
    uint16_t word, length, checksum;
    uint32_t sum = 0;
    if (!ikt_wire_has(packet, 0, IPV4_HEADER) || !ikt_wire_u16(packet, 2, &length) ||
        !ikt_wire_u16(packet, 10, &checksum))
        return false;
    const size_t header = (size_t)(packet.data[0] & 0x0f) * 4;
    for (size_t at = 0; at < header; at += 2) {
        if (!ikt_wire_u16(packet, at, &word))
            return false;
        sum += word;
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    *total = length;
    return header >= IPV4_HEADER && length >= header && (sum == 0xffff || checksum == 0);
}

bool ikt_ip_is_sound(struct ikt_bytes packet, size_t *total)
{
    uint16_t length;
    if (packet.length > 0 && packet.data[0] >> 4 == IKT_FAMILY_IPV4)
        return is_sound_ipv4(packet, total);
    if (!ikt_wire_has(packet, 0, IPV6_HEADER) || packet.data[0] >> 4 != IKT_FAMILY_IPV6 ||
        !ikt_wire_u16(packet, 4, &length))
        return false;
    *total = (size_t)length + IPV6_HEADER;
    return true;
}

bool ikt_ip_is_proven(struct ikt_bytes packet)
{
    uint16_t checksum = 0;
    return packet.length > 0 && packet.data[0] >> 4 == IKT_FAMILY_IPV4 && ikt_wire_u16(packet, 10, &checksum) &&
           checksum != 0;
}

bool ikt_ip_walk(struct ikt_ip *ip)
{
    return ip->source.family == IKT_FAMILY_IPV6 ? walk_extensions(ip) : true;
}

bool ikt_ip_enter_first(struct ikt_ip *ip)
{
    return ip->fragment_offset == 0 && ikt_ip_walk(ip);
}

bool ikt_ip_advance(struct ikt_ip *ip, size_t length, uint8_t protocol)
{
    if (!strip(ip, length))
        return false;
    ip->protocol = protocol;
    return ikt_ip_walk(ip);
}
