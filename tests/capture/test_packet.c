/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What reaches the engine of a frame: link layers, IP, UDP, ESP, AH. The packets are laid out by hand after
 * their RFCs, and each goes in cut at every length as well.
 */
#include <string.h>

#include "check.h"

static const struct {
    const char *name;
    int dlt;
    const char *ipv4; /* the header before an IPv4 packet */
    const char *ipv6;
} link_cases[] = {
    {"ethernet", 1, MACS "0800", MACS "86dd"},
    {"vlan", 1, MACS "8100 0064 0800", MACS "8100 0064 86dd"},
    {"qinq", 1, MACS "88a8 0064 8100 00c8 0800", MACS "9100 0064 8100 00c8 86dd"},
    {"three tags", 1, MACS "88a8 0001 88a8 0002 8100 0003 0800", MACS "88a8 0001 88a8 0002 8100 0003 86dd"},
    {"snap", 1, MACS "0040 aaaa03000000 0800", MACS "0040 aaaa03000000 86dd"},
    {"pppoe", 1, MACS "8864 11 00 0001 0026 0021", MACS "8864 11 00 0001 003a 0057"},
    {"cooked", 113, "0000 0001 0006 0200000000010000 0800", "0004 0001 0006 0200000000010000 86dd"},
    {"cooked vlan", 113, "0000 0001 0006 0200000000010000 8100 0064 0800",
     "0000 0001 0006 0200000000010000 8100 0064 86dd"},
    {"cooked2", 276, "0800 0000 00000002 0001 00 06 0200000000010000",
     "86dd 0000 00000002 0001 04 06 0200000000010000"},
    {"raw", 12, "", ""},
    {"raw openbsd", 14, "", ""},
    {"raw linktype", 101, "", ""},
    {"ipv4", 228, "", NULL},
    {"ipv6", 229, NULL, ""},
    {"null little", 0, "02000000", "1e000000"},
    {"null big", 0, "00000002", "0000001c"},
    {"null linux", 0, "02000000", "0a000000"},
    {"null little openbsd", 0, "02000000", "18000000"},
    {"loop", 108, "00000002", "00000018"},
    {"loop macos", 108, "00000002", "0000001e"},
    {"ppp", 9, "ff03 0021", "ff03 0057"},
    {"ppp compressed", 9, "21", "57"},
    {"ppp without address", 9, "0021", "0057"},
    {"ppp with address, compressed", 9, "ff03 21", "ff03 57"},
    {"ppp serial", 50, "ff03 0021", "ff03 0057"},
    {"ppp serial, cisco", 50, "0f00 0800", "8f00 86dd"},
    {"ppp ether", 51, "11 00 0001 0026 0021", "11 00 0001 003a 0057"},
    {"ppp pppd", 166, "00 03 0021", "01 03 0057"},
    {"ppp with direction", 204, "01 ff03 0021", "00 ff03 0057"},
    {"ppp with direction, compressed", 204, "01 21", "00 0057"},
    {"pppoe in two tags", 1, MACS "88a8 0064 8100 00c8 8864 11 00 0001 0026 0021",
     MACS "8100 0064 8100 00c8 8864 11 00 0001 003a 0057"},
    {"cisco hdlc", 104, "0f00 0800", "0f00 86dd"},
};

static void test_links(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(link_cases); i++) {
        g_test_message("%s", link_cases[i].name);
        if (link_cases[i].ipv4)
            check(link_cases[i].dlt, build_prefix(link_cases[i].ipv4, build_ipv4(17, udp500())), V4_IKE);
        if (link_cases[i].ipv6)
            check(link_cases[i].dlt, build_prefix(link_cases[i].ipv6, build_ipv6(17, udp500())), V6_IKE);
    }
}

