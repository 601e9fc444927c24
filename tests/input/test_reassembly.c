/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Datagrams in IP fragments: what comes out must be the datagram that was taken apart here, with the number of the
 * frame that completed it, or its beginning where it cannot be whole. RFC 791 section 3.2, RFC 8200 section 4.5, RFC
 * 5722.
 */
#include <string.h>

#include "build.h"
#include "recorder.h"

enum {
    DLT_RAW_IP = 12,
    UDP_HEADER = 8
};

/* A capture on its way into the recorder. */
struct fixture {
    struct recording recording;
    struct ikt_feed feed;
    uint64_t frame;
    ikt_time time;
    GByteArray *udp; /* the datagram: 3000 octets from port 500 to port 500 */
};

static GByteArray *datagram(uint16_t port, guint length)
{
    GByteArray *data = build_hex("00000001"); /* no non-ESP marker */
    for (guint i = data->len; i < length; i++) {
        build_pad(data, (uint8_t)(i * 7 + i / 256), 1);
    }
    return build_udp(port, port, data);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    memset(fixture, 0, sizeof *fixture);
    fixture->recording.lines = g_string_new(NULL);
    fixture->recording.numbered = true;
    fixture->feed.sink = &recorder;
    fixture->feed.user = &fixture->recording;
    fixture->feed.link = ikt_link_find(DLT_RAW_IP);
    fixture->time = 100 * IKT_SECOND;
    fixture->udp = datagram(500, 3000);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    ikt_feed_end(&fixture->feed);
    g_string_free(fixture->recording.lines, TRUE);
    g_byte_array_unref(fixture->udp);
}

/* The next frame, a second after the one before it; captured octets of it, 0: all. Takes it. */
static void put_cut(struct fixture *fixture, GByteArray *frame, guint captured)
{
    fixture->time += IKT_SECOND;
    recording_feed(&fixture->feed, ++fixture->frame, fixture->time, frame, captured == 0 ? frame->len : captured);
    g_byte_array_unref(frame);
}

static void put(struct fixture *fixture, GByteArray *frame)
{
    put_cut(fixture, frame, 0);
}

static GByteArray *slice(const GByteArray *bytes, guint from, guint to)
{
    GByteArray *part = g_byte_array_new();
    g_assert_cmpuint(from, <=, to);
    g_assert_cmpuint(to, <=, bytes->len);
    if (to > from) {
        g_byte_array_append(part, bytes->data + from, to - from);
    }
    return part;
}

/* from to to of udp, as the fragment that it is. */
static GByteArray *piece(const GByteArray *udp, uint16_t id, guint from, guint to)
{
    GByteArray *frame =
        build_ipv4_fragment(17, (uint16_t)(from / 8 | (to < udp->len ? 0x2000 : 0)), slice(udp, from, to));
    build_set_u16(frame, 4, id);
    return frame;
}

/* next: the protocol, or the first extension header at the beginning of whole. */
static GByteArray *piece6(const GByteArray *whole, uint8_t next, uint32_t id, guint from, guint to)
{
    GByteArray *header = g_byte_array_new();
    build_u16(header, (uint16_t)(next << 8), TRUE);
    build_u16(header, (uint16_t)(from | (to < whole->len)), TRUE);
    build_u32(header, id, TRUE);
    g_autoptr(GByteArray) data = slice(whole, from, to);
    g_byte_array_append(header, data->data, data->len);
    return build_ipv6(44, header);
}

#define V4 "192.0.2.1:%u 198.51.100.2:%u"
#define V6 "[2001:db8::1]:%u [2001:db8::2]:%u"

/* The line of captured octets of udp's data, of so many on the wire. */
static void expect(GString *lines, const char *stamp, const char *ends, const GByteArray *udp, guint captured,
                   guint wire)
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

static void check_lines(struct fixture *fixture, const char *expected)
{
    g_assert_cmpstr(fixture->recording.lines->str, ==, expected);
    g_string_truncate(fixture->recording.lines, 0);
}

/* What has come so far is udp, whole. */
static void check_whole(struct fixture *fixture, const char *stamp, const char *ends, const GByteArray *udp)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, stamp, ends, udp, udp->len - UDP_HEADER, udp->len - UDP_HEADER);
    check_lines(fixture, expected->str);
}

