/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which negotiation a packet of the LAN begins, or why it begins none.
 */
#include "ask.h"

#define CRYPTO                                                                                                         \
    "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"                                                         \
    "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address VPN\n"               \
    "ip access-list extended VPN\n permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
#define LAN     "interface Ethernet0/1\n ip address 192.168.1.1 255.255.255.0\n"
#define OUTSIDE "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"
#define MAP     " crypto map CM\n"
#define ROUTE   "ip route 0.0.0.0 0.0.0.0 203.0.113.9\n"
#define GOOD    CRYPTO LAN OUTSIDE MAP ROUTE

static void expect_of(const char *text, const char *from, const char *to, enum ikt_model_says says,
                      enum ikt_model_check check, const char *line)
{
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(text, NULL);
    const struct ikt_model_flow flow = {.source = address(from), .destination = address(to)};
    const struct ikt_model_beginning *begun = ikt_model_begin(arena, router, &flow);
    const struct ikt_model_step *last = &begun->steps[begun->step_count - 1];
    const char *statement = last->line ? ikt_router_line(router, last->line) : NULL;
    if (g_test_verbose())
        g_print("%s\n  says %d sure %d check %d (%s) line %u %s\n", text, begun->says, begun->sure, last->check,
                ikt_model_checks[last->check].text, last->line, statement ? statement : "");
    g_assert_cmpint(begun->says, ==, says);
    g_assert_cmpint(last->check, ==, check);
    g_assert_true(says == IKT_MODEL_REFUSES || begun->line != NULL);
    g_assert_true(says != IKT_MODEL_EITHER || !begun->sure);
    if (line)
        g_assert_nonnull(statement ? strstr(statement, line) : NULL);
    ikt_arena_free(arena);
    ikt_router_free(router);
}

static void expect(const char *text, enum ikt_model_says says, enum ikt_model_check check, const char *line)
{
    expect_of(text, "192.168.1.7", "192.168.2.7", says, check, line);
}

#define BEGINS(text)             expect(text, IKT_MODEL_TAKES, IKT_MODEL_CHECK_SETS_DEFINED, NULL)
#define NOTHING(text, why, line) expect(text, IKT_MODEL_REFUSES, IKT_MODEL_CHECK_##why, line)
#define EITHER(text, why, line)  expect(text, IKT_MODEL_EITHER, IKT_MODEL_CHECK_##why, line)

static void test_route(void)
{
    BEGINS(GOOD);
    BEGINS(CRYPTO LAN OUTSIDE MAP "ip route 192.168.2.0 255.255.255.0 Ethernet0/0\n");
    BEGINS(CRYPTO LAN OUTSIDE MAP "ip route 192.168.2.0 255.255.255.0 10.9.9.9\nip route 10.9.9.9 255.255.255.255 "
                                  "203.0.113.9\n");
    NOTHING(CRYPTO LAN OUTSIDE MAP "ip route 10.0.0.0 255.0.0.0 203.0.113.9\n", ROUTE, NULL);
    NOTHING(CRYPTO LAN OUTSIDE MAP, ROUTES_SHOWN, NULL);
    NOTHING(CRYPTO LAN OUTSIDE MAP "ip route 0.0.0.0 0.0.0.0 203.0.114.9\n", ROUTE, "ip route");
    EITHER(GOOD "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n", ROUTE_LEARNED, "ip route");
    EITHER(GOOD "interface Ethernet0/5\n vrf forwarding RED\n", ROUTE, NULL);
    /* the longer prefix wins, and leads where no map is */
    NOTHING(GOOD "interface Ethernet0/2\n ip address 203.0.115.1 255.255.255.0\n"
                 "ip route 192.168.2.0 255.255.255.0 203.0.115.9\n",
            MAP_OUT, "interface Ethernet0/2");
}

static void test_map(void)
{
    NOTHING(CRYPTO LAN OUTSIDE ROUTE, MAP_OUT, "interface Ethernet0/0");
    NOTHING(CRYPTO LAN OUTSIDE " crypto map MC\n" ROUTE, MAP_DEFINED, "crypto map MC");
    NOTHING(CRYPTO LAN OUTSIDE MAP " shutdown\n" ROUTE, ROUTE, NULL);
    NOTHING("crypto map CM 10 ipsec-isakmp dynamic DYN\ncrypto dynamic-map DYN 10\n set transform-set TS\n" LAN OUTSIDE
                MAP ROUTE,
            DYNAMIC_BEGINS, "dynamic DYN");
    NOTHING("crypto ipsec transform-set ST esp-aes\ncrypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n"
            " match address VPN\nip access-list extended VPN\n permit ip any any\n" LAN OUTSIDE MAP ROUTE,
            SETS_DEFINED, "crypto map CM 10");
}

/* A deny line leads to the next entry, and an entry that is not whole is none. */
static void test_order(void)
{
    static const char first[] = "crypto map CM 5 ipsec-isakmp\n set peer 198.51.100.9\n set transform-set TS\n"
                                " match address FIRST\n";
    struct ikt_arena *arena = ikt_arena_new(4000);
    static const struct {
        const char *acl;
        unsigned sequence;
    } rows[] = {{"ip access-list extended FIRST\n permit ip any any\n", 5},
                {"ip access-list extended FIRST\n deny ip any host 192.168.2.7\n permit ip any any\n", 10},
                {"ip access-list extended FIRST\n permit ip any 10.0.0.0 0.255.255.255\n", 10},
                {"", 10}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(GOOD, first, rows[i].acl, NULL);
        struct ikt_router *router = read_text(text, NULL);
        const struct ikt_model_flow flow = {.source = address("192.168.1.7"), .destination = address("192.168.2.7")};
        const struct ikt_model_beginning *begun = ikt_model_begin(arena, router, &flow);
        g_assert_cmpint(begun->says, ==, IKT_MODEL_TAKES);
        g_assert_cmpuint(begun->line->entry->sequence, ==, rows[i].sequence);
        g_assert_cmpuint(begun->line->sets->proposal_count, ==, 1);
        ikt_router_free(router);
    }
    ikt_arena_free(arena);
    NOTHING(GOOD "ip access-list extended VPN\n 5 deny ip any host 192.168.2.7\n", ACL_BEGINS, "crypto map CM 10");
}

