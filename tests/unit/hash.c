/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SipHash-1-3 against OpenSSL's (`openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f -macopt size:8
 * -macopt c-rounds:1 -macopt d-rounds:3 SIPHASH`, whose octets are the value in little endian); and what a table needs
 * of its hash functions.
 */
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

/* Of the first n of the octets 0, 1, 2 ..., n = 0 .. 63. */
static const uint64_t vectors[] = {
    0xabac0158050fc4dc, 0xc9f49bf37d57ca93, 0x82cb9b024dc7d44d, 0x8bf80ab8e7ddf7fb, 0xcf75576088d38328,
    0xdef9d52f49533b67, 0xc50d2b50c59f22a7, 0xd3927d989bb11140, 0x369095118d299a8e, 0x25a48eb36c063de4,
    0x79de85ee92ff097f, 0x70c118c1f94dc352, 0x78a384b157b4d9a2, 0x306f760c1229ffa7, 0x605aa111c0f95d34,
    0xd320d86d2a519956, 0xcc4fdd1a7d908b66, 0x9cf2689063dbd80c, 0x8ffc389cb473e63e, 0xf21f9de58d297d1c,
    0xc0dc2f46a6cce040, 0xb992abfe2b45f844, 0x7ffe7b9ba320872e, 0x525a0e7fdae6c123, 0xf464aeb267349c8c,
    0x45cd5928705b0979, 0x3a3e35e3ca9913a5, 0xa91dc74e4ade3b35, 0xfb0bed02ef6cd00d, 0x88d93cb44ab1e1f4,
    0x540f11d643c5e663, 0x2370dd1f8c21d1bc, 0x81157b6c16a7b60d, 0x4d54b9e57a8ff9bf, 0x759f12781f2a753e,
    0xcea1a3bebf186b91, 0x2cf508d3ada26206, 0xb6101c2da3c33057, 0xb3f47496ae3a36a1, 0x626b57547b108392,
    0xc1d2363299e41531, 0x667cc1923f1ad944, 0x65704ffec8138825, 0x24f280d1c28949a6, 0xc2ca1cedfaf8876b,
    0xc2164bfc9f042196, 0xa16e9c9368b1d623, 0x49fb169c8b5114fd, 0x9f3143f8df074c46, 0xc6fdaf2412cc86b3,
    0x7eaf49d10a52098f, 0x1cf313559d292f9a, 0xc44a30dda2f41f12, 0x36fae98943a71ed0, 0x318fb34c73f0bce6,
    0xa27abf3670a7e980, 0xb4bcc0db243c6d75, 0x23f8d852fdb71513, 0x8f035f4da67d8a08, 0xd89cd0e5b7e8f148,
    0xf6f4e6bcf7a644ee, 0xaec59ad80f1837f2, 0xc3b2f6154b6694e0, 0x9d199062b7bbb3a8,
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

#define LONG 1000 /* octets, several chunks */

/* Lengths, places and single bits count, in short inputs and in long ones. */
static void test_whole(void)
{
    uint8_t octets[LONG] = {0}, swapped[LONG];
    GHashTable *seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    for (size_t size = 0; size <= LONG; size++) {
        gint64 *hash = g_new(gint64, 1);
        *hash = (gint64)ikt_hash(octets, size);
        g_assert_true(g_hash_table_add(seen, hash));
    }
    for (size_t i = 0; i < LONG; i++)
        octets[i] = (uint8_t)(i * i >> 3);
    for (size_t size = 1; size <= LONG; size += size < 40 ? 1 : 37) {
        const uint64_t hash = ikt_hash(octets, size);
        for (size_t bit = 0; bit < 8 * size; bit++) {
            octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
            g_assert_cmphex(ikt_hash(octets, size), !=, hash);
            octets[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
        g_assert_cmphex(ikt_hash(octets, size), ==, hash);
    }
    /* Pieces that change places, of words to more than a chunk. */
    for (size_t piece = 8; piece <= LONG / 2; piece += 8) {
        memcpy(swapped, octets, LONG);
        memcpy(swapped, octets + piece, piece);
        memcpy(swapped + piece, octets, piece);
        g_assert_cmphex(ikt_hash(swapped, LONG), !=, ikt_hash(octets, LONG));
    }
    g_hash_table_unref(seen);
}

#define KEYS   4096
#define PLACES 256

/* What differs in little spreads over the upper bits and over the lower ones: each place gets 16, with a deviation of
 * 4; eleven of these do not happen by chance. */
static void test_spread(void)
{
    for (unsigned shift = 0; shift <= 52; shift += 4) {
        unsigned upper[PLACES] = {0}, lower[PLACES] = {0};
        for (uint64_t number = 0; number < KEYS; number++) {
            const uint64_t key[2] = {number << shift, 7}, hash = ikt_hash_words(key, 2);
            upper[hash >> 56]++;
            lower[hash % PLACES]++;
        }
        for (unsigned place = 0; place < PLACES; place++) {
            g_assert_cmpuint(upper[place], <, 16 + 44);
            g_assert_cmpuint(lower[place], <, 16 + 44);
        }
    }
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
    g_test_add_func("/hash/whole", test_whole);
    g_test_add_func("/hash/spread", test_spread);
    g_test_add_func("/hash/key-per-process", test_key_per_process);
    g_test_add_func("/hash/functions", test_functions);
    g_test_add_func("/hash/addresses", test_addresses);
    return g_test_run();
}
