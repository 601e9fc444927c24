/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Chance: random octets are never taken for plaintext, wherever that is decided by how the plaintext looks. Whatever is
 * known of phase 1, whatever keys are given, in every exchange, of every size. So that the test can fail, a genuine
 * message stands among every hundred, under the same keys and an IV that nobody knows: each of these has to open.
 */
#include <gcrypt.h>
#include <string.h>

#include "compose.h"
#include "decrypt/decrypt.h"
#include "reading.h"

#define MESSAGES      10000 /* random ones for each test */
#define BATCH         100   /* under the same keys */
#define SIZE_MAX_SENT 512

static const uint8_t cookie[IKT_COOKIE_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8};
static const char cookie_hex[] = "0102030405060708";

static const struct suite {
    int encryption, key_bits, hash, gcrypt;
    size_t key, block, digest;
} suites[] = {
    {IKT_ENCRYPTION_AES_CBC, 128, IKT_HASH_SHA1, GCRY_CIPHER_AES128, 16, 16, 20},
    {IKT_ENCRYPTION_3DES_CBC, 0, IKT_HASH_MD5, GCRY_CIPHER_3DES, 24, 8, 16},
    {IKT_ENCRYPTION_AES_CBC, 256, IKT_HASH_SHA2_256, GCRY_CIPHER_AES256, 32, 16, 32},
    {IKT_ENCRYPTION_DES_CBC, 0, IKT_HASH_MD5, GCRY_CIPHER_DES, 8, 8, 16},
    {IKT_ENCRYPTION_3DES_CBC, 0, IKT_HASH_SHA1, GCRY_CIPHER_3DES, 24, 8, 20},
};

/* What of Main Mode 1 to 4 was captured. */
struct situation {
    bool offer, choice, ke;
    bool every_key; /* of every length, and SKEYID_e: whatever the cipher, there is a key for it */
};
static const struct situation nothing = {false, false, false, true}, choice_alone = {true, true, false, false},
                              all = {true, true, true, false}, no_choice = {true, false, true, false};

struct run {
    GRand *random;
    struct situation situation;
    const struct suite *suite;
    struct ikt_decryptor *decryptor;
    uint8_t ka[32];
    uint32_t message_id; /* of the genuine one */
    unsigned tried, taken, genuine;
};

static void fill(GRand *random, uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++)
        octets[i] = (uint8_t)g_rand_int(random);
}

/* DOI, situation, one proposal with one transform: RFC 2409 appendix A. */
static GByteArray *phase1_sa(const struct suite *suite)
{
    const uint8_t bits[] = {0x80, 14, (uint8_t)(suite->key_bits >> 8), (uint8_t)suite->key_bits};
    const uint8_t attributes[] = {
        0x80, 1, 0, (uint8_t)suite->encryption, 0x80, 2, 0, (uint8_t)suite->hash, 0x80, 3, 0, 1, 0x80, 4, 0, 2};
    const uint8_t length = (uint8_t)(8 + sizeof attributes + (suite->key_bits ? sizeof bits : 0));
    const uint8_t head[] = {0, 0, 0, 1, 0, 0, 0, 1,      0, 0, 0, (uint8_t)(8 + length),
                            1, 1, 0, 1, 0, 0, 0, length, 1, 1, 0, 0};
    GByteArray *body = g_byte_array_new(), *payload = g_byte_array_new();

    g_byte_array_append(body, head, sizeof head);
    g_byte_array_append(body, attributes, sizeof attributes);
    if (suite->key_bits)
        g_byte_array_append(body, bits, sizeof bits);
    compose_payload(payload, IKT_PAYLOAD_NONE, body->data, body->len);
    g_byte_array_unref(body);
    return payload;
}

static void learn(struct run *run, bool from_initiator, uint8_t first, GByteArray *body)
{
    struct ikt_message *message = compose_message(IKT_EXCHANGE_MAIN, 0, 0, first, body);

    g_assert_cmpuint(message->problem_count, ==, 0);
    ikt_decryptor_learn(run->decryptor, from_initiator, message);
    ikt_message_unref(message);
}

