/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The validity of a certificate, RFC 5280 section 4.1.2.5. Seconds are those of Python's calendar.timegm.
 */
#include <glib.h>
#include <string.h>

#include "isakmp/certificate.h"

/* Version 3, number 1, an algorithm and an issuer of nothing; octets and times are put in. */
static size_t build(uint8_t *out, uint8_t tag, const char *from, const char *to)
{
    static const uint8_t lead[] = {0xa0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01, 0x30, 0x00, 0x30, 0x00};
    uint8_t length = (uint8_t)strlen(from), *at = out;
    uint8_t validity = (uint8_t)(2 * (2 + length)), body = (uint8_t)(sizeof lead + 2 + validity);
    *at++ = 0x30;
    *at++ = (uint8_t)(2 + body);
    *at++ = 0x30;
    *at++ = body;
    memcpy(at, lead, sizeof lead);
    at += sizeof lead;
    *at++ = 0x30;
    *at++ = validity;
    for (int i = 0; i < 2; i++) {
        *at++ = tag;
        *at++ = length;
        memcpy(at, i == 0 ? from : to, length);
        at += length;
    }
    return (size_t)(at - out);
}

static bool read(uint8_t tag, const char *from, const char *to, struct ikt_validity *out)
{
    uint8_t octets[128];
    size_t length = build(octets, tag, from, to);
    return ikt_certificate_validity((struct ikt_bytes){octets, length}, out);
}

static void check_time(uint8_t tag, const char *text, int64_t seconds)
{
    struct ikt_validity validity;
    g_assert_true(read(tag, text, text, &validity));
    g_assert_cmpint(validity.not_before / IKT_SECOND, ==, seconds);
    g_assert_cmpint(validity.not_after / IKT_SECOND, ==, seconds);
}

static void test_times(void)
{
    check_time(0x17, "260101000000Z", 1767225600);
    check_time(0x17, "000229123456Z", 951827696);  /* a leap day of a century */
    check_time(0x17, "991231235959Z", 946684799);  /* 50 to 99: the last century */
    check_time(0x17, "500101000000Z", -631152000); /* the first year of these */
    check_time(0x17, "491231235959Z", 2524607999); /* and the last of this one */
    check_time(0x18, "20500101000000Z", 2524608000);
    check_time(0x18, "99991231235959Z", 253402300799); /* "no expiration", RFC 5280 section 4.1.2.5 */
}

static void test_bad_times(void)
{
    struct ikt_validity validity = {.not_before = 5};
    static const char *const bad[] = {"260101000000+",  "261301000000Z", "260132000000Z", "260001000000Z",
                                      "260100000000Z",  "260101240000Z", "260101006000Z", "26010100000Z",
                                      "2601010000001Z", "26O101000000Z"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(read(0x17, bad[i], "270101000000Z", &validity));
    g_assert_false(read(0x13, "260101000000Z", "270101000000Z", &validity)); /* a string, no time */
    g_assert_cmpint(validity.not_before, ==, 5);
}

/* Without its version it is one of version 1. A length of several octets reads the same. */
static void test_forms(void)
{
    static const uint8_t first[] = {0x30, 0x81, 0x29, 0x30, 0x82, 0x00, 0x26, 0x02, 0x02,
                                    0x01, 0x00, 0x30, 0x00, 0x30, 0x00, 0x30, 0x1a};
    uint8_t octets[64], whole[64];
    struct ikt_validity validity;
    memcpy(octets, first, sizeof first);
    size_t length = build(whole, 0x17, "260101000000Z", "270101000000Z");
    memcpy(octets + sizeof first - 1, "\x1e", 1);
    memcpy(octets + sizeof first, whole + length - 30, 30);
    octets[2] = (uint8_t)(sizeof first - 3 + 30);
    octets[6] = (uint8_t)(sizeof first - 7 + 30);
    g_assert_true(ikt_certificate_validity((struct ikt_bytes){octets, sizeof first + 30}, &validity));
    g_assert_cmpint(validity.not_after / IKT_SECOND, ==, 1798761600);
    octets[1] = 0x80; /* a length that is told at the end: not DER */
    g_assert_false(ikt_certificate_validity((struct ikt_bytes){octets, sizeof first + 30}, &validity));
}

/* In a block of its own size, so that a read beyond it is seen. */
static uint8_t *copy_of(const uint8_t *octets, size_t length)
{
    uint8_t *copy = g_malloc(length);
    if (length > 0)
        memcpy(copy, octets, length);
    return copy;
}

/* Cut anywhere, or with any octet changed, nothing beyond it is read. */
static void test_damaged(void)
{
    uint8_t octets[128];
    struct ikt_validity validity;
    size_t length = build(octets, 0x17, "260101000000Z", "270101000000Z");
    for (size_t cut = 0; cut < length; cut++) {
        g_autofree uint8_t *part = copy_of(octets, cut);
        g_assert_false(ikt_certificate_validity((struct ikt_bytes){part, cut}, &validity));
    }
    for (size_t at = 0; at < length; at++) {
        for (int value = 0; value < 256; value++) {
            g_autofree uint8_t *changed = copy_of(octets, length);
            changed[at] = (uint8_t)value;
            (void)ikt_certificate_validity((struct ikt_bytes){changed, length}, &validity);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/certificate/times", test_times);
    g_test_add_func("/certificate/bad-times", test_bad_times);
    g_test_add_func("/certificate/forms", test_forms);
    g_test_add_func("/certificate/damaged", test_damaged);
    return g_test_run();
}
