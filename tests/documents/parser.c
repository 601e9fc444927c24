/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What statements of a running-config become. Syntax and defaults: Cisco IOS Security Command Reference; artefacts of
 * files: those that public configurations have (terminal logs, show tech-support, RANCID, typed input).
 */
#include "read.h"

#define R1                                                                                                             \
    "Building configuration...\n"                                                                                      \
    "Current configuration : 1597 bytes\n"                                                                             \
    "!\n"                                                                                                              \
    "hostname R1\n"                                                                                                    \
    "!\n"                                                                                                              \
    "crypto isakmp policy 10\n"                                                                                        \
    " encr aes 256\n"                                                                                                  \
    " hash sha256\n"                                                                                                   \
    " authentication pre-share\n"                                                                                      \
    " group 14\n"                                                                                                      \
    "crypto isakmp key top-Secret! address 198.51.100.1    \n"                                                         \
    "!\n"                                                                                                              \
    "crypto ipsec transform-set TS1 esp-aes 256 esp-sha256-hmac \n"                                                    \
    " mode tunnel\n"                                                                                                   \
    "crypto ipsec transform-set TS2 ah-sha-hmac esp-3des comp-lzs\n"                                                   \
    " mode transport require\n"                                                                                        \
    "!\n"                                                                                                              \
    "crypto map CM 10 ipsec-isakmp \n"                                                                                 \
    " ! a comment inside\n"                                                                                            \
    " description to site B\n"                                                                                         \
    " set peer 198.51.100.1 default\n"                                                                                 \
    " set peer 198.51.100.2\n"                                                                                         \
    " set security-association lifetime seconds 1800\n"                                                                \
    " set transform-set TS1 TS2 \n"                                                                                    \
    " set pfs group14\n"                                                                                               \
    " match address VPN\n"                                                                                             \
    "!\n"                                                                                                              \
    "interface GigabitEthernet0/0\n"                                                                                   \
    " ip address 203.0.113.1 255.255.255.0\n"                                                                          \
    " ip address 203.0.113.5 255.255.255.0 secondary\n"                                                                \
    " ipv6 address 2001:DB8::1/64\n"                                                                                   \
    " standby 1 ip 203.0.113.9\n"                                                                                      \
    " crypto map CM\n"                                                                                                 \
    "!\n"                                                                                                              \
    "ip access-list extended VPN\n"                                                                                    \
    " remark networks\n"                                                                                               \
    " permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"                                                         \
    " deny   tcp host 192.168.1.9 eq www any\n"                                                                        \
    "end\n"

static const struct ikt_router_entry *entry_at(const struct ikt_router *config, unsigned nth)
{
    const struct ikt_router_entry *entry = config->entries;
    while (entry && nth-- > 0)
        entry = entry->next;
    return entry;
}

static void assert_address(const struct ikt_address *address, const char *expected)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(address, text), ==, expected);
}