/* What has come so far is the beginning of udp. octets: of udp, its header included. */
static void check_beginning(struct fixture *fixture, const char *stamp, const GByteArray *udp, guint octets)
{
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, stamp, V4, udp, octets - UDP_HEADER, udp->len - UDP_HEADER);
    check_lines(fixture, expected->str);
}

static void check_end(struct fixture *fixture, uint64_t incomplete)
{
    ikt_feed_end(&fixture->feed);
    g_assert_cmpuint(fixture->feed.incomplete, ==, incomplete);
}

static void test_orders(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    static const guint orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const guint ends[] = {0, 1480, 2960, 3008};
    for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
        g_autofree char *stamp = g_strdup_printf("%u@%u", 3 * i + 3, 103 + 3 * i);
        for (guint k = 0; k < 3; k++) {
            check_lines(fixture, "");
            put(fixture, piece(fixture->udp, 7, ends[orders[i][k]], ends[orders[i][k] + 1]));
        }
        check_whole(fixture, stamp, V4, fixture->udp);
    }
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* Also with the header chain of RFC 8200: hop-by-hop options before, destination options within what is fragmented. */
static void test_ipv6(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put(fixture, piece6(fixture->udp, 17, 0x10002, 1448, 2896));
    put(fixture, piece6(fixture->udp, 17, 0x10002, 0, 1448));
    put(fixture, piece6(fixture->udp, 17, 0x20002, 2896, 3008)); /* another datagram's */
    check_lines(fixture, "");
    put(fixture, piece6(fixture->udp, 17, 0x10002, 2896, 3008));
    check_whole(fixture, "4@104", V6, fixture->udp);

    g_autoptr(GByteArray) options = slice(fixture->udp, 0, fixture->udp->len);
    options = build_prefix("11 00 010400000000", options);
    GByteArray *frame = piece6(options, 60, 3, 0, 1448);
    frame->data[6] = 0;
    g_autoptr(GByteArray) payload = slice(frame, 40, frame->len);
    g_byte_array_unref(frame);
    put(fixture, build_ipv6(0, build_prefix("2c 00 010400000000", g_steal_pointer(&payload))));
    /* Only the first fragment says what follows the header. */
    put(fixture, piece6(options, 17, 3, 1448, options->len));
    check_whole(fixture, "6@106", V6, fixture->udp);
    check_end(fixture, 0);
}

/* Atomic fragments are whole, whatever else bears their number (RFC 6946). */
static void test_atomic(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) small = datagram(500, 16);
    put(fixture, piece6(fixture->udp, 17, 5, 1448, 3008));
    put(fixture, piece6(small, 17, 5, 0, small->len));
    check_whole(fixture, "2@102", V6, small);
    put(fixture, piece6(fixture->udp, 17, 5, 0, 1448));
    check_whole(fixture, "3@103", V6, fixture->udp);
}

static void test_repetitions(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int i = 0; i < 3; i++) {
        put(fixture, piece(fixture->udp, 7, 0, 1480));
        put(fixture, piece(fixture->udp, 7, 2960, 3008));
    }
    check_lines(fixture, "");
    put(fixture, piece(fixture->udp, 7, 1480, 2960));
    check_whole(fixture, "7@107", V4, fixture->udp);
    /* Late copies do no harm. */
    put(fixture, piece(fixture->udp, 7, 2960, 3008));
    put(fixture, piece(fixture->udp, 7, 1480, 2960));
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* Datagrams are told apart by addresses, number and, in IPv4, protocol. */
static void test_identity(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) other = datagram(500, 2000);
    put(fixture, piece(fixture->udp, 7, 0, 1480));
    put(fixture, piece(other, 8, 0, 1480));
    GByteArray *elsewhere = piece(other, 7, 1480, other->len);
    elsewhere->data[15] = 99;
    put(fixture, elsewhere);
    elsewhere = piece(other, 7, 1480, other->len);
    elsewhere->data[19] = 99;
    put(fixture, elsewhere);
    elsewhere = piece(other, 7, 1480, other->len);
    elsewhere->data[9] = 6;
    put(fixture, elsewhere);
    check_lines(fixture, "");
    fixture->time = 101 * IKT_SECOND;
    put(fixture, piece(other, 8, 1480, other->len));
    check_whole(fixture, "6@102", V4, other);
    put(fixture, piece(fixture->udp, 7, 1480, 3008));
    check_whole(fixture, "7@103", V4, fixture->udp);
    check_end(fixture, 0);
}

