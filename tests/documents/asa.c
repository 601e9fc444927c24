/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations of an ASA as a router: its own spellings, netmasks, objects, interfaces by name. Syntax and defaults:
 * the ASA command reference and configuration guides.
 */
#include "read.h"

#include "documents/configs.h"

static struct ikt_router *read_asa(const char *text, GPtrArray *remarks)
{
    const struct ikt_bytes content = {(const uint8_t *)text, strlen(text)};
    return ikt_asa_read("test.cfg", content, note_remark, remarks);
}

static void check_end(const struct ikt_router_end *end, const char *low, const char *high, unsigned port)
{
    char text[IKT_ADDRESS_TEXT];
    g_assert_cmpstr(ikt_address_format(&end->low, text), ==, low);
    g_assert_cmpstr(ikt_address_format(&end->high, text), ==, high);
    g_assert_cmpuint(end->port, ==, port);
}

static const struct ikt_router_acl_line *line_at(const struct ikt_router_acl *acl, unsigned nth)
{
    const struct ikt_router_acl_line *line = acl->lines;
    for (; nth > 0; nth--)
        line = line->next;
    return line;
}

static const char whole[] = ": Saved\n"
                            "ASA Version 9.1(2) \n"
                            "hostname wall\n"
                            "interface GigabitEthernet0/0\n"
                            " nameif outside\n"
                            " security-level 0\n"
                            " ip address 203.0.113.2 255.255.255.0 standby 203.0.113.3 \n"
                            "interface GigabitEthernet0/1\n"
                            " nameif dmz1\n"
                            " ip address 192.168.2.1 255.255.255.0 \n"
                            "banner motd A line with ^C in it\n"
                            "access-list VPN extended permit ip 192.168.2.0 255.255.255.0 192.168.1.0 255.255.255.0 \n"
                            "crypto ipsec ikev1 transform-set A256 esp-aes-256 esp-sha-hmac \n"
                            "crypto ipsec ikev1 transform-set TR esp-3des esp-md5-hmac \n"
                            "crypto ipsec ikev1 transform-set TR mode transport\n"
                            "crypto ipsec ikev2 ipsec-proposal NEW\n"
                            " protocol esp encryption aes-256\n"
                            "crypto dynamic-map DYN 5 set ikev1 transform-set TR\n"
                            "crypto map OUT 10 match address VPN\n"
                            "crypto map OUT 10 set pfs \n"
                            "crypto map OUT 10 set peer 198.51.100.1 198.51.100.2 \n"
                            "crypto map OUT 10 set ikev1 transform-set A256 TR\n"
                            "crypto map OUT 10 set ikev1 phase1-mode aggressive \n"
                            "crypto map OUT 10 set security-association lifetime seconds 3600 kilobytes unlimited\n"
                            "crypto map OUT 20 set pfs group5\n"
                            "crypto map OUT 20 set ikev2 ipsec-proposal NEW\n"
                            "crypto map OUT 65000 ipsec-isakmp dynamic DYN\n"
                            "crypto map OUT interface outside\n"
                            "crypto ikev2 policy 1\n"
                            " encryption aes-256\n"
                            " group 24\n"
                            "crypto ikev1 enable outside\n"
                            "crypto ikev1 am-disable\n"
                            "crypto ikev1 policy 20\n"
                            " authentication pre-share\n"
                            " encryption aes-192\n"
                            " hash md5\n"
                            " group 5\n"
                            " lifetime none\n"
                            "crypto ikev1 policy 30\n"
                            "tunnel-group 198.51.100.1 type ipsec-l2l\n"
                            "tunnel-group 198.51.100.1 ipsec-attributes\n"
                            " ikev1 pre-shared-key *****\n"
                            "tunnel-group DefaultL2LGroup ipsec-attributes\n"
                            " ikev1 pre-shared-key hare rabbit\n"
                            " ikev2 remote-authentication pre-shared-key *****\n"
                            "route outside 10.0.0.0 255.0.0.0 203.0.113.1 1 \n"
                            "Cryptochecksum:0123\n";

