/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets in packets: what a tunnel carries comes out as if it had come without one, under its own addresses. Headers
 * are laid out by hand after their RFCs, and each packet goes in cut at every length as well.
 */
#include <string.h>

#include "check.h"

enum {
    IP_IN_IP = 4,
    UDP = 17,
    IPV6_IN_IP = 41,
    GRE = 47,
    ESP = 50,
    AH = 51,
    L2TP3 = 115,
    PORT_L2TP = 1701
};

/* The packet around another one: from 10.0.0.1 to 10.0.0.2. */
static GByteArray *outer(uint8_t protocol, GByteArray *inner)
{
    GByteArray *packet = build_ipv4(protocol, inner);
    memcpy(packet->data + 12, "\x0a\x00\x00\x01\x0a\x00\x00\x02", 8);
    return packet;
}

static GByteArray *v4(void)
{
    return build_ipv4(UDP, udp500());
}

static GByteArray *v6(void)
{
    return build_ipv6(UDP, udp500());
}

static void test_ip_in_ip(void)
{
    check(DLT_RAW_IP, outer(IP_IN_IP, v4()), V4_IKE);
    check(DLT_RAW_IP, outer(IPV6_IN_IP, v6()), V6_IKE);
    check(DLT_RAW_IP, build_ipv6(IP_IN_IP, v4()), V4_IKE);
    /* RFC 2473: a tunnel encapsulation limit stands before the packet. */
    check(DLT_RAW_IP, build_ipv6(60, build_prefix("29 00 04 01 04 01 01 00", v6())), V6_IKE);
    /* What says that it is IP and is not. */
    check(DLT_RAW_IP, outer(IP_IN_IP, udp500()), "");
}

