/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fragments in tunnels and tunnels in fragments.
 */
#include <string.h>

#include "pieces.h"

enum {
    IP_IN_IP = 4,
    UDP = 17,
    GRE = 47
};

/* From 10.0.0.1 to 10.0.0.2; fragment is the word of flags and offset. */
static GByteArray *outer(uint8_t protocol, uint16_t id, uint16_t fragment, GByteArray *inner)
{
    GByteArray *packet = build_ipv4_fragment(protocol, fragment, inner);
    memcpy(packet->data + 12, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8);
    build_set_u16(packet, 4, id);
    return packet;
}

static GByteArray *in_gre(GByteArray *packet)
{
    return outer(GRE, 7, 0, build_prefix("0000 0800", packet));
}

/* from to to of what a packet of this protocol carries, as a fragment around it. */
static GByteArray *outer_piece(uint8_t protocol, const GByteArray *carried, uint16_t id, guint from, guint to)
{
    return outer(protocol, id, (uint16_t)(from / 8 | (to < carried->len ? 0x2000 : 0)), slice(carried, from, to));
}

/* Each fragment in a tunnel of its own. */
static void test_fragments_inside(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put(fixture, in_gre(piece(fixture->udp, 1, 1480, 3008)));
    put(fixture, in_gre(piece(fixture->udp, 1, 0, 1480)));
    check_whole(fixture, "2@102", V4, fixture->udp);
    put(fixture, in_gre(piece(fixture->udp, 2, 0, 1480)));
    check_end(fixture, 1);
    check_beginning(fixture, "3@103", fixture->udp, 1480);
}

/* The tunnel's own packet in fragments. */
static void test_fragments_outside(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        uint8_t protocol;
        const char *header;
    } tunnels[] = {{IP_IN_IP, ""}, {GRE, "0000 0800"}, {UDP, "06a5 06a5 0000 0000 0002 0001 0002 ff030021"}};
    for (uint16_t i = 0; i < G_N_ELEMENTS(tunnels); i++) {
        g_autoptr(GByteArray) whole = build_ipv4(UDP, g_byte_array_ref(fixture->udp));
        g_autoptr(GByteArray) carried = build_prefix(tunnels[i].header, g_byte_array_ref(whole));
        g_autofree char *stamp = g_strdup_printf("%u@%u", 2 * i + 2, 102 + 2 * i);
        put(fixture, outer_piece(tunnels[i].protocol, carried, i, 1000, carried->len));
        put(fixture, outer_piece(tunnels[i].protocol, carried, i, 0, 1000));
        check_whole(fixture, stamp, V4, fixture->udp);
    }
    check_end(fixture, 0);
}

/* A fragment that the tunnel cut again. */
static void test_fragments_of_fragments(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) first = build_prefix("0000 0800", piece(fixture->udp, 1, 0, 2000));
    put(fixture, outer_piece(GRE, first, 1, 0, 1000));
    put(fixture, in_gre(piece(fixture->udp, 1, 2000, 3008)));
    check_lines(fixture, "");
    put(fixture, outer_piece(GRE, first, 1, 1000, first->len));
    check_whole(fixture, "3@103", V4, fixture->udp);
    g_autoptr(GByteArray) last = build_prefix("0000 0800", piece(fixture->udp, 2, 2000, 3008));
    put(fixture, outer_piece(GRE, last, 2, 0, 600));
    put(fixture, outer_piece(GRE, last, 2, 600, last->len));
    put(fixture, in_gre(piece(fixture->udp, 2, 0, 2000)));
    check_whole(fixture, "6@106", V4, fixture->udp);
    check_end(fixture, 0);
}

/* How deep one packet lies counts for that packet. */
static void test_many(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) expected = g_string_new(NULL);
    for (guint number = 1; number <= 20; number++) {
        g_autofree char *stamp = g_strdup_printf("%u@%u", number, 100 + number);
        put(fixture, in_gre(build_ipv4(UDP, g_byte_array_ref(fixture->udp))));
        expect(expected, stamp, V4, fixture->udp, 3000, 3000);
    }
    check_lines(fixture, expected->str);
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->unread_tunnels, ==, 0);
}

/* Of a tunnel's packet that never becomes whole the beginning counts. */
static void test_missing(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) carried = build_prefix("0000 0800", build_ipv4(UDP, g_byte_array_ref(fixture->udp)));
    put(fixture, outer_piece(GRE, carried, 1, 0, 1000));
    check_lines(fixture, "");
    check_end(fixture, 1);
    check_beginning(fixture, "1@101", fixture->udp, 1000 - 4 - 20);
}

/* What is no IKE waits for nothing: ESP in a tunnel is counted by its first fragment, and takes no place. */
static void test_others(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GByteArray) carried =
        build_prefix("0000 0800", build_ipv4(50, build_pad(build_hex("00001001 00000002"), 0, 1992)));
    put(fixture, outer_piece(GRE, carried, 1, 0, 1000));
    check_lines(fixture, "1@101 esp 192.0.2.1 198.51.100.2 00001001 2 2000\n");
    put(fixture, outer_piece(GRE, carried, 1, 1000, carried->len));
    check_end(fixture, 0);
    check_lines(fixture, "");
}

/* A datagram in two fragments, the first of which comes in two fragments, and so on, the innermost first piece last. */
static void put_nested(struct fixture *fixture, unsigned levels)
{
    GByteArray *packet = build_ipv4(UDP, g_byte_array_ref(fixture->udp));
    for (uint16_t id = 1; id <= levels; id++) {
        const guint half = packet->len / 16 * 8;
        put(fixture, outer_piece(IP_IN_IP, packet, id, half, packet->len));
        GByteArray *first = outer_piece(IP_IN_IP, packet, id, 0, half);
        g_byte_array_unref(packet);
        packet = first;
    }
    put(fixture, packet);
}

static void test_nested(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    put_nested(fixture, 4);
    check_whole(fixture, "5@105", V4, fixture->udp);
    put_nested(fixture, 40); /* of a few octets at last */
    check_end(fixture, 0);
    check_lines(fixture, "");
}

int main(int argc, char **argv)
{
    static const struct pieces_test tests[] = {
        {"/capture/tunnel-fragments/inside", test_fragments_inside},
        {"/capture/tunnel-fragments/outside", test_fragments_outside},
        {"/capture/tunnel-fragments/of-fragments", test_fragments_of_fragments},
        {"/capture/tunnel-fragments/many", test_many},
        {"/capture/tunnel-fragments/missing", test_missing},
        {"/capture/tunnel-fragments/others", test_others},
        {"/capture/tunnel-fragments/nested", test_nested},
    };
    return pieces_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
