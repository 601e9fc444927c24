/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The values of statements that bear on phase 1, on interfaces and on the way a packet takes. Syntax and defaults:
 * Cisco IOS Security, Interface and IP Addressing Command References.
 */
#include "read.h"

static void assert_address(const struct ikt_address *address, const char *expected)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(address, text), ==, expected);
}

static const struct ikt_router_key *key_at(const struct ikt_router *config, unsigned at)
{
    const struct ikt_router_key *key = config->keys;
    for (; at > 0; at--)
        key = key->next;
    return key;
}

/* Whom a key is for, and which keys are the same; what is not readable is neither equal nor different. */
static void test_keys(void)
{
    struct ikt_router *config = read_text("crypto isakmp key cisco123  address 203.0.113.1\n"
                                          "crypto isakmp key 0 cisco123 address 0.0.0.0 no-xauth\n"
                                          "crypto isakmp key Cisco123 address 10.0.0.0 255.255.0.0\n"
                                          "crypto isakmp key 6 cisco123 address 203.0.113.2\n"
                                          "crypto isakmp key <key> hostname peer.example\n"
                                          "crypto isakmp key two words address ipv6 2001:db8::/32\n"
                                          "crypto isakmp key ****** address 203.0.113.3\n"
                                          "crypto isakmp key 6 address 203.0.113.4\n"
                                          "crypto keyring K vrf OUTSIDE\n"
                                          "  local-address Loopback 0\n"
                                          "  pre-shared-key address 203.0.113.1 255.255.255.255 key cisco123\n"
                                          "  pre-shared-key hostname key key two words\n",
                                          NULL);
    const struct ikt_router_key *first = key_at(config, 0);
    g_assert_cmpint(first->whom.kind, ==, IKT_ROUTER_WHOM_ADDRESS);
    assert_address(&first->whom.address, "203.0.113.1");
    g_assert_cmpuint(first->whom.prefix, ==, 32);
    g_assert_cmpuint(first->mark.line, ==, 1);
    static const struct {
        unsigned key;
        enum ikt_tristate equal; /* to the first */
        uint8_t prefix;
    } cases[] = {{1, IKT_YES, 0},      {2, IKT_NO, 16}, {3, IKT_UNKNOWN, 32}, {4, IKT_UNKNOWN, 0}, {5, IKT_NO, 32},
                 {6, IKT_UNKNOWN, 32}, {7, IKT_NO, 32}, {8, IKT_YES, 32},     {9, IKT_NO, 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_assert_cmpint(ikt_router_mark_equal(&first->mark, &key_at(config, cases[i].key)->mark), ==, cases[i].equal);
        g_assert_cmpuint(key_at(config, cases[i].key)->whom.prefix, ==, cases[i].prefix);
    }
    g_assert_cmpint(ikt_router_mark_equal(&key_at(config, 5)->mark, &key_at(config, 9)->mark), ==, IKT_YES);
    g_assert_true(key_at(config, 1)->no_xauth.on);
    g_assert_false(first->no_xauth.on);
    g_assert_true(key_at(config, 3)->encrypted);
    g_assert_false(key_at(config, 7)->encrypted);
    g_assert_cmpint(key_at(config, 4)->whom.kind, ==, IKT_ROUTER_WHOM_HOST);
    g_assert_cmpstr(key_at(config, 4)->whom.name, ==, "peer.example");
    g_assert_cmpstr(key_at(config, 9)->whom.name, ==, "key");
    assert_address(&key_at(config, 5)->whom.address, "2001:db8::");
    const struct ikt_router_keyring *keyring = ikt_router_keyring_find(config, "K");
    g_assert_cmpstr(keyring->vrf.text, ==, "OUTSIDE");
    g_assert_cmpstr(keyring->local_address.text, ==, "Loopback 0");
    ikt_router_free(config);
}

static void test_profile(void)
{
    struct ikt_router *config = read_text("crypto isakmp profile P\n"
                                          "   vrf INSIDE\n"
                                          "   keyring K\n"
                                          "   self-identity fqdn r1.example\n"
                                          "   match identity address 203.0.113.0 255.255.255.0 OUTSIDE\n"
                                          "   match identity address 198.51.100.1 OUTSIDE\n"
                                          "   match identity host peer.example\n"
                                          "   match identity group G\n"
                                          "   match identity user me@peer.example\n"
                                          "   match identity host domain example\n"
                                          "   client authentication list XAUTH\n"
                                          "   initiate mode aggressive\n"
                                          "   local-address 203.0.113.9\n",
                                          NULL);
    static const struct {
        enum ikt_router_whom_kind kind;
        uint8_t prefix;
        const char *name, *vrf;
    } expected[] = {{IKT_ROUTER_WHOM_ADDRESS, 24, NULL, "OUTSIDE"},     {IKT_ROUTER_WHOM_ADDRESS, 32, NULL, "OUTSIDE"},
                    {IKT_ROUTER_WHOM_HOST, 0, "peer.example", NULL},    {IKT_ROUTER_WHOM_GROUP, 0, "G", NULL},
                    {IKT_ROUTER_WHOM_USER, 0, "me@peer.example", NULL}, {IKT_ROUTER_WHOM_OTHER, 0, NULL, NULL}};
    const struct ikt_router_isakmp_profile *profile = ikt_router_isakmp_profile_find(config, "P");
    const struct ikt_router_match *match = profile->matches;
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++, match = match->next) {
        g_assert_cmpint(match->whom.kind, ==, expected[i].kind);
        g_assert_cmpuint(match->whom.prefix, ==, expected[i].prefix);
        g_assert_cmpstr(match->whom.name, ==, expected[i].name);
        g_assert_cmpstr(match->whom.vrf, ==, expected[i].vrf);
        g_assert_cmpuint(match->line, ==, 5 + i);
    }
    g_assert_null(match);
    g_assert_cmpstr(profile->keyrings->name.text, ==, "K");
    g_assert_cmpstr(profile->vrf.text, ==, "INSIDE");
    g_assert_cmpstr(profile->self_identity.text, ==, "fqdn r1.example");
    g_assert_cmpstr(profile->local_address.text, ==, "203.0.113.9");
    g_assert_true(profile->aggressive.on && profile->xauth.on);
    g_assert_false(profile->unclear);
    ikt_router_free(config);
}