static void test_whole(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text(R1, remarks);
    g_assert_cmpuint(remarks->len, ==, 0);
    g_assert_cmpstr(config->hostname.text, ==, "R1");
    const struct ikt_router_policy *policy = config->policies;
    g_assert_cmpuint(policy->priority, ==, 10);
    g_assert_cmpint(policy->encryption, ==, 7);
    g_assert_cmpint(policy->key_bits, ==, 256);
    g_assert_cmpint(policy->hash, ==, 4);
    g_assert_cmpint(policy->authentication, ==, 1);
    g_assert_cmpint(policy->group, ==, 14);
    g_assert_cmpint(policy->lifetime, ==, 86400);
    g_assert_cmpstr(config->keys->whom.text, ==, "198.51.100.1");

    const struct ikt_router_set *one = ikt_router_set_find(config, "TS1"), *two = ikt_router_set_find(config, "TS2");
    g_assert_cmpint(one->esp, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(one->key_bits, ==, 256);
    g_assert_cmpint(one->integrity, ==, IKT_INTEGRITY_HMAC_SHA2_256);
    g_assert_cmpint(one->ah, ==, 0);
    g_assert_false(one->transport);
    g_assert_cmpuint(one->line, ==, 13);
    g_assert_cmpuint(one->mode_line, ==, 14);
    g_assert_cmpint(two->ah, ==, IKT_AH_SHA);
    g_assert_cmpint(two->esp, ==, IKT_ESP_3DES);
    g_assert_cmpint(two->key_bits, ==, IKT_ABSENT);
    g_assert_cmpint(two->integrity, ==, IKT_ABSENT);
    g_assert_cmpint(two->ipcomp, ==, IKT_IPCOMP_LZS);
    g_assert_true(two->transport && two->require);
    g_assert_null(ikt_router_set_find(config, "ts1")); /* names keep their case */

    const struct ikt_router_entry *entry = config->entries;
    g_assert_null(entry->next);
    g_assert_cmpint(entry->kind, ==, IKT_ROUTER_ENTRY_STATIC);
    g_assert_false(entry->unclear);
    g_assert_cmpuint(entry->sequence, ==, 10);
    g_assert_cmpstr(entry->peers->name.text, ==, "198.51.100.1");
    g_assert_cmpstr(entry->peers->next->name.text, ==, "198.51.100.2");
    g_assert_cmpuint(entry->peers->next->name.line, ==, 22);
    g_assert_cmpstr(entry->sets->name.text, ==, "TS1");
    g_assert_cmpstr(entry->sets->next->name.text, ==, "TS2");
    g_assert_cmpint(entry->pfs.value, ==, 14);
    g_assert_cmpuint(entry->pfs.line, ==, 25);
    g_assert_cmpint(entry->seconds.value, ==, 1800);
    g_assert_cmpuint(entry->kilobytes.line, ==, 0);
    g_assert_cmpint(config->kilobytes.value, ==, 4608000);
    g_assert_cmpstr(entry->acl.text, ==, "VPN");

    const struct ikt_router_interface *interface = ikt_router_interface_find(config, "gi0/0");
    g_assert_nonnull(interface);
    g_assert_true(interface == ikt_router_interface_find(config, "GigabitEthernet 0/0"));
    g_assert_cmpstr(interface->map.text, ==, "CM");
    assert_address(&interface->addresses->address, "203.0.113.1");
    assert_address(&interface->addresses->next->address, "203.0.113.5");
    assert_address(&interface->addresses->next->next->address, "2001:db8::1");
    assert_address(&interface->addresses->next->next->next->address, "203.0.113.9");

    const struct ikt_router_acl *acl = ikt_router_acl_find(config, "VPN");
    g_assert_cmpuint(acl->count, ==, 2);
    g_assert_true(acl->lines->permit);
    assert_address(&acl->lines->source.low, "192.168.1.0");
    assert_address(&acl->lines->source.high, "192.168.1.255");
    assert_address(&acl->lines->destination.high, "192.168.2.255");
    const struct ikt_router_acl_line *denied = acl->lines->next;
    g_assert_false(denied->permit);
    g_assert_cmpuint(denied->protocol, ==, 6);
    g_assert_cmpuint(denied->source.port, ==, 80);
    assert_address(&denied->destination.high, "255.255.255.255");
    g_assert_null(denied->unclear);
    ikt_router_free(config);
}

/* No text that is kept holds a key. */
static void test_keys_are_masked(void)
{
    struct ikt_router *config = read_text("crypto isakmp key 6 s3cr et address 0.0.0.0 0.0.0.0 no-xauth\n"
                                          "crypto keyring K vrf V\n"
                                          "  pre-shared-key address 203.0.113.1 255.255.255.0 key 0 s3cr!et\n"
                                          "  pre-shared-key hostname peer.example key s3cret\n",
                                          NULL);
    g_assert_cmpstr(ikt_router_line(config, 1), ==, "crypto isakmp key <hidden> address 0.0.0.0 0.0.0.0 no-xauth");
    g_assert_cmpstr(ikt_router_line(config, 3), ==, "pre-shared-key address 203.0.113.1 255.255.255.0 key <hidden>");
    g_assert_cmpstr(ikt_router_line(config, 4), ==, "pre-shared-key hostname peer.example key <hidden>");
    g_assert_true(config->keys->encrypted);
    g_assert_false(config->keys->next->encrypted);
    g_assert_cmpstr(config->keys->next->keyring, ==, "K");
    ikt_router_free(config);
    /* a key that nothing could be made of is not quoted either */
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    config = read_text("crypto isakmp key s3cret\ncrypto keyring K\n pre-shared-key s3cret\n", remarks);
    g_assert_cmpuint(remarks->len, ==, 2);
    g_assert_false(is_remarked(remarks, "s3cret"));
    ikt_router_free(config);
}

static void test_abbreviations(void)
{
    struct ikt_router *config = read_text("cry isa pol 10\n"
                                          "au pre\n"
                                          "enc 3des\n"
                                          "gr 2\n"
                                          "cry ips tra TS esp-aes 192 esp-md5-hmac\n"
                                          "cry map CM 10 ipsec-isa\n"
                                          "se pe 198.51.100.1\n"
                                          "set trans TS\n"
                                          "ma add 101\n"
                                          "int f0/0.23\n"
                                          "ip add 203.0.113.1 255.255.255.0\n"
                                          "cry map CM\n"
                                          "access-l 101 permi ip any host 10.0.0.1\n",
                                          NULL);
    g_assert_cmpint(config->policies->encryption, ==, 5);
    g_assert_cmpint(config->policies->authentication, ==, 1);
    g_assert_cmpint(config->policies->group, ==, 2);
    g_assert_cmpint(ikt_router_set_find(config, "TS")->key_bits, ==, 192);
    g_assert_cmpstr(config->entries->peers->name.text, ==, "198.51.100.1");
    g_assert_cmpstr(config->entries->sets->name.text, ==, "TS");
    g_assert_cmpstr(config->interfaces->map.text, ==, "CM");
    g_assert_cmpuint(ikt_router_acl_find(config, "101")->count, ==, 1);
    ikt_router_free(config);
}

/* Statements a line, an entry that is opened again, several modes and sets: the last one holds. */
static void test_reopened(void)
{
    struct ikt_router *config = read_text("crypto map CM 20 ipsec-isakmp dynamic DYN\n"
                                          "crypto map CM 10 ipsec-isakmp\n"
                                          "crypto map CM 10 set peer 198.51.100.1\n"
                                          "crypto map CM 10 match address A\n"
                                          "crypto map CM 10 set transform-set X\n"
                                          "crypto map CM 10\n"
                                          " set transform-set Y\n"
                                          "crypto dynamic-map DYN 65534 set pfs group1\n"
                                          "crypto dynamic-map DYN 65534 \n"
                                          " set transform-set Z\n"
                                          "crypto map CM local-address Loopback0\n"
                                          "crypto map CM 30 gdoi\n"
                                          "crypto ipsec transform-set X esp-des\n"
                                          " mode transport\n"
                                          " mode tunnel\n"
                                          "crypto ipsec transform-set X esp-3des esp-sha-hmac\n"
                                          "crypto ipsec profile P\n"
                                          " set transform-set X\n"
                                          " set security-association lifetime kilobytes disable\n"
                                          " set isakmp-profile IP\n"
                                          "crypto ipsec security-association lifetime seconds 7200\n",
                                          NULL);
    const struct ikt_router_entry *entry = entry_at(config, 0);
    g_assert_cmpstr(entry->peers->name.text, ==, "198.51.100.1");
    g_assert_cmpstr(entry->acl.text, ==, "A");
    g_assert_cmpstr(entry->sets->name.text, ==, "Y");
    g_assert_null(entry->sets->next);
    g_assert_cmpint(entry_at(config, 1)->kind, ==, IKT_ROUTER_ENTRY_DYNAMIC);
    g_assert_cmpstr(entry_at(config, 1)->dynamic.text, ==, "DYN");
    g_assert_cmpint(entry_at(config, 2)->kind, ==, IKT_ROUTER_ENTRY_OTHER);
    g_assert_cmpint(entry_at(config, 3)->kind, ==, IKT_ROUTER_TEMPLATE);
    g_assert_cmpint(entry_at(config, 3)->pfs.value, ==, 1);
    g_assert_cmpstr(entry_at(config, 3)->sets->name.text, ==, "Z");
    const struct ikt_router_entry *profile = ikt_router_profile_find(config, "P");
    g_assert_true(profile == entry_at(config, 4));
    g_assert_cmpint(profile->kilobytes.value, ==, IKT_ABSENT);
    g_assert_cmpuint(profile->kilobytes.line, ==, 19);
    g_assert_cmpstr(profile->isakmp_profile.text, ==, "IP");
    g_assert_cmpstr(ikt_router_map_find(config, "CM")->local_address.text, ==, "Loopback0");
    const struct ikt_router_set *set = ikt_router_set_find(config, "X");
    g_assert_cmpint(set->esp, ==, IKT_ESP_3DES);
    g_assert_false(set->transport);
    g_assert_cmpint(config->seconds.value, ==, 7200);
    ikt_router_free(config);
}

static void test_tunnels(void)
{
    struct ikt_router *config = read_text("interface Tunnel0\n"
                                          " ip address 10.0.0.1 255.255.255.0\n"
                                          " tunnel source Gi0/0\n"
                                          " tunnel destination 198.51.100.1\n"
                                          " tunnel protection ipsec profile P shared\n"
                                          "int tun 1\n"
                                          " tunnel source 203.0.113.1\n"
                                          " tunnel mode gre multipoint\n"
                                          "interface Tunnel2\n"
                                          " tunnel mode ipsec ipv4\n"
                                          "interface GigabitEthernet0/0\n"
                                          " ip address 203.0.113.1 255.255.255.0\n"
                                          "interface Tunnel2\n"
                                          " tunnel protection ipsec profile Q\n",
                                          NULL);
    const struct ikt_router_interface *tunnel = ikt_router_interface_find(config, "Tunnel0");
    g_assert_cmpint(tunnel->tunnel_mode, ==, IKT_ROUTER_TUNNEL_GRE);
    g_assert_cmpstr(tunnel->source.text, ==, "Gi0/0");
    g_assert_cmpstr(tunnel->destination.text, ==, "198.51.100.1");
    g_assert_cmpstr(tunnel->protection.text, ==, "P");
    g_assert_cmpuint(tunnel->protection.line, ==, 5);
    g_assert_cmpint(ikt_router_interface_find(config, "Tunnel1")->tunnel_mode, ==, IKT_ROUTER_TUNNEL_MGRE);
    g_assert_cmpint(ikt_router_interface_find(config, "Tu2")->tunnel_mode, ==, IKT_ROUTER_TUNNEL_IPSEC);
    g_assert_cmpstr(ikt_router_interface_find(config, "Tu2")->protection.text, ==, "Q");
    ikt_router_free(config);
}

/* Order is that of the sequence numbers; what no proxy can be has a reason. */
static void test_access_lists(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text("access-list 110 remark one\n"
                                          "access-list 110 permit gre host 10.0.0.1 host 10.0.0.2 log\n"
                                          "access-list 10 permit 10.0.0.0 0.0.0.255\n"
                                          "ip access-list extended 110\n"
                                          " 5 deny ip any 10.9.0.0 0.0.255.255\n"
                                          " permit udp any eq isakmp any eq 4500\n"
                                          "ip access-list extended ODD\n"
                                          " permit ip 0.0.0.0 255.255.255.0 0.0.0.0 255.255.255.0\n"
                                          " permit tcp any range 1 2 any\n"
                                          " permit ip object-group A object-group B\n"
                                          " permit object-group S any any\n"
                                          " permit tcp any any established\n"
                                          " permit ip 10.0.0.7 0.0.0.3 any\n"
                                          "ip access-list extended BAD\n"
                                          " permit ip 10.0.0.0 any\n"
                                          "ip access-list extended TWICE\n"
                                          " 10 permit ip any any\n"
                                          " 10 deny ip any any\n",
                                          remarks);
    const struct ikt_router_acl *acl = ikt_router_acl_find(config, "110");
    g_assert_true(ikt_router_acl_find(config, "10")->standard);
    g_assert_cmpuint(acl->count, ==, 3);
    g_assert_cmpuint(acl->lines->number, ==, 5);
    g_assert_cmpuint(acl->lines->line, ==, 5);
    g_assert_cmpuint(acl->lines->next->protocol, ==, 47);
    g_assert_null(acl->lines->next->unclear);
    g_assert_cmpuint(acl->lines->next->next->source.port, ==, 500);
    g_assert_cmpuint(acl->lines->next->next->destination.port, ==, 4500);
    acl = ikt_router_acl_find(config, "ODD");
    g_assert_cmpuint(acl->count, ==, 6);
    unsigned unclear = 0;
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next)
        unclear += line->unclear != NULL;
    g_assert_cmpuint(unclear, ==, 5);
    assert_address(&acl->last->source.low, "10.0.0.4"); /* bits under the wildcard do not count */
    assert_address(&acl->last->source.high, "10.0.0.7");
    g_assert_true(ikt_router_acl_find(config, "BAD")->unclear);
    g_assert_true(is_remarked(remarks, "15: \"permit ip ...\" is not understood"));
    g_assert_true(ikt_router_acl_find(config, "TWICE")->unclear);
    ikt_router_free(config);
}

