/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Configurations as they come: terminal logs, web pages, mails, several routers in one text. What surrounds a statement
 * is taken away, and a statement of which a part is missing makes what it stands in unclear.
 */
#include "read.h"

/* Texts that hold the same entry, the same list and the same interface. */
static const char *const same[] = {
    /* quoted, in a mail */
    "> > crypto map CM 10 ipsec-isakmp\n> >  set peer 198.51.100.1\n> >  set pfs group2\n> >  match address VPN\n"
    "> > ip access-list extended VPN\n> >  permit ip any any\n> > interface Gi0/0\n> >  crypto map CM\n",
    /* with line numbers, which are no sequence numbers */
    " 1  crypto map CM 10 ipsec-isakmp\n 2   set peer 198.51.100.1\n 3   set pfs group2\n 4   match address VPN\n"
    " 5  ip access-list extended VPN\n 6   permit ip any any\n 7  interface Gi0/0\n 8   crypto map CM\n",
    "1: crypto map CM 10 ipsec-isakmp\n2:  set peer 198.51.100.1\n3:  set pfs group2\n4:  match address VPN\n"
    "5: ip access-list extended VPN\n6:  permit ip any any\n7: interface Gi0/0\n8:  crypto map CM\n",
    /* of a web page, of a markdown text */
    "<pre>crypto map CM 10 ipsec-isakmp<br />\n&nbsp;set peer 198.51.100.1<br>\n&nbsp;<b>set pfs group2</b>\n"
    "&nbsp;match address VPN\nip access-list extended VPN\n permit ip any any\ninterface Gi0/0\n crypto map CM</pre>\n",
    "```\n**crypto map CM 10 ipsec-isakmp**\n set peer 198.51.100.1\n set pfs group2 <-- here\n match address VPN\n"
    "ip access-list extended VPN\n permit ip any any\ninterface Gi0/0\n crypto map CM\n```\n",
    /* typed, with prompts, the router's messages, output of other commands, and paging */
    "R1#conf t\nEnter configuration commands, one per line.  End with CNTL/Z.\n"
    "R1(config)#crypto map CM 10 ipsec-isakmp\n% NOTE: This new crypto map will remain disabled until a peer\n"
    "R1(ocnfig-crypto-map)#set peer 198.51.100.1\nR1(config-crypto-map)#do show crypto isakmp sa\n"
    "set pfs group5\nR1(config-crypto-map)#set pfs group2\n*Mar  1 00:13:31.891: %SYS-5-CONFIG_I: Configured\n"
    "R1(config-crypto-map)#match address VPNR1(config-crypto-map)#\nR1(config)#ip access-list extended VPN\n"
    "R1(config-ext-nacl)#permit ip any any\nR1(config)#int g0/0\nR1(config-if)#crypto map CM\nR1(config-if)#end\n"
    "R1#show ip route\ncrypto map CM 20 ipsec-isakmp\n",
    "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set pfs group2\n match address VPN\n"
    " --More-- \r          \rip access-list extended VPN\n permit ip anx\x08y any\n<--- More --->\r"
    "              \rinterface GigabitEthernet0/0\n crypto map CM !Similar config\n",
    /* of show tech-support, and after the version */
    "Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)\n"
    "------------------ show running-config ------------------\n"
    "crypto map CM 10 ipsec-isakmp \n  set peer 198.51.100.1\n  set pfs group2 \n  match address VPN\n"
    "ip access-list extended VPN\n permit ip any any\ninterface GigabitEthernet0/0\n\tcrypto map CM\n"
    "------------------ show crypto map ------------------\nset peer 192.0.2.1\n",
    /* not in the order of numbers; statements a line */
    "crypto map CM 10 match address VPN\ncrypto map CM 10 set peer 198.51.100.1\ncrypto map CM 10 set pfs group2\n"
    "access-list 101 permit ip any any\nip access-list extended VPN\npermit ip any any\nint gig 0/0\ncry map CM\n",
};

static void test_same(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
        g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
        struct ikt_router *config = read_text(same[i], remarks);
        g_test_message("text %zu", i);
        g_assert_cmpuint(remarks->len, ==, 0);
        const struct ikt_router_entry *entry = config->entries;
        g_assert_nonnull(entry);
        g_assert_null(entry->next);
        g_assert_false(entry->unclear);
        g_assert_cmpstr(entry->peers->name.text, ==, "198.51.100.1");
        g_assert_cmpint(entry->pfs.value, ==, 2);
        g_assert_cmpstr(entry->acl.text, ==, "VPN");
        const struct ikt_router_acl *acl = ikt_router_acl_find(config, "VPN");
        g_assert_cmpuint(acl->count, ==, 1);
        g_assert_cmpuint(acl->lines->number, ==, 10);
        g_assert_cmpstr(ikt_router_interface_find(config, "Gi0/0")->map.text, ==, "CM");
        ikt_router_free(config);
    }
}

