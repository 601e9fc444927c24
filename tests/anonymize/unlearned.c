/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * More names and cookies than are learned: nothing that may be one stays, and it is known.
 */
#include <gcrypt.h>
#include <glib.h>
#include <string.h>

#include "told.h"

#define LEARNED 1000000 /* packaging/doc/limits.md */
#define OWN     100000

static void learn_words(struct ikt_anonymizer *anonymizer, unsigned count)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(text, "qq%u ", i);
    ikt_anonymizer_learn_words(anonymizer, bytes(text->str));
}

static void test_names(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    struct ikt_anonymizer *few = ikt_anonymizer_new(bytes("a key"), NULL);
    const char *text = "the router zanzibar-7 refuses";
    learn_words(anonymizer, LEARNED);
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, 0);
    check_same(anonymizer, IKT_TEXT_PLAIN, text); /* it was not met */
    ikt_anonymizer_learn_words(anonymizer, bytes("zanzibar-7 qq1"));
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, IKT_UNLEARNED_NAMES);
    ikt_anonymizer_learn_words(few, bytes("zanzibar-7"));
    g_autofree char *hidden = told(anonymizer, IKT_TEXT_PLAIN, text), *learned = told(few, IKT_TEXT_PLAIN, text);
    g_assert_null(strstr(hidden, "zanzibar"));
    g_assert_cmpstr(hidden, ==, learned); /* one name, learned or not */
    check_same(anonymizer, IKT_TEXT_PLAIN, "2026-11-21 22:31:05.677778Z");
    check_same(anonymizer, IKT_TEXT_JSON, "{\"type\":\"phase1\",\"time\":\"2026-11-21T22:31:05.677778Z\"}");
    check_same(anonymizer, IKT_TEXT_PLAIN, "esp-aes 256 esp-sha-hmac");
    /* what a statement names is learned though it is a word of our own */
    ikt_anonymizer_learn_document(anonymizer, bytes("crypto map refuses 10 ipsec-isakmp\n"));
    g_autofree char *own = told(anonymizer, IKT_TEXT_PLAIN, "crypto map refuses 10");
    g_assert_null(strstr(own, "refuses"));
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, IKT_UNLEARNED_NAMES);
    ikt_anonymizer_free(anonymizer);
    ikt_anonymizer_free(few);
}

static void test_own_names(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < OWN; i++)
        g_string_append_printf(text, "crypto map tunnel%u 10 ipsec-isakmp\n", i);
    ikt_anonymizer_learn_document(anonymizer, bytes(text->str));
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, 0);
    ikt_anonymizer_learn_document(anonymizer, bytes("crypto map tunnel999999 10 ipsec-isakmp\n"));
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, IKT_UNLEARNED_OWN);
    ikt_anonymizer_free(anonymizer);
}

static void learn_cookie(struct ikt_anonymizer *anonymizer, uint32_t number)
{
    const uint8_t cookie[IKT_COOKIE_SIZE] = {
        0xc0, 0, 0, 0, (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    ikt_anonymizer_learn_cookie(anonymizer, cookie);
}

static void test_cookies(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    const char *text = "cookie 0123456789abcdef of it", *hash =
                                                            "sha256 0123456789abcdef0123456789abcdef0123456789abcdef"
                                                            "0123456789abcdef";
    for (uint32_t i = 0; i < LEARNED; i++)
        learn_cookie(anonymizer, i);
    check_same(anonymizer, IKT_TEXT_PLAIN, text);
    learn_cookie(anonymizer, LEARNED);
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, IKT_UNLEARNED_COOKIES);
    g_autofree char *hidden = told(anonymizer, IKT_TEXT_PLAIN, text);
    g_assert_null(strstr(hidden, "0123456789abcdef"));
    check_same(anonymizer, IKT_TEXT_PLAIN, hash);
    ikt_anonymizer_free(anonymizer);
}

static void test_map(void)
{
    struct ikt_anonymizer *anonymizer = ikt_anonymizer_new(bytes("a key"), NULL);
    ikt_anonymizer_keep_map(anonymizer);
    for (unsigned i = 0; i < LEARNED; i++) {
        char text[16];
        g_snprintf(text, sizeof text, "qq%u", i);
        ikt_anonymizer_note(anonymizer, text, "name");
    }
    ikt_anonymizer_note(anonymizer, "qq7", "name");
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, 0);
    ikt_anonymizer_note(anonymizer, "one more", "name");
    g_assert_cmpuint(ikt_anonymizer_unlearned(anonymizer), ==, IKT_UNLEARNED_MAP);
    ikt_anonymizer_free(anonymizer);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    gcry_check_version(NULL);
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_add_func("/anonymize/unlearned/names", test_names);
    g_test_add_func("/anonymize/unlearned/own-names", test_own_names);
    g_test_add_func("/anonymize/unlearned/cookies", test_cookies);
    g_test_add_func("/anonymize/unlearned/map", test_map);
    return g_test_run();
}
