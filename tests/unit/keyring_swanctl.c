/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preshared keys of a swanctl.conf: syntax of strongswan.conf(5) and swanctl.conf(5), section "secrets.ike<suffix>".
 */
#include "keyring_fixture.h"
#include "keys/keyring.h"

/* The best preshared key for two addresses; its octets as the text psk. NULL: none. */
static void check_pair(const struct filled *filled, const char *us, const char *them, const char *psk,
                       enum ikt_psk_rank rank)
{
    struct ikt_peer own = {.address = {0}}, peer = {.address = {0}};
    struct ikt_psk_matches matches = {.most = SIZE_MAX};
    g_assert_true(ikt_address_parse(us, &own.address));
    g_assert_true(ikt_address_parse(them, &peer.address));
    const size_t count = ikt_keyring_psks(filled->keyring, &own, &peer, &matches);
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

/* A file with one key for 203.0.113.1 and 198.51.100.1, its secret so written. */
static void check_written(const char *written, const char *psk)
{
    g_autofree char *text = g_strdup_printf(
        "secrets {\n  ike-far {\n    id-1 = 203.0.113.1\n    id-2 = 198.51.100.1\n    secret = %s\n  }\n}\n", written);
    struct filled filled = fill(text);
    g_assert_cmpstr(filled.texts->str, ==, "");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    check_pair(&filled, "203.0.113.1", "198.51.100.1", psk, IKT_PSK_BOTH);
    check_pair(&filled, "203.0.113.9", "198.51.100.9", NULL, IKT_PSK_ANY);
    empty(&filled);
}

static void test_written(void)
{
    check_written("plain", "plain");
    check_written("two words # a comment", "two words");
    check_written("\"with # and } inside\"", "with # and } inside");
    check_written("\"a \\\"quote\\\" and \\\\\"", "a \"quote\" and \\");
    check_written("back\\\\slash", "back\\\\slash");
    check_written("0x6b657921", "key!");
    check_written("0X6B657921", "key!");
    check_written("\"0x6b657921\"", "key!");
    check_written("0sa2V5IQ==", "key!");
    check_written("0sa2V5IQ", "key!");
}

/* Whom a key is for, and sections that have no preshared key. */
static void test_sections(void)
{
    struct filled filled = fill("connections {\n  net {\n    remote_addrs = 198.51.100.1\n    secret = no\n  }\n}\n"
                                "secrets {\n"
                                "  eap-a { id = 198.51.100.1\n secret = no\n }\n"
                                "  xauth { id = 198.51.100.1\n secret = no\n }\n"
                                "  rsa-key { file = key.pem\n secret = no\n }\n"
                                "  ike-one { id = 198.51.100.1\n secret = one\n }\n"
                                "  ike-lan { id = 192.0.2.0/24\n secret = lan\n }\n"
                                "  ike-empty { id = 198.51.100.2\n }\n"
                                "  ike { secret = all\n }\n"
                                "}\n");
    g_assert_true(filled.ok);
    g_assert_cmpstr(filled.texts->str, ==, "");
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 3);
    check_pair(&filled, "203.0.113.1", "198.51.100.1", "one", IKT_PSK_ONE);
    check_pair(&filled, "203.0.113.1", "192.0.2.77", "lan", IKT_PSK_ONE);
    check_pair(&filled, "203.0.113.1", "198.51.100.2", "all", IKT_PSK_ANY);
    empty(&filled);

    filled = fill("secrets {\n  ike-both {\n    id = 192.0.2.0/24 2001:db8::/32\n    secret = k\n  }\n}\n");
    g_assert_cmpstr(filled.texts->str, ==, "");
    check_pair(&filled, "203.0.113.1", "192.0.2.9", "k", IKT_PSK_UNCERTAIN);
    check_pair(&filled, "203.0.113.1", "198.51.100.2", NULL, IKT_PSK_ANY);
    empty(&filled);

    filled = fill("secrets {\n  ike-any {\n    id = %any\n    secret = k\n  }\n}\n");
    check_pair(&filled, "203.0.113.1", "198.51.100.2", "k", IKT_PSK_ANY);
    empty(&filled);
}

static void check_remark(const char *text, const char *remarks, const char *says)
{
    struct filled filled = fill(text);
    g_assert_cmpstr(filled.remarks->str, ==, remarks);
    g_assert_nonnull(strstr(filled.texts->str, says));
    g_assert_null(strstr(filled.texts->str, "hush")); /* the secret of each */
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 0);
    empty(&filled);
}

static void test_remarks(void)
{
    check_remark("secrets {\n ike {\n  secret = 0xhush\n }\n}\n", "error 3\n", "hex");
    check_remark("secrets {\n ike {\n  secret = 0s?hush\n }\n}\n", "error 3\n", "base64");
    check_remark("secrets {\n ike {\n  secret = \"\"\n }\n}\n", "error 3\n", "");
    check_remark("secrets {\n ike {\n  id = 192.0.2.0/99\n  secret = hush\n }\n}\n", "error 4\n", "prefix");
    check_remark("connections {\n}\n", "note 0\n", "no preshared key");
    check_remark("include hush.conf\nsecrets {\n}\n", "note 0\nnote 0\n", "included");
}

/* A file that was given as a configuration. */
static void test_config(void)
{
    static const char text[] = "secrets {\n  ike-far {\n    id = 198.51.100.1\n    secret = k\n  }\n}\n";
    struct filled filled = {ikt_keyring_new(), false, g_string_new(NULL), g_string_new(NULL)};
    const struct ikt_bytes content = {(const uint8_t *)text, strlen(text)};
    g_assert_true(ikt_keyring_add_config(filled.keyring, "secrets", content, fixture_remark, &filled));
    check_pair(&filled, "203.0.113.1", "198.51.100.1", "k", IKT_PSK_ONE);
    empty(&filled);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyring-swanctl/written", test_written);
    g_test_add_func("/keyring-swanctl/sections", test_sections);
    g_test_add_func("/keyring-swanctl/remarks", test_remarks);
    g_test_add_func("/keyring-swanctl/config", test_config);
    return g_test_run();
}