static void test_release(void)
{
    static const struct {
        const char *text;
        unsigned release, minor;
    } cases[] = {
        {"version 12.4\n", 12, 4},
        {"router rip\n version 2\n", 0, 0},
        {"IOS (tm) 7200 Software (C7200-JK9O3S-M), Version 12.3(6), RELEASE\nhostname A\n", 12, 3},
        {"Cisco IOS XE Software, Version 03.16.05.S\nCisco IOS Software, ASR1000 Software, Version 15.5(3)S5\n"
         "hostname A\n",
         15, 5},
        {"Cisco IOS Software [Bengaluru], Virtual XE Software, Version 17.6.3, RELEASE\nhostname A\n", 17, 6},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_router *config = read_text(cases[i].text, NULL);
        g_assert_cmpuint(config->release, ==, cases[i].release);
        g_assert_cmpuint(config->minor, ==, cases[i].minor);
        ikt_router_free(config);
    }
}

/* A group that is not named: 1 in old releases, else not known. */
static void test_bare_pfs(void)
{
#define BARE "crypto map CM 10 ipsec-isakmp\n set pfs\n"
    struct ikt_router *config = read_text("version 12.4\n" BARE, NULL);
    g_assert_cmpint(config->entries->pfs.value, ==, 1);
    g_assert_false(config->entries->unclear);
    ikt_router_free(config);
    config = read_text("version 15.9\n" BARE, NULL);
    g_assert_cmpint(config->entries->pfs.value, ==, IKT_ABSENT);
    g_assert_true(config->entries->unclear && config->entries->pfs_default);
    ikt_router_free(config);
}

/* What is cut, left out or misspelt. */
static void test_incomplete(void)
{
    static const struct {
        const char *text, *remark;
    } cases[] = {
        {"R1(config)#ip access-list extended VPN\nR1(config-ext-nacl)#$rmit ip 192.168.0.0 0.0.0.255 any\n", "2: "},
        {"R1(config)#ip access-list extended VPN\nR1(config-ext-nacl)#permit ip any 192.168.0.0 0.0$\n", "2: "},
        {"ip access-list extended VPN\n permit ip any any\n ...\n", "3: "},
        {"ip access-list extended VPN\nprmit ip any any\n", "2: "},
        {"ip access-list extended VPN\n {% for x in y %}\n permit ip any any\n", "2: "},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
        struct ikt_router *config = read_text(cases[i].text, remarks);
        g_test_message("text %zu", i);
        g_assert_true(ikt_router_acl_find(config, "VPN")->unclear);
        g_assert_true(is_remarked(remarks, cases[i].remark));
        ikt_router_free(config);
    }
}

/* Slips that published configurations kept: each is told with its line, and what it stands in is unclear. */
static void test_slips(void)
{
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    struct ikt_router *config = read_text("crypto isakmp policy 5\n"
                                          "lieftime 5000\n"
                                          "crypto isakmp policy 6\n"
                                          "authenication pre-share\n"
                                          "crypto isakmp policy 7\n"
                                          " authentication pre-shared\n"
                                          "crypto map CM 10 ipsec-isakmp\n"
                                          "set ransform-set TS\n"
                                          "cyrpto isakmp policy 8\n"
                                          "interface Tunnel0\n"
                                          " ip address 10.12.12.0 255.255.255.0\n"
                                          " cryptomap CM\n"
                                          " tunel source Gi0/0\n"
                                          "line con 0\n"
                                          " logging synchronous\n",
                                          remarks);
    for (const struct ikt_router_policy *policy = config->policies; policy; policy = policy->next)
        g_assert_true(policy->unclear);
    g_assert_true(config->entries->unclear);
    g_assert_true(ikt_router_interface_find(config, "Tunnel0")->unclear);
    static const char *const lines[] = {"2: ", "4: ", "6: ", "8: ", "9: ", "11: ", "12: ", "13: "};
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_test_message("%s", lines[i]);
        g_assert_true(is_remarked(remarks, lines[i]));
    }
    g_assert_false(is_remarked(remarks, "14: ") || is_remarked(remarks, "15: "));
    ikt_router_free(config);
}

