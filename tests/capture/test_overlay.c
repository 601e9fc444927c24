/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What networks of operators and mirrors put around packets: MPLS, overlays in UDP, L2TP version 3. Headers are laid
 * out by hand after their RFCs (tests/capture/encapsulations.py holds others against tshark), and each packet goes in
 * cut at every length as well.
 */
#include <string.h>

#include "check.h"

enum {
    UDP = 17,
    GRE = 47,
    L2TP3 = 115,
    MPLS_IN_IP = 137,
    DLT_MPLS = 219,
    DLT_PPP = 9,
    PORT_L2TP = 1701,
    DEEP = 1000
};

static GByteArray *v4(void)
{
    return build_ipv4(UDP, udp500());
}

static GByteArray *v6(void)
{
    return build_ipv6(UDP, udp500());
}

/* The packet around another one: from 10.0.0.1 to 10.0.0.2. */
static GByteArray *outer(uint8_t protocol, GByteArray *inner)
{
    GByteArray *packet = build_ipv4(protocol, inner);
    memcpy(packet->data + 12, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8);
    return packet;
}

/* ... with the checksum of RFC 791, which build.h leaves out. */
static GByteArray *sound(GByteArray *packet)
{
    guint32 sum = 0;
    build_set_u16(packet, 10, 0);
    for (guint at = 0; at < 20; at += 2)
        sum += (guint32)(packet->data[at] << 8 | packet->data[at + 1]);
    sum = (sum & 0xffff) + (sum >> 16);
    build_set_u16(packet, 10, (uint16_t) ~(sum + (sum >> 16)));
    return packet;
}

static GByteArray *in_udp(uint16_t port, const char *header, GByteArray *inner)
{
    return outer(UDP, build_udp(49152, port, build_prefix(header, inner)));
}

/* RFC 3032: label 16 with the bottom bit, TTL 64; two and three labels; explicit null. RFC 4448: pseudowires. */
static void test_mpls(void)
{
    static const char *const stacks[] = {"00010140", "00010040 00011140", "00010040 00011040 00012140", "00000140"};
    static const char *const wires[] = {"00010140 00000000 " MACS "0800", "00010140 " MACS "0800",
                                        "00010140 00000007 " MACS "8100 0064 0800",
                                        "00010140 00000007 " MACS "8847 00010140"};
    for (gsize i = 0; i < G_N_ELEMENTS(stacks); i++) {
        check(DLT_MPLS, build_prefix(stacks[i], v4()), V4_IKE);
        check(DLT_MPLS, build_prefix(stacks[i], v6()), V6_IKE);
        check(DLT_ETHERNET, build_prefix(MACS "8847", build_prefix(stacks[i], v4())), V4_IKE);
        check(DLT_ETHERNET, build_prefix(MACS "8100 0064 8848", build_prefix(stacks[i], v6())), V6_IKE);
        check(DLT_PPP, build_prefix("ff03 0281", build_prefix(stacks[i], v4())), V4_IKE);
        check(DLT_RAW_IP, outer(GRE, build_prefix("0000 8847", build_prefix(stacks[i], v4()))), V4_IKE);
        check(DLT_RAW_IP, outer(GRE, build_prefix("2000 8848 00000007", build_prefix(stacks[i], v6()))), V6_IKE);
        check(DLT_RAW_IP, outer(MPLS_IN_IP, build_prefix(stacks[i], v4())), V4_IKE);
        check(DLT_RAW_IP, in_udp(6635, stacks[i], v6()), V6_IKE);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wires); i++) {
        check(DLT_MPLS, build_prefix(wires[i], v4()), V4_IKE);
        check(DLT_ETHERNET, build_prefix(MACS "8847", build_prefix(wires[i], v4())), V4_IKE);
    }
    static const char *const others[] = {
        "00010140 10000021",              /* the channel of RFC 5586 */
        "00010140 00000000 " MACS "0806", /* ARP */
        "00010040",                       /* no bottom: the IP header is taken for labels */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        check(DLT_MPLS, build_prefix(others[i], v4()), "");
}