/* RFC 2784 section 2, RFC 2890 section 2 */
static void test_gre(void)
{
    static const char *const headers[] = {
        "0000 0800",
        "8000 0800 1234 0000",                       /* checksum */
        "2000 0800 00000007",                        /* key */
        "1000 0800 00000001",                        /* sequence number */
        "3000 0800 00000007 00000001",               /* both */
        "b000 0800 1234 0000 00000007 00000001",     /* all */
        "0000 6558 " MACS "0800",                    /* bridged Ethernet */
        "2000 6558 00000007 " MACS "8100 0064 0800", /* ... with a VLAN tag, as NVGRE has it */
        "0000 880b ff03 0021",                       /* PPP */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        check(DLT_RAW_IP, outer(GRE, build_prefix(headers[i], v4())), V4_IKE);
    check(DLT_RAW_IP, outer(GRE, build_prefix("0000 86dd", v6())), V6_IKE);
    check(DLT_RAW_IP, build_ipv6(GRE, build_prefix("0000 0800", v4())), V4_IKE);
    check(DLT_ETHERNET, build_prefix(MACS "8100 0064 0800", outer(GRE, build_prefix("0000 0800", v4()))), V4_IKE);
    static const char *const others[] = {
        "0000 0806", /* ARP */
        "0000 2001", /* NHRP */
        "0000 0000", /* IOS keepalive */
        "0000 6558 " MACS "0806",
        "8000 0800", /* no room for the checksum that is announced */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        check(DLT_RAW_IP, outer(GRE, build_prefix(others[i], v4())), "");
}

/* RFC 2637 section 4.1: the payload's length is 40, that of the IP packet and 4 of PPP. */
static void test_pptp(void)
{
    static const char *const headers[] = {
        "3001 880b 0028 0001 00000001 ff030021",
        "3081 880b 0028 0001 00000001 00000005 ff030021", /* with an acknowledgment */
        "3001 880b 0025 0001 00000001 21",                /* PPP's header compressed */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        check(DLT_RAW_IP, outer(GRE, build_prefix(headers[i], v4())), V4_IKE);
    /* An acknowledgment on its own; LCP. */
    check(DLT_RAW_IP, outer(GRE, build_prefix("2081 880b 0028 0001 00000005 ff030021", v4())), "");
    check(DLT_RAW_IP, outer(GRE, build_prefix("3001 880b 0028 0001 00000001 ff03c021", v4())), "");
    /* What stands behind the payload's length is none of it. */
    GByteArray *udp = udp500();
    build_set_u16(udp, 4, 0);
    GByteArray *open = build_ipv4(UDP, udp);
    build_set_u16(open, 2, 0);
    check(DLT_RAW_IP, outer(GRE, build_pad(build_prefix("3001 880b 0028 0001 00000001 ff030021", open), 0xee, 9)),
          V4_IKE);
}

/* What a mirror port sent. */
static void test_erspan(void)
{
    static const char *const headers[] = {
        "0000 88be",                                                        /* type I */
        "1000 88be 00000001 1001 0064 00000000",                            /* type II */
        "1000 22eb 00000001 2001 0064 00000000 0000 0000",                  /* type III */
        "1000 22eb 00000001 2001 0064 00000000 0000 0001 0000000000000000", /* ... with a subheader */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        check(DLT_RAW_IP, outer(GRE, build_prefix(headers[i], build_prefix(MACS "0800", v4()))), V4_IKE);
    /* Frame type 2: an IP packet. */
    check(DLT_RAW_IP, outer(GRE, build_prefix("1000 22eb 00000001 2001 0064 00000000 0000 0800", v4())), V4_IKE);
}

/* RFC 2661 section 3.1 */
static void test_l2tp(void)
{
    static const char *const headers[] = {
        "0002 0001 0002 ff030021",
        "0102 0001 0002 ff030021",                  /* priority */
        "4002 002e 0001 0002 ff030021",             /* length */
        "0802 0001 0002 0003 0004 ff030021",        /* sequence numbers */
        "0202 0001 0002 0003 000000 ff030021",      /* an offset of 3 */
        "4b02 0035 0001 0002 0003 0004 0001 00 21", /* all, and PPP's header compressed */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        check(DLT_RAW_IP, outer(UDP, build_udp(PORT_L2TP, PORT_L2TP, build_prefix(headers[i], v4()))), V4_IKE);
        check(DLT_RAW_IP, outer(UDP, build_udp(40000, PORT_L2TP, build_prefix(headers[i], v4()))), V4_IKE);
    }
    check(DLT_RAW_IP, outer(UDP, build_udp(PORT_L2TP, 40000, build_prefix("0002 0001 0002 0057", v6()))), V6_IKE);
    static const char *const others[] = {
        "c802 0034 0001 0002 0003 0004 ff030021", /* control */
        "0001 0001 0002 ff030021",                /* version 1 is L2F's */
        "0002 0001 0002 ff03c021",                /* LCP */
        "0202 0001 0002 ffff 0021",               /* an offset beyond the packet */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        check(DLT_RAW_IP, outer(UDP, build_udp(PORT_L2TP, PORT_L2TP, build_prefix(others[i], v4()))), "");
    check(DLT_RAW_IP, outer(UDP, build_udp(1702, 1702, build_prefix(headers[0], v4()))), "");
}

/* All that is read outside a tunnel is read inside. */
static void test_contents(void)
{
    check(DLT_RAW_IP, outer(IP_IN_IP, build_ipv4(ESP, build_hex("00001001 00000002 aabbccdd"))),
          "esp 192.0.2.1 198.51.100.2 00001001 2 12\n");
    check(DLT_RAW_IP, outer(IP_IN_IP, build_ipv4(UDP, build_udp(4500, 4500, build_hex("ff")))),
          "keepalive 192.0.2.1:4500 198.51.100.2:4500\n");
    check(DLT_RAW_IP, outer(IP_IN_IP, build_ipv4(UDP, build_udp(4500, 4500, build_hex("c0ffee01 00000005 11223344")))),
          "esp 192.0.2.1:4500 198.51.100.2:4500 c0ffee01 5 12\n");
    check(DLT_RAW_IP, outer(IP_IN_IP, build_ipv4(1, build_prefix("03 03 0000 00000000", v4()))),
          "icmp 192.0.2.1 198.51.100.2 3/3 192.0.2.1:500 198.51.100.2:500 [" IKE "]\n");
    check(DLT_RAW_IP, outer(IP_IN_IP, build_ipv4(6, udp500())), "");
    /* AH in tunnel mode. */
    check(DLT_RAW_IP, outer(AH, build_prefix("04 04 0000 00002002 00000003 0102030405060708090a0b0c", v4())),
          "ah 10.0.0.1 10.0.0.2 00002002 3 60\n" V4_IKE);
}

/* What an ICMP error quotes of a tunnel was not captured: it is evidence of nothing. */
static void test_quoted_tunnel(void)
{
    check(DLT_RAW_IP, build_ipv4(1, build_prefix("03 03 0000 00000000", outer(IP_IN_IP, v4()))), "");
}

/* The lines, and how many packets in tunnels were not read. */
static void check_unread(GByteArray *frame, const char *expected, uint64_t unread)
{
    struct recording recording = {.lines = g_string_new(NULL), .numbered = true};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
    recording_feed(feed, DLT_RAW_IP, 1, IKT_SECOND, frame, frame->len);
    g_assert_cmpstr(recording.lines->str, ==, expected);
    g_assert_cmpuint(ikt_feed_counts(feed)->unread_tunnels, ==, unread);
    g_assert_cmpuint(ikt_feed_counts(feed)->frames, ==, 1);
    ikt_feed_free(feed);
    g_string_free(recording.lines, TRUE);
    g_byte_array_unref(frame);
}

static void test_unread(void)
{
    static const char *const gre[] = {
        "4000 0800 0000 0000",                             /* source routes, RFC 1701 */
        "0002 0800",                                       /* a version that nobody wrote down */
        "0000 883e 00000000",                              /* WCCP */
        "1000 22eb 00000001 2001 0064 00000000 0000 0400", /* ERSPAN III with a frame type that is reserved */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(gre); i++)
        check_unread(outer(GRE, build_prefix(gre[i], v4())), "", 1);
    /* RFC 3931: what is no IP packet, and session ID 0, which is control. */
    check_unread(outer(L2TP3, build_prefix("00000001", udp500())), "", 1);
    check_unread(outer(L2TP3, build_prefix("00000000", v4())), "", 0);
    check_unread(outer(UDP, build_udp(PORT_L2TP, PORT_L2TP, build_prefix("0003 0000 00000001", udp500()))), "", 1);
    check_unread(outer(UDP, build_udp(PORT_L2TP, PORT_L2TP, build_prefix("c803 0010 00000001", v4()))), "", 0);
    check_unread(outer(GRE, build_prefix("0000 0800", v4())), "1@1 " V4_IKE, 0);
    check_unread(outer(GRE, build_prefix("0000 2001", v4())), "", 0);
}

/* Eight tunnels in each other, not nine. */
static void test_depth(void)
{
    GByteArray *frame = v4();
    for (unsigned depth = 1; depth <= 9; depth++) {
        frame = depth % 2 == 0 ? outer(IP_IN_IP, frame) : outer(GRE, build_prefix("0000 0800", frame));
        check_unread(build_prefix("", g_byte_array_ref(frame)), depth <= 8 ? "1@1 " V4_IKE : "", depth > 8);
    }
    g_byte_array_unref(frame);
}

/* The peers are those inside. */
static void test_peers(void)
{
    static const struct {
        const char *peer;
        bool expected;
    } cases[] = {{"192.0.2.1", true}, {"198.51.100.2", true}, {"10.0.0.1", false}, {"10.0.0.2", false}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_peers *peers = ikt_peers_new();
        g_autoptr(GByteArray) frame = outer(GRE, build_prefix("0000 0800", v4()));
        g_assert_true(ikt_peers_add(peers, cases[i].peer));
        g_autofree char *lines = record_cut(DLT_RAW_IP, frame, frame->len, peers, NULL);
        g_assert_cmpstr(lines, ==, cases[i].expected ? V4_IKE : "");
        ikt_peers_free(peers);
    }
}

static void check_present(int link_type, GByteArray *frame, const char *expected)
{
    struct recording recording = {.lines = g_string_new(NULL), .numbered = true, .present = g_string_new(NULL)};
    struct ikt_feed *feed = ikt_feed_new_sink(&recorder, &recording, NULL);
    recording_feed(feed, link_type, 1, IKT_SECOND, frame, frame->len);
    g_assert_cmpstr(recording.present->str, ==, expected);
    g_string_truncate(recording.present, 0); /* nothing of it is left */
    recording_feed(feed, link_type, 2, IKT_SECOND, frame, frame->len);
    g_assert_cmpstr(recording.present->str, ==, expected);
    ikt_feed_free(feed);
    g_string_free(recording.present, TRUE);
    g_string_free(recording.lines, TRUE);
    g_byte_array_unref(frame);
}

/*
 * Whoever sent an IP packet is there, outside a tunnel and inside, and to whom; not who is quoted, nor who only
 * receives. What AH authenticates is no packet in clear, and the next frame is.
 */
static void test_presence(void)
{
    check_present(DLT_RAW_IP, build_ipv4(6, build_hex("01bb 1000 00000000")), "192.0.2.1 > 198.51.100.2 6\n");
    check_present(DLT_RAW_IP, build_ipv6(59, build_hex("")), "2001:db8::1 > 2001:db8::2 59\n");
    check_present(DLT_RAW_IP, v4(), "192.0.2.1 > 198.51.100.2 17\n");
    check_present(DLT_RAW_IP, build_ipv4_fragment(6, 1, build_hex("00")), "192.0.2.1 > 198.51.100.2 6\n");
    check_present(DLT_RAW_IP, build_ipv4_fragment(UDP, 0x2000, udp500()), "192.0.2.1 > 198.51.100.2 17\n");
    check_present(DLT_RAW_IP, outer(6, build_prefix("03 03 0000 00000000", v4())), "10.0.0.1 > 10.0.0.2 6\n");
    check_present(DLT_RAW_IP, outer(1, build_prefix("03 03 0000 00000000", v4())), "10.0.0.1 > 10.0.0.2 1\n");
    check_present(DLT_RAW_IP, outer(IPV6_IN_IP, build_ipv6(6, build_hex("00"))),
                  "10.0.0.1 > 10.0.0.2 41\n2001:db8::1 > 2001:db8::2 6\n");
    check_present(DLT_RAW_IP, outer(51, build_prefix("04010000 00001234 00000001", v4())),
                  "10.0.0.1 > 10.0.0.2 51\n192.0.2.1 > 198.51.100.2 17 in AH\n");
    check_present(DLT_ETHERNET, build_prefix(MACS "0806", v4()), "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/capture/tunnel/ip-in-ip", test_ip_in_ip);
    g_test_add_func("/capture/tunnel/gre", test_gre);
    g_test_add_func("/capture/tunnel/pptp", test_pptp);
    g_test_add_func("/capture/tunnel/erspan", test_erspan);
    g_test_add_func("/capture/tunnel/l2tp", test_l2tp);
    g_test_add_func("/capture/tunnel/contents", test_contents);
    g_test_add_func("/capture/tunnel/quoted", test_quoted_tunnel);
    g_test_add_func("/capture/tunnel/unread", test_unread);
    g_test_add_func("/capture/tunnel/depth", test_depth);
    g_test_add_func("/capture/tunnel/peers", test_peers);
    g_test_add_func("/capture/tunnel/presence", test_presence);
    return g_test_run();
}
