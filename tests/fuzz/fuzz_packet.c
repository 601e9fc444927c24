/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads the input as a capture: the first octet chooses the link type, then come frames, each behind a header of five
 * octets: length as captured (2), octets of the wire beyond it, seconds since the frame before (signed), a filler that
 * keeps headers apart. Whatever reaches the engine lies within what was captured.
 */
#include <glib.h>
#include <string.h>

#include "fuzz_message.h"
#include "iketriage/feed.h"

enum {
    FRAME_HEADER = 5
};

struct seen {
    uint64_t frame; /* the last one that was fed */
    unsigned sum;   /* of all octets handed out, so that a sanitizer sees each read */
};

static void check_packet(const struct seen *seen, const struct ikt_packet *packet)
{
    g_assert_cmpuint(packet->frame, >, 0);
    g_assert_cmpuint(packet->frame, <=, seen->frame);
    g_assert_cmpint(packet->source.address.family, ==, packet->destination.address.family);
    g_assert_cmpint(packet->source.address.family, !=, IKT_FAMILY_NONE);
}

static void check_bytes(struct seen *seen, struct ikt_bytes bytes)
{
    g_assert_true((bytes.data == NULL) == (bytes.length == 0));
    for (size_t i = 0; i < bytes.length; i++)
        seen->sum += bytes.data[i];
}

static void on_ike(void *user, const struct ikt_packet *packet, struct ikt_bytes datagram, size_t wire_length)
{
    check_packet(user, packet);
    check_bytes(user, datagram);
    g_assert_cmpuint(wire_length, >=, datagram.length);
    g_assert_cmpuint(wire_length, <=, G_MAXUINT16 + G_MAXUINT8);
}

static void on_ipsec(void *user, const struct ikt_packet *packet, uint8_t protocol, uint32_t spi, uint32_t sequence,
                     uint32_t octets)
{
    (void)spi;
    (void)sequence;
    check_packet(user, packet);
    g_assert_true(protocol == IKT_PROTOCOL_ESP || protocol == IKT_PROTOCOL_AH);
    g_assert_cmpuint(octets, >=, 8);
}

static void on_keepalive(void *user, const struct ikt_packet *packet)
{
    check_packet(user, packet);
}

static void on_icmp(void *user, const struct ikt_packet *packet, uint8_t type, uint8_t code,
                    const struct ikt_endpoint *quoted_source, const struct ikt_endpoint *quoted_destination,
                    struct ikt_bytes quoted)
{
    (void)code;
    check_packet(user, packet);
    check_bytes(user, quoted);
    g_assert_cmpuint(type, >, 0);
    g_assert_cmpuint(type, <=, 12);
    g_assert_cmpint(quoted_source->address.family, ==, quoted_destination->address.family);
}

static void on_presence(void *user, const struct ikt_ip_packet *packet)
{
    const struct seen *seen = user;
    g_assert_cmpuint(packet->frame, >, 0);
    g_assert_cmpuint(packet->frame, <=, seen->frame);
    g_assert_cmpint(packet->source->family, !=, IKT_FAMILY_NONE);
    g_assert_cmpint(packet->source->family, ==, packet->destination->family);
}

static void on_too_big(void *user, const struct ikt_packet *packet, const struct ikt_too_big *error)
{
    check_packet(user, packet);
    g_assert_cmpint(error->source.family, !=, IKT_FAMILY_NONE);
    g_assert_cmpint(error->source.family, ==, error->destination.family);
}

static bool knows(void *user, const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    check_bytes(user, (struct ikt_bytes){initiator_cookie, IKT_COOKIE_SIZE});
    check_bytes(user, (struct ikt_bytes){responder_cookie, IKT_COOKIE_SIZE});
    return initiator_cookie[0] == 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int dlts[] = {1, 0, 9, 12, 50, 51, 104, 108, 113, 166, 204, 228, 229, 276};
    static const struct ikt_packet_sink sink = {on_ike,      on_ipsec, on_keepalive, on_icmp,
                                                on_presence, knows,    on_too_big};
    if (size == 0)
        return 0;
    struct seen seen = {0};
    struct ikt_feed *feed = ikt_feed_new_sink(&sink, &seen, NULL);
    ikt_time time = 1000 * IKT_SECOND;
    for (size_t at = 1; size - at >= FRAME_HEADER;) {
        const size_t length = MIN((size_t)(data[at] << 8 | data[at + 1]), size - at - FRAME_HEADER);
        const size_t beyond = data[at + 2];
        time = MAX(time + (int8_t)data[at + 3] * IKT_SECOND, 0);
        at += FRAME_HEADER;
        /* A copy of the exact size, freed at once: nothing of it may be read later. */
        g_autofree uint8_t *copy = length > 0 ? g_memdup(data + at, (guint)length) : NULL;
        const struct ikt_frame frame = {
            ++seen.frame, time, dlts[data[0] % G_N_ELEMENTS(dlts)], {copy, length}, length + beyond};
        g_assert_true(ikt_feed_frame(feed, &frame));
        at += length;
    }
    ikt_feed_end(feed);
    ikt_feed_free(feed);
    return seen.sum == G_MAXUINT; /* the sum is used; it cannot be that large */
}