#define NAT_SIDES                                                                                                      \
    "interface Ethernet0/1\n ip nat inside\ninterface Ethernet0/0\n ip nat outside\n"                                  \
    "ip nat inside source list NAT interface Ethernet0/0 overload\n"

static void test_nat(void)
{
    NOTHING(GOOD NAT_SIDES "ip access-list extended NAT\n permit ip 192.168.1.0 0.0.0.255 any\n", NAT_FIRST,
            "ip nat inside source");
    BEGINS(GOOD NAT_SIDES "ip access-list extended NAT\n deny ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
                          " permit ip 192.168.1.0 0.0.0.255 any\n");
    /* the same two lines, the other way round */
    NOTHING(GOOD NAT_SIDES "ip access-list extended NAT\n permit ip 192.168.1.0 0.0.0.255 any\n"
                           " deny ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n",
            NAT_FIRST, "ip nat inside source");
    BEGINS(GOOD "interface Ethernet0/1\n ip nat inside\n"
                "ip nat inside source list NAT interface Ethernet0/0 overload\n"
                "ip access-list extended NAT\n permit ip any any\n");
    EITHER(GOOD NAT_SIDES, NAT_FIRST, "ip nat inside source");
    static const char by_map[] =
        GOOD "interface Ethernet0/1\n ip nat inside\ninterface Ethernet0/0\n ip nat outside\n"
             "ip nat inside source route-map RM interface Ethernet0/0 overload\nroute-map RM permit 10\n match ip "
             "address 101\n"
             "access-list 101 deny ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\naccess-list 101 permit ip any any\n";
    BEGINS(by_map);
    NOTHING(GOOD "interface Ethernet0/1\n ip nat inside\ninterface Ethernet0/0\n ip nat outside\n"
                 "ip nat inside source static 192.168.1.7 203.0.113.7\n",
            NAT_FIRST, "ip nat inside source static");
    BEGINS(GOOD "interface Ethernet0/1\n ip nat inside\ninterface Ethernet0/0\n ip nat outside\n"
                "ip nat inside source static 192.168.1.8 203.0.113.7\n");
    /* the crypto access list names the translated address: NAT is meant */
    BEGINS("crypto ipsec transform-set TS esp-aes\ncrypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n"
           " set transform-set TS\n match address VPN\nip access-list extended VPN\n"
           " permit ip host 203.0.113.1 192.168.2.0 0.0.0.255\n" LAN OUTSIDE MAP ROUTE NAT_SIDES
           "ip access-list extended NAT\n permit ip any any\n");
}

#define TUNNEL                                                                                                         \
    "interface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n tunnel source Ethernet0/0\n"                          \
    " tunnel destination 198.51.100.1\n"
#define PROFILE "crypto ipsec transform-set TS esp-aes\ncrypto ipsec profile P\n set transform-set TS\n"
#define INTO    "ip route 192.168.2.0 255.255.255.0 Tunnel0\n"

static void test_tunnel(void)
{
    BEGINS(PROFILE LAN OUTSIDE ROUTE INTO TUNNEL " tunnel protection ipsec profile P\n");
    BEGINS(PROFILE LAN OUTSIDE ROUTE INTO TUNNEL " tunnel mode ipsec ipv4\n tunnel protection ipsec profile P\n");
    NOTHING(PROFILE LAN OUTSIDE ROUTE INTO TUNNEL " tunnel protection ipsec profile P\n shutdown\n", INTERFACE_UP,
            "shutdown");
    NOTHING(PROFILE LAN OUTSIDE ROUTE INTO "interface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n"
                                           " tunnel source Ethernet0/0\n tunnel protection ipsec profile P\n",
            TUNNEL_DESTINATION, "interface Tunnel0");
    NOTHING(PROFILE LAN OUTSIDE ROUTE INTO "interface Tunnel0\n ip address 172.16.0.1 255.255.255.252\n"
                                           " tunnel destination 198.51.100.1\n tunnel protection ipsec profile P\n",
            TUNNEL_SOURCE, "interface Tunnel0");
    /* GRE that no profile protects, and a crypto map on the way out does */
    BEGINS("crypto ipsec transform-set TS esp-aes\ncrypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n"
           " set transform-set TS\n match address VPN\nip access-list extended VPN\n"
           " permit gre host 203.0.113.1 host 198.51.100.1\n" LAN OUTSIDE MAP ROUTE INTO TUNNEL);
    /* tunnels that lead into one another end */
    struct ikt_arena *arena = ikt_arena_new(4000);
    struct ikt_router *router = read_text(LAN OUTSIDE TUNNEL "ip route 0.0.0.0 0.0.0.0 Tunnel0\n", NULL);
    const struct ikt_model_flow flow = {.source = address("192.168.1.7"), .destination = address("192.168.2.7")};
    g_assert_cmpint(ikt_model_begin(arena, router, &flow)->says, ==, IKT_MODEL_EITHER);
    ikt_router_free(router);
    ikt_arena_free(arena);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/begin/route", test_route);
    g_test_add_func("/begin/map", test_map);
    g_test_add_func("/begin/order", test_order);
    g_test_add_func("/begin/nat", test_nat);
    g_test_add_func("/begin/tunnel", test_tunnel);
    return g_test_run();
}
