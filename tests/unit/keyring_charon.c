/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * strongSwan logs as key files: every prefix, threads between each other, secrets bound to their SA.
 */
#include "keyring_fixture.h"
#include "keys/keyring.h"

#define IV_A     "A0 A1 A2 A3 A4 A5 A6 A7"
#define COOKIE_A "11 12 13 14 15 16 17 18"

static const uint8_t cookie_a[] = {0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18};
static const uint8_t iv_a[] = {0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7};
static const uint8_t iv_b[] = {0xb0, 0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7};
static const uint8_t elsewhere[8] = {0};

/* "%" stands for the prefix up to the thread's number. */
static char *with_prefix(const char *text, const char *prefix)
{
    g_auto(GStrv) parts = g_strsplit(text, "%", -1);

    return g_strjoinv(prefix, parts);
}

static GPtrArray *secrets_of(const struct filled *filled, const uint8_t *cookie, const uint8_t *iv)
{
    const struct ikt_sa_name sa = {cookie, {iv, iv ? sizeof iv_a : 0}};
    GPtrArray *keys = g_ptr_array_new();

    ikt_keyring_secrets(filled->keyring, &sa, keys);
    return keys;
}

static void check_key(const GPtrArray *keys, guint at, enum ikt_key_kind kind, const char *secret, const char *origin)
{
    g_assert_cmpuint(at, <, keys->len);
    const struct ikt_key *key = keys->pdata[at];
    g_assert_cmpint(key->kind, ==, kind);
    g_assert_true(
        ikt_bytes_equal(ikt_secret_bytes(key->secret), (struct ikt_bytes){(const uint8_t *)secret, strlen(secret)}));
    g_assert_cmpstr(ikt_key_origin(key), ==, origin);
}

/* Two threads between each other, one SA each; the second has no natd_chunk. */
static const char two_threads[] = "%06[IKE] shared Diffie Hellman secret => 20 bytes @ 0x7f6ca80065b0\n"
                                  "%06[IKE]    0: 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50  ABCDEFGHIJKLMNOP\n"
                                  "%11[IKE] SKEYID => 16 bytes @ 0x7f6ca80065b0\n"
                                  "%06[IKE]   16: 51 52 53 54                                      QRST\n"
                                  "%11[IKE]    0: 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F 70  AA BB CC\n"
                                  "%06[IKE] encryption key Ka => 8 bytes @ 0x1\n"
                                  "%06[IKE]    0: 4B 4C 4D 4E 4F 50 51 52                          KLMNOPQR\n"
                                  "%06[IKE] initial IV => 8 bytes @ 0x1\n"
                                  "%06[IKE]    0: " IV_A "                          ........\n"
                                  "%11[IKE] initial IV => 8 bytes @ 0x1\n"
                                  "%11[IKE]    0: B0 B1 B2 B3 B4 B5 B6 B7                          ........\n"
                                  "%06[IKE] natd_chunk => 22 bytes @ 0x1\n"
                                  "%06[IKE]    0: " COOKIE_A " 21 22 23 24 25 26 27 28  .....\n"
                                  "%06[IKE]   16: C0 00 02 01 01 F4                                ......\n"
                                  "%06[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (308 bytes)\n";

static void test_prefixes(void)
{
    static const char *const prefixes[] = {
        "Nov 21 20:22:23 ",                             /* file */
        "",                                             /* file without a time */
        "Nov 21 20:22:23 gateway charon: ",             /* syslog */
        "Dec 08 11:30:51 gateway charon[4905]: ",       /* journal */
        "2026-11-21T20:22:23+0000 gateway charon[1]: ", /* RFC 5424 */
        "Sat, 2026-11-21, 20:22:23 ",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_autofree char *text = with_prefix(two_threads, prefixes[i]);
        struct filled filled = fill(text);
        g_assert_cmpstr(filled.texts->str, ==, "");
        g_assert_true(filled.ok);
        g_autoptr(GPtrArray) a = secrets_of(&filled, elsewhere, iv_a), b = secrets_of(&filled, elsewhere, iv_b);
        g_assert_cmpuint(a->len, ==, 2);
        check_key(a, 0, IKT_KEY_DH_SECRET, "ABCDEFGHIJKLMNOPQRST", "secrets:1");
        check_key(a, 1, IKT_KEY_KA, "KLMNOPQR", "secrets:6");
        g_assert_cmpuint(b->len, ==, 1);
        check_key(b, 0, IKT_KEY_SKEYID, "abcdefghijklmnop", "secrets:3");
        empty(&filled);
    }
}

