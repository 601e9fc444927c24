/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recorder.h"

#include <glib.h>

#define FRAME 7
#define TIME  (12 * IKT_SECOND)

/* ESP and AH have no ports. */
static void put_endpoint(GString *lines, const struct ikt_endpoint *endpoint)
{
    char text[IKT_ENDPOINT_TEXT];
    if (endpoint->port == 0) {
        g_string_append_printf(lines, " %s", ikt_address_format(&endpoint->address, text));
    } else {
        g_string_append_printf(lines, " %s", ikt_endpoint_format(endpoint, text));
    }
}

static void put_packet(GString *lines, const char *kind, const struct ikt_packet *packet)
{
    g_assert_cmpuint(packet->frame, ==, FRAME);
    g_assert_cmpint(packet->time, ==, TIME);
    g_string_append(lines, kind);
    put_endpoint(lines, &packet->source);
    put_endpoint(lines, &packet->destination);
}

static void put_bytes(GString *lines, struct ikt_bytes bytes)
{
    g_assert_true((bytes.data == NULL) == (bytes.length == 0));
    g_autofree char *hex = ikt_bytes_hex(bytes);
    g_string_append_printf(lines, " [%s]", hex);
}

static void on_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    g_assert_cmpuint(wire_length, >=, datagram.length);
    g_assert_cmpuint(wire_length, <=, 65535);
    put_packet(user, "ike", packet);
    put_bytes(user, datagram);
    g_string_append_printf(user, " of %zu\n", wire_length);
}

static void on_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    put_packet(user, protocol == IKT_PROTOCOL_ESP ? "esp" : "ah", packet);
    g_string_append_printf(user, " %08x %u %u\n", spi, sequence, octets);
}

static void on_keepalive(void *user, const struct ikt_packet *packet)
{
    put_packet(user, "keepalive", packet);
    g_string_append_c(user, '\n');
}

static void on_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    put_packet(user, "icmp", packet);
    g_string_append_printf(user, " %u/%u", type, code);
    put_endpoint(user, quoted_source);
    put_endpoint(user, quoted_destination);
    put_bytes(user, quoted);
    g_string_append_c(user, '\n');
}

const struct ikt_packet_sink recorder = {
    .ike = on_ike,
    .ipsec = on_ipsec,
    .keepalive = on_keepalive,
    .icmp = on_icmp,
};

char *record_cut(int dlt, const GByteArray *frame, guint captured, const struct ikt_peers *peers, uint64_t *fragmented)
{
    GString *lines = g_string_new(NULL);
    struct ikt_feed feed = {
        .sink = &recorder,
        .user = lines,
        .link = ikt_link_find(dlt),
        .peers = peers,
    };
    g_assert_nonnull(feed.link);
    g_autofree uint8_t *copy = captured == 0 ? NULL : g_memdup2(frame->data, captured);
    ikt_feed_frame(&feed, FRAME, TIME, (struct ikt_bytes){.data = copy, .length = captured}, frame->len);
    if (fragmented != NULL) {
        *fragmented = feed.fragmented;
    }
    return g_string_free(lines, FALSE);
}

char *record(int dlt, const GByteArray *frame)
{
    return record_cut(dlt, frame, frame->len, NULL, NULL);
}
