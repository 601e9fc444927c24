/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IOS configurations as key files, and files of other programs that are refused as a whole.
 */
#include "keyring_fixture.h"
#include "keys/keyring.h"

/* The preshared key that fits best for a peer, and how well. */
static void check_best(const struct filled *filled, const char *address, const char *name, const char *psk,
                       enum ikt_psk_rank rank)
{
    struct ikt_identity identity = {.type = IKT_ID_FQDN, .octets = {(const uint8_t *)name, name ? strlen(name) : 0}};
    struct ikt_peer us = {.address = {0}}, peer = {.identity = name ? &identity : NULL};
    struct ikt_psk_matches matches = {.most = SIZE_MAX};

    g_assert_true(ikt_address_parse("192.0.2.250", &us.address));
    g_assert_true(ikt_address_parse(address, &peer.address));
    size_t count = ikt_keyring_psks(filled->keyring, &us, &peer, &matches);
    if (!psk) {
        g_assert_cmpuint(count, ==, 0);
        return;
    }
    g_assert_cmpuint(count, >=, 1);
    const struct ikt_secret *secret = matches.items[0].key->secret;
    g_assert_cmpuint(secret->length, ==, strlen(psk));
    g_assert_cmpint(memcmp(secret->octets, psk, secret->length), ==, 0);
    g_assert_cmpint(matches.items[0].rank, ==, rank);
}

static void check_line(const char *line, const char *address, const char *name, const char *psk)
{
    struct filled filled = fill(line);

    g_assert_cmpstr(filled.texts->str, ==, "");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    check_best(&filled, address, name, psk, IKT_PSK_ONE);
    empty(&filled);
}

static void test_global(void)
{
    check_line("crypto isakmp key cisco123 address 198.51.100.1\n", "198.51.100.1", NULL, "cisco123");
    check_line("crypto isakmp key cisco123 address 198.51.100.1   \r\n", "198.51.100.1", NULL, "cisco123");
    check_line("crypto isakmp key 0 cisco123 address 198.51.100.0 255.255.255.0\n", "198.51.100.77", NULL, "cisco123");
    check_line("crypto isakmp key a b  c address 198.51.100.1 no-xauth\n", "198.51.100.1", NULL, "a b  c");
    check_line("crypto isakmp key x address y address 198.51.100.1\n", "198.51.100.1", NULL, "x address y");
    check_line("crypto isakmp key 6 address 198.51.100.1\n", "198.51.100.1", NULL, "6");
    check_line("crypto isakmp key a#\"!: address 198.51.100.1\n", "198.51.100.1", NULL, "a#\"!:");
    check_line("crypto isakmp key k hostname r1.example.net\n", "198.51.100.1", "R1.example.net", "k");
    check_line("crypto isakmp key k address ipv6 2001:db8:1::/48\n", "2001:db8:1::9", NULL, "k");
    check_line("crypto isakmp key k address ipv6 2001:db8:1::9/128 no-xauth\n", "2001:db8:1::9", NULL, "k");
}

/* Tunnel groups of an ASA. */
static void test_asa(void)
{
    check_line("tunnel-group 198.51.100.1 ipsec-attributes\n ikev1 pre-shared-key a b\n", "198.51.100.1", NULL, "a b");
    check_line("tunnel-group 198.51.100.1 ipsec-attributes\n pre-shared-key k\n", "198.51.100.1", NULL, "k");
    check_line("tunnel-group far.example ipsec-attributes\n ikev1 pre-shared-key k\n"
               " ikev2 local-authentication pre-shared-key other\n",
               "198.51.100.1", "far.example", "k");
    struct filled filled = fill("tunnel-group 198.51.100.1 ipsec-attributes\n ikev1 pre-shared-key *****\n"
                                "tunnel-group DefaultL2LGroup ipsec-attributes\n ikev1 pre-shared-key k\n");
    g_assert_nonnull(strstr(filled.texts->str, "stars"));
    check_best(&filled, "203.0.113.77", NULL, "k", IKT_PSK_ANY);
    empty(&filled);
}

static void test_any(void)
{
    static const char *const lines[] = {
        "crypto isakmp key k address 0.0.0.0 0.0.0.0\n",
        "crypto isakmp key k address 0.0.0.0\n",
        "crypto isakmp key k address ipv6 ::/0\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct filled filled = fill(lines[i]);
        g_assert_true(filled.ok);
        check_best(&filled, "198.51.100.1", NULL, "k", IKT_PSK_ANY);
        empty(&filled);
    }
}