/* What stands around and between the statements of a file. */
static void test_frames(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config =
        read_text("\xef\xbb\xbf!RANCID-CONTENT-TYPE: cisco\r\n"
                  "------------------ show version ------------------\r\n"
                  "crypto map FAKE 10 ipsec-isakmp\r\n"
                  "------------------ show running-config ------------------\r\n"
                  "crypto ipsec transform-set TS esp-3des esp-sha-hmac \r\n"
                  " --More-- \x08\x08\x08\x08\x08\x08\x08\x08\x08        \x08\x08\x08\x08\x08\x08\x08\x08"
                  " mode transport\r\n"
                  "banner motd ^C\r\n"
                  "crypto map FAKE 20 ipsec-isakmp\r\n"
                  "^C\r\n"
                  "crypto pki certificate chain TP\r\n"
                  " certificate 01\r\n"
                  "  30820122 30820122\r\n"
                  "  C0FFEE00 30820122\r\n"
                  "  quit\r\n"
                  "R9#show ip route\r\n"
                  "crypto map FAKE 40 ipsec-isakmp\r\n"
                  "R9#sh run | section crypto\r\n"
                  "crypto map REAL 10 ipsec-isakmp !as before\r\n"
                  " set peer 198.51.100.1\r\n"
                  " crypto map REAL\r\n"
                  "R9#conf t\r\n"
                  "Enter configuration commands, one per line.  End with CNTL/Z.\r\n"
                  "R9(config)#crypto map REAL 10 ipsec-isakmp\r\n"
                  "R9(config-crypto-map)#set pfs group2\r\n"
                  "R9(config-crypto-map)#end\r\n",
                  remarks);
    g_assert_cmpuint(remarks->len, ==, 0);
    g_assert_cmpstr(config->hostname.text, ==, "R9");
    g_assert_null(config->entries->next);
    g_assert_cmpstr(config->entries->map, ==, "REAL");
    g_assert_cmpint(config->entries->pfs.value, ==, 2);
    g_assert_true(ikt_router_set_find(config, "TS")->transport);
    g_assert_true(config->stray_apply);
    ikt_router_free(config);
}

