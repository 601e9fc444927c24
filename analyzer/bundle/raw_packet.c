/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "raw_packet.h"

#include <string.h>

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    UDP_HEADER = 8,
    ICMP = 1,
    UDP = 17,
    ICMPV6 = 58,
    HOPS = 64
};

static void store16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* RFC 1071 */
static uint32_t sum(uint32_t so_far, const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i += 2)
        so_far += (uint32_t)octets[i] << 8 | (i + 1 < length ? octets[i + 1] : 0u);
    return so_far;
}

static unsigned fold(uint32_t value)
{
    while (value >> 16)
        value = (value & 0xffff) + (value >> 16);
    return ~value & 0xffff;
}

static bool is_ipv4(const struct ikt_packet *packet)
{
    return packet->source.address.family == IKT_FAMILY_IPV4;
}

bool ikt_raw_can(const struct ikt_packet *packet)
{
    return packet->source.address.family != IKT_FAMILY_NONE &&
           packet->source.address.family == packet->destination.address.family;
}

static void put_ipv4(uint8_t *at, const struct ikt_packet *packet, uint8_t protocol, size_t payload)
{
    at[0] = 0x45;
    store16(at + 2, (unsigned)(IPV4_HEADER + payload));
    store16(at + 4, packet->identification);
    at[8] = HOPS;
    at[9] = protocol;
    memcpy(at + 12, packet->source.address.octets, 4);
    memcpy(at + 16, packet->destination.address.octets, 4);
    store16(at + 10, fold(sum(0, at, IPV4_HEADER)));
}

static void put_ipv6(uint8_t *at, const struct ikt_packet *packet, uint8_t protocol, size_t payload)
{
    at[0] = 0x60;
    store16(at + 4, (unsigned)payload);
    at[6] = protocol;
    at[7] = HOPS;
    memcpy(at + 8, packet->source.address.octets, 16);
    memcpy(at + 24, packet->destination.address.octets, 16);
}

void ikt_raw_ip_put(GString *out, const struct ikt_packet *packet, uint8_t protocol, struct ikt_bytes payload)
{
    uint8_t header[IPV6_HEADER] = {0};
    if (is_ipv4(packet))
        put_ipv4(header, packet, protocol, payload.length);
    else
        put_ipv6(header, packet, protocol, payload.length);
    g_string_append_len(out, (const char *)header, is_ipv4(packet) ? IPV4_HEADER : IPV6_HEADER);
    g_string_append_len(out, (const char *)payload.data, (gssize)payload.length);
}

/* Over the addresses, too: RFC 768, RFC 8200 section 8.1. */
static unsigned sum_with_addresses(const struct ikt_packet *packet, uint8_t protocol, struct ikt_bytes payload)
{
    const size_t address = is_ipv4(packet) ? 4 : 16;
    uint32_t total = protocol + (uint32_t)payload.length;
    total = sum(total, packet->source.address.octets, address);
    total = sum(total, packet->destination.address.octets, address);
    return fold(sum(total, payload.data, payload.length));
}

void ikt_raw_udp_put(GString *out, const struct ikt_packet *packet, struct ikt_bytes payload)
{
    const size_t length = UDP_HEADER + payload.length;
    g_autofree uint8_t *datagram = g_malloc0(length);
    store16(datagram, packet->source.port);
    store16(datagram + 2, packet->destination.port);
    store16(datagram + 4, (unsigned)length);
    if (payload.length > 0)
        memcpy(datagram + UDP_HEADER, payload.data, payload.length);
    const unsigned total = sum_with_addresses(packet, UDP, (struct ikt_bytes){datagram, length});
    store16(datagram + 6, total == 0 ? 0xffff : total);
    ikt_raw_ip_put(out, packet, UDP, (struct ikt_bytes){datagram, length});
}

void ikt_raw_icmp_put(GString *out, const struct ikt_packet *packet, GByteArray *message)
{
    const struct ikt_bytes octets = {message->data, message->len};
    store16(message->data + 2, 0);
    const unsigned total =
        is_ipv4(packet) ? fold(sum(0, octets.data, octets.length)) : sum_with_addresses(packet, ICMPV6, octets);
    store16(message->data + 2, total);
    ikt_raw_ip_put(out, packet, is_ipv4(packet) ? ICMP : ICMPV6, octets);
}