/* RFC 7348 section 5; draft-ietf-nvo3-vxlan-gpe section 3 */
static void test_vxlan(void)
{
    static const uint16_t ports[] = {4789, 4790, 8472};
    for (gsize i = 0; i < G_N_ELEMENTS(ports); i++) {
        check(DLT_RAW_IP, in_udp(ports[i], "08000000 00006400 " MACS "0800", v4()), V4_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "88000007 00006400 " MACS "8100 0064 86dd", v6()), V6_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "0c000001 00006400", v4()), V4_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "0c000002 00006400", v6()), V6_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "0c000003 00006400 " MACS "0800", v4()), V4_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "0c000005 00006400 00010140", v4()), V4_IKE);
        check(DLT_RAW_IP, in_udp(ports[i], "00000000 00006400 " MACS "0800", v4()), ""); /* of no network */
        check(DLT_RAW_IP, in_udp(ports[i], "0c000004 00006400", v4()), "");              /* NSH */
        check(DLT_RAW_IP, in_udp(ports[i], "0d000001 00006400", v4()), "");              /* OAM */
    }
    check(DLT_RAW_IP, in_udp(4788, "08000000 00006400 " MACS "0800", v4()), "");
    /* The number of the port that answers decides, not that of the one that asks. */
    check(DLT_RAW_IP, outer(UDP, build_udp(4789, 53, build_prefix("08000000 00006400 " MACS "0800", v4()))), "");
}

