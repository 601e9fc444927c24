/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What configurations claim of two peers, and where they claim nothing: one statement that is not clear, or a second
 * entry that may take the same offer, and no finding may rest on the file. How IOS goes through a crypto map, and when
 * it asks for transport mode: the configuration guides.
 */
#include "read.h"

#include "documents/configs.h"
#include "model/config_claims.h"

#define POLICY   "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac\n"
#define ENTRY    "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n match address VPN\n"
#define ACL      "ip access-list extended VPN\n permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255\n"
#define OUTSIDE  "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n crypto map CM\n"
#define GOOD     POLICY ENTRY ACL OUTSIDE
#define LOOPBACK "interface Loopback0\n ip address 192.0.2.1 255.255.255.255\n"

struct made {
    struct ikt_configs *configs;
    struct ikt_config_claims *claims;
    const struct ikt_config_side *side;
};

static struct ikt_address address(const char *text)
{
    struct ikt_address parsed;
    g_assert_true(ikt_address_parse(text, &parsed));
    return parsed;
}

/* Of a router at this address towards 198.51.100.1; bound: as "-c ADDR=FILE" gives it. */
static struct made make_at(const char *text, const char *owner, bool bound)
{
    const struct ikt_address own = address(owner), peer = address("198.51.100.1");
    const struct ikt_bytes content = {(const uint8_t *)text, strlen(text)};
    struct made made = {.configs = ikt_configs_new()};
    g_assert_true(ikt_configs_add(made.configs, "test.cfg", content, bound ? &own : NULL, NULL, NULL));
    made.claims = ikt_config_claims_new(made.configs);
    made.side = ikt_config_side_of(made.claims, &own, &peer);
    return made;
}

static struct made make(const char *text)
{
    return make_at(text, "203.0.113.1", false);
}

static void made_clear(struct made *made)
{
    ikt_config_claims_free(made->claims);
    ikt_configs_free(made->configs);
}

/* No claim, and a reason that says so. */
static void expect_none(const char *text, const char *because)
{
    struct made made = make(text);
    g_assert_cmpuint(made.side->count, ==, 0);
    g_assert_nonnull(made.side->none_because);
    if (!strstr(made.side->none_because, because))
        g_error("\"%s\", not for \"%s\"", made.side->none_because, because);
    made_clear(&made);
}

static const struct ikt_transform *transform(const struct ikt_claim *claim, size_t nth)
{
    g_assert_cmpuint(nth, <, claim->sets->proposal_count);
    return &claim->sets->proposals[nth].transforms[0];
}

static void test_claim(void)
{
    struct made made = make("crypto ipsec security-association lifetime seconds 7200\n" GOOD);
    g_assert_null(made.side->none_because);
    g_assert_cmpuint(made.side->count, ==, 1);
    const struct ikt_claim *claim = made.side->claims;
    g_assert_cmpint(claim->kind, ==, IKT_CLAIM_CONFIGURED);
    g_assert_true(ikt_claim_is_complete(claim));
    g_autofree char *networks = ikt_proxies_text(&claim->networks);
    g_assert_cmpstr(networks, ==, "192.168.1.0/24 to 192.168.2.0/24");
    g_assert_cmpuint(claim->sets->proposal_count, ==, 1);
    g_assert_cmpint(transform(claim, 0)->id, ==, IKT_ESP_AES_CBC);
    g_assert_cmpint(transform(claim, 0)->key_bits, ==, 256);
    g_assert_cmpint(transform(claim, 0)->integrity, ==, IKT_INTEGRITY_HMAC_SHA1);
    g_assert_cmpint(transform(claim, 0)->encapsulation, ==, IKT_ENCAPSULATION_TUNNEL);
    g_assert_cmpint(transform(claim, 0)->life_seconds, ==, 7200);
    g_assert_cmpint(transform(claim, 0)->life_kilobytes, ==, 4608000);
    g_assert_cmpint(claim->pfs_group, ==, IKT_ABSENT);
    g_assert_cmpint(claim->ref.kind, ==, IKT_REF_CONFIG);
    g_assert_cmpstr(ikt_configs_line(made.configs, &claim->ref), ==,
                    "permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255");
    g_assert_cmpstr(ikt_configs_line(made.configs, &claim->sets_ref), ==,
                    "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac");
    g_assert_cmpstr(ikt_configs_line(made.configs, &claim->pfs_ref), ==, "crypto map CM 10 ipsec-isakmp");
    made_clear(&made);
}

