/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a router answers to an offer, check by check, from both sides of each: the near miss passes. Where the expected
 * answer is known from stands in checks.def.
 */
#include "ask.h"

#define SET     "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
#define ENTRY   "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address VPN\n"
#define ACL     "ip access-list extended VPN\n permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
#define ADDRESS "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"
#define OUTSIDE ADDRESS " crypto map CM\n"
#define GOOD    SET ENTRY ACL OUTSIDE

#define TAKES(text, offer, check, line)        expect_answer(text, offer, IKT_MODEL_TAKES, true, check, 0, line)
#define REFUSES(text, offer, check, err, line) expect_answer(text, offer, IKT_MODEL_REFUSES, true, check, err, line)
#define EITHER(text, offer, check, line)       expect_answer(text, offer, IKT_MODEL_EITHER, false, check, 0, line)

static void test_takes(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    struct asked asked = ask(GOOD, &offer);
    g_assert_cmpint(asked.answer->says, ==, IKT_MODEL_TAKES);
    g_assert_true(asked.answer->sure);
    g_assert_cmpuint(asked.answer->entry->sequence, ==, 10);
    g_assert_cmpstr(asked.answer->interface->name, ==, "Ethernet0/0");
    g_assert_true(asked.answer->chosen == &suite.transform);
    g_assert_cmpint(asked.answer->notify, ==, 0);
    asked_clear(&asked);
}

