/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses: Crypto-PAn's own sample, prefixes, what stays, what never comes out.
 */
#include <gcrypt.h>
#include <glib.h>
#include <string.h>

#include "anonymize/anonymizer.h"
#include "anonymize/cryptopan.h"

/* The sample key, and lines of the sample trace, of the authors' implementation (1.0, 2002). */
static const uint8_t sample_key[IKT_CRYPTOPAN_KEY] = {21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                                      22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                                      101, 39, 98,  87,  76, 45,  42,  132, 34,  2};
static const char *const sample[][2] = {{"128.11.68.132", "135.242.180.132"},   {"129.118.74.4", "134.136.186.123"},
                                        {"130.132.252.244", "133.68.164.234"},  {"141.223.7.43", "141.167.8.160"},
                                        {"141.233.145.108", "141.129.237.235"}, {"152.163.225.39", "151.140.114.167"},
                                        {"156.29.3.236", "147.225.12.42"},      {"165.247.96.84", "162.9.99.234"}};

static struct ikt_address address_of(const char *text)
{
    struct ikt_address address;
    g_assert_true(ikt_address_parse(text, &address));
    return address;
}

static void test_sample(void)
{
    struct ikt_cryptopan *pan = ikt_cryptopan_new(sample_key);
    for (size_t i = 0; i < G_N_ELEMENTS(sample); i++) {
        struct ikt_address address = address_of(sample[i][0]);
        char text[IKT_ADDRESS_TEXT];
        ikt_cryptopan_map(pan, address.octets, 0, 32, address.octets);
        g_assert_cmpstr(ikt_address_format(&address, text), ==, sample[i][1]);
    }
    ikt_cryptopan_free(pan);
}

static struct ikt_anonymizer *anonymizer_of(const char *secret)
{
    return ikt_anonymizer_new((struct ikt_bytes){(const uint8_t *)secret, strlen(secret)}, NULL);
}

static unsigned common_bits(const struct ikt_address *a, const struct ikt_address *b, unsigned bits)
{
    unsigned common = 0;
    while (common < bits && ikt_address_in_prefix(a, b, common + 1))
        common++;
    return common;
}

/* Two addresses with n bits in common, of 8 and more, have n afterwards. */
static void check_prefixes(const struct ikt_anonymizer *anonymizer, const char *text, unsigned least, unsigned bits)
{
    const struct ikt_address a = address_of(text), mapped_a = ikt_anonymizer_address(anonymizer, &a);
    for (unsigned bit = least; bit < bits; bit++) {
        struct ikt_address b = a;
        b.octets[bit / 8] ^= (uint8_t)(0x80u >> bit % 8);
        const struct ikt_address mapped_b = ikt_anonymizer_address(anonymizer, &b);
        g_assert_cmpuint(common_bits(&mapped_a, &mapped_b, bits), ==, bit);
    }
}

static void test_prefixes(void)
{
    struct ikt_anonymizer *anonymizer = anonymizer_of("a key");
    check_prefixes(anonymizer, "192.168.1.77", 8, 32);
    check_prefixes(anonymizer, "203.0.113.1", 8, 32);
    check_prefixes(anonymizer, "2001:db8:a1::5", 3, 128);
    ikt_anonymizer_free(anonymizer);
}

/* Each first octet once; none of what stays, and no private one for a private one. */
static void test_first_octets(void)
{
    static const unsigned private_ones[] = {10, 172, 192};
    for (char key = 'a'; key <= 'z'; key++) {
        const char secret[] = {key, '\0'};
        struct ikt_anonymizer *anonymizer = anonymizer_of(secret);
        bool met[256] = {false};
        for (unsigned octet = 0; octet < 256; octet++) {
            const struct ikt_address address = ikt_address_ipv4((const uint8_t[]){(uint8_t)octet, 1, 2, 3});
            const uint8_t mapped = ikt_anonymizer_address(anonymizer, &address).octets[0];
            const bool stays = octet == 0 || octet == 127 || octet >= 224;
            g_assert_false(met[mapped]);
            met[mapped] = true;
            g_assert_true(stays ? mapped == octet : mapped != 0 && mapped != 127 && mapped < 224);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(private_ones); i++) {
            const struct ikt_address address = ikt_address_ipv4((const uint8_t[]){(uint8_t)private_ones[i], 16, 0, 0});
            const uint8_t mapped = ikt_anonymizer_address(anonymizer, &address).octets[0];
            g_assert_true(mapped != 10 && mapped != 172 && mapped != 192);
        }
        ikt_anonymizer_free(anonymizer);
    }
}