static void test_whole(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *router = read_asa(whole, remarks);
    g_assert_cmpuint(remarks->len, ==, 0);
    g_assert_cmpint(router->kind, ==, IKT_ROUTER_ASA);
    g_assert_cmpuint(router->release, ==, 9);
    g_assert_cmpuint(router->minor, ==, 1);
    g_assert_cmpstr(router->hostname.text, ==, "wall");
    g_assert_cmpint(router->seconds.value, ==, 28800);
    g_assert_cmpint(router->kilobytes.value, ==, 4608000);
    g_assert_false(router->aggressive.on);

    const struct ikt_router_interface *outside = ikt_router_interface_find(router, "outside");
    g_assert_true(outside == ikt_router_interface_find(router, "GigabitEthernet0/0"));
    g_assert_cmpstr(outside->map.text, ==, "OUT");
    g_assert_cmpstr(ikt_router_line(router, outside->map.line), ==, "crypto map OUT interface outside");
    g_assert_true(outside->isakmp.on);
    g_assert_cmpuint(outside->addresses->prefix, ==, 24);
    g_assert_null(outside->addresses->next); /* the other unit's is not its own */
    g_assert_true(ikt_router_interface_find(router, "dmz1") == outside->next);
    g_assert_false(outside->next->isakmp.on);

    const struct ikt_router_entry *entry = router->entries->next;
    g_assert_cmpint(router->entries->kind, ==, IKT_ROUTER_TEMPLATE);
    g_assert_cmpint(entry->kind, ==, IKT_ROUTER_ENTRY_STATIC);
    g_assert_cmpstr(entry->acl.text, ==, "VPN");
    g_assert_cmpint(entry->pfs.value, ==, 2); /* of 9.12 and before */
    g_assert_cmpuint(entry->pfs.line, ==, 20);
    g_assert_cmpstr(entry->peers->next->name.text, ==, "198.51.100.2");
    g_assert_cmpint(entry->peers->next->address.family, ==, IKT_FAMILY_IPV4);
    g_assert_cmpstr(entry->sets->next->name.text, ==, "TR");
    g_assert_true(entry->aggressive.on);
    g_assert_cmpint(entry->seconds.value, ==, 3600);
    g_assert_cmpint(entry->kilobytes.value, ==, IKT_ABSENT);
    g_assert_cmpuint(entry->kilobytes.line, ==, 24);
    g_assert_cmpint(entry->next->kind, ==, IKT_ROUTER_ENTRY_OTHER); /* IKEv2 alone */
    g_assert_cmpint(entry->next->pfs.value, ==, 5);
    g_assert_cmpint(entry->next->next->kind, ==, IKT_ROUTER_ENTRY_DYNAMIC);
    g_assert_cmpstr(entry->next->next->dynamic.text, ==, "DYN");

    const struct ikt_router_set *set = ikt_router_set_find(router, "A256");
    g_assert_cmpint(set->esp, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(set->key_bits, ==, 256);
    g_assert_cmpint(set->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
    g_assert_false(set->transport);
    set = ikt_router_set_find(router, "TR");
    g_assert_cmpint(set->esp, ==, IKT_ESP_3DES);
    g_assert_true(set->transport);
    g_assert_cmpuint(set->mode_line, ==, 15);

    const struct ikt_router_policy *policy = router->policies;
    g_assert_cmpuint(policy->priority, ==, 20);
    g_assert_cmpint(policy->encryption, ==, IKT_ENCRYPTION_AES_CBC);
    g_assert_cmpint(policy->key_bits, ==, 192);
    g_assert_cmpint(policy->hash, ==, IKT_HASH_MD5);
    g_assert_cmpint(policy->group, ==, 5);
    g_assert_cmpint(policy->lifetime, ==, IKT_ABSENT);
    policy = policy->next;
    g_assert_cmpint(policy->encryption, ==, IKT_ENCRYPTION_3DES_CBC);
    g_assert_cmpint(policy->hash, ==, IKT_HASH_SHA1);
    g_assert_cmpint(policy->authentication, ==, IKT_AUTH_PSK);
    g_assert_cmpint(policy->group, ==, 2);
    g_assert_cmpint(policy->lifetime, ==, 86400);
    g_assert_null(policy->next);
    ikt_router_free(router);
}

static void test_keys(void)
{
    struct ikt_router *router = read_asa(whole, NULL);
    struct ikt_router *other = read_asa("tunnel-group R ipsec-attributes\n pre-shared-key hare rabbit\n"
                                        "isakmp key hare address 198.51.100.0 netmask 255.255.255.0\n",
                                        NULL);
    const struct ikt_router_key *stars = router->keys, *key = stars->next;
    g_assert_cmpint(stars->whom.kind, ==, IKT_ROUTER_WHOM_ADDRESS);
    g_assert_cmpuint(stars->whom.prefix, ==, 32);
    g_assert_cmpuint(key->whom.prefix, ==, 0);
    g_assert_null(key->next);
    g_assert_cmpint(other->keys->whom.kind, ==, IKT_ROUTER_WHOM_GROUP);
    g_assert_cmpint(ikt_router_mark_equal(&stars->mark, &stars->mark), ==, IKT_UNKNOWN);
    g_assert_cmpint(ikt_router_mark_equal(&key->mark, &other->keys->mark), ==, IKT_YES);
    g_assert_cmpint(ikt_router_mark_equal(&key->mark, &other->keys->next->mark), ==, IKT_NO);
    g_assert_cmpuint(other->keys->next->whom.prefix, ==, 24);
    g_assert_cmpstr(ikt_router_line(router, key->line), ==, "pre-shared-key <hidden>");
    g_assert_cmpstr(ikt_router_line(other, other->keys->next->line), ==, "isakmp key <hidden> address ...");
    ikt_router_free(router);
    ikt_router_free(other);
}

/* Which group a default is depends on the release. */
static void test_default_group(void)
{
    static const struct {
        const char *version;
        int group;
    } cases[] = {{"ASA Version 8.2(5)\n", 2},
                 {"ASA Version 9.12(4)\n", 2},
                 {"ASA Version 9.13(1)\n", IKT_ABSENT},
                 {"", IKT_ABSENT}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(cases[i].version, "crypto map M 1 set pfs\ncrypto ikev1 policy 1\n", NULL);
        struct ikt_router *router = read_asa(text, NULL);
        g_assert_cmpint(router->entries->pfs.value, ==, cases[i].group);
        g_assert_cmpint(router->entries->pfs_default, ==, cases[i].group == IKT_ABSENT);
        g_assert_cmpint(router->policies->group, ==, cases[i].group);
        ikt_router_free(router);
    }
}

/* Objects multiply; each pair has the statement's line and number. */
static void test_objects(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *router =
        read_asa("name 10.9.9.9 printer description in the hall\n"
                 "object network LAN\n subnet 192.168.2.0 255.255.255.0\n"
                 "object network POOL\n range 10.1.0.5 10.1.0.9\n"
                 "object-group network FAR\n description x\n network-object object LAN\n network-object host printer\n"
                 "object-group network ALL\n group-object FAR\n network-object 10.2.0.0 255.255.0.0\n"
                 "object-group service WEB tcp\n port-object eq www\n port-object eq 8080\n"
                 "object-group service MIX\n service-object tcp destination eq https\n service-object gre\n"
                 "object-group protocol TCPUDP\n protocol-object udp\n protocol-object tcp\n"
                 "access-list V remark to the far side\n"
                 "access-list V line 2 extended permit ip object POOL object-group ALL\n"
                 "access-list V extended permit tcp any4 host printer object-group WEB\n"
                 "access-list V extended deny object-group MIX any host 10.3.0.1 log\n"
                 "access-list V extended permit object-group TCPUDP any any\n"
                 "access-list V extended permit ip host 10.3.0.2 any inactive\n"
                 "access-list V extended permit tcp any eq 5 any range 20 30\n"
                 "access-list V extended permit ip object NOWHERE any\n"
                 "access-list V extended permit object-group TCPUDP any any eq 53\n"
                 "access-list V extended permit icmp any any echo\n"
                 "access-list V extended permit ip any any time-range T\n"
                 "access-list OLD permit ip 10.0.0.0 255.0.0.0 any\n"
                 "access-list SPLIT standard permit 10.0.0.0 255.0.0.0\n"
                 "access-list BAD extended permit ip 10.0.0.0 0.0.0.255 any\n",
                 remarks);
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, "V");
    g_assert_cmpuint(acl->count, ==, 3 + 2 + 2 + 2 + 1 + 1 + 1 + 1 + 1);
    check_end(&line_at(acl, 0)->source, "10.1.0.5", "10.1.0.9", 0);
    check_end(&line_at(acl, 0)->destination, "192.168.2.0", "192.168.2.255", 0);
    check_end(&line_at(acl, 1)->destination, "10.9.9.9", "10.9.9.9", 0);
    check_end(&line_at(acl, 2)->destination, "10.2.0.0", "10.2.255.255", 0);
    g_assert_cmpuint(line_at(acl, 2)->line, ==, line_at(acl, 0)->line);
    g_assert_cmpuint(line_at(acl, 2)->number, ==, line_at(acl, 0)->number);
    check_end(&line_at(acl, 3)->destination, "10.9.9.9", "10.9.9.9", 80);
    check_end(&line_at(acl, 4)->destination, "10.9.9.9", "10.9.9.9", 8080);
    g_assert_cmpuint(line_at(acl, 4)->protocol, ==, 6);
    g_assert_false(line_at(acl, 5)->permit);
    check_end(&line_at(acl, 5)->destination, "10.3.0.1", "10.3.0.1", 443);
    g_assert_cmpuint(line_at(acl, 6)->protocol, ==, 47);
    g_assert_cmpuint(line_at(acl, 7)->protocol, ==, 17);
    for (unsigned i = 0; i < 9; i++)
        g_assert_null(line_at(acl, i)->unclear);
    for (unsigned i = 9; i < acl->count; i++)
        g_assert_nonnull(line_at(acl, i)->unclear);
    g_assert_cmpuint(line_at(acl, 9)->source.port, ==, 5);
    g_assert_cmpuint(line_at(acl, 9)->destination.port_high, ==, 30);
    g_assert_cmpuint(ikt_router_acl_find(router, "OLD")->count, ==, 1);
    g_assert_true(ikt_router_acl_find(router, "SPLIT")->standard);
    g_assert_true(ikt_router_acl_find(router, "BAD")->unclear);
    g_assert_cmpuint(remarks->len, ==, 1);
    ikt_router_free(router);
}

/* Which addresses stay what they are on their way out, rule by rule. */
static void check_nat(const char *text, const char *expected)
{
    struct ikt_router *router = read_asa(text, NULL);
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, router->nats->acl.text);
    g_autoptr(GString) found = g_string_new(NULL);
    g_assert_cmpstr(router->nats->interface.text, ==, "outside");
    for (const struct ikt_router_acl_line *line = acl->lines; line; line = line->next) {
        char source[IKT_ADDRESS_TEXT], destination[IKT_ADDRESS_TEXT];
        g_string_append_printf(found, "%s%s %s %s\n", line->permit ? "permit" : "deny", line->unclear ? "?" : "",
                               ikt_address_format(&line->source.low, source),
                               ikt_address_format(&line->destination.low, destination));
    }
    g_assert_cmpstr(found->str, ==, expected);
    ikt_router_free(router);
}