static void learn_ke(struct run *run, bool from_initiator)
{
    GByteArray *body = g_byte_array_new();
    uint8_t octets[128];

    fill(run->random, octets, sizeof octets);
    compose_payload(body, IKT_PAYLOAD_NONCE, octets, sizeof octets);
    compose_payload(body, IKT_PAYLOAD_NONE, octets, 20);
    learn(run, from_initiator, IKT_PAYLOAD_KE, body);
}

static void add_key(GString *keys, const char *kind, const uint8_t *octets, size_t length)
{
    g_string_append_printf(keys, "%s : %s 0x", cookie_hex, kind);
    for (size_t i = 0; i < length; i++)
        g_string_append_printf(keys, "%02x", octets[i]);
    g_string_append_c(keys, '\n');
}

/* Ka of the suite and g^xy with a preshared key; or keys of every other length too. */
static struct ikt_keyring *make_keyring(struct run *run)
{
    static const size_t lengths[] = {8, 16, 24, 32};
    g_autoptr(GString) keys = g_string_new(": PSK \"secret\"\n");
    uint8_t octets[128];
    struct ikt_keyring *keyring = ikt_keyring_new();

    fill(run->random, run->ka, sizeof run->ka);
    add_key(keys, "KA", run->ka, run->suite->key);
    fill(run->random, octets, sizeof octets);
    add_key(keys, "DH-SECRET", octets, sizeof octets);
    add_key(keys, "SKEYID_e", octets, run->suite->digest);
    for (size_t i = 0; run->situation.every_key && i < G_N_ELEMENTS(lengths); i++)
        if (lengths[i] != run->suite->key)
            add_key(keys, "KA", octets, lengths[i]);
    g_assert_true(
        ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(const uint8_t *)keys->str, keys->len}, NULL, NULL));
    return keyring;
}

static void begin(struct run *run)
{
    static const struct ikt_endpoint nowhere;
    struct ikt_keyring *keyring = make_keyring(run);

    struct ikt_key_work *work = ikt_key_work_new(keyring);
    run->decryptor = ikt_decryptor_new(work, cookie, &nowhere, &nowhere);
    ikt_key_work_unref(work);
    ikt_keyring_unref(keyring);
    if (run->situation.offer)
        learn(run, true, IKT_PAYLOAD_SA, phase1_sa(run->suite));
    if (run->situation.choice)
        learn(run, false, IKT_PAYLOAD_SA, phase1_sa(run->suite));
    for (unsigned side = 0; run->situation.ke && side < 2; side++)
        learn_ke(run, side == 0);
}

static void open_counted(struct run *run, bool from_initiator, struct ikt_message *message, unsigned *count)
{
    struct ikt_opened opened = ikt_decryptor_open(run->decryptor, from_initiator, message);

    *count += opened.message != NULL;
    ikt_message_unref(opened.message);
    ikt_message_unref(message);
}

/* A proposal with a HASH that nobody checks, under Ka and an IV that nobody knows. */
static void send_genuine(struct run *run)
{
    static const uint8_t sa[] = {0, 0, 0, 1, 0, 0, 0, 1,  0, 0, 0, 24, 1,    3, 4, 1,
                                 1, 2, 3, 4, 0, 0, 0, 12, 1, 3, 0, 0,  0x80, 4, 0, 1};
    GByteArray *body = g_byte_array_new();
    uint8_t octets[64], iv[16];
    gcry_cipher_hd_t cipher;

    fill(run->random, octets, sizeof octets);
    fill(run->random, iv, sizeof iv);
    compose_payload(body, IKT_PAYLOAD_SA, octets, run->suite->digest);
    compose_payload(body, IKT_PAYLOAD_NONCE, sa, sizeof sa);
    compose_payload(body, IKT_PAYLOAD_NONE, octets, 20);
    while (body->len % run->suite->block != 0)
        g_byte_array_append(body, (const uint8_t *)"", 1);
    g_assert_cmpuint(gcry_cipher_open(&cipher, run->suite->gcrypt, GCRY_CIPHER_MODE_CBC, 0), ==, 0);
    g_assert_cmpuint(gcry_cipher_setkey(cipher, run->ka, run->suite->key), ==, 0);
    g_assert_cmpuint(gcry_cipher_setiv(cipher, iv, run->suite->block), ==, 0);
    g_assert_cmpuint(gcry_cipher_encrypt(cipher, body->data, body->len, NULL, 0), ==, 0);
    gcry_cipher_close(cipher);
    run->message_id = g_rand_int(run->random);
    open_counted(run, true,
                 compose_message(IKT_EXCHANGE_QUICK, IKT_FLAG_ENCRYPTED, run->message_id, IKT_PAYLOAD_HASH, body),
                 &run->genuine);
}

