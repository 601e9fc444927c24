/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decryption of messages encrypted here, for what no capture shows: the IVs that libreswan is known to begin an
 * informational with, and forgeries under the right key.
 */
#include <gcrypt.h>
#include <string.h>

#include "compose.h"
#include "decrypt/decrypt.h"
#include "decrypt/iv.h"
#include "crypto/keymat.h"
#include "reading.h"

#define SKEYID_E "101112131415161718191a1b1c1d1e1f20212223"
#define SKEYID_A "303132333435363738393a3b3c3d3e3f40414243"

static const uint8_t cookie[IKT_COOKIE_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8};
static const char keys[] = "0102030405060708 : SKEYID_e 0x" SKEYID_E "\n0102030405060708 : SKEYID_a 0x" SKEYID_A "\n";

/* An SA payload's body with one transform: AES-CBC (128), SHA, group 2, PSK. */
static const uint8_t sa_body[] = {0, 0, 0, 1, 0,    0, 0, 1, 0,    0, 0, 32, 1,    1, 0, 1, 0,    0, 0, 24,
                                  1, 1, 0, 0, 0x80, 1, 0, 7, 0x80, 2, 0, 2,  0x80, 4, 0, 2, 0x80, 3, 0, 1};

static const uint8_t ke[2][128] = {{11}, {22}};
static const uint8_t nonce[2][16] = {{33}, {44}};

/* A decryptor that has seen Main Mode 1 to 4. */
static struct ikt_decryptor *begin(void)
{
    const struct ikt_endpoint nowhere = {0};
    struct ikt_keyring *keyring = ikt_keyring_new();

    g_assert_true(
        ikt_keyring_add(keyring, "keys", (struct ikt_bytes){(const uint8_t *)keys, strlen(keys)}, NULL, NULL));
    struct ikt_key_work *work = ikt_key_work_new(keyring);
    struct ikt_decryptor *decryptor = ikt_decryptor_new(work, cookie, &nowhere, &nowhere);
    ikt_key_work_unref(work);
    ikt_keyring_unref(keyring);
    for (unsigned i = 0; i < 4; i++) {
        GByteArray *payloads = g_byte_array_new();
        if (i < 2) {
            compose_payload(payloads, IKT_PAYLOAD_NONE, sa_body, sizeof sa_body);
        } else {
            compose_payload(payloads, IKT_PAYLOAD_NONCE, ke[i % 2], sizeof ke[0]);
            compose_payload(payloads, IKT_PAYLOAD_NONE, nonce[i % 2], sizeof nonce[0]);
        }
        struct ikt_message *message =
            compose_message(IKT_EXCHANGE_MAIN, 0, 0, i < 2 ? IKT_PAYLOAD_SA : IKT_PAYLOAD_KE, payloads);
        g_assert_cmpuint(message->problem_count, ==, 0);
        ikt_decryptor_learn(decryptor, i % 2 == 0, message);
        ikt_message_unref(message);
    }
    g_assert_cmpint(ikt_decryptor_missing(decryptor), ==, IKT_MISSING_NOTHING);
    g_assert_cmpuint(ikt_decryptor_block_size(decryptor), ==, 16);
    g_assert_cmpuint(ikt_decryptor_hash_size(decryptor), ==, 20);
    return decryptor;
}

/* HASH, rest, padding, encrypted; takes rest. last: the last ciphertext block, may be iv itself. */
static struct ikt_message *encrypted(uint8_t exchange, uint32_t message_id, uint8_t second, struct ikt_digest hash,
                                     const uint8_t *iv, GByteArray *rest, uint8_t *last)
{
    GByteArray *payloads = g_byte_array_new();
    GBytes *skeyid_e = vectors_hex(SKEYID_E);
    struct ikt_secret *ka = ikt_keymat_ka(NULL, IKT_HASH_SHA1, vectors_view(skeyid_e), 16);
    gcry_cipher_hd_t cipher;

    compose_payload(payloads, second, hash.octets, hash.length);
    g_byte_array_append(payloads, rest->data, rest->len);
    while (payloads->len % 16 != 0)
        g_byte_array_append(payloads, (const uint8_t *)"", 1);
    g_assert_cmpuint(gcry_cipher_open(&cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, 0), ==, 0);
    g_assert_cmpuint(gcry_cipher_setkey(cipher, ka->octets, 16), ==, 0);
    g_assert_cmpuint(gcry_cipher_setiv(cipher, iv, 16), ==, 0);
    g_assert_cmpuint(gcry_cipher_encrypt(cipher, payloads->data, payloads->len, NULL, 0), ==, 0);
    gcry_cipher_close(cipher);
    if (last)
        memcpy(last, payloads->data + payloads->len - 16, 16);
    ikt_secret_free(ka);
    g_bytes_unref(skeyid_e);
    g_byte_array_unref(rest);
    return compose_message(exchange, IKT_FLAG_ENCRYPTED, message_id, IKT_PAYLOAD_HASH, payloads);
}

static struct ikt_bytes view_of(const GByteArray *array)
{
    return (struct ikt_bytes){array->data, array->len};
}

static enum ikt_decryption open_one(struct ikt_decryptor *decryptor, bool from_initiator, struct ikt_message *message)
{
    struct ikt_opened opened = ikt_decryptor_open(decryptor, from_initiator, message);

    ikt_message_unref(opened.message);
    ikt_message_unref(message);
    return opened.decryption;
}

static struct ikt_digest initial_iv(void)
{
    return ikt_iv_initial(IKT_HASH_SHA1, (struct ikt_bytes){ke[0], sizeof ke[0]},
                          (struct ikt_bytes){ke[1], sizeof ke[1]});
}

