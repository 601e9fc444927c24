/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What it costs to read a configuration: so many times what a walk over its octets costs in the same run, and four
 * times as much for four times the text. The bounds are wide enough for a sanitizer's build.
 */
#include <time.h>

#include "read.h"

#define MEGABYTE    (1U << 20)
#define RATIO_MOST  400  /* of a walk over the octets; 60 to 120 are usual */
#define GROWTH_MOST 10   /* of the time for four times the text */
#define SHORTEST    0.02 /* seconds that can be compared */

/* A site a turn, as a hub has them. */
static void append_site(GString *text, unsigned i)
{
    g_autofree char *peer = g_strdup_printf("10.%u.%u.%u", i >> 16 & 255, i >> 8 & 255, i & 255);
    g_string_append_printf(
        text,
        "crypto isakmp key k%u address %s\n"
        "crypto map CM %u ipsec-isakmp\n set peer %s\n set transform-set T%u\n match address L%u\n!\n"
        "interface Tunnel%u\n ip unnumbered Loopback0\n load-interval 30\n"
        " tunnel destination %s\n tunnel protection ipsec profile P\n!\n"
        "ip access-list extended L%u\n remark site\n permit ip host %s any\n deny   ip any any\n!\n"
        "ip route %s 255.255.255.255 Tunnel%u\n",
        i, peer, i % 65535 + 1, peer, i % 50, i, i, peer, i, peer, peer, i);
}

/* What a router says beside IPsec, and what a terminal and a web page make of it. */
static void append_noise(GString *text, unsigned i)
{
    g_string_append_printf(text,
                           "snmp-server host 10.0.0.1 version 2c public %u &amp; <b>more</b>\n"
                           " --More-- \b\b\b\b logging host 10.0.0.%u ! comment\nR1(config)#username u%u\n",
                           i, i, i);
}

static GString *make(void (*append)(GString *text, unsigned i), size_t size)
{
    GString *text = g_string_sized_new(size + 1000);
    for (unsigned i = 0; text->len < size; i++)
        append(text, i);
    return text;
}

static double seconds_since(clock_t begin)
{
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

static double read_seconds(const GString *text)
{
    const clock_t begin = clock();
    ikt_router_free(read_content((struct ikt_bytes){(const uint8_t *)text->str, text->len}, NULL));
    return seconds_since(begin);
}

/* The peer: lines and words are counted. */
static double walk_seconds(const GString *text)
{
    const clock_t begin = clock();
    volatile size_t counted = 0;
    for (size_t i = 1; i < text->len; i++)
        counted += text->str[i] == '\n' || (text->str[i] == ' ' && text->str[i - 1] != ' ');
    return seconds_since(begin);
}

static void test_speed(void)
{
    void (*const kinds[])(GString * text, unsigned i) = {append_site, append_noise};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autoptr(GString) small = make(kinds[i], MEGABYTE), large = make(kinds[i], 4 * MEGABYTE);
        const double one = read_seconds(small), four = read_seconds(large), walked = walk_seconds(large);
        g_test_message("1 MB %.3f s, 4 MB %.3f s, a walk over these %.4f s: %.0f times as much", one, four, walked,
                       four / MAX(walked, 0.001));
        g_assert_cmpfloat(four, <, GROWTH_MOST * MAX(one, SHORTEST));
        g_assert_cmpfloat(four, <, RATIO_MOST * MAX(walked, 0.001));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/speed", test_speed);
    return g_test_run();
}
