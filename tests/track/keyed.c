/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "keyed.h"

#include <gcrypt.h>
#include <string.h>

#include "crypto/keymat.h"

#define BLOCK 16

static const uint8_t ke[2][128] = {{11}, {22}};
static uint8_t skeyid_e[20], skeyid_a[20];

void keyed_init(void)
{
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    for (unsigned i = 0; i < 20; i++) {
        skeyid_e[i] = (uint8_t)(0x10 + i);
        skeyid_a[i] = (uint8_t)(0x30 + i);
    }
}

static void put32(uint8_t octets[static 4], uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        octets[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Pad the payloads, encrypt them, append them to the header; the last block of it goes to iv. */
static GByteArray *encrypt(GByteArray *message, GByteArray *payloads, uint8_t iv[static BLOCK])
{
    const struct ikt_bytes seed = {skeyid_e, sizeof(skeyid_e)};
    struct ikt_secret *ka = ikt_keymat_ka(NULL, IKT_HASH_SHA1, seed, BLOCK);
    gcry_cipher_hd_t cipher;

    while (payloads->len % BLOCK != 0)
        g_byte_array_append(payloads, (const uint8_t *)"", 1);
    g_assert_cmpuint(gcry_cipher_open(&cipher, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CBC, 0), ==, 0);
    g_assert_cmpuint(gcry_cipher_setkey(cipher, ka->octets, BLOCK), ==, 0);
    g_assert_cmpuint(gcry_cipher_setiv(cipher, iv, BLOCK), ==, 0);
    g_assert_cmpuint(gcry_cipher_encrypt(cipher, payloads->data, payloads->len, NULL, 0), ==, 0);
    gcry_cipher_close(cipher);
    ikt_secret_free(ka);
    memcpy(iv, payloads->data + payloads->len - BLOCK, BLOCK);
    g_byte_array_append(message, payloads->data, payloads->len);
    put32(message->data + 24, message->len);
    g_byte_array_unref(payloads);
    return message;
}

static void append(GByteArray *payloads, uint8_t next, const void *body, size_t length)
{
    const uint8_t generic[4] = {next, 0, (uint8_t)((4 + length) >> 8), (uint8_t)(4 + length)};
    g_byte_array_append(payloads, generic, sizeof(generic));
    g_byte_array_append(payloads, body, (guint)length);
}

static GByteArray *main_message(uint8_t first, uint8_t flags)
{
    return message_new(KEYED_COOKIE, true, IKT_EXCHANGE_MAIN, first, flags, 0);
}

void keyed_start(struct keyed *keyed, struct feed *feed)
{
    const struct ikt_bytes exponents[] = {{ke[0], sizeof(ke[0])}, {ke[1], sizeof(ke[1])}};
    const struct ikt_digest initial = ikt_crypto_hash(IKT_HASH_SHA1, exponents, 2);
    static const uint8_t nonce[16] = {33}, id[] = {1, 0, 0, 0, 203, 0, 113, 1}, hash[20] = {44};

    *keyed = (struct keyed){.feed = feed};
    memcpy(keyed->phase1_end, initial.octets, BLOCK);
    feed_send(feed, 0, true, message_main(KEYED_COOKIE, false));
    feed_send(feed, 1, false, message_main(KEYED_COOKIE, true));
    for (unsigned i = 0; i < 2; i++) {
        GByteArray *message = main_message(IKT_PAYLOAD_KE, 0);
        message_payload(message, IKT_PAYLOAD_NONCE, ke[i], sizeof(ke[i]));
        message_payload(message, IKT_PAYLOAD_NONE, nonce, sizeof(nonce));
        feed_send(feed, 2 + i, i == 0, message);
    }
    for (unsigned i = 0; i < 2; i++) {
        GByteArray *payloads = g_byte_array_new();
        append(payloads, IKT_PAYLOAD_HASH, id, sizeof(id));
        append(payloads, IKT_PAYLOAD_NONE, hash, sizeof(hash));
        GByteArray *message = main_message(IKT_PAYLOAD_ID, IKT_FLAG_ENCRYPTED);
        feed_send(feed, 4 + i, i == 0, encrypt(message, payloads, keyed->phase1_end));
    }
}

void keyed_send(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint8_t exchange, uint8_t first,
                GByteArray *payloads)
{
    const struct ikt_bytes key = {skeyid_a, sizeof(skeyid_a)}, rest = {payloads->data, payloads->len};
    uint8_t id[4], iv[BLOCK];
    const struct ikt_bytes parts[] = {{keyed->phase1_end, BLOCK}, {id, sizeof(id)}};
    GByteArray *all = g_byte_array_new();

    put32(id, ++keyed->message_id);
    const struct ikt_digest hash = ikt_keymat_hash1(IKT_HASH_SHA1, key, keyed->message_id, rest);
    const struct ikt_digest digest = ikt_crypto_hash(IKT_HASH_SHA1, parts, 2);
    memcpy(iv, digest.octets, BLOCK);
    append(all, first, hash.octets, hash.length);
    g_byte_array_append(all, payloads->data, payloads->len);
    g_byte_array_unref(payloads);
    GByteArray *message =
        message_new(KEYED_COOKIE, true, exchange, IKT_PAYLOAD_HASH, IKT_FLAG_ENCRYPTED, keyed->message_id);
    feed_send(keyed->feed, milliseconds, from_initiator, encrypt(message, all, iv));
}

void keyed_notify(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint16_t type, uint32_t number)
{
    /* DOI IPsec, protocol ISAKMP, SPI size 16: both cookies */
    uint8_t body[28] = {0, 0, 0, 1, 1, 16, (uint8_t)(type >> 8), (uint8_t)type};
    bool alive = type == IKT_NOTIFY_R_U_THERE || type == IKT_NOTIFY_R_U_THERE_ACK;
    GByteArray *payloads = g_byte_array_new();

    memset(body + 8, KEYED_COOKIE, 8);
    memset(body + 16, 0xee, 8);
    put32(body + 24, number);
    append(payloads, IKT_PAYLOAD_NONE, body, alive ? 28 : 24);
    keyed_send(keyed, milliseconds, from_initiator, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_NOTIFY, payloads);
}

void keyed_delete(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint32_t spi)
{
    uint8_t body[12] = {0, 0, 0, 1, IKT_PROTOCOL_ESP, 4, 0, 1};
    GByteArray *payloads = g_byte_array_new();

    put32(body + 8, spi);
    append(payloads, IKT_PAYLOAD_NONE, body, sizeof(body));
    keyed_send(keyed, milliseconds, from_initiator, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_DELETE, payloads);
}

void keyed_delete_isakmp(struct keyed *keyed, int64_t milliseconds, bool from_initiator)
{
    uint8_t body[24] = {0, 0, 0, 1, IKT_PROTOCOL_ISAKMP, 16, 0, 1};
    GByteArray *payloads = g_byte_array_new();

    memset(body + 8, KEYED_COOKIE, 8);
    memset(body + 16, 0xee, 8);
    append(payloads, IKT_PAYLOAD_NONE, body, sizeof(body));
    keyed_send(keyed, milliseconds, from_initiator, IKT_EXCHANGE_INFORMATIONAL, IKT_PAYLOAD_DELETE, payloads);
}

void keyed_quick1(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint32_t spi)
{
    /* DOI IPsec; one proposal of ESP with an SPI; one transform: AES-CBC in tunnel mode */
    uint8_t sa[] = {0,  0, 0,  1, 0, 0,    0, 1, 0, 0,    0, 28, 1,  IKT_PROTOCOL_ESP, 4, 1, 0, 0, 0, 0, 0, 0, 0,
                    16, 1, 12, 0, 0, 0x80, 4, 0, 1, 0x80, 6, 0,  128};
    static const uint8_t nonce[16] = {55};
    GByteArray *payloads = g_byte_array_new();

    put32(sa + 16, spi);
    append(payloads, IKT_PAYLOAD_NONCE, sa, sizeof(sa));
    append(payloads, IKT_PAYLOAD_NONE, nonce, sizeof(nonce));
    keyed_send(keyed, milliseconds, from_initiator, IKT_EXCHANGE_QUICK, IKT_PAYLOAD_SA, payloads);
}
