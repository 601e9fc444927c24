/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/proxy_compare.h"
#include "fixture.h"

static struct ikt_proxy proxy(const char *network, uint8_t protocol, uint16_t port)
{
    struct ikt_identity id = identity(network, protocol, port);
    return ikt_proxy_of(&id);
}

static enum ikt_relation relation(const char *a, const char *b)
{
    struct ikt_proxy x = proxy(a, 0, 0), y = proxy(b, 0, 0);
    return ikt_proxy_relation(&x, &y);
}

static void test_addresses(void)
{
    g_assert_cmpint(relation("10.0.0.0/8", "10.0.0.0/8"), ==, IKT_RELATION_EQUAL);
    g_assert_cmpint(relation("10.1.0.0/16", "10.0.0.0/8"), ==, IKT_RELATION_SUBSET);
    g_assert_cmpint(relation("0.0.0.0/0", "10.0.0.0/8"), ==, IKT_RELATION_SUPERSET);
    g_assert_cmpint(relation("10.0.0.0/24", "10.0.1.0/24"), ==, IKT_RELATION_DISJOINT);
    g_assert_cmpint(relation("10.0.0.1/32", "2001:db8::/64"), ==, IKT_RELATION_DISJOINT);
    g_assert_cmpint(relation("2001:db8::1/128", "2001:db8::/64"), ==, IKT_RELATION_SUBSET);
}

/* A host is the same whatever ID type names it. */
static void test_types(void)
{
    struct ikt_identity host = identity("10.0.0.5/32", 0, 0), subnet = host;
    host.type = IKT_ID_IPV4_ADDR;
    struct ikt_proxy a = ikt_proxy_of(&host), b = ikt_proxy_of(&subnet);
    g_assert_cmpint(ikt_proxy_relation(&a, &b), ==, IKT_RELATION_EQUAL);
    g_assert_true(ikt_proxy_is_host(&a));
}

static void test_ranges(void)
{
    struct ikt_identity range = identity("10.0.0.0/24", 0, 0);
    range.high.octets[3] = 9;
    range.low.octets[3] = 1;
    struct ikt_proxy a = ikt_proxy_of(&range), b = proxy("10.0.0.0/29", 0, 0);
    g_assert_cmpint(ikt_proxy_prefix(&a), ==, -1);
    g_assert_cmpint(ikt_proxy_relation(&a, &b), ==, IKT_RELATION_OVERLAP);
    g_assert_null(ikt_proxy_debug(&a));
    g_assert_null(ikt_proxy_permit(&a, &b));
    g_autofree char *text = ikt_proxy_text(&a);
    g_assert_cmpstr(text, ==, "10.0.0.1-10.0.0.9");
    range.low.octets[3] = 200; /* low above high */
    a = ikt_proxy_of(&range);
    g_assert_cmpint(ikt_proxy_relation(&a, &b), ==, IKT_RELATION_UNKNOWN);
}

static void test_unknown(void)
{
    struct ikt_proxy none = ikt_proxy_of(NULL), some = proxy("10.0.0.0/8", 0, 0);
    g_assert_cmpint(ikt_proxy_relation(&none, &some), ==, IKT_RELATION_UNKNOWN);
    g_assert_cmpint(ikt_proxy_relation(&none, &none), ==, IKT_RELATION_UNKNOWN);
    g_assert_false(ikt_proxy_is_any(&none));
    g_assert_false(ikt_proxy_is_host(&none));
    g_assert_null(ikt_proxy_text(&none));
}

static void test_numbers(void)
{
    struct ikt_proxy ip = proxy("10.0.0.0/8", 0, 0), tcp = proxy("10.0.0.0/8", 6, 0), web = proxy("10.0.0.0/8", 6, 80),
                     udp = proxy("10.0.0.0/8", 17, 0);
    g_assert_cmpint(ikt_proxy_relation(&tcp, &ip), ==, IKT_RELATION_SUBSET);
    g_assert_cmpint(ikt_proxy_relation(&ip, &web), ==, IKT_RELATION_SUPERSET);
    g_assert_cmpint(ikt_proxy_relation(&web, &tcp), ==, IKT_RELATION_SUBSET);
    g_assert_cmpint(ikt_proxy_relation(&tcp, &udp), ==, IKT_RELATION_DISJOINT);
}

static void test_pairs(void)
{
    struct ikt_proxies a = {proxy("10.0.0.0/8", 0, 0), proxy("192.168.1.0/24", 0, 0)};
    struct ikt_proxies b = {proxy("192.168.0.0/16", 0, 0), proxy("10.1.0.0/16", 0, 0)};
    struct ikt_proxies swapped = ikt_proxies_swap(&b);
    g_assert_cmpint(ikt_proxies_relation(&a, &swapped), ==, IKT_RELATION_OVERLAP);
    g_assert_cmpint(ikt_proxies_relation(&a, &b), ==, IKT_RELATION_DISJOINT);
    g_autofree char *text = ikt_proxies_text(&a);
    g_assert_cmpstr(text, ==, "10.0.0.0/8 to 192.168.1.0/24");
}

static void check_permit(struct ikt_proxy source, struct ikt_proxy destination, const char *expected)
{
    g_autofree char *line = ikt_proxy_permit(&source, &destination);
    g_assert_cmpstr(line, ==, expected);
}

static void test_lines(void)
{
    check_permit(proxy("192.168.2.0/24", 0, 0), proxy("192.168.1.0/24", 0, 0),
                 "permit ip 192.168.2.0 0.0.0.255 192.168.1.0 0.0.0.255");
    check_permit(proxy("10.0.0.5/32", 0, 0), proxy("0.0.0.0/0", 0, 0), "permit ip host 10.0.0.5 any");
    check_permit(proxy("192.168.2.0/24", 6, 80), proxy("192.168.1.0/24", 6, 0),
                 "permit tcp 192.168.2.0 0.0.0.255 eq 80 192.168.1.0 0.0.0.255");
    check_permit(proxy("203.0.113.1/32", 47, 0), proxy("198.51.100.1/32", 47, 0),
                 "permit gre host 203.0.113.1 host 198.51.100.1");
    struct ikt_proxy lan = proxy("192.168.101.0/24", 0, 0);
    g_autofree char *debug = ikt_proxy_debug(&lan);
    g_assert_cmpstr(debug, ==, "192.168.101.0/255.255.255.0/256/0");
    struct ikt_identity ipv6 = identity("2001:db8:1::/64", 0, 0);
    struct ikt_proxy six = ikt_proxy_of(&ipv6);
    g_autofree char *debug6 = ikt_proxy_debug(&six);
    g_assert_cmpstr(debug6, ==, "2001:db8:1::/64/256/0");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/proxy/addresses", test_addresses);
    g_test_add_func("/proxy/types", test_types);
    g_test_add_func("/proxy/ranges", test_ranges);
    g_test_add_func("/proxy/unknown", test_unknown);
    g_test_add_func("/proxy/numbers", test_numbers);
    g_test_add_func("/proxy/pairs", test_pairs);
    g_test_add_func("/proxy/lines", test_lines);
    return g_test_run();
}
