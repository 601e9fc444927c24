/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Datagrams in IP fragments: what comes out must be the datagram that was taken apart here, with the number of the
 * frame that completed it, or its beginning where it cannot be whole. RFC 791 section 3.2, RFC 8200 section 4.5, RFC
 * 5722.
 */
#include <string.h>

#include "pieces.h"

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
    ikt_feed_end(fixture->feed);
    g_autoptr(GString) expected = g_string_new(NULL);
    expect(expected, "2@102", V4, fixture->udp, 2960 - UDP_HEADER, 3000);
    expect(expected, "4@102", V4, fixture->udp, 1480 - UDP_HEADER, 3000);
    check_lines(fixture, expected->str);
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, ==, 2);
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
            if (bad[i].forged)
                memset(forged->data + UDP_HEADER, 0xee, forged->len - UDP_HEADER);
            const uint16_t id = (uint16_t)(100 + i);
            put(fixture, family == 4 ? piece(fixture->udp, id, 0, 1480) : piece6(fixture->udp, 17, id, 0, 1480));
            put(fixture, family == 4 ? piece(fixture->udp, id, 1480, 2960) : piece6(fixture->udp, 17, id, 1480, 2960));
            put(fixture, family == 4 ? piece(forged, id, bad[i].from, bad[i].to)
                                     : piece6(forged, 17, id, bad[i].from, bad[i].to));
            put(fixture, family == 4 ? piece(fixture->udp, id, 2960, 3008) : piece6(fixture->udp, 17, id, 2960, 3008));
            check_lines(fixture, "");
            ikt_feed_end(fixture->feed);
            g_autofree char *stamp = g_strdup_printf("%u@%u", (guint)fixture->frame, (guint)fixture->frame + 100);
            g_autoptr(GString) expected = g_string_new(NULL);
            expect(expected, stamp, family == 4 ? V4 : V6, fixture->udp, 1480 - UDP_HEADER, 3000);
            check_lines(fixture, expected->str);
        }
    }
    g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, ==, 2 * G_N_ELEMENTS(bad));
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
            ikt_feed_end(fixture->feed);
            g_assert_cmpuint(ikt_feed_counts(fixture->feed)->incomplete, ==, 2 * i + (guint)first + 1);
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
                if (at == 0 && end >= udp->len)
                    g_ptr_array_add(frames, piece(udp, id, 0, udp->len));
                at = end;
            }
        }
        for (guint i = frames->len; i > 1; i--) {
            const guint other = (guint)g_test_rand_int_range(0, (gint32)i);
            gpointer swapped = frames->pdata[i - 1];
            frames->pdata[i - 1] = frames->pdata[other];
            frames->pdata[other] = swapped;
        }
        /* A later fragment shows that no filter keeps these out: nothing is given up at once (reassembly.h). */
        fixture->time = round * 100 * IKT_SECOND;
        put(fixture, piece(datagrams->pdata[0], 99, 8, 16));
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
        ikt_feed_end(fixture->feed);
        g_string_truncate(fixture->recording.lines, 0);
    }
}

int main(int argc, char **argv)
{
    static const struct pieces_test tests[] = {
        {"/capture/reassembly/orders", test_orders},     {"/capture/reassembly/ipv6", test_ipv6},
        {"/capture/reassembly/atomic", test_atomic},     {"/capture/reassembly/repetitions", test_repetitions},
        {"/capture/reassembly/identity", test_identity}, {"/capture/reassembly/missing", test_missing},
        {"/capture/reassembly/overlaps", test_overlaps}, {"/capture/reassembly/ends", test_ends},
        {"/capture/reassembly/improper", test_improper}, {"/capture/reassembly/nested", test_nested},
        {"/capture/reassembly/cut", test_cut},           {"/capture/reassembly/shuffled", test_shuffled},
    };
    return pieces_run(argc, argv, tests, G_N_ELEMENTS(tests));
}