/* hash(base | M-ID) */
static struct ikt_digest iv_after(struct ikt_bytes base, uint32_t message_id)
{
    const uint8_t wire[] = {(uint8_t)(message_id >> 24), (uint8_t)(message_id >> 16), (uint8_t)(message_id >> 8),
                            (uint8_t)message_id};
    const struct ikt_bytes parts[] = {base, {wire, 4}};

    return ikt_crypto_hash(IKT_HASH_SHA1, parts, 2);
}

static enum ikt_decryption open_informational(struct ikt_decryptor *decryptor, struct ikt_digest iv, bool right_hash)
{
    static const uint8_t notify[] = {0, 0, 0, 1, 1, 0, 0, 14};
    GByteArray *rest = g_byte_array_new();
    GBytes *skeyid_a = vectors_hex(SKEYID_A);

    compose_payload(rest, IKT_PAYLOAD_NONE, notify, sizeof notify);
    struct ikt_digest hash = ikt_keymat_hash1(IKT_HASH_SHA1, vectors_view(skeyid_a), 0x01020304, view_of(rest));
    g_bytes_unref(skeyid_a);
    hash.octets[0] = (uint8_t)(hash.octets[0] ^ !right_hash);
    return open_one(decryptor, false,
                    encrypted(IKT_EXCHANGE_INFORMATIONAL, 0x01020304, IKT_PAYLOAD_NOTIFY, hash, iv.octets, rest, NULL));
}

static void test_informational_ivs(void)
{
    struct ikt_decryptor *decryptor = begin();
    struct ikt_digest initial = initial_iv(), elsewhere = {.length = 20};

    /* as in RFC 2409, from the message ID alone, as it is; and one that nothing explains */
    g_assert_cmpint(open_informational(decryptor, iv_after((struct ikt_bytes){initial.octets, 16}, 0x01020304), true),
                    ==, IKT_DECRYPTION_VERIFIED);
    g_assert_cmpint(open_informational(decryptor, iv_after((struct ikt_bytes){NULL, 0}, 0x01020304), true), ==,
                    IKT_DECRYPTION_VERIFIED);
    g_assert_cmpint(open_informational(decryptor, initial, true), ==, IKT_DECRYPTION_VERIFIED);
    g_assert_cmpint(open_informational(decryptor, initial, false), ==, IKT_DECRYPTION_DECRYPTED);
    g_assert_cmpint(open_informational(decryptor, elsewhere, true), ==, IKT_DECRYPTION_PARTIAL);
    ikt_decryptor_free(decryptor);
}

/* SA and NONCE of a Quick Mode message, the NONCE full of one octet */
static GByteArray *quick_rest(uint8_t octet, struct ikt_bytes *out_nonce)
{
    GByteArray *rest = g_byte_array_new();
    uint8_t body[16];

    memset(body, octet, sizeof body);
    compose_payload(rest, IKT_PAYLOAD_NONCE, sa_body, sizeof sa_body);
    compose_payload(rest, IKT_PAYLOAD_NONE, body, sizeof body);
    *out_nonce = (struct ikt_bytes){rest->data + rest->len - sizeof body, sizeof body};
    return rest;
}

/* Between QM1 and QM2 somebody who has the cipher key but not SKEYID_a says QM1 again with a nonce of his own. */
static void test_forged_nonce(void)
{
    const uint32_t message_id = 0xcafe0001;
    struct ikt_decryptor *decryptor = begin();
    struct ikt_digest initial = initial_iv();
    struct ikt_digest first = iv_after((struct ikt_bytes){initial.octets, 16}, message_id);
    GBytes *skeyid_a = vectors_hex(SKEYID_A), *ni_b = NULL;
    struct ikt_bytes ni, nr, forged;
    uint8_t iv[16];

    GByteArray *rest = quick_rest('i', &ni);
    ni_b = g_bytes_new(ni.data, ni.length);
    struct ikt_digest hash = ikt_keymat_hash1(IKT_HASH_SHA1, vectors_view(skeyid_a), message_id, view_of(rest));
    struct ikt_message *qm1 = encrypted(IKT_EXCHANGE_QUICK, message_id, IKT_PAYLOAD_SA, hash, first.octets, rest, iv);
    g_assert_cmpint(open_one(decryptor, true, qm1), ==, IKT_DECRYPTION_VERIFIED);

    rest = quick_rest('f', &forged);
    qm1 = encrypted(IKT_EXCHANGE_QUICK, message_id, IKT_PAYLOAD_SA, hash, first.octets, rest, NULL);
    g_assert_cmpint(open_one(decryptor, true, qm1), ==, IKT_DECRYPTION_DECRYPTED);

    rest = quick_rest('r', &nr);
    hash = ikt_keymat_hash2(IKT_HASH_SHA1, vectors_view(skeyid_a), message_id, vectors_view(ni_b), view_of(rest));
    struct ikt_message *qm2 = encrypted(IKT_EXCHANGE_QUICK, message_id, IKT_PAYLOAD_SA, hash, iv, rest, NULL);
    g_assert_cmpint(open_one(decryptor, false, qm2), ==, IKT_DECRYPTION_VERIFIED);

    g_bytes_unref(ni_b);
    g_bytes_unref(skeyid_a);
    ikt_decryptor_free(decryptor);
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_func("/constructed/informational-ivs", test_informational_ivs);
    g_test_add_func("/constructed/forged-nonce", test_forged_nonce);
    return g_test_run();
}