/* The name of the IKE SA and the level of a line, which strongSwan may be told to write. */
static void test_options(void)
{
    struct filled filled =
        fill("20:22:23 06[IKE4] <site to site|7> SKEYID_d => 16 bytes @ 0x1\n"
             "20:22:23 06[IKE4] <site to site|7>    0: 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F 70  A\n"
             "20:22:24 06[IKE4] <site to site|7> initial IV => 8 bytes @ 0x1\r\n"
             "20:22:25 06[IKE4] <site to site|7>    0: " IV_A "                          ........\r\n");
    g_autoptr(GPtrArray) keys = secrets_of(&filled, elsewhere, iv_a);

    g_assert_true(filled.ok);
    g_assert_cmpuint(keys->len, ==, 1);
    check_key(keys, 0, IKT_KEY_SKEYID_D, "abcdefghijklmnop", "secrets:1");
    empty(&filled);
}

/* The cookie names the SA where phase 1 was not captured, and the initial IV overrules it where it was. */
static void test_binding(void)
{
    g_autofree char *text = with_prefix(two_threads, "Nov 21 20:22:23 ");
    struct filled filled = fill(text);
    g_autoptr(GPtrArray) by_cookie = secrets_of(&filled, cookie_a, NULL), both = secrets_of(&filled, cookie_a, iv_a);
    g_autoptr(GPtrArray) other_iv = secrets_of(&filled, cookie_a, elsewhere);
    g_autoptr(GPtrArray) none = secrets_of(&filled, elsewhere, elsewhere);

    g_assert_cmpuint(by_cookie->len, ==, 2);
    g_assert_cmpuint(both->len, ==, 2);
    g_assert_cmpuint(other_iv->len, ==, 0);
    g_assert_cmpuint(none->len, ==, 0);
    empty(&filled);
}

/* What another message of the thread says is of another SA. */
static void test_next_message(void)
{
    struct filled filled = fill("06[IKE] SKEYID_d => 16 bytes @ 0x1\n"
                                "06[IKE]    0: 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F 70  abc\n"
                                "06[NET] received packet: from 192.0.2.1[500] to 192.0.2.2[500] (308 bytes)\n"
                                "06[IKE] initial IV => 8 bytes @ 0x1\n"
                                "06[IKE]    0: " IV_A "                          ........\n"
                                "06[IKE] natd_chunk => 22 bytes @ 0x1\n"
                                "06[IKE]    0: " COOKIE_A " 21 22 23 24 25 26 27 28  .....\n"
                                "06[IKE]   16: C0 00 02 01 01 F4                                ......\n");
    g_autoptr(GPtrArray) keys = secrets_of(&filled, cookie_a, iv_a);

    g_assert_cmpuint(keys->len, ==, 1);
    g_assert_false(ikt_key_is_bound(keys->pdata[0]));
    empty(&filled);
}

/* The secret of a Quick Mode goes by the message ID, which a log has in decimal. */
static void test_quick_mode(void)
{
    static const char dump[] = "14[CHD] DH secret => 3 bytes @ 0x1\n14[CHD]    0: 61 62 63  abc\n";
    g_autofree char *text = g_strconcat("14[ENC] parsed QUICK_MODE response 3124515154 [ HASH SA No KE ID ID ]\n", dump,
                                        "14[NET] sending packet: from a to b\n", dump, NULL);
    struct filled filled = fill(text);
    const struct ikt_sa_name sa = {cookie_a, {NULL, 0}};
    g_autoptr(GPtrArray) keys = g_ptr_array_new(), own = secrets_of(&filled, cookie_a, iv_a);

    ikt_keyring_quick_secrets(filled.keyring, &sa, 3124515154, keys);
    g_assert_cmpuint(keys->len, ==, 1);
    check_key(keys, 0, IKT_KEY_DH_SECRET, "abc", "secrets:2");
    ikt_keyring_quick_secrets(filled.keyring, &sa, 1, keys);
    g_assert_cmpuint(keys->len, ==, 1);
    g_assert_cmpuint(own->len, ==, 0);
    g_assert_cmpstr(filled.remarks->str, ==, "note 5\n");
    empty(&filled);
}