/* What is in a certificate or a banner is no statement, and what follows it is. */
static void test_other_text(void)
{
    struct ikt_router *config = read_text("crypto pki certificate chain TP\n"
                                          " certificate self-signed 01\n"
                                          "  30820122 30820122\n"
                                          "  \tquit\n"
                                          "crypto key pubkey-chain rsa\n"
                                          " named-key peer\n"
                                          "  key-string\n"
                                          "   305C300D 06092A86\n"
                                          "  quit\n"
                                          "crypto pki certificate chain CUT\n"
                                          " certificate 02\n"
                                          "  30820122\n"
                                          "hostname A\n"
                                          "banner login #\n"
                                          "crypto map FAKE 10 ipsec-isakmp\n"
                                          "#\n"
                                          "crypto map CM 10 ipsec-isakmp\n",
                                          NULL);
    g_assert_cmpstr(config->hostname.text, ==, "A");
    g_assert_cmpstr(config->maps->name, ==, "CM");
    g_assert_null(config->maps->next);
    ikt_router_free(config);
}

static void free_router(void *router)
{
    ikt_router_free(router);
}

struct expected {
    const char *hostname, *map;
    unsigned line, release;
};

static void expect_routers(const char *text, const struct expected *expected, size_t count)
{
    g_autoptr(GPtrArray) routers = read_routers((struct ikt_bytes){(const uint8_t *)text, strlen(text)}, NULL);
    g_ptr_array_set_free_func(routers, free_router);
    g_assert_cmpuint(routers->len, ==, count);
    for (guint i = 0; i < count; i++) {
        const struct ikt_router *router = routers->pdata[i];
        g_assert_cmpstr(router->hostname.text, ==, expected[i].hostname);
        g_assert_cmpstr(router->maps ? router->maps->name : NULL, ==, expected[i].map);
        g_assert_null(router->maps ? router->maps->next : NULL);
        g_assert_cmpuint(router->entries ? router->entries->line : 0, ==, expected[i].line);
        g_assert_cmpuint(router->release, ==, expected[i].release);
        g_assert_false(router->several);
    }
}

static void test_several(void)
{
#define MAP(name) "crypto map " name " 10 ipsec-isakmp\n set peer 10.0.0.1\n"
    /* one configuration behind the other, each with its version before its name */
    expect_routers("version 12.4\nhostname A\n" MAP("ONE") "end\nversion 15.2\nhostname B\n" MAP("TWO"),
                   (const struct expected[]){{"A", "ONE", 3, 12}, {"B", "TWO", 8, 15}}, 2);
    /* terminals, from one to the other and back */
    expect_routers("R1#conf t\nR1(config)#" MAP("ONE") "R2(config)#" MAP("TWO") "R1(config)#crypto map ONE 5\n",
                   (const struct expected[]){{"R1", "ONE", 6, 0}, {"R2", "TWO", 4, 0}}, 2);
    expect_routers("R1#show run\nhostname R1\n" MAP("ONE") "R2#sh run\nhostname R2\n" MAP("TWO") "R2#\n",
                   (const struct expected[]){{"R1", "ONE", 3, 0}, {"R2", "TWO", 7, 0}}, 2);
    /* a name that is given while one types is the same router's */
    expect_routers(
        "Router(config)#hostname R1\nR1(config)#" MAP("ONE") "Router(config)#hostname R2\nR2(config)#" MAP("TWO"),
        (const struct expected[]){{"R1", "ONE", 2, 0}, {"R2", "TWO", 5, 0}}, 2);
    expect_routers("##### A #####\n" MAP("ONE") "##### B #####\n" MAP("TWO"),
                   (const struct expected[]){{"A", "ONE", 2, 0}, {"B", "TWO", 5, 0}}, 2);
    /* one router, shown twice or by another's prompt */
    expect_routers("hostname A\n" MAP("ONE") "hostname A\n" MAP("ONE"), (const struct expected[]){{"A", "ONE", 2, 0}},
                   1);
    expect_routers(MAP("ONE") "A#show clock\n", (const struct expected[]){{NULL, "ONE", 1, 0}}, 1);
}

/* Many of them: those that are too many are said to be, and nothing is concluded from them. */
static void test_too_many(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) remarks = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(text, "hostname R%u\ncrypto map M 10 ipsec-isakmp\n", i);
    g_autoptr(GPtrArray) routers = read_routers((struct ikt_bytes){(const uint8_t *)text->str, text->len}, remarks);
    g_ptr_array_set_free_func(routers, free_router);
    g_assert_cmpuint(routers->len, ==, 64);
    g_assert_true(((const struct ikt_router *)routers->pdata[63])->several);
    g_assert_true(is_remarked(remarks, "more than 64 routers"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/wild/same", test_same);
    g_test_add_func("/documents/wild/release", test_release);
    g_test_add_func("/documents/wild/bare-pfs", test_bare_pfs);
    g_test_add_func("/documents/wild/incomplete", test_incomplete);
    g_test_add_func("/documents/wild/slips", test_slips);
    g_test_add_func("/documents/wild/other-text", test_other_text);
    g_test_add_func("/documents/wild/several", test_several);
    g_test_add_func("/documents/wild/too-many", test_too_many);
    return g_test_run();
}