/* RFC 8926 section 3.4 */
static void test_geneve(void)
{
    check(DLT_RAW_IP, in_udp(6081, "0000 6558 00006400 " MACS "0800", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(6081, "0200 6558 00006400 01030001 aabbccdd " MACS "0800", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(6081, "0040 0800 00006400", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(6081, "0000 86dd 00006400", v6()), V6_IKE);
    check(DLT_RAW_IP, in_udp(6081, "0000 8847 00006400 00010140", v6()), V6_IKE);
    check(DLT_RAW_IP, in_udp(6081, "4000 0800 00006400", v4()), ""); /* version 1 */
    check(DLT_RAW_IP, in_udp(6081, "0080 0800 00006400", v4()), ""); /* control */
    check(DLT_RAW_IP, in_udp(6081, "3f00 0800 00006400", v4()), ""); /* options beyond the packet */
}

/* 3GPP TS 29.281 sections 5.1 and 5.2 */
static void test_gtp(void)
{
    check(DLT_RAW_IP, in_udp(2152, "30 ff 0024 00000001", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(2152, "32 ff 0028 00000001 0005 00 00", v4()), V4_IKE);
    /* A further header: the PDU session container of TS 38.415. */
    check(DLT_RAW_IP, in_udp(2152, "34 ff 0040 00000001 0000 00 85 01 10 01 00", v6()), V6_IKE);
    check(DLT_RAW_IP, in_udp(2152, "36 ff 0040 00000001 0005 00 85 01 10 01 20 02 000102030405 00", v6()), V6_IKE);
    check(DLT_RAW_IP, in_udp(2152, "32 01 0024 00000000 0005 00 00", v4()), "");             /* echo request */
    check(DLT_RAW_IP, in_udp(2152, "10 ff 0024 00000001", v4()), "");                        /* GTP' */
    check(DLT_RAW_IP, in_udp(2152, "34 ff 0024 00000001 0000 00 85 00 10 01 00", v4()), ""); /* of no length */
}

static void test_tzsp(void)
{
    check(DLT_RAW_IP, in_udp(37008, "01 00 0001 01 " MACS "0800", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(37008, "01 00 0001 00 00 0d 04 01020304 01 " MACS "0800", v4()), V4_IKE);
    check(DLT_RAW_IP, in_udp(37008, "01 04 0001", build_hex("")), "");              /* keepalive */
    check(DLT_RAW_IP, in_udp(37008, "01 00 0012 01", v4()), "");                    /* 802.11 */
    check(DLT_RAW_IP, in_udp(37008, "01 00 0001 0d ff 01 " MACS "0800", v4()), ""); /* a tag beyond the packet */
}

/* RFC 3931 section 4.1: cookies of three lengths, with a sublayer and without. */
static void test_l2tp3(void)
{
    static const char *const before[] = {
        "", "c00c1e01", "40000001", "c00c1e01 40000001", "c00c1e01 c00c1e02", "c00c1e01 c00c1e02 40000001",
    };
    static const char *const frames4[] = {MACS "0800", MACS "8100 0064 0800", "ff03 0021", "0021", ""};
    static const char *const frames6[] = {MACS "86dd", MACS "88a8 0064 8100 0064 86dd", "ff03 0057", "0057", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(frames4); j++) {
            g_autofree char *in_ip = g_strconcat("00000007", before[i], NULL);
            g_autofree char *in_datagram = g_strconcat("0003 0000 00000007", before[i], NULL);
            check(DLT_RAW_IP, outer(L2TP3, build_prefix(in_ip, build_prefix(frames4[j], sound(v4())))), V4_IKE);
            check(DLT_RAW_IP, outer(L2TP3, build_prefix(in_ip, build_prefix(frames6[j], v6()))), V6_IKE);
            check(DLT_RAW_IP,
                  outer(UDP, build_udp(PORT_L2TP, PORT_L2TP,
                                       build_prefix(in_datagram, build_prefix(frames4[j], sound(v4()))))),
                  V4_IKE);
        }
    }
    /* A checksum that is wrong: nothing says that it is IP. */
    GByteArray *wrong = sound(v4());
    build_set_u16(wrong, 10, 0x1234);
    check(DLT_RAW_IP, outer(L2TP3, build_prefix("00000007 " MACS "0800", wrong)), "");
    check(DLT_RAW_IP, outer(L2TP3, build_prefix("00000000 " MACS "0800", sound(v4()))), "");
}

/* The lines, and how many packets in tunnels were not read. */
static void check_unread(int link_type, GByteArray *frame, const char *expected, uint64_t unread)
{
    struct recording recording = {.lines = g_string_new(NULL), .numbered = true};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
    recording_feed(feed, link_type, 1, IKT_SECOND, frame, frame->len);
    g_assert_cmpstr(recording.lines->str, ==, expected);
    g_assert_cmpuint(ikt_feed_counts(feed)->unread_tunnels, ==, unread);
    ikt_feed_free(feed);
    g_string_free(recording.lines, TRUE);
    g_byte_array_unref(frame);
}

/* A thousand in each other: what is deeper than eight is counted, labels and tags are as many as the frame holds. */
static void test_thousand(void)
{
    static const struct {
        const char *header;
        uint8_t protocol;
    } tunnels[] = {{"", 4},           {"0000 0800", GRE},  {"0000 8847 00010140", GRE},
                   {"00010140", 137}, {"00000007", L2TP3}, {"1000 88be 00000001 1001 0064 00000000 " MACS "0800", GRE}};
    for (gsize i = 0; i < G_N_ELEMENTS(tunnels); i++) {
        GByteArray *frame = v4();
        for (unsigned depth = 0; depth < DEEP; depth++)
            frame = sound(outer(tunnels[i].protocol, build_prefix(tunnels[i].header, frame)));
        check_unread(DLT_RAW_IP, frame, "", 1);
    }
    GByteArray *vxlan = v4();
    for (unsigned depth = 0; depth < DEEP; depth++)
        vxlan = in_udp(4789, "08000000 00006400 " MACS "0800", vxlan);
    check_unread(DLT_RAW_IP, vxlan, "", 1);

    GByteArray *tags = build_prefix("0800", v4()), *labels = build_prefix("00010140", v4()),
               *wires = build_prefix("00010140", v4());
    for (unsigned depth = 0; depth < DEEP; depth++) {
        tags = build_prefix("8100 0064", tags);
        labels = build_prefix("00010040", labels);
        wires = build_prefix("00010140 00000000 " MACS "8847", wires);
    }
    check_unread(DLT_ETHERNET, build_prefix(MACS, tags), "1@1 " V4_IKE, 0);
    check_unread(DLT_MPLS, labels, "1@1 " V4_IKE, 0);
    check_unread(DLT_MPLS, wires, "1@1 " V4_IKE, 0);
}

/* RFC 4023 section 3: what is in a later fragment is not looked at, and IKE waits for it. */
static void test_mpls_in_fragments(void)
{
    GByteArray *whole = outer(MPLS_IN_IP, build_prefix("00010140", v4()));
    struct recording recording = {.lines = g_string_new(NULL), .numbered = true};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
    for (guint from = 20; from < whole->len; from += 32) {
        const guint count = MIN(32, whole->len - from);
        GByteArray *piece = g_byte_array_new();
        g_byte_array_append(piece, whole->data + from, count);
        piece = outer(MPLS_IN_IP, piece);
        build_set_u16(piece, 4, 77);
        build_set_u16(piece, 6, (uint16_t)((from - 20) / 8 | (from + count < whole->len ? 0x2000 : 0)));
        g_assert_cmpstr(recording.lines->str, ==, "");
        recording_feed(feed, DLT_RAW_IP, 1, IKT_SECOND, piece, piece->len);
        g_byte_array_unref(piece);
    }
    g_assert_cmpstr(recording.lines->str, ==, "1@1 " V4_IKE);
    ikt_feed_free(feed);
    g_string_free(recording.lines, TRUE);
    g_byte_array_unref(whole);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/capture/overlay/mpls", test_mpls);
    g_test_add_func("/capture/overlay/vxlan", test_vxlan);
    g_test_add_func("/capture/overlay/geneve", test_geneve);
    g_test_add_func("/capture/overlay/gtp", test_gtp);
    g_test_add_func("/capture/overlay/tzsp", test_tzsp);
    g_test_add_func("/capture/overlay/l2tp3", test_l2tp3);
    g_test_add_func("/capture/overlay/thousand", test_thousand);
    g_test_add_func("/capture/overlay/mpls-in-fragments", test_mpls_in_fragments);
    return g_test_run();
}