static void test_nat(void)
{
#define LANS                                                                                                           \
    "object network A\n subnet 10.1.0.0 255.255.0.0\nobject network B\n subnet 10.2.0.0 255.255.0.0\n"                 \
    "object network C\n host 10.1.0.3\nobject network X\n subnet 10.9.0.0 255.255.0.0\n"
    check_nat(LANS "nat (inside,outside) after-auto source dynamic any interface\n"
                   "object network A\n nat (inside,outside) dynamic interface\n"
                   "object network C\n nat (any,outside) static 203.0.113.9\n"
                   "nat (inside,outside) source static A A destination static B B no-proxy-arp route-lookup\n"
                   "nat (inside,outside) source static A X destination static B B\n"
                   "nat (inside,outside) source static A A inactive\n"
                   "nat (inside,dmz) source static A A\n",
              "deny 10.1.0.0 10.2.0.0\npermit? 10.1.0.0 10.2.0.0\npermit? 10.1.0.3 0.0.0.0\n"
              "permit 10.1.0.0 0.0.0.0\npermit 0.0.0.0 0.0.0.0\n");
    check_nat("access-list NONAT extended permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0\n"
              "global (outside) 1 interface\n"
              "nat (inside) 1 10.0.0.0 255.0.0.0\n"
              "nat (inside) 0 access-list NONAT\n"
              "static (inside,outside) 203.0.113.9 10.1.0.9 netmask 255.255.255.255\n"
              "crypto map M 1 set pfs group2\ncrypto map M interface outside\n",
              "deny 10.1.0.0 10.2.0.0\npermit? 10.1.0.9 0.0.0.0\npermit 10.0.0.0 0.0.0.0\n");
}