static void test_sections(void)
{
    struct filled filled = fill("version 15.7\nhostname R1\n!\n"
                                "crypto ikev2 keyring V2\n peer P\n  address 198.51.100.1\n  pre-shared-key wrong\n !\n"
                                "crypto keyring K1 vrf RED\n"
                                "  pre-shared-key address 198.51.100.1 key with key inside\n"
                                "  pre-shared-key address 198.51.100.16 255.255.255.240 key 0 masked\n"
                                "  pre-shared-key address ipv6 2001:db8::/32 key six\n"
                                "  pre-shared-key hostname r2.example.net key named\n"
                                "crypto isakmp policy 10\n authentication pre-share\n"
                                "crypto isakmp client configuration group STAFF\n key groupkey\n pool P\n"
                                "crypto isakmp peer address 203.0.113.9\n set aggressive-mode password aggro\n"
                                " set aggressive-mode client-endpoint fqdn r1.example.net\n"
                                "no crypto isakmp key gone address 203.0.113.10\n"
                                "interface Gi0/0\n ip address 203.0.113.1 255.255.255.0\n key nothing\n");

    g_assert_cmpstr(filled.texts->str, ==, "");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 6);
    check_best(&filled, "198.51.100.1", NULL, "with key inside", IKT_PSK_ONE);
    check_best(&filled, "198.51.100.30", NULL, "masked", IKT_PSK_ONE);
    check_best(&filled, "198.51.100.32", "r2.example.net", "named", IKT_PSK_ONE);
    check_best(&filled, "2001:db8::1", NULL, "six", IKT_PSK_ONE);
    check_best(&filled, "198.51.100.99", "STAFF", "groupkey", IKT_PSK_ONE);
    check_best(&filled, "203.0.113.9", NULL, "aggro", IKT_PSK_ONE);
    empty(&filled);
}

static void test_remarks(void)
{
    static const struct {
        const char *text, *remarks, *says;
    } configs[] = {
        {"crypto isakmp key 6 S3CR3T address 198.51.100.1\n", "note 1\n", "type 6"},
        {"crypto keyring K\n pre-shared-key address 198.51.100.1 key 6 S3CR3T\n", "note 2\n", "type 6"},
        {"crypto isakmp key <removed> address 198.51.100.1\n", "note 1\n", "removed"},
        {"crypto isakmp key S3CR3T address 198.51.100.1 255.0.255.0\n", "error 1\n", "netmask"},
        {"crypto isakmp key S3CR3T address 2001:db8::1\n", "error 1\n", "peer"},
        {"crypto isakmp key S3CR3T\n", "error 1\n", "peer"},
        {"crypto isakmp key address 198.51.100.1\n", "error 1\n", "empty"},
        {"crypto isakmp key S3CR3T address ipv6 2001:db8::/129\n", "error 1\n", "peer"},
        {"crypto keyring K\n pre-shared-key address 198.51.100.1 S3CR3T\n", "error 2\n", "keyring"},
        {"crypto isakmp policy 10\n encr aes\n", "note 0\n", "no preshared key"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        struct filled filled = fill(configs[i].text);
        g_assert_cmpstr(filled.remarks->str, ==, configs[i].remarks);
        g_assert_nonnull(strstr(filled.texts->str, configs[i].says));
        g_assert_null(strstr(filled.texts->str, "S3CR3T"));
        g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 0);
        empty(&filled);
    }
}

/* One error for the file, not one for each of its lines. */
static void test_unread(void)
{
    static const struct {
        const char *text, *says;
    } files[] = {
        {"   \nvpnc version 0.5.3\n   hex_test: 00010203\n\nS1 init_sockaddr\n", "vpnc"},
        {"<?xml version=\"1.0\"?>\n<keys>\n</keys>\n", "ikedecrypt"},
        {"-----BEGIN PRIVATE KEY-----\nAAAA\n", "PEM"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        struct filled filled = fill(files[i].text);
        g_assert_false(filled.ok);
        g_assert_cmpstr(filled.remarks->str, ==, "error 0\n");
        g_assert_nonnull(strstr(filled.texts->str, files[i].says));
        empty(&filled);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyring-ios/global", test_global);
    g_test_add_func("/keyring-ios/asa", test_asa);
    g_test_add_func("/keyring-ios/any", test_any);
    g_test_add_func("/keyring-ios/sections", test_sections);
    g_test_add_func("/keyring-ios/remarks", test_remarks);
    g_test_add_func("/keyring-ios/unread", test_unread);
    return g_test_run();
}
