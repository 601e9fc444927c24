/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clear_message.h"

#include <string.h>

enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    UDP_HEADER = 8,
    MARKER = 4,
    UDP = 17,
    HOPS = 64,
    NAT_T_PORT = 4500,
    DATAGRAM_MAX = 65535 - IPV4_HEADER, /* of UDP, header included */
    /* RFC 2408 section 3.1 */
    FLAGS = 19,
    LENGTH = 24,
    FLAG_ENCRYPTED = 1
};

static void store16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void store32(uint8_t *at, uint32_t value)
{
    store16(at, value >> 16);
    store16(at + 2, value & 0xffff);
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

static bool is_of_a_person(uint16_t type)
{
    return type >= IKT_CFGATTR_XAUTH_USER_NAME && type <= IKT_CFGATTR_XAUTH_ANSWER && type != IKT_CFGATTR_XAUTH_STATUS;
}

/* octets: the message's own, copied: part lies in them. */
static void hide(const struct ikt_message *message, struct ikt_bytes part, uint8_t *octets, char with)
{
    if (part.length > 0)
        memset(octets + (part.data - message->octets.data), with, part.length);
}

/*
 * What XAUTH asks of a person; and the proofs of phase 1, since whoever has HASH_I in clear can try preshared keys on
 * it at leisure (RFC 2409 section 5), which encryption had kept from him.
 */
static void hide_secrets(const struct ikt_message *message, uint8_t *octets)
{
    const bool phase1 = message->header.message_id == 0;
    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type == IKT_PAYLOAD_HASH && phase1 && message->opened)
            hide(message, payload->body, octets, 0);
        if (payload->type != IKT_PAYLOAD_ATTRIBUTES)
            continue;
        if (payload->damaged)
            hide(message, payload->body, octets, '*');
        for (size_t j = 0; j < payload->config.attribute_count; j++) {
            const struct ikt_attribute *attribute = &payload->config.attributes[j];
            if (is_of_a_person(attribute->type))
                hide(message, attribute->octets, octets, '*');
        }
    }
}

static void put_ipv4(uint8_t *at, const struct ikt_packet *packet, size_t datagram)
{
    at[0] = 0x45;
    store16(at + 2, (unsigned)(IPV4_HEADER + datagram));
    store16(at + 4, packet->identification);
    at[8] = HOPS;
    at[9] = UDP;
    memcpy(at + 12, packet->source.address.octets, 4);
    memcpy(at + 16, packet->destination.address.octets, 4);
    store16(at + 10, fold(sum(0, at, IPV4_HEADER)));
}

static void put_ipv6(uint8_t *at, const struct ikt_packet *packet, size_t datagram)
{
    at[0] = 0x60;
    store16(at + 4, (unsigned)datagram);
    at[6] = UDP;
    at[7] = HOPS;
    memcpy(at + 8, packet->source.address.octets, 16);
    memcpy(at + 24, packet->destination.address.octets, 16);
}

/* RFC 768; its sum is over the addresses, too. */
static void put_udp(uint8_t *at, const struct ikt_packet *packet, size_t datagram)
{
    const size_t address = packet->source.address.family == IKT_FAMILY_IPV4 ? 4 : 16;
    store16(at, packet->source.port);
    store16(at + 2, packet->destination.port);
    store16(at + 4, (unsigned)datagram);
    uint32_t total = UDP + (uint32_t)datagram;
    total = sum(total, packet->source.address.octets, address);
    total = sum(total, packet->destination.address.octets, address);
    const unsigned folded = fold(sum(total, at, datagram));
    store16(at + 6, folded == 0 ? 0xffff : folded);
}

static bool can_be_told(const struct ikt_message_event *event)
{
    const struct ikt_endpoint *source = &event->packet.source, *destination = &event->packet.destination;
    return event->message->has_header && !event->message->encrypted &&
           event->message->octets.length - event->message->padding.length >= IKT_HEADER_SIZE &&
           source->address.family != IKT_FAMILY_NONE && source->address.family == destination->address.family;
}

bool ikt_clear_message_put(GString *out, const struct ikt_message_event *event, bool show_secrets)
{
    if (!can_be_told(event))
        return false;
    const struct ikt_message *message = event->message;
    const struct ikt_packet *packet = &event->packet;
    const bool ipv4 = packet->source.address.family == IKT_FAMILY_IPV4;
    const bool marked = packet->source.port == NAT_T_PORT || packet->destination.port == NAT_T_PORT;
    const size_t ip = ipv4 ? IPV4_HEADER : IPV6_HEADER, marker = marked ? MARKER : 0;
    const size_t length = message->octets.length - message->padding.length;
    const size_t datagram = UDP_HEADER + marker + length;
    if (datagram > DATAGRAM_MAX)
        return false;
    const gsize start = out->len;
    g_string_set_size(out, start + ip + datagram);
    uint8_t *at = (uint8_t *)out->str + start, *isakmp = at + ip + UDP_HEADER + marker;
    memset(at, 0, ip + datagram);
    memcpy(isakmp, message->octets.data, length);
    if (!show_secrets)
        hide_secrets(message, isakmp); /* no payload reaches into the padding */
    isakmp[FLAGS] &= (uint8_t)~FLAG_ENCRYPTED;
    if (message->opened || !message->truncated)
        store32(isakmp + LENGTH, (uint32_t)length);
    put_udp(at + ip, packet, datagram);
    if (ipv4)
        put_ipv4(at, packet, datagram);
    else
        put_ipv6(at, packet, datagram);
    return true;
}