/* One that stays incomplete: its beginning, and the frame of what came last of it. */
static void test_missing(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    put(fixture, piece(fixture->udp, 1, 1480, 2960));
    fixture->time -= IKT_SECOND;
    put(fixture, piece(fixture->udp, 2, 0, 1480));
    fixture->time -= IKT_SECOND;
    put(fixture, piece(fixture->udp, 2, 2960, 3008));
    put(fixture, piece(fixture->udp, 3, 1480, 2960));
    put(fixture, piece(fixture->udp, 3, 2960, 3008));
    check_lines(fixture, "");
    ikt_feed_end(&fixture->feed);
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, "2@102", V4, fixture->udp, 2960 - UDP_HEADER, 3000);
    expect(expected, "4@102", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    check_lines(fixture, expected->str);
    g_assert_cmpuint(fixture->feed.incomplete, ==, 2);
}

/* 30 s of capture time, and any frame tells the time. */
static void test_patience(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    fixture->time += 28 * IKT_SECOND;
    put(fixture, build_hex("00"));
    check_lines(fixture, "");
    put(fixture, build_hex("00"));
    check_beginning(fixture, "1@101", fixture->udp, 1480);
    put(fixture, piece(fixture->udp, 1, 1480, 3008));
    check_lines(fixture, "");

    put(fixture, piece(fixture->udp, 2, 0, 1480));
    fixture->time += 28 * IKT_SECOND;
    put(fixture, piece(fixture->udp, 2, 1480, 3008));
    check_whole(fixture, "6@162", V4, fixture->udp);

    /* A capture may step back. */
    put(fixture, piece(fixture->udp, 3, 0, 1480));
    fixture->time -= 40 * IKT_SECOND;
    put(fixture, piece(fixture->udp, 3, 1480, 3008));
    check_beginning(fixture, "7@163", fixture->udp, 1480);
    check_end(fixture, 2);
    check_lines(fixture, "");
}

/* The next message of the same two hosts does not come before an incomplete one that was sent before it. */
static void test_order_of_messages(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) small = datagram(500, 16);
    put(fixture, piece(fixture->udp, 99, 1480, 2960));
    fixture->frame = 0;
    fixture->time -= IKT_SECOND;
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    put(fixture, piece(small, 0, 0, small->len));
    check_whole(fixture, "2@102", V4, small); /* so soon it may still be on its way */
    put(fixture, piece(fixture->udp, 2, 0, 1480));
    put(fixture, piece(fixture->udp, 2, 1480, 3008));
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, "1@101", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    expect(expected, "4@104", V4, fixture->udp, 3000, 3000);
    check_lines(fixture, expected->str);
    /* The answer comes from the other side. Other hosts' messages do not matter. */
    put(fixture, piece(fixture->udp, 3, 0, 1480));
    fixture->time += IKT_SECOND;
    GByteArray *answer = piece(small, 0, 0, small->len);
    memcpy(answer->data + 12, "\xc6\x33\x64\x02\xc0\x00\x02\x09", 8);
    put(fixture, answer);
    check_lines(fixture, "6@107 ike 198.51.100.2:500 192.0.2.9:500 [00000001"
                         "1c232a31383f464d545b6269"
                         "] of 16\n");
    fixture->time -= IKT_SECOND;
    answer = piece(small, 0, 0, small->len);
    answer->data[19] = 9;
    put(fixture, answer);
    check_lines(fixture, "7@107 ike 192.0.2.1:500 198.51.100.9:500 [000000011c232a31383f464d545b6269] of 16\n");
    fixture->time -= IKT_SECOND;
    answer = piece(small, 0, 0, small->len);
    memcpy(answer->data + 12, "\xc6\x33\x64\x02\xc0\x00\x02\x01", 8);
    put(fixture, answer);
    g_string_truncate(expected, 0);
    expect(expected, "5@105", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    g_string_append(expected, "8@107 ike 198.51.100.2:500 192.0.2.1:500 [000000011c232a31383f464d545b6269] of 16\n");
    check_lines(fixture, expected->str);
    check_end(fixture, 2);
}