/* What typed input takes back is gone; what was never there is nothing. */
static void test_taken_back(void)
{
    struct ikt_router *config = read_text("no crypto map CM\n"
                                          "no ip access-list extended L\n"
                                          "crypto isakmp policy 1\n"
                                          " encr aes 256\n"
                                          " no encr\n"
                                          " hash md5\n"
                                          "crypto isakmp policy 2\n"
                                          "no crypto isakmp policy 2\n"
                                          "crypto isakmp key a address 10.0.0.1\n"
                                          "crypto isakmp key b address 10.0.0.2\n"
                                          "no crypto isakmp key a address 10.0.0.1\n"
                                          "crypto ipsec transform-set TS esp-aes\n"
                                          " mode transport\n"
                                          " no mode transport\n"
                                          "crypto map CM 10 ipsec-isakmp\n"
                                          " set peer 10.0.0.1\n"
                                          " set peer 10.0.0.2\n"
                                          " no set peer 10.0.0.1\n"
                                          " set pfs group2\n"
                                          " no set pfs\n"
                                          "crypto map CM 20 ipsec-isakmp\n"
                                          "no crypto map CM 20\n"
                                          "crypto map CM 20 ipsec-isakmp\n"
                                          " match address L\n"
                                          "crypto map OLD 1 ipsec-isakmp\n"
                                          "no crypto map OLD\n"
                                          "ip access-list extended L\n"
                                          " permit ip any any\n"
                                          "no ip access-list extended L\n"
                                          "ip access-list extended L\n"
                                          " deny ip any any\n"
                                          "ip route 10.0.0.0 255.0.0.0 10.9.9.9\n"
                                          "no ip route 10.0.0.0 255.0.0.0 10.9.9.9\n"
                                          "ip nat inside source list L interface E0 overload\n"
                                          "no ip nat inside source list L interface E0 overload\n"
                                          "interface Tunnel0\n"
                                          "no interface tunnel 0\n"
                                          "interface E0\n"
                                          " crypto map CM\n",
                                          NULL);
    g_assert_false(config->removals);
    g_assert_cmpint(config->policies->encryption, ==, 1);
    g_assert_cmpint(config->policies->key_bits, ==, IKT_ABSENT);
    g_assert_cmpuint(config->policies->encryption_line, ==, 0);
    g_assert_cmpuint(config->policies->hash_line, ==, 6);
    g_assert_null(config->policies->next);
    g_assert_cmpstr(config->keys->whom.text, ==, "10.0.0.2");
    g_assert_null(config->keys->next);
    g_assert_false(config->sets->transport);
    g_assert_cmpstr(config->entries->peers->name.text, ==, "10.0.0.2");
    g_assert_null(config->entries->peers->next);
    g_assert_cmpint(config->entries->pfs.value, ==, IKT_ABSENT);
    g_assert_cmpuint(config->entries->pfs.line, ==, 0);
    g_assert_cmpuint(config->entries->next->line, ==, 23);
    g_assert_null(config->entries->next->next);
    g_assert_null(config->maps->next);
    g_assert_cmpuint(ikt_router_acl_find(config, "L")->count, ==, 1);
    g_assert_false(ikt_router_acl_find(config, "L")->lines->permit);
    g_assert_null(config->routes);
    g_assert_null(config->nats);
    g_assert_cmpstr(config->interfaces->name, ==, "E0");
    g_assert_null(config->interfaces->next);
    ikt_router_free(config);
}

