/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ICMP errors that quote IKE: evidence of what became of a message. RFC 792, RFC 4443, RFC 4884.
 */
#include "check.h"

/* An error that quotes packet; words is the length field of RFC 4884. */
static GByteArray *icmp_error(const char *header, GByteArray *packet)
{
    return build_ipv4(1, build_prefix(header, packet));
}

#define QUOTED_V4 "192.0.2.1:500 198.51.100.2:500"

static void test_icmp(void)
{
    static const struct {
        const char *header;
        const char *type;
    } errors[] = {
        {"03 03 0000 00000000", "3/3"},  {"03 04 0000 00000578", "3/4"},  {"04 00 0000 00000000", "4/0"},
        {"0b 00 0000 00000000", "11/0"}, {"0c 00 0000 00000000", "12/0"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
        g_autofree char *expected =
            g_strdup_printf("icmp 192.0.2.1 198.51.100.2 %s " QUOTED_V4 " [" IKE "]\n", errors[i].type);
        check(DLT_RAW_IP, icmp_error(errors[i].header, build_ipv4(17, udp500())), expected);
    }
    /* No errors: echo, redirect. Errors about something else: DNS, TCP, ESP in UDP, a later fragment. */
    check(DLT_RAW_IP, icmp_error("08 00 0000 00000000", build_ipv4(17, udp500())), "");
    check(DLT_RAW_IP, icmp_error("05 00 0000 c0000203", build_ipv4(17, udp500())), "");
    check(DLT_RAW_IP, icmp_error("03 03 0000 00000000", build_ipv4(17, build_udp(53, 53, build_hex(IKE)))), "");
    check(DLT_RAW_IP, icmp_error("03 03 0000 00000000", build_ipv4(6, udp500())), "");
    check_whole(DLT_RAW_IP, icmp_error("03 03 0000 00000000", build_ipv4(17, build_udp(4500, 4500, build_hex(IKE)))),
                "");
    check(DLT_RAW_IP, icmp_error("03 03 0000 00000000", build_ipv4_fragment(17, 1, udp500())), "");
    /* The first fragment of a message that the path refused (type 3 code 4 is sent for these). */
    GByteArray *long_udp = udp500();
    build_set_u16(long_udp, 4, 1008);
    check(DLT_RAW_IP, icmp_error("03 04 0000 00000578", build_ipv4_fragment(17, 0x2000, long_udp)),
          "icmp 192.0.2.1 198.51.100.2 3/4 " QUOTED_V4 " [" IKE "]\n");
    /* On port 4500 eight bytes do not tell IKE from ESP. */
    check(DLT_RAW_IP, icmp_error("03 03 0000 00000000", build_ipv4(17, build_udp(4500, 4500, build_hex("010203")))),
          "icmp 192.0.2.1 198.51.100.2 3/3 192.0.2.1:4500 198.51.100.2:4500 []\n");
    /* The marker is taken off. */
    check(DLT_RAW_IP,
          icmp_error("03 0d 0000 00000000", build_ipv4(17, build_udp(4500, 4500, build_hex("00000000 " IKE)))),
          "icmp 192.0.2.1 198.51.100.2 3/13 192.0.2.1:4500 198.51.100.2:4500 [" IKE "]\n");
    /* RFC 792 asks for eight bytes of the quoted datagram and no more. */
    GByteArray *udp = udp500();
    GByteArray *quoted = build_ipv4(17, udp);
    g_byte_array_set_size(quoted, 28);
    check(DLT_RAW_IP, icmp_error("03 01 0000 00000000", quoted), "icmp 192.0.2.1 198.51.100.2 3/1 " QUOTED_V4 " []\n");
    /* Ethernet padding behind the error is not quoted. */
    quoted = build_ipv4(17, udp500());
    g_byte_array_set_size(quoted, 28);
    GByteArray *error = icmp_error("03 01 0000 00000000", quoted);
    check(DLT_ETHERNET, build_pad(build_prefix(MACS "0800", error), 0, 4),
          "icmp 192.0.2.1 198.51.100.2 3/1 " QUOTED_V4 " []\n");
    /* The quoted IP header is cut. */
    quoted = build_ipv4(17, udp500());
    g_byte_array_set_size(quoted, 23);
    check(DLT_RAW_IP, icmp_error("03 01 0000 00000000", quoted), "");
}

static void test_icmp_extension(void)
{
    /* 32 words of quoted datagram, then an extension that is none of its bytes (RFC 4884). */
    GByteArray *quoted = build_ipv4(17, build_udp(500, 500, build_pad(build_hex(IKE), 0x11, 300)));
    g_byte_array_set_size(quoted, 128);
    g_autofree char *rest = g_strnfill(2 * (128 - 28 - 8), '1');
    g_autofree char *expected = g_strdup_printf("icmp 192.0.2.1 198.51.100.2 11/0 " QUOTED_V4 " [" IKE "%s]\n", rest);
    check(DLT_RAW_IP, icmp_error("0b 00 0000 00 20 0000", build_pad(quoted, 0xee, 12)), expected);
}

static void test_icmpv6(void)
{
    static const char *const types[] = {"01 04", "02 00", "03 00", "04 01"};
    static const char *const names[] = {"1/4", "2/0", "3/0", "4/1"};
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autofree char *header = g_strdup_printf("%s 0000 00000000", types[i]);
        g_autofree char *expected = g_strdup_printf(
            "icmp 2001:db8::1 2001:db8::2 %s [2001:db8::1]:500 [2001:db8::2]:500 [" IKE "]\n", names[i]);
        check(DLT_RAW_IP, build_ipv6(58, build_prefix(header, build_ipv6(17, udp500()))), expected);
    }
    check(DLT_RAW_IP, build_ipv6(58, build_prefix("80 00 0000 00000000", build_ipv6(17, udp500()))), "");
    check(DLT_RAW_IP,
          build_ipv6(
              58, build_prefix("02 00 0000 00000500", build_ipv6(44, build_prefix("11 00 0001 00000001", udp500())))),
          "icmp 2001:db8::1 2001:db8::2 2/0 [2001:db8::1]:500 [2001:db8::2]:500 [" IKE "]\n");
    check(DLT_RAW_IP,
          build_ipv6(
              58, build_prefix("02 00 0000 00000500", build_ipv6(44, build_prefix("11 00 0008 00000001", udp500())))),
          "");
    check(DLT_RAW_IP, build_ipv6(1, build_prefix("03 03 0000 00000000", build_ipv4(17, udp500()))), "");
    check(DLT_RAW_IP, build_ipv4(58, build_prefix("01 04 0000 00000000", build_ipv6(17, udp500()))), "");
}