static void check_stays(const struct ikt_anonymizer *anonymizer, const char *text)
{
    const struct ikt_address address = address_of(text), mapped = ikt_anonymizer_address(anonymizer, &address);
    g_assert_true(ikt_address_equal(&address, &mapped));
}

static void test_what_stays(void)
{
    struct ikt_anonymizer *anonymizer = anonymizer_of("a key");
    static const char *const texts[] = {"0.0.0.0", "127.0.0.1", "224.0.0.5", "255.255.255.0", "::", "::1", "ff02::1"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        check_stays(anonymizer, texts[i]);
    const struct ikt_address local = address_of("fe80::1"), mapped = ikt_anonymizer_address(anonymizer, &local);
    g_assert_true(ikt_address_in_prefix(&mapped, &local, 64));
    g_assert_false(ikt_address_equal(&mapped, &local));
    const struct ikt_address whole = address_of("10.1.5.0"), network = ikt_anonymizer_network(anonymizer, &whole, 24);
    g_assert_cmpuint(network.octets[3], ==, 0);
    ikt_anonymizer_free(anonymizer);
}

static void test_keys(void)
{
    struct ikt_anonymizer *one = anonymizer_of("a key"), *again = anonymizer_of("a key"), *other = anonymizer_of("b"),
                          *drawn = ikt_anonymizer_new((struct ikt_bytes){NULL, 0}, NULL),
                          *drawn_again = ikt_anonymizer_new((struct ikt_bytes){NULL, 0}, NULL);
    struct ikt_anonymizer *const all[] = {one, other, drawn, drawn_again};
    const uint8_t cookie[IKT_COOKIE_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8}, none[IKT_COOKIE_SIZE] = {0};
    uint8_t mapped[IKT_COOKIE_SIZE], mapped_again[IKT_COOKIE_SIZE];
    const struct ikt_address address = address_of("198.51.100.7");
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        for (size_t j = 0; j < i; j++) {
            const struct ikt_address a = ikt_anonymizer_address(all[i], &address),
                                     b = ikt_anonymizer_address(all[j], &address);
            g_assert_false(ikt_address_equal(&a, &b));
            g_assert_cmpuint(ikt_anonymizer_spi(all[i], 0xc0d36dce), !=, ikt_anonymizer_spi(all[j], 0xc0d36dce));
        }
    }
    ikt_anonymizer_cookie(one, cookie, mapped);
    ikt_anonymizer_cookie(again, cookie, mapped_again);
    g_assert_true(memcmp(mapped, mapped_again, sizeof mapped) == 0);
    g_assert_true(memcmp(mapped, cookie, sizeof cookie) != 0);
    ikt_anonymizer_cookie(one, none, mapped);
    g_assert_true(memcmp(mapped, none, sizeof none) == 0);
    g_assert_cmpuint(ikt_anonymizer_spi(one, 255), ==, 255);
    g_assert_cmpuint(ikt_anonymizer_spi(one, 0xc0d36dce), ==, ikt_anonymizer_spi(again, 0xc0d36dce));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        ikt_anonymizer_free(all[i]);
    ikt_anonymizer_free(again);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_nonnull(gcry_check_version(NULL));
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    g_test_add_func("/anonymize/sample", test_sample);
    g_test_add_func("/anonymize/prefixes", test_prefixes);
    g_test_add_func("/anonymize/first-octets", test_first_octets);
    g_test_add_func("/anonymize/what-stays", test_what_stays);
    g_test_add_func("/anonymize/keys", test_keys);
    return g_test_run();
}