/* Several sets, in their order; AH and ESP of one set are one choice. */
static void test_sets(void)
{
    struct made made = make(POLICY "crypto ipsec transform-set B ah-md5-hmac esp-3des\n"
                                   "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set B TS\n"
                                   " set pfs group5\n match address VPN\n" ACL OUTSIDE);
    const struct ikt_claim *claim = made.side->claims;
    g_assert_cmpuint(made.side->count, ==, 1);
    g_assert_cmpuint(claim->sets->proposal_count, ==, 3);
    g_assert_cmpint(claim->sets->proposals[0].number, ==, claim->sets->proposals[1].number);
    g_assert_cmpint(claim->sets->proposals[2].number, !=, claim->sets->proposals[1].number);
    g_assert_cmpint(claim->sets->proposals[0].protocol, ==, IKT_PROTOCOL_AH);
    g_assert_cmpint(transform(claim, 1)->id, ==, IKT_ESP_3DES);
    g_assert_cmpint(claim->pfs_group, ==, 5);
    g_assert_cmpint(transform(claim, 2)->group, ==, 5);
    g_assert_cmpstr(ikt_configs_line(made.configs, &claim->sets_ref), ==, "set transform-set B TS");
    made_clear(&made);
}

/* Transport is asked for between the two peers alone. */
static void test_mode(void)
{
    static const struct {
        const char *mode, *acl;
        int expected;
    } cases[] = {
        {" mode transport\n", "permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255", IKT_ENCAPSULATION_TUNNEL},
        {" mode transport\n", "permit gre host 203.0.113.1 host 198.51.100.1", IKT_ENCAPSULATION_TRANSPORT},
        {" mode transport require\n", "permit ip 192.168.1.0 0.0.0.255 192.168.2.0 0.0.0.255",
         IKT_ENCAPSULATION_TRANSPORT},
        {"", "permit gre host 203.0.113.1 host 198.51.100.1", IKT_ENCAPSULATION_TUNNEL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strconcat(POLICY, cases[i].mode, ENTRY OUTSIDE "ip access-list extended VPN\n ",
                                            cases[i].acl, "\n", NULL);
        struct made made = make(text);
        g_assert_cmpint(transform(made.side->claims, 0)->encapsulation, ==, cases[i].expected);
        made_clear(&made);
    }
}

/* Where the router is seen decides which of its maps is at work. */
static void test_binding(void)
{
    struct made made = make_at(GOOD, "192.0.2.7", true);
    g_assert_cmpuint(made.side->count, ==, 1);
    made_clear(&made);
    made = make_at(GOOD LOOPBACK, "192.0.2.1", false);
    g_assert_nonnull(made.side->none_because); /* the map is on another interface */
    made_clear(&made);
    made = make_at("crypto map CM local-address Loopback0\n" GOOD LOOPBACK, "192.0.2.1", false);
    g_assert_cmpuint(made.side->count, ==, 1);
    made_clear(&made);
    made = make("crypto map CM local-address Loopback0\n" GOOD LOOPBACK);
    g_assert_nonnull(made.side->none_because);
    made_clear(&made);
    made = make_at(POLICY ENTRY ACL, "203.0.113.1", true); /* show running-config | section crypto */
    g_assert_cmpuint(made.side->count, ==, 1);
    made_clear(&made);
    made = make_at(GOOD, "203.0.113.99", false);
    g_assert_cmpuint(made.side->config, ==, IKT_CONFIGS_MAX);
    g_assert_null(made.side->none_because);
    made_clear(&made);
}

static void test_tunnel(void)
{
#define PROFILE "crypto ipsec profile P\n set transform-set TS\n"
#define TUNNEL                                                                                                         \
    "interface Tunnel0\n tunnel source Ethernet0/0\n tunnel destination 198.51.100.1\n"                                \
    " tunnel protection ipsec profile P\n"
#define SOURCE "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n"
    static const struct {
        const char *text, *networks;
    } cases[] = {
        {POLICY PROFILE SOURCE TUNNEL, "203.0.113.1/32 gre to 198.51.100.1/32 gre"},
        {POLICY PROFILE SOURCE TUNNEL " tunnel mode ipsec ipv4\n", "0.0.0.0/0 to 0.0.0.0/0"},
        {POLICY PROFILE SOURCE "interface Tunnel0\n tunnel source Ethernet0/0\n tunnel mode gre multipoint\n"
                               " tunnel protection ipsec profile P\n",
         "203.0.113.1/32 gre to 198.51.100.1/32 gre"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct made made = make(cases[i].text);
        g_assert_cmpuint(made.side->count, ==, 1);
        g_autofree char *networks = ikt_proxies_text(&made.side->claims->networks);
        g_assert_cmpstr(networks, ==, cases[i].networks);
        g_assert_cmpstr(ikt_configs_line(made.configs, &made.side->claims->ref), ==,
                        "tunnel protection ipsec profile P");
        made_clear(&made);
    }
    /* a second tunnel from the same source, to anybody: either may take the offer */
    expect_none(POLICY PROFILE SOURCE TUNNEL
                "interface Tunnel1\n tunnel source 203.0.113.1\n tunnel mode gre multipoint\n"
                " tunnel protection ipsec profile P\n",
                "several");
    expect_none(POLICY PROFILE " set ikev2-profile I\n" SOURCE TUNNEL, "IKEv2");
    expect_none(POLICY SOURCE TUNNEL, "not clear");
    expect_none(POLICY "crypto ipsec profile P\n" SOURCE TUNNEL, "no transform set");
}

#define OTHER_ACL "ip access-list extended OTHER\n permit ip 192.168.0.0 0.0.255.255 192.168.2.0 0.0.0.255\n"

static void test_nothing(void)
{
    expect_none(POLICY ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n",
                "no crypto map entry");
    expect_none(POLICY ENTRY ACL "interface Ethernet0/0\n ip address 203.0.113.1 255.255.255.0\n crypto map OTHER\n",
                "no crypto map entry");
    expect_none(ENTRY ACL OUTSIDE, "its transform set is not in it");
    expect_none("crypto ipsec transform-set TS esp-foo\n" ENTRY ACL OUTSIDE, "its transform set was not understood");
    expect_none(POLICY ENTRY OUTSIDE, "the access list of its entry is not in it");
    expect_none(GOOD "ip access-list extended VPN\n permit tcp any range 1 2 any\n", "range of ports");
    expect_none(GOOD "ip access-list extended VPN\n permit ip any\n", "was not understood");
    expect_none(GOOD "ip access-list extended VPN\n 5 deny ip host 192.168.1.7 any\n", "deny line");
    expect_none(GOOD "ip access-list extended VPN\n permit ip object-group A any\n", "object group");
    expect_none(GOOD "crypto map CM 20 ipsec-isakmp dynamic DYN\n", "dynamic entry");
    expect_none(GOOD "crypto map CM 20 ipsec-isakmp\n set peer site.example\n", "by a name");
    expect_none(GOOD "crypto map CM 20 ipsec-isakmp\n set peer 198.51.100.1\n set transform-set TS\n"
                     " match address OTHER\n" OTHER_ACL,
                "several");
    expect_none(GOOD "crypto map CM 5 ipsec-isakmp\n set peer 198.51.100.9\n match address OTHER\n" OTHER_ACL,
                "several");
    expect_none(GOOD "crypto map CM 10\n set pfs\n", "not understood");
    expect_none(GOOD "crypto map CM 10\n set ikev2-profile I\n", "IKEv2");
    expect_none(GOOD "no crypto map CM 10\n", "no crypto map entry");
    expect_none(GOOD "no crypto map CM isakmp\n", "takes statements back");
    expect_none(POLICY "crypto map CM 10 ipsec-isakmp\n set peer 198.51.100.1\n match address VPN\n" ACL OUTSIDE,
                "no transform set");
}

/* What stands beside the entry and changes nothing. */
static void test_beside(void)
{
    static const char *const beside[] = {
        ("crypto map CM 20 ipsec-isakmp\n set peer 198.51.100.9\n match address FAR\n"
         "ip access-list extended FAR\n permit ip 10.0.0.0 0.255.255.255 any\n"),
        "ip access-list extended VPN\n deny ip any any\n",
        "ip access-list extended VPN\n 5 deny ip host 192.168.7.7 any\n",
        "crypto map OTHER 10 ipsec-isakmp dynamic DYN\n",
        "crypto map CM 30 gdoi\n",
        "access-list 101 permit ip any\n",
        "crypto ipsec transform-set X esp-foo\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(beside); i++) {
        g_autofree char *text = g_strconcat(GOOD, beside[i], NULL);
        struct made made = make(text);
        if (made.side->count != 1)
            g_error("%s: %s", beside[i], made.side->none_because);
        made_clear(&made);
    }
}

/* A hub with more entries than lines are compared for one peer. */
static void test_hub(void)
{
    g_autoptr(GString) text = g_string_new(GOOD);
    for (unsigned i = 0; i < 2000; i++)
        g_string_append_printf(text,
                               "crypto map CM %u ipsec-isakmp\n set peer 192.0.%u.%u\n match address L%u\n"
                               "ip access-list extended L%u\n permit ip any 10.%u.%u.0 0.0.0.255\n",
                               i + 20, i / 200, i % 200, i, i, i / 200, i % 200);
    struct made made = make(text->str);
    g_assert_cmpuint(made.side->count, ==, 1);
    made_clear(&made);
}

/* Two files with one address: neither is this router's for sure. */
static void test_two_files(void)
{
    struct ikt_configs *configs = ikt_configs_new();
    const struct ikt_bytes content = {(const uint8_t *)GOOD, strlen(GOOD)};
    const struct ikt_address own = address("203.0.113.1");
    g_assert_true(ikt_configs_add(configs, "a", content, NULL, NULL, NULL));
    g_assert_cmpuint(ikt_configs_of(configs, &own), ==, 0);
    g_assert_true(ikt_configs_add(configs, "b", content, NULL, NULL, NULL));
    g_assert_cmpuint(ikt_configs_of(configs, &own), ==, IKT_CONFIGS_MAX);
    g_assert_false(ikt_configs_add(configs, "c", (struct ikt_bytes){(const uint8_t *)"hello\n", 6}, NULL, NULL, NULL));
    g_assert_cmpuint(ikt_configs_count(configs), ==, 2);
    ikt_configs_free(configs);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/documents/claims/claim", test_claim);
    g_test_add_func("/documents/claims/sets", test_sets);
    g_test_add_func("/documents/claims/mode", test_mode);
    g_test_add_func("/documents/claims/binding", test_binding);
    g_test_add_func("/documents/claims/tunnel", test_tunnel);
    g_test_add_func("/documents/claims/nothing", test_nothing);
    g_test_add_func("/documents/claims/beside", test_beside);
    g_test_add_func("/documents/claims/hub", test_hub);
    g_test_add_func("/documents/claims/two-files", test_two_files);
    return g_test_run();
}