static void test_links_without_ip(void)
{
    static const struct {
        int dlt;
        const char *header;
    } cases[] = {
        {1, MACS "0806"},
        {1, MACS "8100 0064 0806"},
        {1, MACS "88a8 0064 8100 00c8 0806"},
        {1, MACS "8863 11 09 0000 0026 0021"}, /* PPPoE discovery */
        {1, MACS "0040 424203"},
        {113, "0000 0001 0006 0200000000010000 0004"},
        {276, "0806 0000 00000002 0001 00 06 0200000000010000"},
        {0, "07000000"},
        {0, "17000000"}, /* IPX */
        {0, "00001e00"},
        {9, "ff03 c021"},
        {50, "0f00 8035"},
        {51, "11 00 0001 0026 c021"},
        {166, "00 03 c021"},
        {204, "00 ff03 8021"},
        {104, "0f00 8035"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check(cases[i].dlt, build_prefix(cases[i].header, build_ipv4(17, udp500())), "");
    g_assert_false(ikt_feed_reads(105)); /* IEEE 802.11 */
}

/* An ISAKMP header of cookies, version, exchange, flags and length, and octets behind it. */
static GByteArray *isakmp(const char *version_to_flags, const char *length)
{
    g_autofree char *hex =
        g_strdup_printf("0102030405060708 1112131415161718 05 %s 00000000 %s ffffffff", version_to_flags, length);
    return build_hex(hex);
}

static void check_known(GByteArray *frame, const char *expected, unsigned asked)
{
    static const uint8_t cookies[] = {1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18};
    for (guint captured = 0; captured <= frame->len; captured++) {
        struct recording recording = {.lines = g_string_new(NULL), .numbered = true, .known = cookies};
        struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
        recording_feed(feed, DLT_RAW_IP, 1, IKT_SECOND, frame, captured);
        ikt_feed_end(feed);
        ikt_feed_free(feed);
        if (captured == frame->len) {
            g_assert_cmpstr(recording.lines->str, ==, expected);
            g_assert_cmpuint(recording.asked, ==, asked);
        } else {
            g_assert_cmpuint(recording.asked, <=, asked);
        }
        g_string_free(recording.lines, TRUE);
    }
    g_byte_array_unref(frame);
}

/* What bears known cookies is IKE on any port; whether they are known is asked for what looks like ISAKMP alone. */
static void test_other_ports(void)
{
#define KNOWN "0102030405060708111213141516171805"
    check_known(build_ipv4(17, build_udp(900, 1024, isakmp("10 20 01", "00000020"))),
                "1@1 ike 192.0.2.1:900 198.51.100.2:1024 [" KNOWN "1020010000000000000020ffffffff] of 32\n", 1);
    check_known(build_ipv6(17, build_udp(900, 1024, isakmp("10 05 00", "0000001c"))),
                "1@1 ike [2001:db8::1]:900 [2001:db8::2]:1024 [" KNOWN "100500000000000000001cffffffff] of 32\n", 1);
    check_known(build_ipv4(17, build_udp(900, 1024, build_prefix("00000000", isakmp("10 02 00", "00000020")))),
                "1@1 ike 192.0.2.1:900 198.51.100.2:1024 [" KNOWN "1002000000000000000020ffffffff] of 32\n", 1);
    static const char *const exchanges[] = {"10 01 00", "10 02 00", "10 03 00", "10 04 00", "10 05 01",
                                            "10 06 01", "10 20 01", "10 21 01", "10 20 03", "10 20 04"};
    for (gsize i = 0; i < G_N_ELEMENTS(exchanges); i++) {
        g_autoptr(GByteArray) frame = build_ipv4(17, build_udp(900, 1024, isakmp(exchanges[i], "00000020")));
        struct recording recording = {.lines = g_string_new(NULL)};
        struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
        recording_feed(feed, DLT_RAW_IP, 1, IKT_SECOND, frame, frame->len);
        g_assert_cmpuint(recording.asked, ==, 1);
        ikt_feed_free(feed);
        g_string_free(recording.lines, TRUE);
    }
    GByteArray *unknown = isakmp("10 20 01", "00000020");
    unknown->data[0] ^= 1;
    check_known(build_ipv4(17, build_udp(900, 1024, unknown)), "", 1);
    unknown = isakmp("10 20 01", "00000020");
    unknown->data[15] ^= 1;
    check_known(build_ipv4(17, build_udp(900, 1024, unknown)), "", 1);
    static const struct {
        const char *version_to_flags;
        const char *length;
    } others[] = {
        {"20 20 01", "00000020"},                           /* version */
        {"11 20 01", "00000020"}, {"10 00 01", "00000020"}, /* exchange */
        {"10 07 01", "00000020"}, {"10 1f 01", "00000020"},
        {"10 22 01", "00000020"}, {"10 20 08", "00000020"}, /* flags */
        {"10 20 01", "0000001b"},                           /* length */
        {"10 20 01", "00000021"}, {"10 20 01", "80000020"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        check_known(build_ipv4(17, build_udp(900, 1024, isakmp(others[i].version_to_flags, others[i].length))), "", 0);
    GByteArray *shorter = isakmp("10 20 01", "0000001c");
    g_byte_array_set_size(shorter, 27);
    check_known(build_ipv4(17, build_udp(900, 1024, shorter)), "", 0);
    check_known(build_ipv4(17, build_udp(900, 1024, build_prefix("00000001", isakmp("10 02 00", "00000020")))), "", 0);
    check_known(build_ipv4(6, build_udp(900, 1024, isakmp("10 20 01", "00000020"))), "", 0);
    /* On IKE's own ports nobody is asked. */
    check_known(build_ipv4(17, build_udp(500, 1024, isakmp("20 22 08", "00000020"))),
                "1@1 ike 192.0.2.1:500 198.51.100.2:1024 [" KNOWN "2022080000000000000020ffffffff] of 32\n", 0);
}

static void test_ports(void)
{
    check(DLT_RAW_IP, build_ipv4(17, build_udp(1024, 500, build_hex(IKE))),
          "ike 192.0.2.1:1024 198.51.100.2:500 [" IKE "] of 8\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(500, 1024, build_hex(IKE))),
          "ike 192.0.2.1:500 198.51.100.2:1024 [" IKE "] of 8\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(53, 1024, build_hex(IKE))), "");
    check(DLT_RAW_IP, build_ipv4(6, udp500()), "");
}

/* RFC 3948 section 2 */
static void test_nat_traversal(void)
{
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 4500, build_hex("00000000 " IKE))),
          "ike 192.0.2.1:4500 198.51.100.2:4500 [" IKE "] of 8\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(61234, 4500, build_hex("00000000 " IKE))),
          "ike 192.0.2.1:61234 198.51.100.2:4500 [" IKE "] of 8\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 61234, build_hex("ff"))),
          "keepalive 192.0.2.1:4500 198.51.100.2:61234\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(500, 500, build_hex("ff"))),
          "keepalive 192.0.2.1:500 198.51.100.2:500\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 4500, build_hex("c0ffee01 00000005 11223344"))),
          "esp 192.0.2.1:4500 198.51.100.2:4500 c0ffee01 5 12\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 4500, build_hex("c0ffee"))), "");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 4500, build_hex("fe"))), "");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 4500, build_hex("00000000"))),
          "ike 192.0.2.1:4500 198.51.100.2:4500 [] of 0\n");
    /* One side's NAT chose the other port. */
    check(DLT_RAW_IP, build_ipv4(17, build_udp(500, 4500, build_hex(IKE))),
          "ike 192.0.2.1:500 198.51.100.2:4500 [" IKE "] of 8\n");
    check(DLT_RAW_IP, build_ipv4(17, build_udp(4500, 500, build_hex("00000000 " IKE))),
          "ike 192.0.2.1:4500 198.51.100.2:500 [" IKE "] of 8\n");
}

/* RFC 4303 section 2, RFC 4302 section 2 */
static void test_ipsec(void)
{
    check(DLT_RAW_IP, build_ipv4(50, build_hex("00001001 00000002 aabbccdd")),
          "esp 192.0.2.1 198.51.100.2 00001001 2 12\n");
    check(DLT_RAW_IP, build_ipv6(50, build_hex("00001001 00000002")), "esp 2001:db8::1 2001:db8::2 00001001 2 8\n");
    check(DLT_RAW_IP, build_ipv4(50, build_hex("00001001 000000")), "");
    check(DLT_RAW_IP, build_ipv4(51, build_hex("06 04 0000 00002002 00000003 0102030405060708090a0b0c 5566")),
          "ah 192.0.2.1 198.51.100.2 00002002 3 26\n");
    check(DLT_RAW_IP,
          build_ipv4(51, build_hex("32 04 0000 00002002 00000003 0102030405060708090a0b0c 00001001 00000009")),
          "ah 192.0.2.1 198.51.100.2 00002002 3 32\nesp 192.0.2.1 198.51.100.2 00001001 9 8\n");
    /* AH in AH: only the outer one, however deep it goes. */
    check(DLT_RAW_IP, build_ipv4(51, build_hex("33 01 0000 00002002 00000003 33 01 0000 00002003 00000004 50000000")),
          "ah 192.0.2.1 198.51.100.2 00002002 3 28\n");
}

/* RFC 8200 section 4 */
static void test_ipv6_extensions(void)
{
    check(DLT_RAW_IP, build_ipv6(0, build_prefix("11 00 010400000000", udp500())), V6_IKE);
    check(DLT_RAW_IP,
          build_ipv6(60,
                     build_prefix("2b 01 010c000000000000000000000000", build_prefix("11 00 000000000000", udp500()))),
          V6_IKE);
    check(DLT_RAW_IP, build_ipv6(44, build_prefix("11 00 0000 00000001", udp500())), V6_IKE);
    check(DLT_RAW_IP, build_ipv6(44, build_prefix("11 00 0008 00000001", udp500())), "");
    check(DLT_RAW_IP, build_ipv6(59, udp500()), "");
    /* All that RFC 8200 section 4.1 recommends, in its order: hop-by-hop, destination, routing, (atomic) fragment. */
    GByteArray *all = build_prefix("11 00 010400000000", udp500());
    all = build_prefix("3c 00 0000 00000007", all);
    all = build_prefix("2c 00 030000000000", all);
    all = build_prefix("2b 01 010400000000 0102030405060708", all);
    check(DLT_RAW_IP, build_ipv6(0, build_prefix("3c 00 010400000000", all)), V6_IKE);
    /* Mobility, HIP, shim6. */
    check(
        DLT_RAW_IP,
        build_ipv6(135, build_prefix("8b 00 000000000000",
                                     build_prefix("8c 00 000000000000", build_prefix("11 00 000000000000", udp500())))),
        V6_IKE);
    /* AH stands before what it authenticates; UDP in it is read like any other. */
    check(DLT_RAW_IP,
          build_ipv6(0, build_prefix("33 00 010400000000",
                                     build_prefix("11 04 0000 00002002 00000003 0102030405060708090a0b0c", udp500()))),
          "ah 2001:db8::1 2001:db8::2 00002002 3 40\n" V6_IKE);
    check(DLT_RAW_IP,
          build_ipv6(51, build_prefix("3c 01 0000 00002002 00000003",
                                      build_prefix("32 00 010400000000", build_hex("00001001 00000009")))),
          "ah 2001:db8::1 2001:db8::2 00002002 3 28\nesp 2001:db8::1 2001:db8::2 00001001 9 8\n");
    /* A header longer than the packet, and a chain of more of them than anybody sends. */
    check(DLT_RAW_IP, build_ipv6(0, build_prefix("11 ff 010400000000", udp500())), "");
    GByteArray *chain = build_prefix("11 00 010400000000", udp500());
    for (unsigned i = 0; i < 100; i++)
        chain = build_prefix("3c 00 010400000000", chain);
    check(DLT_RAW_IP, build_ipv6(60, chain), "");
}

static void check_fragment(GByteArray *frame, const char *expected, uint64_t expected_count)
{
    uint64_t count;
    g_autofree char *lines = record_cut(DLT_RAW_IP, frame, frame->len, NULL, &count);
    g_assert_cmpstr(lines, ==, expected);
    g_assert_cmpuint(count, ==, expected_count);
    g_byte_array_unref(frame);
}

static void test_fragments(void)
{
    GByteArray *udp = udp500();
    build_set_u16(udp, 4, 1008);
    check_fragment(build_ipv4_fragment(17, 0x2000, udp), "ike 192.0.2.1:500 198.51.100.2:500 [" IKE "] of 1000\n", 1);
    udp = udp500();
    build_set_u16(udp, 4, 1008);
    check_fragment(build_ipv6(44, build_prefix("11 00 0001 00000001", udp)),
                   "ike [2001:db8::1]:500 [2001:db8::2]:500 [" IKE "] of 1000\n", 1);
    check_fragment(build_ipv4_fragment(17, 0x0002, udp500()), "", 0);
    check_fragment(build_ipv4_fragment(17, 0x2002, udp500()), "", 0);
    check_fragment(build_ipv4(17, udp500()), V4_IKE, 0);
}

/* Lengths that lie, and lengths left open. */
static void test_lengths(void)
{
    /* Ethernet padding behind the IP packet is no part of it. */
    check(DLT_ETHERNET, build_pad(build_prefix(MACS "0800", build_ipv4(17, udp500())), 0, 10), V4_IKE);
    check(DLT_ETHERNET, build_pad(build_prefix(MACS "86dd", build_ipv6(17, udp500())), 0xee, 10), V6_IKE);
    static const struct {
        uint16_t udp_length;
        const char *expected;
    } cases[] = {
        {0, V4_IKE}, /* left open */
        {1, ""},
        {7, ""},
        {8, "ike 192.0.2.1:500 198.51.100.2:500 [] of 0\n"},
        {12, "ike 192.0.2.1:500 198.51.100.2:500 [a1a2a3a4] of 4\n"},
        {17, V4_IKE}, /* refuted by the IP packet */
        {65535, V4_IKE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        GByteArray *udp = udp500();
        build_set_u16(udp, 4, cases[i].udp_length);
        check(DLT_RAW_IP, build_ipv4(17, udp), cases[i].expected);
    }
    static const struct {
        uint16_t total;
        const char *expected;
    } totals[] = {
        {0, V4_IKE}, /* left open by segmentation offload */
        {19, ""},
        {20, ""},
        {27, ""},
        {28, "ike 192.0.2.1:500 198.51.100.2:500 [] of 0\n"},
        {30, "ike 192.0.2.1:500 198.51.100.2:500 [a1a2] of 2\n"},
        {60000, V4_IKE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(totals); i++) {
        GByteArray *packet = build_ipv4(17, udp500());
        build_set_u16(packet, 2, totals[i].total);
        check(DLT_RAW_IP, packet, totals[i].expected);
    }
    /* IP options; a header length below 5 words; an unknown version. */
    GByteArray *packet = build_prefix("46000028 12340000 40110000 c0000201 c6336402 01010101", udp500());
    check(DLT_RAW_IP, packet, V4_IKE);
    packet = build_prefix("44000024 12340000 40110000 c0000201 01f401f4 00100000", build_hex(IKE));
    check(DLT_RAW_IP, packet, "");
    packet = build_ipv4(17, udp500());
    packet->data[0] = 0x75;
    check(DLT_RAW_IP, packet, "");
}

/* A frame cut by the snap length says how long it was. */
static void test_cut(void)
{
    g_autoptr(GByteArray) frame = build_prefix(MACS "0800", build_ipv4(17, udp500()));
    g_autofree char *lines = record_cut(DLT_ETHERNET, frame, 14 + 28 + 3, NULL, NULL);
    g_assert_cmpstr(lines, ==, "ike 192.0.2.1:500 198.51.100.2:500 [a1a2a3] of 8\n");
    g_autofree char *header = record_cut(DLT_ETHERNET, frame, 14 + 28, NULL, NULL);
    g_assert_cmpstr(header, ==, "ike 192.0.2.1:500 198.51.100.2:500 [] of 8\n");
    g_autoptr(GByteArray) esp = build_ipv4(50, build_pad(build_hex("00001001 00000002"), 0, 92));
    g_autofree char *octets = record_cut(DLT_RAW_IP, esp, 28, NULL, NULL);
    g_assert_cmpstr(octets, ==, "esp 192.0.2.1 198.51.100.2 00001001 2 100\n");
}

static void check_peers(const char *peer, GByteArray *frame, bool expected)
{
    struct ikt_peers *peers = ikt_peers_new();
    g_assert_true(ikt_peers_add(peers, "203.0.113.77"));
    g_assert_true(ikt_peers_add(peers, peer));
    g_autofree char *lines = record_cut(DLT_RAW_IP, frame, frame->len, peers, NULL);
    g_assert_cmpint(*lines != '\0', ==, expected);
    ikt_peers_free(peers);
    g_byte_array_unref(frame);
}

static void test_peers(void)
{
    check_peers("192.0.2.1", build_ipv4(17, udp500()), true);
    check_peers("198.51.100.2", build_ipv4(17, udp500()), true);
    check_peers("198.51.100.0/24", build_ipv4(17, udp500()), true);
    check_peers("198.51.100.0/31", build_ipv4(17, udp500()), false);
    check_peers("192.0.2.2", build_ipv4(17, udp500()), false);
    check_peers("0.0.0.0/0", build_ipv4(17, udp500()), true);
    check_peers("::/0", build_ipv4(17, udp500()), false);
    check_peers("2001:db8::/32", build_ipv6(17, udp500()), true);
    check_peers("2001:db8::3", build_ipv6(17, udp500()), false);
    check_peers("192.0.2.2", build_ipv4(50, build_hex("00001001 00000002")), false);
    check_peers("192.0.2.2", build_ipv4(51, build_hex("06 01 0000 00001001 00000002")), false);
    /* Of an ICMP error the quoted addresses count, not the reporter's. */
    GByteArray *error = build_ipv4(1, build_prefix("03 03 0000 00000000", build_ipv4(17, udp500())));
    memcpy(error->data + 12, "\x0a\x00\x00\x01", 4);
    check_peers("192.0.2.1", error, true);
    error = build_ipv4(1, build_prefix("03 03 0000 00000000", build_ipv4(17, udp500())));
    memcpy(error->data + 12, "\x0a\x00\x00\x01", 4);
    check_peers("10.0.0.1", error, false);
}

static void test_peer_texts(void)
{
    static const char *const bad[] = {"",           "router",  "192.0.2.1/33", "192.0.2.1/", "192.0.2.1/x",
                                      "192.0.2/24", "::1/129", "192.0.2.1/-1", "/24",        "192.0.2.1/24/8"};
    struct ikt_peers *peers = ikt_peers_new();
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(ikt_peers_add(peers, bad[i]));
    ikt_peers_free(peers);
}

/* Nothing but the sanitizers and the recorder's own assertions judge here. */
static void test_noise(void)
{
    for (unsigned round = 0; round < 20000; round++) {
        const gsize which = (gsize)g_test_rand_int_range(0, G_N_ELEMENTS(link_cases));
        const char *header = link_cases[which].ipv4 ? link_cases[which].ipv4 : link_cases[which].ipv6;
        GByteArray *inner = g_test_rand_bit() ? build_ipv4(17, udp500()) : build_ipv6(17, udp500());
        if (g_test_rand_bit()) {
            inner = g_test_rand_bit() ? build_ipv4(1, build_prefix("03 03 0000 00000000", inner))
                                      : build_ipv6(58, build_prefix("01 04 0000 00000000", inner));
        }
        g_autoptr(GByteArray) frame = build_prefix(header, inner);
        const int changes = g_test_rand_int_range(1, 8);
        for (int i = 0; i < changes; i++)
            frame->data[g_test_rand_int_range(0, (gint32)frame->len)] = (guint8)g_test_rand_int();
        const guint captured = (guint)g_test_rand_int_range(0, (gint32)frame->len + 1);
        g_free(record_cut(link_cases[which].dlt, frame, captured, NULL, NULL));
    }
}

/* Stamps that no clock gives are held within the years 1970 to 9999. */
static void test_time(void)
{
    g_assert_cmpint(ikt_feed_time(1700000000, 250000), ==, INT64_C(1700000000250000));
    g_assert_cmpint(ikt_feed_time(0, 0), ==, 0);
    g_assert_cmpint(ikt_feed_time(-1, 999999), ==, 999999);
    g_assert_cmpint(ikt_feed_time(5, -1), ==, 5 * IKT_SECOND);
    g_assert_cmpint(ikt_feed_time(5, 4000000000), ==, 6 * IKT_SECOND - 1);
    g_assert_cmpint(ikt_feed_time(INT64_MAX, INT64_MAX), ==, INT64_C(253402300799999999));
    g_assert_cmpint(ikt_feed_time(INT64_MIN, INT64_MIN), ==, 0);
}

/* A frame of a link type that is not read is refused, and the next one of another is read. */
static void test_link_types(void)
{
    struct recording recording = {.lines = g_string_new(NULL), .numbered = true};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
    g_autoptr(GByteArray) raw = build_ipv4(17, udp500());
    g_autoptr(GByteArray) ethernet = build_prefix(MACS "0800", build_ipv4(17, udp500()));
    const struct ikt_frame wireless = {1, IKT_SECOND, 105, {raw->data, raw->len}, raw->len};
    g_assert_false(ikt_feed_frame(feed, &wireless));
    recording_feed(feed, DLT_RAW_IP, 2, IKT_SECOND, raw, raw->len);
    g_assert_false(ikt_feed_frame(feed, &wireless));
    recording_feed(feed, DLT_ETHERNET, 3, 3 * IKT_SECOND, ethernet, ethernet->len);
    recording_feed(feed, DLT_ETHERNET, 4, 0, ethernet, ethernet->len);
    g_assert_cmpstr(recording.lines->str, ==, "2@1 " V4_IKE "3@3 " V4_IKE "4@0 " V4_IKE);
    g_assert_cmpuint(ikt_feed_counts(feed)->frames, ==, 5);
    g_assert_cmpint(ikt_feed_counts(feed)->first_time, ==, 0);
    g_assert_cmpint(ikt_feed_counts(feed)->last_time, ==, 3 * IKT_SECOND);
    ikt_feed_free(feed);
    ikt_feed_free(NULL);
    g_string_free(recording.lines, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/capture/packet/links", test_links);
    g_test_add_func("/capture/packet/links-without-ip", test_links_without_ip);
    g_test_add_func("/capture/packet/ports", test_ports);
    g_test_add_func("/capture/packet/other-ports", test_other_ports);
    g_test_add_func("/capture/packet/nat-traversal", test_nat_traversal);
    g_test_add_func("/capture/packet/ipsec", test_ipsec);
    g_test_add_func("/capture/packet/ipv6-extensions", test_ipv6_extensions);
    g_test_add_func("/capture/packet/fragments", test_fragments);
    g_test_add_func("/capture/packet/lengths", test_lengths);
    g_test_add_func("/capture/packet/cut", test_cut);
    g_test_add_func("/capture/packet/peers", test_peers);
    g_test_add_func("/capture/packet/peer-texts", test_peer_texts);
    g_test_add_func("/capture/packet/time", test_time);
    g_test_add_func("/capture/packet/link-types", test_link_types);
    g_test_add_func("/capture/packet/noise", test_noise);
    return g_test_run();
}