/* What is not understood makes what it stands in unclear, and is told. */
static void test_not_understood(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text("hostname A\n"
                                          "crypto map CM 10 ipsec-isakmp\n"
                                          " set tranform-set TS\n"
                                          "crypto map CM 20 ipsec-isakmp\n"
                                          " set peer {{ peer }}\n"
                                          " set pfs\n"
                                          "crypto map CM 30 ipsec-isakmp\n"
                                          " set peer <peer>\n"
                                          "crypto map CM 40 ipsec-isakmp\n"
                                          " frobnicate 7\n"
                                          "crypto ipsec transform-set T esp-foo\n"
                                          "crypto isakmp policy 1\n"
                                          " lieftime 5000\n"
                                          "no crypto map CM isakmp\n"
                                          "!\n"
                                          "crypto frobnicate\n",
                                          remarks);
    g_assert_true(entry_at(config, 0)->unclear);
    g_assert_true(is_remarked(remarks, "3: \"set tranform-set ...\" is not understood"));
    g_assert_true(entry_at(config, 1)->unclear); /* a placeholder of several words, and a group of unknown number */
    g_assert_false(entry_at(config, 2)->unclear);
    g_assert_null(entry_at(config, 2)->peers->name.text);
    g_assert_cmpuint(entry_at(config, 2)->peers->name.line, ==, 8);
    g_assert_true(entry_at(config, 3)->unclear);
    g_assert_true(ikt_router_set_find(config, "T")->unclear);
    g_assert_true(config->policies->unclear);
    g_assert_true(config->removals);
    g_assert_true(is_remarked(remarks, "16: "));
    ikt_router_free(config);
}

