/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The sink that is a triage.
 */
#include "iketriage/feed.h"

static void to_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    ikt_triage_ike(user, packet, datagram, wire_length);
}

static void to_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    ikt_triage_ipsec(user, packet, protocol, spi, sequence, octets);
}

static void to_keepalive(void *user, const struct ikt_packet *packet)
{
    ikt_triage_keepalive(user, packet);
}

static void to_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    ikt_triage_icmp(user, packet, type, code, quoted_source, quoted_destination, quoted);
}

static void to_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    ikt_triage_too_big(user, packet, error);
}

static void to_presence(void *user, const struct ikt_ip_packet *packet)
{
    ikt_triage_presence(user, packet);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    return ikt_triage_knows(user, initiator_cookie, responder_cookie);
}

struct ikt_feed *ikt_feed_new(struct ikt_triage *triage, const struct ikt_peers *peers)
{
    static const struct ikt_packet_sink sink = {
        .ike = to_ike,
        .ipsec = to_ipsec,
        .keepalive = to_keepalive,
        .icmp = to_icmp,
        .presence = to_presence,
        .knows = knows,
        .too_big = to_too_big,
    };
    return ikt_feed_new_sink(&sink, triage, peers);
}
