/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages whose IV is not known: random bytes are never taken for plaintext, whatever is given and whatever is known.
 * That genuine ones open is held to the lab's captures (captures.c, lab_cases.c).
 */
#include <string.h>

#include "keys/decrypt.h"
#include "keys/partial.h"
#include "reading.h"

#define MESSAGES 10000

static const uint8_t cookie[IKT_COOKIE_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8};

static struct ikt_message *random_message(GRand *random, uint8_t exchange)
{
    size_t length = IKT_HEADER_SIZE + 16 * (size_t)g_rand_int_range(random, 1, 20);
    g_autofree uint8_t *octets = g_malloc(length);

    for (size_t i = 0; i < length; i++)
        octets[i] = (uint8_t)g_rand_int(random);
    memcpy(octets, cookie, sizeof cookie);
    octets[16] = IKT_PAYLOAD_HASH;
    octets[17] = 0x10;
    octets[18] = exchange;
    octets[19] = IKT_FLAG_ENCRYPTED;
    octets[24] = octets[25] = 0;
    octets[26] = (uint8_t)(length >> 8);
    octets[27] = (uint8_t)length;
    return ikt_message_decode((struct ikt_bytes){octets, length}, length);
}

/* Through the decryptor, phase 1 not captured: every cipher and hash is tried, with keys of every length. */
static void test_random(void)
{
    static const uint8_t exchanges[] = {IKT_EXCHANGE_QUICK, IKT_EXCHANGE_INFORMATIONAL, IKT_EXCHANGE_TRANSACTION};
    static const struct ikt_endpoint nowhere;
    static const size_t lengths[] = {8, 16, 24, 32, 20};
    GRand *random = g_rand_new_with_seed(2409);
    g_autoptr(GString) keys = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_string_append_printf(keys, "0102030405060708 : %s 0x", lengths[i] == 20 ? "SKEYID_e" : "KA");
        for (size_t k = 0; k < lengths[i]; k++)
            g_string_append_printf(keys, "%02x", (unsigned)g_rand_int_range(random, 0, 256));
        g_string_append_c(keys, '\n');
    }
    struct ikt_keyring *keyring = ikt_keyring_new();
    g_assert_true(ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(uint8_t *)keys->str, keys->len}, NULL, NULL));
    for (unsigned i = 0; i < MESSAGES; i++) {
        struct ikt_decryptor *decryptor = ikt_decryptor_new(keyring, cookie, &nowhere, &nowhere);
        struct ikt_message *message = random_message(random, exchanges[i % G_N_ELEMENTS(exchanges)]);
        struct ikt_opened opened = ikt_decryptor_open(decryptor, true, message);
        g_assert_null(opened.message);
        g_assert_cmpint(opened.decryption, ==, IKT_DECRYPTION_NO_KEY);
        g_assert_cmpint(ikt_decryptor_missing(decryptor), ==, IKT_MISSING_NOTHING);
        ikt_message_unref(message);
        ikt_decryptor_free(decryptor);
    }
    ikt_keyring_unref(keyring);
    g_rand_free(random);
}

/* Nothing is missing where nothing was closed, and what else it is goes by what was given. */
static void test_missing(void)
{
    static const struct {
        const char *keys;
        enum ikt_missing_key missing;
    } cases[] = {
        {"", IKT_MISSING_ALL},
        {": PSK \"a\"\n", IKT_MISSING_PHASE1},
        {"0102030405060708 : DH-SECRET 0x01\n", IKT_MISSING_PHASE1},
        {"0102030405060708 : KA 0x0102030405060708\n", IKT_MISSING_NOTHING},
    };
    static const struct ikt_endpoint nowhere;
    GRand *random = g_rand_new_with_seed(2409);

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct ikt_keyring *keyring = ikt_keyring_new();
        struct ikt_bytes keys = {(const uint8_t *)cases[i].keys, strlen(cases[i].keys)};
        g_assert_true(ikt_keyring_add(keyring, "keys", keys, NULL, NULL));
        struct ikt_decryptor *decryptor = ikt_decryptor_new(keyring, cookie, &nowhere, &nowhere);
        g_assert_cmpint(ikt_decryptor_missing(decryptor), ==, IKT_MISSING_NOTHING);
        struct ikt_message *message = random_message(random, IKT_EXCHANGE_QUICK);
        struct ikt_opened opened = ikt_decryptor_open(decryptor, true, message);
        g_assert_null(opened.message);
        g_assert_cmpint(ikt_decryptor_missing(decryptor), ==, cases[i].missing);
        ikt_message_unref(message);
        ikt_decryptor_free(decryptor);
        ikt_keyring_unref(keyring);
    }
    g_rand_free(random);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_func("/partial/random", test_random);
    g_test_add_func("/partial/missing", test_missing);
    return g_test_run();
}