/* Where a filter on ports let only first fragments through, nothing is waited for longer than needed. */
static void test_first_fragments_alone(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) small = datagram(500, 16);
    for (uint16_t id = 1; id <= 3; id++) {
        fixture->time = 100 * IKT_SECOND;
        put(fixture, piece(fixture->udp, id, 0, 1480));
    }
    fixture->time = 100 * IKT_SECOND;
    put(fixture, piece(small, 0, 0, small->len));
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, "1@101", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    expect(expected, "2@101", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    expect(expected, "3@101", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    expect(expected, "4@101", V4, small, 16, 16);
    check_lines(fixture, expected->str);
    check_end(fixture, 3);
}

/* No overlap is trusted, in either family, and what came first stays. */
static void test_overlaps(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        guint from, to;
        bool forged;
    } bad[] = {{1472, 1480, true}, {1480, 2968, true}, {1480, 2960, true},  {0, 1480, true}, {8, 16, true},
               {0, 2960, true},    {1472, 1488, true}, {1480, 2968, false}, {0, 8, false},   {1480, 1488, false}};
    /* What repeats the octets of another but ends elsewhere is no repetition either. */
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        for (int family = 4; family <= 6; family += 2) {
            g_autoptr(GByteArray) forged = slice(fixture->udp, 0, fixture->udp->len);
            if (bad[i].forged) {
                memset(forged->data + UDP_HEADER, 0xee, forged->len - UDP_HEADER);
            }
            const uint16_t id = (uint16_t)(100 + i);
            put(fixture, family == 4 ? piece(fixture->udp, id, 0, 1480) : piece6(fixture->udp, 17, id, 0, 1480));
            put(fixture, family == 4 ? piece(fixture->udp, id, 1480, 2960) : piece6(fixture->udp, 17, id, 1480, 2960));
            put(fixture, family == 4 ? piece(forged, id, bad[i].from, bad[i].to)
                                     : piece6(forged, 17, id, bad[i].from, bad[i].to));
            put(fixture, family == 4 ? piece(fixture->udp, id, 2960, 3008) : piece6(fixture->udp, 17, id, 2960, 3008));
            check_lines(fixture, "");
            ikt_feed_end(&fixture->feed);
            g_autofree char *stamp = g_strdup_printf("%u@%u", (guint)fixture->frame, (guint)fixture->frame + 100);
            g_autoptr(GString) expected = g_string_new(NULL);
            expect(expected, stamp, family == 4 ? V4 : V6, fixture->udp, 1480 - UDP_HEADER, 3000);
            check_lines(fixture, expected->str);
        }
    }
    g_assert_cmpuint(fixture->feed.incomplete, ==, 2 * G_N_ELEMENTS(bad));
}

/* A second end, before or behind the first one, and pieces behind the end. */
static void test_ends(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) shorter = slice(fixture->udp, 0, 2968);
    g_autoptr(GByteArray) longer = build_pad(slice(fixture->udp, 0, 3008), 0, 800);
    const struct {
        const GByteArray *udp;
        guint from, to;
    } bad[] = {{shorter, 2960, 2968}, {longer, 3008, 3808}, {longer, 3008, 3016}, {longer, 2960, 3008}};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        for (int first = 0; first <= 1; first++) {
            GByteArray *pieces[] = {piece(fixture->udp, 1, 2960, 3008), piece(bad[i].udp, 1, bad[i].from, bad[i].to)};
            put(fixture, pieces[first]);
            put(fixture, pieces[1 - first]);
            put(fixture, piece(fixture->udp, 1, 0, 1480));
            put(fixture, piece(fixture->udp, 1, 1480, 2960));
            check_lines(fixture, "");
            ikt_feed_end(&fixture->feed);
            g_assert_cmpuint(fixture->feed.incomplete, ==, 2 * i + (guint)first + 1);
            /* Only what came first of the beginning; its length is no longer certain. */
            g_autofree char *stamp = g_strdup_printf("%u@%u", (guint)fixture->frame, (guint)fixture->frame + 100);
            g_autoptr(GString) expected = g_string_new(NULL);
            expect(expected, stamp, V4, fixture->udp, 1480 - UDP_HEADER, bad[i].udp == shorter && first ? 2960 : 3000);
            check_lines(fixture, expected->str);
        }
    }
}

