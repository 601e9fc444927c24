/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Hashes, HMACs, ciphers and MODP groups against the vectors of their RFCs and other libraries.
 */
#include <gcrypt.h>
#include <stdlib.h>
#include <string.h>

#include "iketriage/isakmp.h"
#include "isakmp/group.h"
#include "crypto/crypto.h"
#include "crypto/dh_group.h"
#include "crypto/modp.h"
#include "reading.h"

static struct ikt_bytes of_text(const char *text)
{
    return (struct ikt_bytes){(const uint8_t *)text, strlen(text)};
}

static void check(struct ikt_digest digest, const char *expected_hex)
{
    GBytes *expected = vectors_hex(expected_hex);

    g_assert_true(ikt_digest_equal(&digest, vectors_view(expected)));
    g_bytes_unref(expected);
}

static void test_hash(void)
{
    const struct ikt_bytes parts[] = {of_text("a"), {NULL, 0}, of_text("bc")};

    /* RFC 1321 A.5, RFC 3174 7.3, FIPS 180-2 appendices B and C, D */
    check(ikt_crypto_hash(IKT_HASH_MD5, parts, 3), "900150983cd24fb0d6963f7d28e17f72");
    check(ikt_crypto_hash(IKT_HASH_SHA1, parts, 3), "a9993e364706816aba3e25717850c26c9cd0d89d");
    check(ikt_crypto_hash(IKT_HASH_SHA2_256, parts, 3),
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check(ikt_crypto_hash(IKT_HASH_SHA2_384, parts, 3),
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    check(ikt_crypto_hash(IKT_HASH_SHA2_512, parts, 3),
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    g_assert_cmpuint(ikt_crypto_hash(IKT_HASH_TIGER, parts, 3).length, ==, 0);
    g_assert_cmpuint(ikt_crypto_hash(-1, parts, 3).length, ==, 0);
    g_assert_false(ikt_crypto_knows_hash(IKT_HASH_TIGER));
}

static void test_prf(void)
{
    const struct ikt_bytes parts[] = {of_text("what do ya want "), of_text("for nothing?")};

    /* RFC 2202 and RFC 4231, test case 2 */
    check(ikt_crypto_prf(IKT_HASH_MD5, of_text("Jefe"), parts, 2), "750c783e6ab0b503eaa86e310a5db738");
    check(ikt_crypto_prf(IKT_HASH_SHA1, of_text("Jefe"), parts, 2), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    check(ikt_crypto_prf(IKT_HASH_SHA2_256, of_text("Jefe"), parts, 2),
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    check(ikt_crypto_prf(IKT_HASH_SHA2_384, of_text("Jefe"), parts, 2),
          "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
    check(ikt_crypto_prf(IKT_HASH_SHA2_512, of_text("Jefe"), parts, 2),
          "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
          "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

static void check_cipher(int encryption, int key_bits, const char *key_hex, const char *iv_hex, const char *in_hex,
                         const char *out_hex)
{
    GBytes *key = vectors_hex(key_hex), *iv = vectors_hex(iv_hex), *in = vectors_hex(in_hex),
           *out = vectors_hex(out_hex);
    struct ikt_cipher *cipher = ikt_cipher_new(encryption, key_bits);
    uint8_t buffer[64];

    g_assert_nonnull(cipher);
    g_assert_cmpuint(ikt_cipher_key_size(cipher), ==, g_bytes_get_size(key));
    g_assert_cmpuint(ikt_cipher_block_size(cipher), ==, g_bytes_get_size(iv));
    g_assert_true(ikt_cipher_set_key(cipher, vectors_view(key)));
    g_assert_true(ikt_cipher_decrypt(cipher, vectors_view(iv).data, vectors_view(in), buffer));
    vectors_assert_equal(vectors_view(out), ((struct ikt_bytes){buffer, g_bytes_get_size(in)}));

    g_assert_false(ikt_cipher_decrypt(cipher, buffer, (struct ikt_bytes){buffer, 15}, buffer));
    g_assert_false(ikt_cipher_set_key(cipher, (struct ikt_bytes){buffer, 3}));
    ikt_cipher_free(cipher);
    g_bytes_unref(key);
    g_bytes_unref(iv);
    g_bytes_unref(in);
    g_bytes_unref(out);
}

static void test_cipher(void)
{
    /* RFC 3602 section 4, case 2; the length of an AES key may be left to its default */
    for (int bits = 0; bits <= 128; bits += 128)
        check_cipher(IKT_ENCRYPTION_AES_CBC, bits, "c286696d887c9aa0611bbb3e2025a45a",
                     "562e17996d093d28ddb3ba695a2e6f58",
                     "d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1",
                     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    /* NIST SP 800-38A F.2.6 */
    check_cipher(IKT_ENCRYPTION_AES_CBC, 256, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                 "000102030405060708090a0b0c0d0e0f", "f58c4c04d6e5f1ba779eabfb5f7bfbd6",
                 "6bc1bee22e409f96e93d7e117393172a");
    /* FIPS 81 table C1 */
    check_cipher(IKT_ENCRYPTION_DES_CBC, 0, "0123456789abcdef", "1234567890abcdef",
                 "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6",
                 "4e6f77206973207468652074696d6520666f7220616c6c20");
    /* The same with one key three times: 3DES is DES then. Weak as a key, but it may be negotiated. */
    check_cipher(IKT_ENCRYPTION_3DES_CBC, 0, "0123456789abcdef0123456789abcdef0123456789abcdef", "1234567890abcdef",
                 "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6",
                 "4e6f77206973207468652074696d6520666f7220616c6c20");

    char **lines = vectors_lines("ciphers.txt");
    unsigned count = 0;
    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], " ", -1);
        if (lines[i][0] == '#' || g_strv_length(fields) != 6)
            continue;
        check_cipher((int)g_ascii_strtoll(fields[0], NULL, 10), (int)g_ascii_strtoll(fields[1], NULL, 10), fields[2],
                     fields[3], fields[4], fields[5]);
        count++;
    }
    g_assert_cmpuint(count, ==, 11);
    g_strfreev(lines);

    g_assert_null(ikt_cipher_new(IKT_ENCRYPTION_RC5_R16_B64_CBC, 0));
    g_assert_null(ikt_cipher_new(IKT_ENCRYPTION_CAMELLIA_CBC, 129));
    g_assert_null(ikt_cipher_new(IKT_ENCRYPTION_CAST_CBC, 40));
    g_assert_null(ikt_cipher_new(IKT_ENCRYPTION_AES_CBC, 129));
    g_assert_null(ikt_cipher_new(IKT_ENCRYPTION_BLOWFISH_CBC, 4096));
    g_assert_null(ikt_cipher_new(-1, -1));
}

/* DES under a weak key decrypts what it encrypts (FIPS 74 section 3.6): twice is the identity. */
static void test_weak_key(void)
{
    static const uint8_t weak[8] = {1, 1, 1, 1, 1, 1, 1, 1}, iv[8], block[8] = {'I', 'S', 'A', 'K', 'M', 'P', ' ', '!'};
    struct ikt_cipher *cipher = ikt_cipher_new(IKT_ENCRYPTION_DES_CBC, 0);
    uint8_t once[8], twice[8];

    g_assert_true(ikt_cipher_set_key(cipher, (struct ikt_bytes){weak, 8}));
    g_assert_true(ikt_cipher_decrypt(cipher, iv, (struct ikt_bytes){block, 8}, once));
    g_assert_true(ikt_cipher_decrypt(cipher, iv, (struct ikt_bytes){once, 8}, twice));
    g_assert_cmpint(memcmp(once, block, 8), !=, 0);
    g_assert_cmpint(memcmp(twice, block, 8), ==, 0);
    ikt_cipher_free(cipher);
}

static void check_power(int group, const struct ikt_bytes *base, GBytes *exponent, const char *sha256,
                        struct ikt_secret **out)
{
    struct ikt_secret *power = ikt_modp_power(NULL, group, base, vectors_view(exponent));
    g_assert_nonnull(power);
    const struct ikt_bytes bytes = ikt_secret_bytes(power);

    check(ikt_crypto_hash(IKT_HASH_SHA2_256, &bytes, 1), sha256);
    *out = power;
}

static void check_group(char **fields)
{
    int group = (int)g_ascii_strtoll(fields[0], NULL, 10);
    struct ikt_modp modp;
    struct ikt_secret *gx, *gxy, *gy, *gyx;

    g_assert_true(ikt_modp_group(group, &modp));
    g_assert_cmpuint(modp.length, ==, (size_t)g_ascii_strtoull(fields[1], NULL, 10));
    g_assert_cmpuint(ikt_group_ke_size((unsigned)group), ==, modp.length);
    const struct ikt_bytes prime = {modp.prime, modp.length};
    check(ikt_crypto_hash(IKT_HASH_SHA2_256, &prime, 1), fields[2]);

    GBytes *x = vectors_hex(fields[3]), *y = vectors_hex(fields[4]);
    check_power(group, NULL, x, fields[5], &gx);
    struct ikt_bytes base = ikt_secret_bytes(gx);
    check_power(group, &base, y, fields[6], &gxy);
    gy = ikt_modp_power(NULL, group, NULL, vectors_view(y));
    base = ikt_secret_bytes(gy);
    gyx = ikt_modp_power(NULL, group, &base, vectors_view(x));
    g_assert_true(ikt_secret_equal(gxy, gyx));

    /* values that no honest peer sends, and an exponent longer than the prime */
    g_autofree uint8_t *zeros = g_malloc0(modp.length + 1);
    const struct ikt_bytes zero = {zeros, modp.length};
    g_assert_null(ikt_modp_power(NULL, group, &zero, vectors_view(x)));
    g_assert_null(ikt_modp_power(NULL, group, &prime, vectors_view(x)));
    g_assert_null(ikt_modp_power(NULL, group, NULL, (struct ikt_bytes){zeros, modp.length + 1}));
    ikt_secret_free(gx);
    ikt_secret_free(gxy);
    ikt_secret_free(gy);
    ikt_secret_free(gyx);
    g_bytes_unref(x);
    g_bytes_unref(y);
}

static void test_modp(void)
{
    char **lines = vectors_lines("modp.txt");
    unsigned groups = 0;

    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], " ", -1);
        if (lines[i][0] == '#' || lines[i][0] == '\0')
            continue;
        g_assert_cmpuint(g_strv_length(fields), ==, 7);
        check_group(fields);
        groups++;
    }
    g_assert_cmpuint(groups, ==, 11);
    struct ikt_modp modp;
    g_assert_false(ikt_modp_group(IKT_GROUP_ECP_256, &modp));
    g_assert_false(ikt_modp_group(-1, &modp));
    g_strfreev(lines);
}

static void check_curve(char **fields)
{
    int group = (int)g_ascii_strtoll(fields[0], NULL, 10);
    size_t length = (size_t)g_ascii_strtoull(fields[1], NULL, 10);
    GBytes *x = vectors_hex(fields[2]), *ke_x = vectors_hex(fields[3]), *y = vectors_hex(fields[4]),
           *ke_y = vectors_hex(fields[5]), *dh = vectors_hex(fields[6]);
    struct ikt_secret *public = ikt_group_public(NULL, group, vectors_view(x));
    struct ikt_secret *by_x = ikt_group_secret(NULL, group, vectors_view(ke_y), vectors_view(x));
    struct ikt_secret *by_y = ikt_group_secret(NULL, group, vectors_view(ke_x), vectors_view(y));
    g_autofree uint8_t *zeros = g_malloc0(2 * length);
    g_autofree uint8_t *off_curve = g_malloc(2 * length);

    g_assert_cmpuint(ikt_group_prime_size(group), ==, length);
    g_assert_cmpuint(ikt_group_ke_size((unsigned)group), ==, 2 * length);
    vectors_assert_equal(ikt_secret_bytes(public), vectors_view(ke_x));
    vectors_assert_equal(ikt_secret_bytes(by_x), vectors_view(dh));
    vectors_assert_equal(ikt_secret_bytes(by_y), vectors_view(dh));

    /* what no peer may send: 0 | 0, a point beside the curve, half a point, exponents of 0 and too long */
    memcpy(off_curve, vectors_view(ke_y).data, 2 * length);
    off_curve[2 * length - 1] ^= 1;
    g_assert_null(ikt_group_secret(NULL, group, (struct ikt_bytes){zeros, 2 * length}, vectors_view(x)));
    g_assert_null(ikt_group_secret(NULL, group, (struct ikt_bytes){off_curve, 2 * length}, vectors_view(x)));
    g_assert_null(ikt_group_secret(NULL, group, (struct ikt_bytes){off_curve, length}, vectors_view(x)));
    g_assert_null(ikt_group_secret(NULL, group, (struct ikt_bytes){NULL, 0}, vectors_view(x)));
    g_assert_null(ikt_group_public(NULL, group, (struct ikt_bytes){zeros, length}));
    g_assert_null(ikt_group_public(NULL, group, (struct ikt_bytes){zeros, length + 1}));
    ikt_secret_free(by_y);
    ikt_secret_free(by_x);
    ikt_secret_free(public);
    GBytes *const all[] = {x, ke_x, y, ke_y, dh};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        g_bytes_unref(all[i]);
}

static void test_curves(void)
{
    char **lines = vectors_lines("ecp.txt");
    unsigned groups = 0;

    for (size_t i = 0; lines[i]; i++) {
        g_auto(GStrv) fields = g_strsplit(lines[i], " ", -1);
        if (lines[i][0] == '#' || lines[i][0] == '\0')
            continue;
        g_assert_cmpuint(g_strv_length(fields), ==, 7);
        check_curve(fields);
        groups++;
    }
    g_assert_cmpuint(groups, ==, 9);
    g_assert_cmpuint(ikt_group_prime_size(IKT_GROUP_EC2N_155), ==, 0);
    g_assert_null(ikt_group_public(NULL, IKT_GROUP_EC2N_155, (struct ikt_bytes){(const uint8_t *)"a", 1}));
    g_strfreev(lines);
}

/* RFC 2409 and RFC 3526: p and (p - 1) / 2 are prime. The longer ones take too long for every run. */
static void test_primes(void)
{
    static const int groups[] = {1, 2, 5};

    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        struct ikt_modp modp;
        gcry_mpi_t p = NULL;
        g_assert_true(ikt_modp_group(groups[i], &modp));
        g_assert_cmpuint(gcry_mpi_scan(&p, GCRYMPI_FMT_USG, modp.prime, modp.length, NULL), ==, 0);
        g_assert_cmpuint(gcry_prime_check(p, 0), ==, 0);
        gcry_mpi_rshift(p, p, 1);
        g_assert_cmpuint(gcry_prime_check(p, 0), ==, 0);
        gcry_mpi_release(p);
    }
}

int main(int argc, char **argv)
{
    vectors_init(&argc, &argv);
    g_test_add_func("/vectors/hash", test_hash);
    g_test_add_func("/vectors/prf", test_prf);
    g_test_add_func("/vectors/cipher", test_cipher);
    g_test_add_func("/vectors/weak-key", test_weak_key);
    g_test_add_func("/vectors/modp", test_modp);
    g_test_add_func("/vectors/curves", test_curves);
    g_test_add_func("/vectors/primes", test_primes);
    return g_test_run();
}
