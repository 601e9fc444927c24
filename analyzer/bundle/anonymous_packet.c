/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymous_packet.h"

#include <string.h>

#include "anonymize/anonymize_message.h"
#include "raw_packet.h"

enum {
    NAT_T_PORT = 4500,
    MARKER = 4,
    VERSION = 17, /* of an ISAKMP header */
    IKEV2 = 2,
    IP_ESP = 50, /* IANA */
    IP_AH = 51,
    NO_NEXT_HEADER = 59,
    AH_ICV = 12,
    IPSEC_MAX = 9000, /* octets of ESP that are worth zeros */
    ICMP_HEADER = 8,
    ICMP_UNREACHABLE = 3,
    ICMP_TOO_BIG = 4, /* a code */
    ICMPV6_TOO_BIG = 2
};

static struct ikt_packet mapped_packet(const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet)
{
    struct ikt_packet mapped = *packet;
    mapped.source.address = ikt_anonymizer_address(anonymizer, &packet->source.address);
    mapped.destination.address = ikt_anonymizer_address(anonymizer, &packet->destination.address);
    mapped.identification = 0;
    return mapped;
}

static bool has_marker(const struct ikt_packet *packet)
{
    return packet->source.port == NAT_T_PORT || packet->destination.port == NAT_T_PORT;
}

static void put_udp(GString *out, const struct ikt_packet *mapped, const GByteArray *payload)
{
    if (payload->len <= IKT_RAW_UDP_MAX && ikt_raw_can(mapped))
        ikt_raw_udp_put(out, mapped, (struct ikt_bytes){payload->data, payload->len});
}

static GByteArray *begin_ike(const struct ikt_packet *packet)
{
    GByteArray *payload = g_byte_array_new();
    if (has_marker(packet))
        g_byte_array_append(payload, (const uint8_t[MARKER]){0}, MARKER);
    return payload;
}

void ikt_anonymous_message_put(GString *out, const struct ikt_anonymizer *anonymizer,
                               const struct ikt_message_event *event)
{
    const struct ikt_packet mapped = mapped_packet(anonymizer, &event->packet);
    g_autoptr(GByteArray) payload = begin_ike(&event->packet);
    const guint before = payload->len;
    ikt_anonymize_message(anonymizer, event, payload);
    if (payload->len > before)
        put_udp(out, &mapped, payload);
}

void ikt_anonymous_ikev2_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                             struct ikt_bytes datagram)
{
    if (datagram.length < IKT_HEADER_SIZE || datagram.data[VERSION] >> 4 != IKEV2)
        return;
    const struct ikt_packet mapped = mapped_packet(anonymizer, packet);
    g_autoptr(GByteArray) payload = begin_ike(packet);
    ikt_anonymize_ikev2(anonymizer, datagram, payload);
    put_udp(out, &mapped, payload);
}

static void put32(GByteArray *out, uint32_t value)
{
    const uint8_t octets[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    g_byte_array_append(out, octets, sizeof octets);
}

static void put_zeros(GByteArray *out, guint until)
{
    const guint before = out->len;
    if (until <= before)
        return;
    g_byte_array_set_size(out, until);
    memset(out->data + before, 0, until - before);
}

void ikt_anonymous_ipsec_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                             uint8_t protocol, uint32_t spi, uint32_t sequence, uint32_t octets)
{
    const struct ikt_packet mapped = mapped_packet(anonymizer, packet);
    g_autoptr(GByteArray) payload = g_byte_array_new();
    const bool ah = protocol == IKT_PROTOCOL_AH;
    if (ah)
        g_byte_array_append(payload, (const uint8_t[]){NO_NEXT_HEADER, AH_ICV / 4 + 1, 0, 0}, 4);
    put32(payload, ikt_anonymizer_spi(anonymizer, spi));
    put32(payload, sequence);
    put_zeros(payload, ah ? payload->len + AH_ICV : MIN(octets, IPSEC_MAX));
    if (packet->source.port != 0)
        put_udp(out, &mapped, payload);
    else if (ikt_raw_can(&mapped))
        ikt_raw_ip_put(out, &mapped, ah ? IP_AH : IP_ESP, (struct ikt_bytes){payload->data, payload->len});
}

static void put_icmp(GString *out, const struct ikt_packet *mapped, const uint8_t *header, const GString *quoted)
{
    g_autoptr(GByteArray) message = g_byte_array_new();
    g_byte_array_append(message, header, ICMP_HEADER);
    g_byte_array_append(message, (const uint8_t *)quoted->str, (guint)quoted->len);
    if (ikt_raw_can(mapped))
        ikt_raw_icmp_put(out, mapped, message);
}

void ikt_anonymous_icmp_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                            const uint8_t type_and_code[static 2], const struct ikt_endpoint *quoted_source,
                            const struct ikt_endpoint *quoted_destination, struct ikt_bytes quoted)
{
    const struct ikt_packet mapped = mapped_packet(anonymizer, packet);
    const struct ikt_packet about = {.source = *quoted_source, .destination = *quoted_destination};
    const struct ikt_packet about_mapped = mapped_packet(anonymizer, &about);
    const uint8_t header[ICMP_HEADER] = {type_and_code[0], type_and_code[1]};
    g_autoptr(GByteArray) payload = begin_ike(&about);
    g_autoptr(GString) inside = g_string_new(NULL);
    ikt_anonymize_quoted(anonymizer, quoted, payload);
    put_udp(inside, &about_mapped, payload);
    put_icmp(out, &mapped, header, inside);
}

void ikt_anonymous_too_big_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                               const struct ikt_too_big *error)
{
    const struct ikt_packet mapped = mapped_packet(anonymizer, packet);
    const struct ikt_packet about = {.source.address = error->source, .destination.address = error->destination};
    const bool ipv4 = packet->source.address.family == IKT_FAMILY_IPV4;
    const uint8_t mtu[] = {(uint8_t)(error->mtu >> 8), (uint8_t)error->mtu};
    const uint8_t header[ICMP_HEADER] = {
        ipv4 ? ICMP_UNREACHABLE : ICMPV6_TOO_BIG, ipv4 ? ICMP_TOO_BIG : 0, 0, 0, 0, 0, mtu[0], mtu[1]};
    g_autoptr(GString) inside = g_string_new(NULL);
    ikt_anonymous_ipsec_put(inside, anonymizer, &about, error->protocol, error->spi, 0, 0);
    put_icmp(out, &mapped, header, inside);
}