/* Fragments that no sender makes are as if they had not come. */
static void test_improper(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) odd = slice(fixture->udp, 0, fixture->udp->len);
    put(fixture, piece(odd, 1, 0, 1479));                                          /* no multiple of 8 */
    put(fixture, piece(odd, 1, 1480, 1480));                                       /* empty */
    put(fixture, build_ipv4_fragment(17, 0x2000, build_hex("")));                  /* empty, the first */
    put(fixture, build_ipv4_fragment(17, 0x1fff, build_pad(build_hex(""), 1, 8))); /* ends at 65536 */
    put(fixture, build_ipv6(44, build_pad(build_hex("11 00 fff8 00000001"), 1, 1000)));
    check_end(fixture, 0);
    check_lines(fixture, "");
    g_autoptr(GByteArray) shorter = slice(odd, 0, 1480);
    put(fixture, piece(odd, 1, 0, 1480));
    put(fixture, piece(shorter, 1, 1480, 1480)); /* the last one, and empty */
    put(fixture, piece(odd, 1, 0, 1479));
    put(fixture, piece(odd, 1, 1480, 3008));
    check_whole(fixture, "9@109", V4, fixture->udp);
    /* The longest there is. */
    g_autoptr(GByteArray) longest = datagram(500, 65535 - UDP_HEADER);
    for (guint at = 0; at < longest->len; at += 1480) {
        put(fixture, piece6(longest, 17, 9, at, MIN(at + 1480, longest->len)));
        fixture->time -= IKT_SECOND;
    }
    check_whole(fixture, "54@110", V6, longest);
    build_pad(longest, 0, 1);
    put(fixture, piece6(longest, 17, 10, 0, 65528));
    put(fixture, piece6(longest, 17, 10, 65528, 65536));
    check_end(fixture, 1);
}

/* A fragment header in what fragments carried leads nowhere. */
static void test_nested(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) inner = build_prefix("11 00 0001 00000009", slice(fixture->udp, 0, fixture->udp->len));
    put(fixture, piece6(inner, 44, 1, 0, 1480));
    put(fixture, piece6(inner, 44, 1, 1480, inner->len));
    inner->data[3] = 0;
    put(fixture, piece6(inner, 44, 2, 0, 1480));
    put(fixture, piece6(inner, 44, 2, 1480, inner->len));
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* What the capture cut cannot become whole; it is known at once when all fragments were seen. */
static void test_cut(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put_cut(fixture, piece(fixture->udp, 1, 0, 1480), 20 + 96);
    put(fixture, piece(fixture->udp, 1, 1480, 3008));
    check_beginning(fixture, "2@102", fixture->udp, 96);
    put(fixture, piece(fixture->udp, 2, 0, 1480));
    put_cut(fixture, piece(fixture->udp, 2, 1480, 3008), 20 + 100);
    check_beginning(fixture, "4@104", fixture->udp, 1580);
    put_cut(fixture, piece(fixture->udp, 3, 0, 1480), 20);
    put_cut(fixture, piece(fixture->udp, 3, 1480, 3008), 20);
    check_lines(fixture, "");
    check_end(fixture, 2);
    put_cut(fixture, piece(fixture->udp, 4, 1480, 3008), 20);
    put(fixture, piece(fixture->udp, 4, 0, 1480));
    check_beginning(fixture, "8@108", fixture->udp, 1480);
}

/* Strays, however many, do not drive out what begins like IKE. */
static void test_flood(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    const ikt_time now = fixture->time;
    g_autoptr(GByteArray) dns = datagram(53, 3000);
    for (guint i = 0; i < 20000; i++) {
        fixture->time = now;
        put(fixture, piece(dns, (uint16_t)(2 + i), 1480, 2960));
        if (i % 2 == 0) {
            fixture->time = now;
            put(fixture, piece(dns, (uint16_t)(2 + i), 0, 1480));
        }
    }
    check_lines(fixture, "");
    put(fixture, piece(fixture->udp, 1, 1480, 3008));
    check_whole(fixture, "30002@103", V4, fixture->udp);
    check_end(fixture, 0);
}

