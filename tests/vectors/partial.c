/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said to be missing where a message stays closed.
 */
#include <string.h>

#include "decrypt/decrypt.h"
#include "decrypt/decrypt_without_iv.h"
#include "reading.h"

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
        struct ikt_key_work *work = ikt_key_work_new(keyring);
        struct ikt_decryptor *decryptor = ikt_decryptor_new(work, cookie, &nowhere, &nowhere);
        ikt_key_work_unref(work);
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
    g_test_add_func("/partial/missing", test_missing);
    return g_test_run();
}