/* RFC 1191: the MTU stands in the last 16 bits. Eight octets of ESP are its SPI and its number. */
static void test_too_big(void)
{
    const char esp[] = "12345678 00000009", ah[] = "04040000 12345678", header[] = "03 04 0000 00000578";
    check(DLT_RAW_IP, icmp_error(header, build_ipv4(50, build_hex(esp))),
          "too big 192.0.2.1 198.51.100.2 192.0.2.1 198.51.100.2 3 12345678 1400\n");
    check(DLT_RAW_IP, icmp_error(header, build_ipv4(51, build_hex(ah))),
          "too big 192.0.2.1 198.51.100.2 192.0.2.1 198.51.100.2 2 12345678 1400\n");
    check(DLT_RAW_IP, icmp_error("03 04 0000 00000000", build_ipv4(50, build_hex(esp))),
          "too big 192.0.2.1 198.51.100.2 192.0.2.1 198.51.100.2 3 12345678 0\n");
    check_whole(DLT_RAW_IP, icmp_error(header, build_ipv4(17, build_udp(4500, 4500, build_hex(esp)))),
                "too big 192.0.2.1 198.51.100.2 192.0.2.1 198.51.100.2 3 12345678 1400\n");
    /* Another error, another protocol, too little quoted. */
    check(DLT_RAW_IP, icmp_error("03 03 0000 00000578", build_ipv4(50, build_hex(esp))), "");
    check(DLT_RAW_IP, icmp_error("0b 00 0000 00000578", build_ipv4(50, build_hex(esp))), "");
    check(DLT_RAW_IP, icmp_error(header, build_ipv4(6, build_hex(esp))), "");
    check(DLT_RAW_IP, icmp_error(header, build_ipv4(50, build_hex("123456"))), "");
    check(DLT_RAW_IP, build_ipv6(58, build_prefix("02 00 0000 00000500", build_ipv6(50, build_hex(esp)))),
          "too big 2001:db8::1 2001:db8::2 2001:db8::1 2001:db8::2 3 12345678 1280\n");
    check(DLT_RAW_IP, build_ipv6(58, build_prefix("01 00 0000 00000500", build_ipv6(50, build_hex(esp)))), "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/capture/icmp/too-big", test_too_big);
    g_test_add_func("/capture/icmp/ipv4", test_icmp);
    g_test_add_func("/capture/icmp/extension", test_icmp_extension);
    g_test_add_func("/capture/icmp/ipv6", test_icmpv6);
    return g_test_run();
}