static void test_interfaces(void)
{
    struct ikt_router *config = read_text("interface GigabitEthernet0/0\n"
                                          " ip address 203.0.113.1 255.255.255.240\n"
                                          " ip address 203.0.113.33 255.255.255.240 secondary\n"
                                          " ip access-group OUT-IN in\n"
                                          " ip nat outside\n"
                                          " ip mtu 1400\n"
                                          " ip tcp adjust-mss 1360\n"
                                          " vrf forwarding OUTSIDE\n"
                                          " standby 1 ip 203.0.113.5\n"
                                          " standby 1 name GROUP1\n"
                                          " crypto map CM redundancy GROUP1\n"
                                          "interface GigabitEthernet0/1\n"
                                          " ip address dhcp\n"
                                          " shutdown\n"
                                          "interface Tunnel0\n"
                                          " ip unnumbered Loopback 0\n"
                                          " ip nhrp authentication s3cret\n"
                                          " ip nhrp map multicast 203.0.113.17\n"
                                          " ip nhrp map 10.0.0.1 203.0.113.18\n"
                                          " ip nhrp nhs 10.0.0.2 nbma 203.0.113.19 multicast\n"
                                          " tunnel source GigabitEthernet0/0\n"
                                          " tunnel destination 198.51.100.1\n"
                                          " tunnel key 7\n"
                                          " tunnel vrf OUTSIDE\n"
                                          " tunnel protection ipsec profile P shared\n"
                                          "interface GigabitEthernet0/0\n"
                                          " ip address 203.0.113.2 255.255.255.240\n"
                                          " no ip nat outside\n",
                                          NULL);
    const struct ikt_router_interface *outside = ikt_router_interface_find(config, "Gi0/0");
    assert_address(&outside->addresses->address, "203.0.113.2"); /* the last one holds */
    g_assert_cmpuint(outside->addresses->prefix, ==, 28);
    g_assert_true(outside->addresses->next->secondary);
    g_assert_true(outside->addresses->next->next->standby);
    g_assert_null(outside->addresses->next->next->next);
    g_assert_cmpstr(outside->access_in.text, ==, "OUT-IN");
    g_assert_null(outside->access_out.text);
    g_assert_false(outside->nat_outside.on);
    g_assert_cmpuint(outside->nat_outside.line, ==, 28);
    g_assert_cmpint(outside->mtu.value, ==, 1400);
    g_assert_cmpint(outside->adjust_mss.value, ==, 1360);
    g_assert_cmpstr(outside->vrf.text, ==, "OUTSIDE");
    g_assert_cmpstr(outside->standby_name.text, ==, "GROUP1");
    g_assert_cmpstr(outside->map_redundancy.text, ==, "GROUP1");
    const struct ikt_router_interface *other = ikt_router_interface_find(config, "Gi0/1");
    g_assert_true(other->address_unknown && other->shutdown.on);
    g_assert_cmpuint(other->address_line, ==, 13);
    const struct ikt_router_interface *tunnel = ikt_router_interface_find(config, "Tunnel0");
    g_assert_cmpstr(tunnel->unnumbered.text, ==, "Loopback 0");
    assert_address(&tunnel->destination_address, "198.51.100.1");
    g_assert_cmpint(tunnel->tunnel_key.value, ==, 7);
    g_assert_cmpstr(tunnel->tunnel_vrf.text, ==, "OUTSIDE");
    g_assert_true(tunnel->protection_shared && tunnel->nhrp);
    g_assert_cmpuint(tunnel->nhrp_authentication.line, ==, 17);
    g_assert_cmpstr(ikt_router_line(config, 17), ==, "ip nhrp authentication <hidden>");
    assert_address(&tunnel->nhrp_peers->address, "203.0.113.17");
    assert_address(&tunnel->nhrp_peers->next->address, "203.0.113.18");
    assert_address(&tunnel->nhrp_peers->next->next->address, "203.0.113.19");
    ikt_router_free(config);
}