/* More beginnings than there is room for: the oldest gives way, and says what it has. */
static void test_room(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (uint16_t id = 1; id <= 65; id++) {
        check_lines(fixture, "");
        fixture->time = 100 * IKT_SECOND;
        put(fixture, piece(fixture->udp, id, 0, 1480));
    }
    check_beginning(fixture, "1@101", fixture->udp, 1480);
    put(fixture, piece(fixture->udp, 65, 1480, 3008));
    check_whole(fixture, "66@102", V4, fixture->udp);
    ikt_feed_end(&fixture->feed);
    g_assert_cmpuint(fixture->feed.incomplete, ==, 64);
    g_string_truncate(fixture->recording.lines, 0);

    /* 1 MiB of octets: less than 18 datagrams of 60,000. */
    g_autoptr(GByteArray) large = datagram(500, 65000);
    for (uint16_t id = 1; id <= 30; id++) {
        for (guint at = 0; at < 60000; at += 6000) {
            fixture->time = 200 * IKT_SECOND;
            put(fixture, piece(large, id, at, at + 6000));
        }
    }
    g_assert_cmpuint(fixture->feed.incomplete, >=, 64 + 30 - 18);
    g_assert_cmpuint(fixture->feed.incomplete, <=, 64 + 30 - 17);
}

/* The one that makes room is newer than the one that needs it, and of the same hosts. */
static void test_room_of_the_older(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) large = datagram(500, 65000);
    put(fixture, piece(large, 1, 0, 8000));
    fixture->time += 10 * IKT_SECOND;
    for (uint16_t id = 2; fixture->feed.incomplete == 0; id++) {
        fixture->time -= IKT_SECOND;
        put(fixture, piece(large, id, 0, 60000));
        if (id == 18) {
            check_lines(fixture, ""); /* 1,028,000 octets */
            put(fixture, piece(large, 1, 8000, 64000));
        }
    }
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, "2@111", V4, large, 60000 - UDP_HEADER, 65000);
    check_lines(fixture, expected->str);
    check_end(fixture, 18);
}

/* 8 octets a piece: no datagram may have thousands. */
static void test_small_pieces(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) udp = datagram(500, 256 * 8 - UDP_HEADER);
    g_autoptr(GByteArray) more = datagram(500, 257 * 8 - UDP_HEADER);
    for (guint at = 0; at < udp->len; at += 8) {
        fixture->time = 100 * IKT_SECOND;
        put(fixture, piece(udp, 1, at, at + 8));
    }
    check_whole(fixture, "256@101", V4, udp);
    for (guint at = 0; at < more->len; at += 8) {
        fixture->time = 100 * IKT_SECOND;
        put(fixture, piece(more, 2, at, at + 8));
    }
    check_lines(fixture, "");
    check_end(fixture, 1);
}

/* What is no IKE is not waited for. */
static void test_unwanted(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) dns = datagram(53, 3000);
    g_autoptr(GByteArray) natt = datagram(4500, 3000);
    put(fixture, piece(dns, 1, 0, 1480));
    put(fixture, piece(dns, 1, 1480, 3008));
    put(fixture, piece(natt, 2, 0, 1480));
    check_lines(fixture, "3@103 esp 192.0.2.1:4500 198.51.100.2:4500 00000001 472066609 3000\n");
    put(fixture, piece(natt, 2, 1480, 3008));
    put(fixture, build_ipv4_fragment(50, 0x2000, build_pad(build_hex("00001001 00000002"), 0, 92)));
    check_lines(fixture, "5@105 esp 192.0.2.1 198.51.100.2 00001001 2 100\n");
    put(fixture, build_ipv6(44, build_prefix("32 00 0001 00000001", build_pad(build_hex("00001001 00000002"), 0, 8))));
    check_lines(fixture, "6@106 esp 2001:db8::1 2001:db8::2 00001001 2 16\n");
    put(fixture, build_ipv4_fragment(50, 0x2010, build_pad(build_hex("00001001 00000002"), 0, 92)));
    put(fixture, build_ipv4_fragment(6, 0x2000, slice(fixture->udp, 0, 1480)));
    /* The sender has come round to the same number, with IKE this time. */
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    put(fixture, piece(fixture->udp, 1, 1480, 3008));
    check_whole(fixture, "10@110", V4, fixture->udp);
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* Something else takes the number of IKE that waits; in IPv6 the protocol that later fragments name does not count. */
static void test_numbers_taken(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) dns = datagram(53, 3000);
    put(fixture, piece(fixture->udp, 1, 0, 1480));
    put(fixture, piece(dns, 1, 0, 1480));
    check_beginning(fixture, "1@101", fixture->udp, 1480);
    put(fixture, piece(dns, 1, 1480, 3008));
    put(fixture, piece6(fixture->udp, 17, 2, 0, 1480));
    put(fixture, piece6(fixture->udp, 6, 2, 1480, 3008));
    check_whole(fixture, "5@105", V6, fixture->udp);
    g_autoptr(GByteArray) esp = build_pad(build_hex("00001001 00000002"), 0, 3000);
    put(fixture, piece6(esp, 50, 3, 0, 1480));
    put(fixture, piece6(esp, 17, 3, 1480, 3008));
    check_lines(fixture, "6@106 esp 2001:db8::1 2001:db8::2 00001001 2 1480\n");
    check_end(fixture, 1);
    check_lines(fixture, "");
}

