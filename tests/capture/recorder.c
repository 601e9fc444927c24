/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recorder.h"

#include <string.h>

#define FRAME 7
#define TIME  (12 * IKT_SECOND)

/* ESP and AH have no ports. */
static void put_endpoint(GString *lines, const struct ikt_endpoint *endpoint)
{
    char text[IKT_ENDPOINT_TEXT];
    if (endpoint->port == 0)
        g_string_append_printf(lines, " %s", ikt_address_format(&endpoint->address, text));
    else
        g_string_append_printf(lines, " %s", ikt_endpoint_format(endpoint, text));
}

static GString *put_packet(struct recording *recording, const char *kind, const struct ikt_packet *packet)
{
    GString *lines = recording->lines;
    if (recording->numbered) {
        g_string_append_printf(lines, "%" G_GUINT64_FORMAT "@%" G_GINT64_FORMAT " ", packet->frame,
                               (gint64)(packet->time / IKT_SECOND));
    } else {
        g_assert_cmpuint(packet->frame, ==, FRAME);
        g_assert_cmpint(packet->time, ==, TIME);
    }
    g_string_append(lines, kind);
    put_endpoint(lines, &packet->source);
    put_endpoint(lines, &packet->destination);
    return lines;
}

static void put_bytes(GString *lines, struct ikt_bytes bytes)
{
    g_assert_true((!bytes.data) == (bytes.length == 0));
    g_autofree char *hex = ikt_bytes_hex(bytes);
    g_string_append_printf(lines, " [%s]", hex);
}

static void on_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    g_assert_cmpuint(wire_length, >=, datagram.length);
    g_assert_cmpuint(wire_length, <=, 65535);
    GString *lines = put_packet(user, "ike", packet);
    put_bytes(lines, datagram);
    g_string_append_printf(lines, " of %zu\n", wire_length);
}

static void on_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    GString *lines = put_packet(user, protocol == IKT_PROTOCOL_ESP ? "esp" : "ah", packet);
    g_string_append_printf(lines, " %08x %u %u\n", spi, sequence, octets);
}

static void on_keepalive(void *user, const struct ikt_packet *packet)
{
    g_string_append_c(put_packet(user, "keepalive", packet), '\n');
}

static void on_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    GString *lines = put_packet(user, "icmp", packet);
    g_string_append_printf(lines, " %u/%u", type, code);
    put_endpoint(lines, quoted_source);
    put_endpoint(lines, quoted_destination);
    put_bytes(lines, quoted);
    g_string_append_c(lines, '\n');
}

static void on_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    GString *lines = put_packet(user, "too big", packet);
    const struct ikt_endpoint source = {.address = error->source}, destination = {.address = error->destination};
    put_endpoint(lines, &source);
    put_endpoint(lines, &destination);
    g_string_append_printf(lines, " %u %08x %u\n", error->protocol, error->spi, error->mtu);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    struct recording *recording = user;
    recording->asked++;
    return recording->known != NULL && memcmp(initiator_cookie, recording->known, IKT_COOKIE_SIZE) == 0 &&
           memcmp(responder_cookie, recording->known + IKT_COOKIE_SIZE, IKT_COOKIE_SIZE) == 0;
}

static void presence(void *user, const struct ikt_ip_packet *packet)
{
    struct recording *recording = user;
    char text[IKT_ADDRESS_TEXT], to[IKT_ADDRESS_TEXT];
    g_assert_cmpuint(packet->frame, >, 0);
    g_assert_cmpint(packet->source->family, !=, IKT_FAMILY_NONE);
    if (recording->present)
        g_string_append_printf(recording->present, "%s > %s %u%s\n", ikt_address_format(packet->source, text),
                               ikt_address_format(packet->destination, to), packet->protocol,
                               packet->authenticated ? " in AH" : "");
}

const struct ikt_packet_sink recorder = {
    .ike = on_ike,
    .ipsec = on_ipsec,
    .keepalive = on_keepalive,
    .icmp = on_icmp,
    .presence = presence,
    .knows = knows,
    .too_big = on_too_big,
};

void recording_feed(struct ikt_feed *feed, int link_type, uint64_t number, ikt_time time, const GByteArray *bytes,
                    guint captured)
{
    g_autofree uint8_t *copy = captured == 0 ? NULL : g_memdup(bytes->data, captured);
    const struct ikt_frame frame = {
        .number = number,
        .time = time,
        .link_type = link_type,
        .octets = {.data = copy, .length = captured},
        .wire_length = bytes->len,
    };
    g_assert_true(ikt_feed_frame(feed, &frame));
}

char *record_cut(int dlt, const GByteArray *frame, guint captured, const struct ikt_peers *peers, uint64_t *incomplete)
{
    struct recording recording = {.lines = g_string_new(NULL)};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, peers);
    recording_feed(feed, dlt, FRAME, TIME, frame, captured);
    ikt_feed_end(feed);
    if (incomplete)
        *incomplete = ikt_feed_counts(feed)->incomplete;
    ikt_feed_free(feed);
    return g_string_free(recording.lines, FALSE);
}

char *record(int dlt, const GByteArray *frame)
{
    return record_cut(dlt, frame, frame->len, NULL, NULL);
}