static void test_names(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text("crypto ipsec transform-set AES-SHA esp-aes\n"
                                          "crypto map to-site 10 ipsec-isakmp\n"
                                          " set transform-set aes-sha\n"
                                          " match address VPN\n"
                                          "interface Ethernet0/0\n"
                                          " crypto map to-north-site\n"
                                          "interface Tunnel0\n"
                                          " tunnel protection ipsec profile NONE\n",
                                          remarks);
    g_assert_cmpuint(remarks->len, ==, 5);
    g_assert_true(is_remarked(remarks, "3: transform set aes-sha is not defined in this file; AES-SHA is"));
    g_assert_true(is_remarked(remarks, "4: access list VPN is not defined in this file"));
    g_assert_true(is_remarked(remarks, "6: crypto map to-north-site is not defined in this file; to-site is"));
    g_assert_true(is_remarked(remarks, "8: IPsec profile NONE is not defined in this file"));
    g_assert_true(is_remarked(remarks, "0: crypto map to-site is applied to no interface of this file"));
    ikt_router_free(config);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/parser/whole", test_whole);
    g_test_add_func("/documents/parser/keys-are-masked", test_keys_are_masked);
    g_test_add_func("/documents/parser/abbreviations", test_abbreviations);
    g_test_add_func("/documents/parser/reopened", test_reopened);
    g_test_add_func("/documents/parser/tunnels", test_tunnels);
    g_test_add_func("/documents/parser/access-lists", test_access_lists);
    g_test_add_func("/documents/parser/frames", test_frames);
    g_test_add_func("/documents/parser/taken-back", test_taken_back);
    g_test_add_func("/documents/parser/not-understood", test_not_understood);
    g_test_add_func("/documents/parser/names", test_names);
    return g_test_run();
}