static void test_place(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    REFUSES(SET ENTRY ACL ADDRESS, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
    REFUSES(SET ENTRY ACL ADDRESS " crypto map MC\n", &offer, IKT_MODEL_CHECK_MAP_DEFINED, 8, "crypto map MC");
    EITHER(SET ACL ADDRESS " crypto map CM\n", &offer, IKT_MODEL_CHECK_MAP_DEFINED, "crypto map CM");
    REFUSES(SET ENTRY ACL ADDRESS "interface Ethernet0/1\n ip address 203.0.114.1 255.255.255.0\n crypto map CM\n",
            &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
    REFUSES(GOOD " shutdown\n", &offer, IKT_MODEL_CHECK_INTERFACE_UP, 8, "shutdown");
    /* an address that the file does not show is no wrong one */
    EITHER(SET ENTRY ACL "interface Ethernet0/0\n ip address dhcp\n crypto map CM\n", &offer,
           IKT_MODEL_CHECK_LOCAL_ADDRESS, "crypto map CM");
    EITHER(SET ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.9 255.255.255.0\n crypto map CM\n", &offer,
           IKT_MODEL_CHECK_LOCAL_ADDRESS, NULL);
    /* a section of the configuration hides where the map is applied */
    EITHER(SET ENTRY ACL, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, "crypto map CM 10");
    EITHER(SET ENTRY "crypto map CM\n" ACL, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, "crypto map CM 10");
}

/* local-address, unnumbered, HSRP, a NAT before the router */
static void test_addresses(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char loopback[] = "interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n"
                                   "crypto map CM local-address Loopback0\n";
    g_autofree char *elsewhere = g_strconcat(GOOD, loopback, NULL);
    REFUSES(elsewhere, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
    offer.local = address("192.0.2.1");
    TAKES(elsewhere, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    REFUSES(GOOD "interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n", &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS,
            8, "interface Loopback0");
    offer.local = address("203.0.113.7");
    static const char standby[] = SET ENTRY ACL ADDRESS " standby 1 ip 203.0.113.7\n standby 1 name HA\n"
                                                        " crypto map CM redundancy HA\n";
    TAKES(standby, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    offer.local = address(R1);
    REFUSES(standby, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, 8, "interface Ethernet0/0");
    TAKES(SET ENTRY ACL "interface Loopback0\n ip address 203.0.113.1 255.255.255.255\n"
                        "interface Serial0/0\n ip unnumbered Loopback0\n crypto map CM\n",
          &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    offer.local = address("192.0.2.99");
    EITHER(GOOD, &offer, IKT_MODEL_CHECK_LOCAL_ADDRESS, NULL);
    offer.local_translated = true;
    TAKES(GOOD, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
}

static void test_entry(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    REFUSES(SET "crypto map CM 10 ipsec-isakmp\n set transform-set TS\n match address VPN\n" ACL OUTSIDE, &offer,
            IKT_MODEL_CHECK_ENTRY_COMPLETE, 32, "crypto map CM 10");
    REFUSES(SET "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n" ACL OUTSIDE, &offer,
            IKT_MODEL_CHECK_ENTRY_COMPLETE, 32, "crypto map CM 10");
    REFUSES(SET ENTRY "ip access-list extended VPM\n permit ip any any\n" OUTSIDE, &offer, IKT_MODEL_CHECK_ACL_DEFINED,
            32, "match address VPN");
    EITHER(SET ENTRY OUTSIDE, &offer, IKT_MODEL_CHECK_ACL_DEFINED, "match address VPN");
    EITHER(SET ENTRY " set foo bar\n" ACL OUTSIDE, &offer, IKT_MODEL_CHECK_ENTRY_COMPLETE, "crypto map CM 10");
    EITHER(GOOD "crypto map CM 10 ipsec-isakmp\n set ikev2-profile V2\n", &offer, IKT_MODEL_CHECK_IKEV1,
           "set ikev2-profile V2");
    EITHER(GOOD "end\nno crypto map CM isakmp\n", &offer, IKT_MODEL_CHECK_WHOLE, NULL);
}

static void test_peer(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    offer.remote = address("198.51.100.77");
    expect_answer(GOOD, &offer, IKT_MODEL_REFUSES, true, IKT_MODEL_CHECK_PEER, 64, "set peer 198.51.100.1");
    expect_answer("version 17.9\n" GOOD, &offer, IKT_MODEL_REFUSES, true, IKT_MODEL_CHECK_PEER, 32,
                  "set peer 198.51.100.1");
    offer.networks.initiator = network("192.168.9.0/24", 0, 0);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_PEER, 32, "set peer 198.51.100.1");
    offer = offer_of(&suite);
    TAKES(SET "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.9\n set peer 198.51.100.1\n set transform-set TS\n"
              " match address VPN\n" ACL OUTSIDE,
          &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    EITHER(
        SET
        "crypto map CM 10 ipsec-isakmp\n set peer r2.example\n set transform-set TS\n match address VPN\n" ACL OUTSIDE,
        &offer, IKT_MODEL_CHECK_PEER, "set peer r2.example");
}

static void test_networks(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    /* inside the line: taken; around it, or beside it: not */
    offer.networks.initiator = network("192.168.2.77", 0, 0);
    TAKES(GOOD, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    offer.networks.initiator = network("192.168.2.0/23", 0, 0);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 192.168.1.0");
    offer.networks.initiator = network("192.168.3.0/24", 0, 0);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 192.168.1.0");
    offer.networks.initiator = network("0.0.0.0/0", 0, 0);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 192.168.1.0");
    /* not turned round: both lists name the same ends in the same order */
    offer.networks = (struct ikt_proxies){network("192.168.1.0/24", 0, 0), network("192.168.2.0/24", 0, 0)};
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 192.168.1.0");
    offer = offer_of(&suite);
    offer.networks.initiator.known = false;
    EITHER(GOOD, &offer, IKT_MODEL_CHECK_NETWORKS, "permit ip 192.168.1.0");
    offer = offer_of(&suite);
    REFUSES(SET ENTRY OUTSIDE "ip access-list extended VPN\n permit ip 0.0.0.0 255.255.255.0 0.0.0.0 255.255.255.0\n",
            &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 0.0.0.0");
}

static void test_deny(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    REFUSES(GOOD "ip access-list extended VPN\n 5 deny ip any 192.168.2.0 0.0.0.255\n", &offer,
            IKT_MODEL_CHECK_NETWORKS, 32, "deny ip any");
    EITHER(GOOD "ip access-list extended VPN\n 5 deny ip any host 192.168.2.7\n", &offer, IKT_MODEL_CHECK_NETWORKS_DENY,
           "deny ip any");
    /* behind the permit line it changes nothing, nor does one that is apart */
    TAKES(GOOD "ip access-list extended VPN\n 50 deny ip any any\n", &offer, IKT_MODEL_CHECK_PFS_REQUIRED,
          "crypto map CM 10");
    TAKES(GOOD "ip access-list extended VPN\n 5 deny ip any host 192.168.3.7\n", &offer, IKT_MODEL_CHECK_PFS_REQUIRED,
          "crypto map CM 10");
}

static void test_ports(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char tcp[] = SET ENTRY OUTSIDE
        "ip access-list extended VPN\n permit tcp 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255 eq 80\n";
    REFUSES(tcp, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit tcp");
    offer.networks.initiator = network("192.168.2.0/24", 6, 80);
    offer.networks.responder = network("192.168.1.0/24", 6, 0);
    TAKES(tcp, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    EITHER(GOOD, &offer, IKT_MODEL_CHECK_PROTOCOL_PORT, "permit ip");
    offer.networks.initiator.port = 443;
    REFUSES(tcp, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit tcp");
}

/* An entry of another peer that takes the networks first; one of the same peer that takes them and refuses the rest. */
static void test_order(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char other[] = "crypto map CM 5 ipsec-isakmp\n set peer 198.51.100.9\n set transform-set TS\n"
                                " match address WIDE\nip access-list extended WIDE\n permit ip any any\n";
    g_autofree char *overlap = g_strconcat(GOOD, other, NULL);
    EITHER(overlap, &offer, IKT_MODEL_CHECK_MAP_OVERLAP, "set peer 198.51.100.9");
    static const char later[] = "crypto map CM 50 ipsec-isakmp\n set peer 198.51.100.9\n set transform-set TS\n"
                                " match address WIDE\nip access-list extended WIDE\n permit ip any any\n";
    g_autofree char *behind = g_strconcat(GOOD, later, NULL);
    TAKES(behind, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    static const char weak[] = "crypto ipsec transform-set OLD esp-3des esp-md5-hmac\n"
                               "crypto map CM 5 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set OLD\n"
                               " match address VPN\n";
    g_autofree char *refused = g_strconcat(GOOD, weak, NULL);
    EITHER(refused, &offer, IKT_MODEL_CHECK_ENTRY_ORDER, "crypto ipsec transform-set OLD");
    /* the suite of another entry is of no use */
    REFUSES("crypto ipsec transform-set OLD esp-3des esp-md5-hmac\n" SET
            "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set OLD\n match address VPN\n"
            "crypto map CM 20 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address OTHER\n" ACL
            "ip access-list extended OTHER\n permit ip 10.0.0.0 0.255.255.255 any\n" OUTSIDE,
            &offer, IKT_MODEL_CHECK_TRANSFORMS, 256, "crypto ipsec transform-set OLD");
}

static void test_dynamic(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char dynamic[] = SET "crypto map CM 65000 ipsec-isakmp dynamic DYN\n" OUTSIDE;
    g_autofree char *any = g_strconcat(dynamic, "crypto dynamic-map DYN 10\n set transform-set TS\n", NULL);
    TAKES(any, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto dynamic-map DYN 10");
    g_autofree char *listed = g_strconcat(any, " match address VPN\n" ACL, NULL);
    TAKES(listed, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto dynamic-map DYN 10");
    offer.networks.initiator = network("10.0.0.0/8", 0, 0);
    TAKES(any, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto dynamic-map DYN 10");
    REFUSES(listed, &offer, IKT_MODEL_CHECK_NETWORKS, 32, "permit ip 192.168.1.0");
    REFUSES(dynamic, &offer, IKT_MODEL_CHECK_TEMPLATE_DEFINED, 32, "dynamic DYN");
    g_autofree char *named = g_strconcat(any, " set peer 198.51.100.9\n", NULL);
    expect_answer(named, &offer, IKT_MODEL_REFUSES, true, IKT_MODEL_CHECK_PEER, 64, "set peer 198.51.100.9");
}

static void test_transforms(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    suite_fill(&suite, IKT_ESP_AES_CBC, 128, IKT_INTEGRITY_HMAC_SHA1, IKT_ENCAPSULATION_TUNNEL);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_TRANSFORMS, 256, "transform-set TS esp-aes 256");
    suite_fill(&suite, IKT_ESP_AES_CBC, 256, IKT_INTEGRITY_HMAC_MD5, IKT_ENCAPSULATION_TUNNEL);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_TRANSFORMS, 256, "transform-set TS esp-aes 256");
    suite_fill(&suite, IKT_ESP_AES_CBC, 256, IKT_ABSENT, IKT_ENCAPSULATION_TUNNEL);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_TRANSFORMS, 256, "transform-set TS esp-aes 256");
    suite_fill(&suite, IKT_ESP_3DES, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1, IKT_ENCAPSULATION_TUNNEL);
    REFUSES(GOOD, &offer, IKT_MODEL_CHECK_TRANSFORMS, 256, "transform-set TS esp-aes 256");
    TAKES("crypto ipsec transform-set T3 esp-3des esp-sha-hmac\n" SET
          "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS T3\n match address VPN\n" ACL
              OUTSIDE,
          &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    /* AES without a length is 128 */
    suite_fill(&suite, IKT_ESP_AES_CBC, IKT_ABSENT, IKT_INTEGRITY_HMAC_SHA1, IKT_ENCAPSULATION_TUNNEL);
    TAKES("crypto ipsec transform-set TS esp-aes esp-sha-hmac\n" ENTRY ACL OUTSIDE, &offer,
          IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    EITHER("crypto ipsec transform-set TS esp-aes esp-sha-hmac comp-lzs\n" ENTRY ACL OUTSIDE, &offer,
           IKT_MODEL_CHECK_COMPRESSION, "comp-lzs");
    REFUSES("crypto ipsec transform-set TS ah-sha-hmac esp-aes esp-sha-hmac\n" ENTRY ACL OUTSIDE, &offer,
            IKT_MODEL_CHECK_TRANSFORMS, 256, "ah-sha-hmac");
    EITHER("crypto ipsec transform-set TS esp-foo\n" ENTRY ACL OUTSIDE, &offer, IKT_MODEL_CHECK_SETS_DEFINED,
           "esp-foo");
    REFUSES("crypto ipsec transform-set ST esp-aes esp-sha-hmac\n" ENTRY ACL OUTSIDE, &offer,
            IKT_MODEL_CHECK_SETS_DEFINED, 256, "set transform-set TS");
    EITHER(ENTRY ACL OUTSIDE, &offer, IKT_MODEL_CHECK_SETS_DEFINED, "set transform-set TS");
    offer.proposals = NULL;
    EITHER(GOOD, &offer, IKT_MODEL_CHECK_TRANSFORMS, "transform-set TS");
}

#define HOSTS "ip access-list extended VPN\n permit ip host 203.0.113.1 host 198.51.100.1\n"

static void test_mode(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    const struct ikt_proxies hosts = {network(R2, 0, 0), network(R1, 0, 0)};
    static const char transport[] = SET " mode transport\n" ENTRY ACL HOSTS OUTSIDE;
    static const char require[] = SET " mode transport require\n" ENTRY ACL HOSTS OUTSIDE;
    /* between networks the set falls back to tunnel mode by itself */
    TAKES(transport, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    REFUSES(require, &offer, IKT_MODEL_CHECK_MODE, 256, "mode transport require");
    offer.networks = hosts;
    EITHER(transport, &offer, IKT_MODEL_CHECK_MODE_FALLBACK, "mode transport");
    suite.transform.encapsulation = IKT_ENCAPSULATION_TRANSPORT;
    TAKES(transport, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    TAKES(require, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    REFUSES(SET " mode tunnel\n" ENTRY HOSTS OUTSIDE, &offer, IKT_MODEL_CHECK_MODE, 256, "mode tunnel");
    REFUSES(SET ENTRY HOSTS OUTSIDE, &offer, IKT_MODEL_CHECK_MODE, 256, "crypto ipsec transform-set TS");
    /* under NAT the same modes have other numbers */
    suite.transform.encapsulation = IKT_ENCAPSULATION_UDP_TRANSPORT;
    TAKES(transport, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
}

static void test_pfs(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    static const char pfs[] = SET ENTRY " set pfs group14\n" ACL OUTSIDE;
    REFUSES(pfs, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, 1024, "set pfs group14");
    offer.pfs_group = 14;
    TAKES(pfs, &offer, IKT_MODEL_CHECK_PFS_GROUP, "set pfs group14");
    TAKES(GOOD, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    offer.pfs_group = 5;
    REFUSES(pfs, &offer, IKT_MODEL_CHECK_PFS_GROUP, 1024, "set pfs group14");
    EITHER(SET ENTRY " set pfs group1\n" ACL OUTSIDE, &offer, IKT_MODEL_CHECK_PFS_DEFAULT, "set pfs group1");
    offer.pfs_group = 14;
    REFUSES(SET ENTRY " set pfs group1\n" ACL OUTSIDE, &offer, IKT_MODEL_CHECK_PFS_GROUP, 1024, "set pfs group1");
    offer.pfs_unknown = true;
    EITHER(pfs, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "set pfs group14");
}

#define RING                                                                                                           \
    "crypto keyring K\n pre-shared-key address 198.51.100.1 key secret\n"                                              \
    "crypto isakmp profile P\n keyring K\n match identity address 198.51.100.1 255.255.255.255\n"

static void test_profile(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    struct ikt_identity identity = {.type = IKT_ID_IPV4_ADDR, .low = address(R2), .high = address(R2), .prefix = 32};
    static const char set[] = SET ENTRY " set isakmp-profile P\n" ACL OUTSIDE;
    g_autofree char *whole = g_strconcat(set, RING, NULL);
    EITHER(whole, &offer, IKT_MODEL_CHECK_ISAKMP_PROFILE, "set isakmp-profile P");
    EITHER(set, &offer, IKT_MODEL_CHECK_ISAKMP_PROFILE, "set isakmp-profile P");
    g_autofree char *of_map = g_strconcat(GOOD, "crypto map CM isakmp-profile P\n", RING, NULL);
    EITHER(of_map, &offer, IKT_MODEL_CHECK_ISAKMP_PROFILE, "isakmp-profile P");
    offer.identity = &identity;
    TAKES(whole, &offer, IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
    identity.low = identity.high = address("192.0.2.8");
    expect_answer(whole, &offer, IKT_MODEL_REFUSES, false, IKT_MODEL_CHECK_ISAKMP_PROFILE, 32, "set isakmp-profile P");
}

/* Lifetimes refuse nothing. */
static void test_lifetime(void)
{
    struct suite suite;
    struct ikt_model_offer offer = offer_of(&suite);
    suite.transform.life_seconds = 99;
    suite.transform.life_kilobytes = IKT_ABSENT;
    TAKES(SET ENTRY " set security-association lifetime seconds 28800\n" ACL OUTSIDE, &offer,
          IKT_MODEL_CHECK_PFS_REQUIRED, "crypto map CM 10");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/answer/takes", test_takes);
    g_test_add_func("/answer/place", test_place);
    g_test_add_func("/answer/addresses", test_addresses);
    g_test_add_func("/answer/entry", test_entry);
    g_test_add_func("/answer/peer", test_peer);
    g_test_add_func("/answer/networks", test_networks);
    g_test_add_func("/answer/deny", test_deny);
    g_test_add_func("/answer/ports", test_ports);
    g_test_add_func("/answer/order", test_order);
    g_test_add_func("/answer/dynamic", test_dynamic);
    g_test_add_func("/answer/transforms", test_transforms);
    g_test_add_func("/answer/mode", test_mode);
    g_test_add_func("/answer/pfs", test_pfs);
    g_test_add_func("/answer/profile", test_profile);
    g_test_add_func("/answer/lifetime", test_lifetime);
    return g_test_run();
}