/* On port 4500 the marker tells, even if it stands in the second fragment. */
static void test_late_marker(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) ike = build_udp(4500, 4500, build_hex("00000000 a1a2a3a4a5a6a7a8"));
    g_autoptr(GByteArray) esp = build_udp(4500, 4500, build_hex("00001001 00000002"));
    put(fixture, piece(ike, 1, 0, 8));
    put(fixture, piece(ike, 1, 8, 20));
    check_lines(fixture, "2@102 ike 192.0.2.1:4500 198.51.100.2:4500 [a1a2a3a4a5a6a7a8] of 8\n");
    put(fixture, piece(esp, 2, 0, 8));
    put(fixture, piece(esp, 2, 8, 16));
    check_lines(fixture, "4@104 esp 192.0.2.1:4500 198.51.100.2:4500 00001001 2 8\n");
    put(fixture, piece(ike, 3, 0, 8));
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* Cookies that are known make IKE of what other ports carry, in fragments too. */
static void test_known_cookies(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    static const uint8_t cookies[] = {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18};
    g_autoptr(GByteArray) udp = build_udp(
        900, 900,
        build_pad(build_hex("0102030405060708 0b0c0d0e0f101112 05 10 02 01 00000000 00000bb8"), 0x55, 3000 - 28));
    fixture->recording.known = cookies;
    put(fixture, piece(udp, 1, 0, 1480));
    put(fixture, piece(udp, 1, 1480, udp->len));
    check_whole(fixture, "2@102", V4, udp);
    fixture->recording.known = NULL;
    put(fixture, piece(udp, 2, 0, 1480));
    put(fixture, piece(udp, 2, 1480, udp->len));
    check_end(fixture, 0);
    check_lines(fixture, "");
}

static void test_peers(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int match = 0; match <= 1; match++) {
        struct ikt_peers *peers = ikt_peers_new();
        g_assert_true(ikt_peers_add(peers, match ? "198.51.100.2" : "198.51.100.3"));
        fixture->feed.peers = peers;
        put(fixture, piece(fixture->udp, 1, 0, 1480));
        put(fixture, piece(fixture->udp, 2, 0, 1480));
        put(fixture, piece(fixture->udp, 1, 1480, 3008));
        if (match) {
            check_whole(fixture, "6@106", V4, fixture->udp);
        }
        check_end(fixture, (uint64_t)match);
        g_assert_cmpint(fixture->recording.lines->len > 0, ==, match);
        fixture->feed.peers = NULL;
        ikt_peers_free(peers);
    }
}

