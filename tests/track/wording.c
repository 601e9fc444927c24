/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nothing is left without words, and what is said to put into a key file is taken by the reader of key files.
 */
#include <string.h>

#include <glib.h>

#include "iketriage/keys.h"
#include "iketriage/wording.h"

static const enum ikt_missing_key missing_keys[] = {IKT_MISSING_ALL, IKT_MISSING_DH, IKT_MISSING_PSK,
                                                    IKT_MISSING_PHASE1, IKT_MISSING_SUPPORT};

static void test_words(void)
{
    for (unsigned i = 0; i < IKT_MESSAGE_NAME_COUNT; i++) {
        g_assert_nonnull(ikt_message_name_brief((enum ikt_message_name)i));
        g_assert_nonnull(ikt_message_name_full((enum ikt_message_name)i));
    }
    for (unsigned i = 0; i < IKT_DECRYPTION_COUNT; i++)
        g_assert_true((ikt_decryption_text((enum ikt_decryption)i) == NULL) == (i == IKT_DECRYPTION_UNKNOWN));
    for (size_t i = 0; i < G_N_ELEMENTS(missing_keys); i++) {
        g_assert_nonnull(ikt_missing_key_name(missing_keys[i]));
        g_assert_nonnull(ikt_missing_key_text(missing_keys[i], true));
        g_assert_nonnull(ikt_missing_key_text(missing_keys[i], false));
        g_assert_nonnull(ikt_missing_key_source(missing_keys[i]));
    }
    g_assert_null(ikt_missing_key_name(IKT_MISSING_NOTHING));
    g_assert_null(ikt_missing_key_text(IKT_MISSING_NOTHING, true));
    g_assert_null(ikt_missing_key_source(IKT_MISSING_NOTHING));
}

/* The line with a value in place of its dots. */
static char *fill_in(const char *line)
{
    static const char hex[] = "0x...", quoted[] = "\"...\"";
    const bool is_hex = g_str_has_suffix(line, hex);
    g_assert_true(is_hex || g_str_has_suffix(line, quoted));
    const size_t length = strlen(line) - strlen(is_hex ? hex : quoted);
    return g_strdup_printf("%.*s%s", (int)length, line, is_hex ? "0x00112233445566778899aabbccddeeff" : "\"secret\"");
}

static void test_lines(void)
{
    struct ikt_phase1 record = {.initiator_cookie = {0xac, 0x2b, 0xfd, 0xea, 0x7e, 0xf6, 0x45, 0x43}};
    record.initiator.endpoint.address = ikt_address_ipv4((const uint8_t[]){203, 0, 113, 1});
    record.responder.endpoint.address = ikt_address_ipv4((const uint8_t[]){198, 51, 100, 1});
    for (size_t i = 0; i < G_N_ELEMENTS(missing_keys); i++) {
        for (int captured = 0; captured < 2; captured++) {
            record.missing = missing_keys[i];
            record.exchange = captured ? IKT_EXCHANGE_MAIN : IKT_ABSENT;
            g_autofree char *line = ikt_missing_key_line(&record);
            g_autofree char *filled = fill_in(line);
            struct ikt_keyring *keyring = ikt_keyring_new();
            const struct ikt_bytes octets = {(const uint8_t *)filled, strlen(filled)};
            g_assert_true(ikt_keyring_add(keyring, "keys", octets, NULL, NULL));
            g_assert_cmpuint(ikt_keyring_size(keyring), ==, 1);
            ikt_keyring_unref(keyring);
        }
    }
    record.missing = IKT_MISSING_NOTHING;
    g_assert_null(ikt_missing_key_line(&record));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/track/wording/words", test_words);
    g_test_add_func("/track/wording/lines", test_lines);
    return g_test_run();
}
