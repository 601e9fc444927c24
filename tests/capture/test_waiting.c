/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which fragments are waited for, for how long and at what cost, and what comes of those that never arrive.
 */
#include <string.h>

#include "pieces.h"

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
    ikt_feed_end(fixture->feed);
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, ==, 64);
    g_string_truncate(fixture->recording.lines, 0);

    /* 1 MiB of octets: less than 18 datagrams of 60,000. */
    g_autoptr(GByteArray) large = datagram(500, 65000);
    for (uint16_t id = 1; id <= 30; id++) {
        for (guint at = 0; at < 60000; at += 6000) {
            fixture->time = 200 * IKT_SECOND;
            put(fixture, piece(large, id, at, at + 6000));
        }
    }
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, >=, 64 + 30 - 18);
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, <=, 64 + 30 - 17);
}

/* The one that makes room is newer than the one that needs it, and of the same hosts. */
static void test_room_of_the_older(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) large = datagram(500, 65000);
    put(fixture, piece(large, 1, 0, 8000));
    fixture->time += 10 * IKT_SECOND;
    for (uint16_t id = 2; ikt_feed_counts(fixture->feed)->incomplete == 0; id++) {
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
        ikt_feed_free(fixture->feed);
        fixture->feed = ikt_feed_new_sink(&recorder, &fixture->recording, peers);
        put(fixture, piece(fixture->udp, 1, 0, 1480));
        put(fixture, piece(fixture->udp, 2, 0, 1480));
        put(fixture, piece(fixture->udp, 1, 1480, 3008));
        if (match)
            check_whole(fixture, "6@106", V4, fixture->udp);
        check_end(fixture, (uint64_t)match);
        g_assert_cmpint(fixture->recording.lines->len > 0, ==, match);
        g_assert_cmpuint(ikt_feed_counts(fixture->feed)->fragments, ==, match ? 3 : 0); /* others take no room */
        ikt_peers_free(peers);
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
        if (g_test_rand_int_range(0, 4) == 0)
            frame->data[g_test_rand_int_range(0, (gint32)MIN(frame->len, 60))] = (guint8)g_test_rand_int();
        fixture->time += g_test_rand_int_range(-3, 3) * IKT_SECOND;
        put_cut(fixture, frame, (guint)g_test_rand_int_range(0, (gint32)frame->len + 1));
        g_string_truncate(fixture->recording.lines, 0);
    }
}

int main(int argc, char **argv)
{
    static const struct pieces_test tests[] = {
        {"/capture/waiting/patience", test_patience},
        {"/capture/waiting/order-of-messages", test_order_of_messages},
        {"/capture/waiting/first-fragments-alone", test_first_fragments_alone},
        {"/capture/waiting/flood", test_flood},
        {"/capture/waiting/room", test_room},
        {"/capture/waiting/room-of-the-older", test_room_of_the_older},
        {"/capture/waiting/small-pieces", test_small_pieces},
        {"/capture/waiting/unwanted", test_unwanted},
        {"/capture/waiting/numbers-taken", test_numbers_taken},
        {"/capture/waiting/late-marker", test_late_marker},
        {"/capture/waiting/known-cookies", test_known_cookies},
        {"/capture/waiting/peers", test_peers},
        {"/capture/waiting/noise", test_noise},
    };
    return pieces_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