/* PIX 6 and ASA 7.0, typed input without indentation, an excerpt without interfaces. */
static void test_old(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *router = read_asa("PIX Version 6.3(5)\n"
                                         "nameif ethernet0 outside security0\n"
                                         "ip address outside 203.0.113.2 255.255.255.248\n"
                                         "access-list 101 permit ip 10.1.0.0 255.255.0.0 10.2.0.0 255.255.0.0\n"
                                         "crypto ipsec transform-set S esp-des esp-md5-hmac\n"
                                         "crypto map M 10 ipsec-isakmp\n"
                                         "crypto map M 10 set transform-set S\n"
                                         "crypto map M interface outside\n"
                                         "isakmp enable outside\n"
                                         "isakmp key k address 198.51.100.1 netmask 255.255.255.255\n"
                                         "isakmp policy 10 authentication pre-share\n"
                                         "isakmp policy 10 encryption des\n",
                                         remarks);
    g_assert_cmpuint(remarks->len, ==, 0);
    const struct ikt_router_interface *outside = ikt_router_interface_find(router, "outside");
    g_assert_cmpstr(outside->name, ==, "ethernet0");
    g_assert_cmpuint(outside->addresses->prefix, ==, 29);
    g_assert_cmpstr(outside->map.text, ==, "M");
    g_assert_cmpint(router->policies->encryption, ==, IKT_ENCRYPTION_DES_CBC);
    g_assert_cmpint(ikt_router_set_find(router, "S")->esp, ==, IKT_ESP_DES);
    ikt_router_free(router);
    router = read_asa("crypto map M 10 set peer 198.51.100.1\ncrypto map M interface wan\n"
                      "crypto ikev1 policy 5\nencryption 3des\nfrobnicate\ncrypto map M 10 frob\n",
                      remarks);
    outside = ikt_router_interface_find(router, "wan");
    g_assert_true(outside->address_unknown);
    g_assert_cmpstr(outside->map.text, ==, "M");
    g_assert_true(router->entries->unclear);
    g_assert_cmpuint(remarks->len, ==, 1);
    ikt_router_free(router);
}

