/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pieces.h"

#include <string.h>

GByteArray *datagram(uint16_t port, guint length)
{
    GByteArray *data = build_hex("00000001"); /* no non-ESP marker */
    for (guint i = data->len; i < length; i++)
        build_pad(data, (uint8_t)(i * 7 + i / 256), 1);
    return build_udp(port, port, data);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    memset(fixture, 0, sizeof *fixture);
    fixture->recording.lines = g_string_new(NULL);
    fixture->recording.numbered = true;
    fixture->feed = ikt_feed_new_sink(&recorder, &fixture->recording, NULL);
    fixture->time = 100 * IKT_SECOND;
    fixture->udp = datagram(500, 3000);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    ikt_feed_free(fixture->feed);
    g_string_free(fixture->recording.lines, TRUE);
    g_byte_array_unref(fixture->udp);
}

void put_cut(struct fixture *fixture, GByteArray *frame, guint captured)
{
    fixture->time += IKT_SECOND;
    recording_feed(fixture->feed, DLT_RAW_IP, ++fixture->frame, fixture->time, frame,
                   captured == 0 ? frame->len : captured);
    g_byte_array_unref(frame);
}

void put(struct fixture *fixture, GByteArray *frame)
{
    put_cut(fixture, frame, 0);
}

GByteArray *slice(const GByteArray *bytes, guint from, guint to)
{
    GByteArray *part = g_byte_array_new();
    g_assert_cmpuint(from, <=, to);
    g_assert_cmpuint(to, <=, bytes->len);
    if (to > from)
        g_byte_array_append(part, bytes->data + from, to - from);
    return part;
}

GByteArray *piece(const GByteArray *udp, uint16_t id, guint from, guint to)
{
    GByteArray *frame =
        build_ipv4_fragment(17, (uint16_t)(from / 8 | (to < udp->len ? 0x2000 : 0)), slice(udp, from, to));
    build_set_u16(frame, 4, id);
    return frame;
}

GByteArray *piece6(const GByteArray *whole, uint8_t next, uint32_t id, guint from, guint to)
{
    GByteArray *header = g_byte_array_new();
    build_u16(header, (uint16_t)(next << 8), TRUE);
    build_u16(header, (uint16_t)(from | (to < whole->len)), TRUE);
    build_u32(header, id, TRUE);
    g_autoptr(GByteArray) data = slice(whole, from, to);
    g_byte_array_append(header, data->data, data->len);
    return build_ipv6(44, header);
}

void expect(GString *lines, const char *stamp, const char *ends, const GByteArray *udp, guint captured, guint wire)
{
    const unsigned port = (unsigned)udp->data[0] << 8 | udp->data[1];
    g_autofree char *hex = ikt_bytes_hex((struct ikt_bytes){udp->data + UDP_HEADER, captured});
    g_string_append_printf(lines, "%s ike ", stamp);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    g_string_append_printf(lines, ends, port, port);
#pragma GCC diagnostic pop
    g_string_append_printf(lines, " [%s] of %u\n", hex, wire);
}

void check_lines(struct fixture *fixture, const char *expected)
{
    g_assert_cmpstr(fixture->recording.lines->str, ==, expected);
    g_string_truncate(fixture->recording.lines, 0);
}

void check_whole(struct fixture *fixture, const char *stamp, const char *ends, const GByteArray *udp)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, stamp, ends, udp, udp->len - UDP_HEADER, udp->len - UDP_HEADER);
    check_lines(fixture, expected->str);
}

void check_beginning(struct fixture *fixture, const char *stamp, const GByteArray *udp, guint octets)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, stamp, V4, udp, octets - UDP_HEADER, udp->len - UDP_HEADER);
    check_lines(fixture, expected->str);
}

void check_end(struct fixture *fixture, uint64_t incomplete)
{
    ikt_feed_end(fixture->feed);
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, ==, incomplete);
}

int pieces_run(int argc, char **argv, const struct pieces_test *tests, gsize count)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < count; i++)
        g_test_add(tests[i].name, struct fixture, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