static void send_random(struct run *run)
{
    static const struct {
        uint8_t exchange, first;
    } kinds[] = {
        {IKT_EXCHANGE_QUICK, IKT_PAYLOAD_HASH}, {IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_HASH},
        {IKT_EXCHANGE_MAIN, IKT_PAYLOAD_ID},    {IKT_EXCHANGE_TRANSACTION, IKT_PAYLOAD_HASH},
        {IKT_EXCHANGE_QUICK, IKT_PAYLOAD_HASH}, {IKT_EXCHANGE_AGGRESSIVE, IKT_PAYLOAD_HASH},
    };
    unsigned kind = run->tried++ % G_N_ELEMENTS(kinds);
    bool is_phase1 = kinds[kind].first == IKT_PAYLOAD_ID || kinds[kind].exchange == IKT_EXCHANGE_AGGRESSIVE;
    /* Now and then as if it went on with the genuine one. */
    uint32_t message_id = is_phase1 ? 0 : kind == 0 ? run->message_id : g_rand_int(run->random);
    size_t block = run->suite->block;
    GByteArray *body = g_byte_array_new();

    g_byte_array_set_size(body,
                          (guint)(block * (size_t)g_rand_int_range(run->random, 1, 1 + (int)(SIZE_MAX_SENT / block))));
    fill(run->random, body->data, body->len);
    open_counted(run, g_rand_boolean(run->random),
                 compose_message(kinds[kind].exchange, IKT_FLAG_ENCRYPTED, message_id, kinds[kind].first, body),
                 &run->taken);
}

static void test_chance(const void *data)
{
    const struct situation *situation = data;
    struct run run = {.random = g_rand_new_with_seed(2409), .situation = *situation};
    unsigned batches = 0;

    for (; run.tried < MESSAGES; batches++) {
        run.suite = &suites[batches % G_N_ELEMENTS(suites)];
        begin(&run);
        send_genuine(&run);
        for (unsigned i = 0; i < BATCH; i++)
            send_random(&run);
        ikt_decryptor_free(run.decryptor);
    }
    g_test_message("%u random messages, %u taken; %u of %u genuine ones opened", run.tried, run.taken, run.genuine,
                   batches);
    g_assert_cmpuint(run.tried, ==, MESSAGES);
    g_assert_cmpuint(run.taken, ==, 0);
    g_assert_cmpuint(run.genuine, ==, batches);
    g_rand_free(run.random);
}

/* Every random message is the first of its SA, so that each is tried with every cipher and hash. */
static void test_search(void)
{
    struct run run = {.random = g_rand_new_with_seed(2409), .situation = nothing, .suite = suites};

    while (run.tried < MESSAGES) {
        run.suite = &suites[run.tried % G_N_ELEMENTS(suites)];
        begin(&run);
        send_random(&run);
        ikt_decryptor_free(run.decryptor);
    }
    g_assert_cmpuint(run.taken, ==, 0);
    g_rand_free(run.random);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_data_func("/chance/phase1-unknown", &nothing, test_chance);
    g_test_add_data_func("/chance/choice-alone", &choice_alone, test_chance);
    g_test_add_data_func("/chance/no-choice", &no_choice, test_chance);
    g_test_add_data_func("/chance/phase1-known", &all, test_chance);
    g_test_add_func("/chance/search", test_search);
    return g_test_run();
}
