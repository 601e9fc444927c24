/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "iketriage/bytes.h"

static struct ikt_address address(const char *text)
{
    struct ikt_address result;
    g_assert_true(ikt_address_parse(text, &result));
    return result;
}

static void test_parse_and_format(void)
{
    /* RFC 5952 section 4 text forms */
    static const struct {
        const char *in, *out;
    } cases[] = {{"192.0.2.1", "192.0.2.1"},
                 {"0.0.0.0", "0.0.0.0"},
                 {"2001:0db8:0:0:0:0:0:1", "2001:db8::1"},
                 {"::", "::"},
                 {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
                 {"FE80::1:0:0:2", "fe80::1:0:0:2"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_address parsed = address(cases[i].in);
        char out[IKT_ADDRESS_TEXT];
        g_assert_cmpstr(ikt_address_format(&parsed, out), ==, cases[i].out);
    }
}

static void test_parse_refuses(void)
{
    static const char *const texts[] = {"",           "192.0.2", "192.0.2.256", "192.0.2.1/24",
                                        " 192.0.2.1", ":::",     "host",        "010.0.0.1"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct ikt_address untouched = {.family = 77};
        g_assert_false(ikt_address_parse(texts[i], &untouched));
        g_assert_cmpuint(untouched.family, ==, 77);
    }
}

static void test_unknown(void)
{
    struct ikt_address none = {0};
    struct ikt_endpoint endpoint = {none, 500};
    char text[IKT_ENDPOINT_TEXT];
    g_assert_cmpstr(ikt_address_format(&none, text), ==, "-");
    g_assert_cmpstr(ikt_endpoint_format(&endpoint, text), ==, "-");
    g_assert_false(ikt_address_in_prefix(&none, &none, 0));
}

static void test_compare(void)
{
    struct ikt_address low = address("10.0.0.1"), high = address("10.0.1.0"), v6 = address("::");
    g_assert_cmpint(ikt_address_compare(&low, &high), <, 0);
    g_assert_cmpint(ikt_address_compare(&high, &low), >, 0);
    g_assert_cmpint(ikt_address_compare(&low, &low), ==, 0);
    g_assert_cmpint(ikt_address_compare(&high, &v6), <, 0);
    g_assert_false(ikt_address_equal(&low, &v6));
}

static void test_prefix(void)
{
    static const struct {
        const char *address, *prefix;
        unsigned bits;
        bool inside;
    } cases[] = {{"10.1.2.3", "10.1.0.0", 16, true},
                 {"10.2.2.3", "10.1.0.0", 16, false},
                 {"10.1.2.3", "192.168.0.0", 0, true},
                 {"172.31.255.255", "172.16.0.0", 12, true},
                 {"172.32.0.0", "172.16.0.0", 12, false},
                 {"10.1.2.3", "10.1.2.3", 32, true},
                 {"10.1.2.2", "10.1.2.3", 32, false},
                 {"10.1.2.3", "10.1.2.3", 33, false},
                 {"2001:db8::1", "2001:db8::", 32, true},
                 {"2001:db9::1", "2001:db8::", 32, false},
                 {"2001:db8::1", "2001:db8::1", 128, true},
                 {"2001:db8::1", "2001:db8::1", 129, false},
                 {"10.1.2.3", "::", 0, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_address host = address(cases[i].address), net = address(cases[i].prefix);
        g_assert_cmpint(ikt_address_in_prefix(&host, &net, cases[i].bits), ==, cases[i].inside);
    }
}

static void test_endpoint(void)
{
    struct ikt_endpoint v4 = {address("203.0.113.1"), 500};
    struct ikt_endpoint v6 = {address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), 65535};
    char text[IKT_ENDPOINT_TEXT];
    g_assert_cmpstr(ikt_endpoint_format(&v4, text), ==, "203.0.113.1:500");
    g_assert_cmpstr(ikt_endpoint_format(&v6, text), ==, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    g_assert_true(ikt_endpoint_equal(&v4, &v4));
    struct ikt_endpoint other = v4;
    other.port = 4500;
    g_assert_false(ikt_endpoint_equal(&v4, &other));
}

static void test_time(void)
{
    /* Values of date -u -d @N */
    static const struct {
        ikt_time time;
        const char *text;
    } cases[] = {{0, "1970-01-01T00:00:00.000000Z"},
                 {INT64_C(1767323045678901), "2026-01-02T03:04:05.678901Z"},
                 {INT64_C(951782400000001), "2000-02-29T00:00:00.000001Z"},
                 {INT64_C(4102444799999999), "2099-12-31T23:59:59.999999Z"},
                 {IKT_TIME_UNDATED, "00:00:00.000000"},
                 {IKT_TIME_UNDATED + INT64_C(83535678901), "23:12:15.678901"},
                 {IKT_TIME_UNDATED + INT64_C(1767323045678901), "2026-01-02T03:04:05.678901"},
                 {IKT_TIME_UNKNOWN, "-"},
                 {IKT_TIME_NONE, "-"}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char text[IKT_TIME_TEXT];
        g_assert_cmpstr(ikt_time_format(cases[i].time, text), ==, cases[i].text);
    }
    char text[IKT_TIME_TEXT];
    ikt_time_format(INT64_MAX, text);
    g_assert_cmpuint(strlen(text), <, IKT_TIME_TEXT - 1);
}

/* Every day until 2400, then some, as the system's own calendar has them. */
static void test_dates(void)
{
    for (int64_t day = 0; day < 2932896; day += day < 157054 ? 1 : 29) {
        const time_t second = (time_t)(day * 86400 + day * 7919 % 86400);
        struct tm parts;
        char text[IKT_TIME_TEXT], wanted[IKT_TIME_TEXT];
        g_assert_nonnull(gmtime_r(&second, &parts));
        g_assert_cmpuint(strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%S.000000Z", &parts), >, 0);
        g_assert_cmpstr(ikt_time_format((ikt_time)second * IKT_SECOND, text), ==, wanted);
    }
    char text[IKT_TIME_TEXT];
    g_assert_cmpstr(ikt_time_format(INT64_C(253402300799999999), text), ==, "9999-12-31T23:59:59.999999Z");
    g_assert_cmpstr(ikt_time_format(INT64_C(253402300800000000), text), ==, "10000-01-01T00:00:00.000000Z");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bytes/address/parse-and-format", test_parse_and_format);
    g_test_add_func("/bytes/address/parse-refuses", test_parse_refuses);
    g_test_add_func("/bytes/address/unknown", test_unknown);
    g_test_add_func("/bytes/address/compare", test_compare);
    g_test_add_func("/bytes/address/prefix", test_prefix);
    g_test_add_func("/bytes/endpoint", test_endpoint);
    g_test_add_func("/bytes/time", test_time);
    g_test_add_func("/bytes/dates", test_dates);
    return g_test_run();
}