/* Many datagrams at once, in pieces of any size and any order, some twice. */
static void test_shuffled(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int round = 0; round < 200; round++) {
        g_autoptr(GPtrArray) frames = g_ptr_array_new();
        g_autoptr(GPtrArray) datagrams = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
        for (uint16_t id = 0; id < 10; id++) {
            GByteArray *udp = datagram(500, (guint)g_test_rand_int_range(40, 9000));
            build_set_u16(udp, UDP_HEADER + 4, (uint16_t)(round * 16 + id)); /* no two are alike */
            g_ptr_array_add(datagrams, udp);
            for (guint at = 0; at < udp->len;) {
                const guint end = at + 8 * (guint)g_test_rand_int_range(1, 100);
                for (int times = g_test_rand_int_range(0, 10) == 0 ? 2 : 1; times > 0 && (at > 0 || end < udp->len);
                     times--) {
                    g_ptr_array_add(frames, id % 2 == 0 ? piece(udp, id, at, MIN(end, udp->len))
                                                        : piece6(udp, 17, id, at, MIN(end, udp->len)));
                }
                if (at == 0 && end >= udp->len) {
                    g_ptr_array_add(frames, piece(udp, id, 0, udp->len));
                }
                at = end;
            }
        }
        for (guint i = frames->len; i > 1; i--) {
            const guint other = (guint)g_test_rand_int_range(0, (gint32)i);
            gpointer swapped = frames->pdata[i - 1];
            frames->pdata[i - 1] = frames->pdata[other];
            frames->pdata[other] = swapped;
        }
        for (guint i = 0; i < frames->len; i++) {
            fixture->time = round * 100 * IKT_SECOND;
            put(fixture, frames->pdata[i]);
        }
        for (guint i = 0; i < datagrams->len; i++) {
            const GByteArray *udp = datagrams->pdata[i];
            g_autofree char *hex = ikt_bytes_hex((struct ikt_bytes){udp->data + UDP_HEADER, udp->len - UDP_HEADER});
            g_autofree char *expected = g_strdup_printf(" [%s] of %u\n", hex, udp->len - UDP_HEADER);
            g_assert_nonnull(strstr(fixture->recording.lines->str, expected));
        }
        ikt_feed_end(&fixture->feed);
        g_string_truncate(fixture->recording.lines, 0);
    }
}

/* Nothing but the sanitizers and the recorder's own assertions judge here. */
static void test_noise(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    for (unsigned round = 0; round < 50000; round++) {
        const guint from = 8 * (guint)g_test_rand_int_range(0, 20);
        const guint to = from + 8 * (guint)g_test_rand_int_range(0, 20);
        const uint16_t id = (uint16_t)g_test_rand_int_range(0, 80);
        GByteArray *frame =
            g_test_rand_bit() ? piece(fixture->udp, id, from, to) : piece6(fixture->udp, 17, id, from, to);
        if (g_test_rand_int_range(0, 4) == 0) {
            frame->data[g_test_rand_int_range(0, (gint32)MIN(frame->len, 60))] = (guint8)g_test_rand_int();
        }
        fixture->time += g_test_rand_int_range(-3, 3) * IKT_SECOND;
        put_cut(fixture, frame, (guint)g_test_rand_int_range(0, (gint32)frame->len + 1));
        g_string_truncate(fixture->recording.lines, 0);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*test)(struct fixture *fixture, gconstpointer data);
    } tests[] = {
        {"/input/reassembly/orders", test_orders},
        {"/input/reassembly/ipv6", test_ipv6},
        {"/input/reassembly/atomic", test_atomic},
        {"/input/reassembly/repetitions", test_repetitions},
        {"/input/reassembly/identity", test_identity},
        {"/input/reassembly/missing", test_missing},
        {"/input/reassembly/patience", test_patience},
        {"/input/reassembly/order-of-messages", test_order_of_messages},
        {"/input/reassembly/first-fragments-alone", test_first_fragments_alone},
        {"/input/reassembly/overlaps", test_overlaps},
        {"/input/reassembly/ends", test_ends},
        {"/input/reassembly/improper", test_improper},
        {"/input/reassembly/nested", test_nested},
        {"/input/reassembly/cut", test_cut},
        {"/input/reassembly/flood", test_flood},
        {"/input/reassembly/room", test_room},
        {"/input/reassembly/room-of-the-older", test_room_of_the_older},
        {"/input/reassembly/small-pieces", test_small_pieces},
        {"/input/reassembly/unwanted", test_unwanted},
        {"/input/reassembly/numbers-taken", test_numbers_taken},
        {"/input/reassembly/late-marker", test_late_marker},
        {"/input/reassembly/known-cookies", test_known_cookies},
        {"/input/reassembly/peers", test_peers},
        {"/input/reassembly/shuffled", test_shuffled},
        {"/input/reassembly/noise", test_noise},
    };
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_test_add(tests[i].name, struct fixture, NULL, set_up, tests[i].test, tear_down);
    }
    return g_test_run();
}