/* An ASA is told from a router by its own statements, not by those that both have. */
static void test_told_apart(void)
{
    static const struct {
        const char *text;
        enum ikt_router_kind kind;
    } cases[] = {
        {"ASA Version 9.1(2)\ncrypto map M 1 set pfs\n", IKT_ROUTER_ASA},
        {"crypto map M 1 set pfs\ncrypto map M interface outside\n", IKT_ROUTER_ASA},
        {"interface Vlan2\n nameif outside\n", IKT_ROUTER_ASA},
        {"hostname R\ncrypto isakmp enable\ncrypto map M 1 ipsec-isakmp\ninterface E0\n crypto map M\n",
         IKT_ROUTER_IOS},
        {"version 15.2\nobject-group network G\n host 10.0.0.1\ncrypto isakmp key k address 10.0.0.1\n"
         "ip access-list extended L\n permit ip any any\ncrypto map M interface outside\n",
         IKT_ROUTER_IOS},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_configs *configs = ikt_configs_new();
        const struct ikt_bytes content = {(const uint8_t *)cases[i].text, strlen(cases[i].text)};
        g_assert_true(ikt_configs_add(configs, "test.cfg", content, NULL, NULL, NULL));
        g_assert_cmpint(ikt_configs_router(configs, 0)->kind, ==, cases[i].kind);
        ikt_configs_free(configs);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/asa/whole", test_whole);
    g_test_add_func("/documents/asa/keys", test_keys);
    g_test_add_func("/documents/asa/default-group", test_default_group);
    g_test_add_func("/documents/asa/objects", test_objects);
    g_test_add_func("/documents/asa/nat", test_nat);
    g_test_add_func("/documents/asa/old", test_old);
    g_test_add_func("/documents/asa/told-apart", test_told_apart);
    return g_test_run();
}