static void test_paths(void)
{
    struct ikt_router *config = read_text("version 15.2\n"
                                          "ip route 0.0.0.0 0.0.0.0 203.0.113.14\n"
                                          "ip route 10.2.0.0 255.255.0.0 Tunnel 0 10.0.0.2 200 name x\n"
                                          "ip route vrf V 10.3.0.0 255.255.0.0 Null0\n"
                                          "ip nat inside source list NAT interface GigabitEthernet0/0 overload\n"
                                          "ip nat inside source static tcp 10.0.0.5 80 interface Gi0/0 8080\n"
                                          "ip nat inside source static 10.0.0.6 203.0.113.6 route-map RM\n"
                                          "ip nat inside source route-map RM pool POOL\n"
                                          "ip nat inside source static network 10.0.0.0 203.0.113.0 /24\n"
                                          "route-map RM permit 10\n"
                                          " match ip address 101 NAT\n"
                                          "route-map RM deny 20\n"
                                          " match interface Gi0/0\n"
                                          "router ospf 1\n"
                                          " network 10.0.0.0 0.255.255.255 area 0\n",
                                          NULL);
    g_assert_cmpuint(config->release, ==, 15);
    g_assert_cmpuint(config->minor, ==, 2);
    const struct ikt_router_route *route = config->routes;
    g_assert_cmpuint(route->prefix, ==, 0);
    assert_address(&route->next_hop, "203.0.113.14");
    route = route->next;
    assert_address(&route->low, "10.2.0.0");
    assert_address(&route->high, "10.2.255.255");
    g_assert_cmpstr(route->interface.text, ==, "Tunnel 0");
    assert_address(&route->next_hop, "10.0.0.2");
    g_assert_cmpstr(route->next->vrf, ==, "V");
    g_assert_null(route->next->next);
    const struct ikt_router_nat *nat = config->nats;
    g_assert_cmpstr(nat->acl.text, ==, "NAT");
    g_assert_cmpstr(nat->interface.text, ==, "GigabitEthernet0/0");
    nat = nat->next;
    g_assert_true(nat->is_static);
    g_assert_cmpuint(nat->protocol, ==, 6);
    g_assert_cmpuint(nat->inside_port, ==, 80);
    g_assert_cmpuint(nat->outside_port, ==, 8080);
    nat = nat->next;
    assert_address(&nat->outside, "203.0.113.6");
    g_assert_cmpstr(nat->route_map.text, ==, "RM");
    nat = nat->next;
    g_assert_cmpstr(nat->route_map.text, ==, "RM");
    g_assert_null(nat->interface.text);
    g_assert_false(nat->unclear);
    g_assert_true(nat->next->unclear);
    const struct ikt_router_route_map *map = config->route_maps;
    g_assert_cmpstr(map->acls->next->name.text, ==, "NAT");
    g_assert_true(map->permit);
    g_assert_false(map->other_matches);
    g_assert_true(map->next->other_matches && !map->next->permit);
    g_assert_true(config->routing_protocol);
    ikt_router_free(config);
}