static void test_mistakes(void)
{
    static const struct {
        const char *text, *remarks;
    } logs[] = {
        /* lines are missing, in the middle and at the end */
        {"06[IKE] SKEYID => 20 bytes @ 0x1\n06[IKE]   16: 61 62 63 64\n", "error 1\n"},
        {"06[IKE] SKEYID => 20 bytes @ 0x1\n06[IKE] SKEYID => 20 bytes @ 0x1\n", "error 1\nnote 2\n"},
        {"06[IKE] SKEYID => 16 bytes @ 0x1\n06[IKE]    0: 61 62 63 64\n", "error 1\n"},
        {"06[IKE] SKEYID => 17 bytes @ 0x1\n", "error 1\n"},
        {"06[IKE] initial IV => 9 bytes @ 0x1\n", "error 1\n"},
        {"06[IKE] natd_chunk => 65536 bytes @ 0x1\n", "error 1\n"},
        /* nothing to be had */
        {"Nov 21 20:22:23 00[DMN] Starting IKE charon daemon\n", "note 0\n"},
        {"06[IKE] SKEYID => 99999999999999999999999 bytes @ 0x1\n", "note 0\n"},
        {"06[IKE] SKEYID => bytes @ 0x1\n06[IKE] SKEYID => 16", "note 0\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(logs); i++) {
        struct filled filled = fill(logs[i].text);
        g_assert_cmpstr(filled.remarks->str, ==, logs[i].remarks);
        g_assert_cmpint(filled.ok, ==, !strstr(logs[i].remarks, "error"));
        g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 0);
        empty(&filled);
    }
}

/* A keyring is no log, whatever stands in a comment. */
static void test_not_a_log(void)
{
    struct filled filled = fill("# out of Nov 21 20:22:23 06[IKE] SKEYID => 20 bytes\n: PSK \"06[IKE]\"\n");

    g_assert_true(filled.ok);
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1);
    empty(&filled);
}

/* Every SA of a long log finds its own secrets, and no others. */
static void test_many(void)
{
    enum {
        COUNT = 20000
    };
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned i = 0; i < COUNT; i++)
        g_string_append_printf(text,
                               "Nov 21 20:22:23 %02u[IKE] encryption key Ka => 8 bytes @ 0x1\n"
                               "Nov 21 20:22:23 %02u[IKE]    0: 00 00 00 00 %02X %02X %02X %02X  ....\n"
                               "Nov 21 20:22:23 %02u[IKE] initial IV => 8 bytes @ 0x1\n"
                               "Nov 21 20:22:23 %02u[IKE]    0: 49 56 49 56 %02X %02X %02X %02X  ....\n",
                               i % 16, i % 16, i >> 24, i >> 16 & 255, i >> 8 & 255, i & 255, i % 16, i % 16, i >> 24,
                               i >> 16 & 255, i >> 8 & 255, i & 255);
    struct filled filled = fill(text->str);
    g_assert_true(filled.ok);
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        const uint8_t iv[8] = {'I', 'V', 'I', 'V', 0, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        g_autoptr(GPtrArray) keys = secrets_of(&filled, elsewhere, iv);
        g_assert_cmpuint(keys->len, ==, 1);
        g_assert_cmpint(memcmp(((const struct ikt_key *)keys->pdata[0])->secret->octets + 4, iv + 4, 4), ==, 0);
    }
    empty(&filled);
}

/* Of secrets that nothing is known by, every SA gets the same few. */
static void test_unbound(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned i = 0; i < 1000; i++)
        g_string_append(text, "06[IKE] encryption key Ka => 8 bytes @ 0x1\n06[IKE]    0: 61 62 63 64 65 66 67 68  a\n");
    struct filled filled = fill(text->str);
    g_autoptr(GPtrArray) keys = secrets_of(&filled, cookie_a, iv_a);
    g_assert_cmpuint(ikt_keyring_size(filled.keyring), ==, 1000);
    g_assert_cmpuint(keys->len, ==, IKT_UNBOUND_MAX);
    empty(&filled);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/keyring-charon/prefixes", test_prefixes);
    g_test_add_func("/keyring-charon/options", test_options);
    g_test_add_func("/keyring-charon/binding", test_binding);
    g_test_add_func("/keyring-charon/next-message", test_next_message);
    g_test_add_func("/keyring-charon/quick-mode", test_quick_mode);
    g_test_add_func("/keyring-charon/mistakes", test_mistakes);
    g_test_add_func("/keyring-charon/not-a-log", test_not_a_log);
    g_test_add_func("/keyring-charon/many", test_many);
    g_test_add_func("/keyring-charon/unbound", test_unbound);
    return g_test_run();
}
