/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SipHash-2-4 against OpenSSL's (`openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:8 SIPHASH`,
 * whose octets are the value in little endian), which agrees with the example in appendix A of the paper; and what a
 * table needs of its hash functions.
 */
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

/* Of the first n of the octets 0, 1, 2 ..., n = 0 .. 63. Number 15 is the paper's. */
static const uint64_t vectors[] = {
    0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d, 0xcf2794e0277187b7,
    0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137, 0x93f5f5799a932462, 0x9e0082df0ba9e4b0,
    0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7, 0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee,
    0xa129ca6149be45e5, 0x3f2acc7f57c29bdb, 0x699ae9f52cbe4794, 0x4bc1b3f0968dd39c, 0xbb6dc91da77961bd,
    0xbed65cf21aa2ee98, 0xd0f2cbb02e3b67c7, 0x93536795e3a33e88, 0xa80c038ccd5ccec8, 0xb8ad50c6f649af94,
    0xbce192de8a85b8ea, 0x17d835b85bbb15f3, 0x2f2e6163076bcfad, 0xde4daaaca71dc9a5, 0xa6a2506687956571,
    0xad87a3535c49ef28, 0x32d892fad841c342, 0x7127512f72f27cce, 0xa7f32346f95978e3, 0x12e0b01abb051238,
    0x15e034d40fa197ae, 0x314dffbe0815a3b4, 0x027990f029623981, 0xcadcd4e59ef40c4d, 0x9abfd8766a33735c,
    0x0e3ea96b5304a7d0, 0xad0c42d6fc585992, 0x187306c89bc215a9, 0xd4a60abcf3792b95, 0xf935451de4f21df2,
    0xa9538f0419755787, 0xdb9acddff56ca510, 0xd06c98cd5c0975eb, 0xe612a3cb9ecba951, 0xc766e62cfcadaf96,
    0xee64435a9752fe72, 0xa192d576b245165a, 0x0a8787bf8ecb74b2, 0x81b3e73d20b49b6f, 0x7fa8220ba3b2ecea,
    0x245731c13ca42499, 0xb78dbfaf3a8d83bd, 0xea1ad565322a1a0b, 0x60e61c23a3795013, 0x6606d7e446282b93,
    0x6ca4ecb15c5f91e1, 0x9f626da15c9625f3, 0xe51b38608ef25f57, 0x958a324ceb064572,
};

static uint64_t keyed(const uint8_t *octets, size_t size, size_t step)
{
    static const uint8_t key[IKT_SIPHASH_KEY] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    struct ikt_hasher hasher;
    ikt_hasher_begin_keyed(&hasher, key);
    for (size_t at = 0; at < size; at += step)
        ikt_hasher_add(&hasher, octets + at, MIN(step, size - at));
    return ikt_hasher_end(&hasher);
}

static void test_vectors(void)
{
    uint8_t octets[G_N_ELEMENTS(vectors)];
    for (size_t i = 0; i < sizeof(octets); i++)
        octets[i] = (uint8_t)i;
    g_assert_cmphex(vectors[15], ==, 0xa129ca6149be45e5);
    for (size_t size = 0; size < sizeof(octets); size++)
        for (size_t step = 1; step <= sizeof(octets); step++)
            g_assert_cmphex(keyed(octets, size, step), ==, vectors[size]);
}

/* The key stays for a process, so that a table finds again what it holds; it is not all zero, and not the vectors'. */
static void test_key(void)
{
    static const uint8_t zero[IKT_SIPHASH_KEY] = {0};
    struct ikt_hasher hasher;
    ikt_hasher_begin_keyed(&hasher, zero);
    g_assert_cmphex(ikt_hash(NULL, 0), ==, ikt_hash("", 0));
    g_assert_cmphex(ikt_hash(NULL, 0), !=, ikt_hasher_end(&hasher));
    g_assert_cmphex(ikt_hash(NULL, 0), !=, vectors[0]);
}

/* Another process has another key: this program prints a hash when it is asked to, and asks itself. */
static void test_key_per_process(void)
{
    char *first = NULL, *second = NULL;
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (length < 0) {
        g_test_skip("no /proc");
        return;
    }
    program[length] = '\0';
    char *arguments[] = {program, "print", NULL};
    for (int i = 0; i < 2; i++)
        g_assert_true(g_spawn_sync(NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, i == 0 ? &first : &second, NULL,
                                   NULL, NULL));
    g_assert_cmpuint(strlen(first), ==, 16);
    g_assert_cmpuint(strlen(second), ==, 16);
    g_assert_cmpstr(first, !=, second);
    g_free(first);
    g_free(second);
}

/* Every octet of a key counts, wherever it lies in memory. */
static void test_functions(void)
{
    const uint8_t a[] = {9, 1, 2, 3, 4, 5, 6, 7, 8}, b[] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t other[8];
    g_assert_cmpuint(ikt_hash_8(a + 1), ==, ikt_hash_8(b));
    g_assert_cmpuint(ikt_hash_4(a + 1), ==, ikt_hash_4(b));
    g_assert_true(ikt_hash_equal_8(a + 1, b) && ikt_hash_equal_4(a + 1, b));
    for (size_t i = 0; i < sizeof(b); i++) {
        memcpy(other, b, sizeof(b));
        other[i] ^= 1;
        g_assert_cmpuint(ikt_hash_8(other), !=, ikt_hash_8(b));
        g_assert_false(ikt_hash_equal_8(other, b));
        if (i < 4)
            g_assert_cmpuint(ikt_hash_4(other), !=, ikt_hash_4(b));
        g_assert_cmpint(ikt_hash_equal_4(other, b), ==, i >= 4);
    }
    g_assert_cmpuint(ikt_hash_string("cookie"), ==, (guint)ikt_hash("cookie", 6));
    g_assert_true(ikt_hash_equal_string("a", "a") && !ikt_hash_equal_string("a", "b"));
    g_assert_cmpuint(ikt_hash_direct(GUINT_TO_POINTER(1)), !=, ikt_hash_direct(GUINT_TO_POINTER(2)));
    g_assert_true(ikt_hash_equal_direct(a, a) && !ikt_hash_equal_direct(a, b));
}

static void test_addresses(void)
{
    struct ikt_address one, other;
    g_assert_true(ikt_address_parse("192.0.2.1", &one) && ikt_address_parse("192.0.2.1", &other));
    g_assert_cmpuint(ikt_hash_address(&one), ==, ikt_hash_address(&other));
    g_assert_true(ikt_hash_equal_address(&one, &other));
    other.family = IKT_FAMILY_IPV6; /* the same octets */
    g_assert_cmpuint(ikt_hash_address(&one), !=, ikt_hash_address(&other));
    g_assert_false(ikt_hash_equal_address(&one, &other));
    g_assert_true(ikt_address_parse("192.0.2.2", &other));
    g_assert_cmpuint(ikt_hash_address(&one), !=, ikt_hash_address(&other));
}

int main(int argc, char *argv[])
{
    if (argc == 2 && strcmp(argv[1], "print") == 0) {
        g_print("%016" G_GINT64_MODIFIER "x", ikt_hash(NULL, 0));
        return 0;
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hash/vectors", test_vectors);
    g_test_add_func("/hash/key", test_key);
    g_test_add_func("/hash/key-per-process", test_key_per_process);
    g_test_add_func("/hash/functions", test_functions);
    g_test_add_func("/hash/addresses", test_addresses);
    return g_test_run();
}
