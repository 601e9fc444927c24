/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who was heard: exact up to the bound, and unknown beyond it.
 */
#include <glib.h>
#include <string.h>

#include "track/presence.h"

enum {
    BOUND = 65536 /* as the header says */
};

static struct ikt_address address(const char *text)
{
    struct ikt_address out;
    g_assert_true(ikt_address_parse(text, &out));
    return out;
}

/* 10.x.x.x, so that neighbouring numbers are neighbouring addresses. */
static struct ikt_address numbered(uint32_t number)
{
    const uint8_t octets[4] = {10, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    return ikt_address_ipv4(octets);
}

static struct ikt_address numbered6(uint64_t number)
{
    uint8_t octets[16] = {0x20, 1, 0x0d, 0xb8};
    memcpy(octets + 8, &number, sizeof(number));
    return ikt_address_ipv6(octets);
}

static void test_senders(void)
{
    static const char *const senders[] = {"192.0.2.1", "2001:db8::1", "198.51.100.1", "2001:db8:0:1::1"};
    static const char *const others[] = {"192.0.2.2", "2001:db8::2", "1.0.2.192", "2001:db8:0:1::", "c000:201::"};
    struct ikt_presence *presence = ikt_presence_new();
    uint64_t frame = 99;
    for (unsigned i = 0; i < G_N_ELEMENTS(senders); i++) {
        const struct ikt_address sender = address(senders[i]);
        g_assert_cmpint(ikt_presence_has_sent(presence, &sender, &frame), ==, IKT_NO);
        g_assert_cmpuint(frame, ==, 0);
        ikt_presence_note(presence, &sender, 10 + i);
        ikt_presence_note(presence, &sender, 20 + i);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(senders); i++) {
        const struct ikt_address sender = address(senders[i]);
        g_assert_cmpint(ikt_presence_has_sent(presence, &sender, &frame), ==, IKT_YES);
        g_assert_cmpuint(frame, ==, 10 + i);
        g_assert_cmpint(ikt_presence_has_sent(presence, &sender, NULL), ==, IKT_YES);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++) {
        const struct ikt_address other = address(others[i]);
        g_assert_cmpint(ikt_presence_has_sent(presence, &other, &frame), ==, IKT_NO);
        g_assert_cmpuint(frame, ==, 0);
    }
    ikt_presence_free(presence);
    ikt_presence_free(NULL);
}

/* In the order of a real link: everybody again and again, so that each is recent, then not, many times. */
static void test_interleaved(void)
{
    struct ikt_presence *presence = ikt_presence_new();
    uint64_t frame = 0, first;
    for (uint32_t round = 0; round < 3; round++)
        for (uint32_t number = 0; number < 20000; number++) {
            const struct ikt_address four = numbered(number * 7), six = numbered6(number);
            ikt_presence_note(presence, &four, ++frame);
            ikt_presence_note(presence, &six, ++frame);
        }
    for (uint32_t number = 0; number < 20000; number++) {
        const struct ikt_address four = numbered(number * 7), six = numbered6(number),
                                 neither = numbered(number * 7 + 1);
        g_assert_cmpint(ikt_presence_has_sent(presence, &four, &first), ==, IKT_YES);
        g_assert_cmpuint(first, ==, 2 * number + 1);
        g_assert_cmpint(ikt_presence_has_sent(presence, &six, &first), ==, IKT_YES);
        g_assert_cmpuint(first, ==, 2 * number + 2);
        g_assert_cmpint(ikt_presence_has_sent(presence, &neither, NULL), ==, IKT_NO);
    }
    ikt_presence_free(presence);
}

/* Beyond the bound nobody is called absent, nor present. */
static void test_bound(void)
{
    struct ikt_presence *presence = ikt_presence_new();
    for (uint32_t number = 0; number < BOUND; number++) {
        const struct ikt_address sender = numbered(number);
        ikt_presence_note(presence, &sender, number + 1);
    }
    const struct ikt_address last = numbered(BOUND - 1), late = numbered(BOUND), never = numbered(BOUND + 1);
    g_assert_cmpint(ikt_presence_has_sent(presence, &last, NULL), ==, IKT_YES);
    g_assert_cmpint(ikt_presence_has_sent(presence, &late, NULL), ==, IKT_NO);
    ikt_presence_note(presence, &last, BOUND + 1);
    g_assert_cmpint(ikt_presence_has_sent(presence, &never, NULL), ==, IKT_NO);
    ikt_presence_note(presence, &late, BOUND + 2);
    ikt_presence_note(presence, &late, BOUND + 3);
    g_assert_cmpint(ikt_presence_has_sent(presence, &last, NULL), ==, IKT_YES);
    g_assert_cmpint(ikt_presence_has_sent(presence, &late, NULL), ==, IKT_UNKNOWN);
    g_assert_cmpint(ikt_presence_has_sent(presence, &never, NULL), ==, IKT_UNKNOWN);
    ikt_presence_free(presence);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/presence/senders", test_senders);
    g_test_add_func("/presence/interleaved", test_interleaved);
    g_test_add_func("/presence/bound", test_bound);
    return g_test_run();
}