static void test_globals(void)
{
    struct ikt_router *config = read_text("crypto ipsec transform-set T esp-aes\n", NULL);
    g_assert_true(config->isakmp.on && config->aggressive.on && config->natt.on);
    g_assert_false(config->invalid_spi_recovery.on || config->default_policies_off);
    g_assert_cmpint(config->keepalive.value, ==, IKT_ABSENT);
    ikt_router_free(config);
    config = read_text("no crypto isakmp enable\n"
                       "crypto isakmp aggressive-mode disable\n"
                       "no crypto ipsec nat-transparency udp-encapsulation\n"
                       "crypto isakmp invalid-spi-recovery\n"
                       "no crypto isakmp default policy\n"
                       "crypto isakmp keepalive 10 3 periodic\n"
                       "crypto isakmp identity hostname\n"
                       "crypto map CM local-address Loopback 0\n"
                       "crypto map CM client authentication list X\n"
                       "crypto map CM isakmp-profile P\n"
                       "crypto map CM 10 ipsec-isakmp\n"
                       " reverse-route static\n"
                       " set security-association level per-host\n",
                       NULL);
    g_assert_false(config->isakmp.on || config->aggressive.on || config->natt.on);
    g_assert_cmpuint(config->isakmp.line, ==, 1);
    g_assert_true(config->invalid_spi_recovery.on && config->default_policies_off);
    g_assert_cmpint(config->keepalive.value, ==, 10);
    g_assert_cmpstr(config->identity.text, ==, "hostname");
    g_assert_cmpstr(config->maps->local_address.text, ==, "Loopback 0");
    g_assert_cmpstr(config->maps->isakmp_profile.text, ==, "P");
    g_assert_true(config->maps->xauth.on);
    g_assert_true(config->entries->reverse_route.on && config->entries->per_host.on);
    g_assert_false(config->entries->unclear);
    ikt_router_free(config);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/values/keys", test_keys);
    g_test_add_func("/documents/values/profile", test_profile);
    g_test_add_func("/documents/values/interfaces", test_interfaces);
    g_test_add_func("/documents/values/paths", test_paths);
    g_test_add_func("/documents/values/globals", test_globals);
    return g_test_run();
}
