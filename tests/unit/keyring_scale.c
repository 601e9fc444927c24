/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key files of 100,000 rows, random, counting, and chosen so that a hash without a key puts them into one place: four
 * times as many rows take about four times as long. The bound is a ratio, so that the machine's speed does not matter;
 * quadratic time has 16.
 */
#include "../growth.h"
#include "keyring_fixture.h"
#include "keys/keyring.h"

enum {
    ROWS = 100000,
    TIMES = 4, /* the small file has so many times less rows */
    BOUND = 6, /* times as long the large one may take: 4, and the caches that it does not fit in */
    TRIES = 3  /* the best of which counts, for another program may take the machine away */
};

/* Writes row i. */
typedef void write_row(GString *text, unsigned i);

/* A number's bits without order: the finalizer of SplitMix64, which is a permutation. */
static guint64 scattered(guint64 number)
{
    number = (number ^ number >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static void table_row(GString *text, guint64 cookie)
{
    g_string_append_printf(text, "%016" G_GINT64_MODIFIER "x,00112233445566778899aabbccddeeff\n", cookie);
}

static void random_cookies(GString *text, unsigned i)
{
    table_row(text, scattered(i));
}

/* These two differ in the last octets, or in the first: four are alike. */
static void counting_cookies(GString *text, unsigned i)
{
    table_row(text, G_GUINT64_CONSTANT(0x1122334400000000) | i);
}

static void cookies_alike_behind(GString *text, unsigned i)
{
    table_row(text, (guint64)i << 32 | 0x55667788);
}

/* Every other octet is alike: of eight, four. */
static void cookies_alike_between(GString *text, unsigned i)
{
    guint64 cookie = 0;
    for (unsigned octet = 0; octet < 4; octet++)
        cookie |= (guint64)(i >> 8 * octet & 255) << 16 * octet;
    table_row(text, cookie | G_GUINT64_CONSTANT(0xab00ab00ab00ab00));
}

/* The exclusive or of both halves is alike, as their sum is in the next. */
static void cookies_alike_folded(GString *text, unsigned i)
{
    table_row(text, (guint64)i << 32 | (i ^ 0x12345678));
}

static void cookies_alike_summed(GString *text, unsigned i)
{
    table_row(text, (guint64)i << 32 | (0x12345678 - i));
}

static void named_secrets(GString *text, unsigned i)
{
    g_string_append_printf(text, "11223344%08x : KA 0x00112233445566778899aabbccddeeff\n", i);
}

static void quick_mode_secrets(GString *text, unsigned i)
{
    g_string_append_printf(text, "1122334455667788/%08x : DH-SECRET 0x0011\n", i);
}

static void same_cookie(GString *text, unsigned i)
{
    g_string_append_printf(text, "1122334455667788 : KA 0x0011223344556677%08x\n", i);
}

/* Octets that a hash "31 * before + octet" takes for the same: one more, and 31 less of the next. */
static void addresses_alike(GString *text, unsigned i)
{
    for (unsigned pair = 0; pair < 8; pair++) {
        unsigned step = i >> 3 * pair & 7;
        g_string_append_printf(text, "%s%x", pair > 0 ? ":" : "", (step + 1) << 8 | (224 - 31 * step));
    }
    g_string_append_printf(text, " : PSK \"%u\"\n", i);
}

static void same_address(GString *text, unsigned i)
{
    g_string_append_printf(text, "10.0.0.1 : PSK \"%u\"\n", i);
}

/* Names that GLib's string hash takes for the same: "Az" and "BY". */
static void threads_alike(GString *text, unsigned i)
{
    for (unsigned bit = 0; bit < 17; bit++)
        g_string_append(text, i >> bit & 1 ? "BY" : "Az");
    g_string_append(text, " charon: 07[IKE] x\n");
}

static void secrets_in_a_log(GString *text, unsigned i)
{
    g_string_append_printf(text,
                           "07[NET] x\n07[IKE] encryption key Ka => 8 bytes @ 0x1\n"
                           "07[IKE]    0: 61 62 63 64 65 66 67 68  abcdefgh\n"
                           "07[IKE] initial IV => 8 bytes @ 0x1\n07[IKE]    0: 11 22 33 44 %02X %02X %02X %02X  x\n",
                           i >> 24, i >> 16 & 255, i >> 8 & 255, i & 255);
}

static const struct {
    const char *name;
    write_row *row;
} files[] = {
    {"random-cookies", random_cookies},
    {"counting-cookies", counting_cookies},
    {"cookies-alike-behind", cookies_alike_behind},
    {"cookies-alike-between", cookies_alike_between},
    {"cookies-alike-folded", cookies_alike_folded},
    {"cookies-alike-summed", cookies_alike_summed},
    {"named-secrets", named_secrets},
    {"quick-mode-secrets", quick_mode_secrets},
    {"same-cookie", same_cookie},
    {"addresses-alike", addresses_alike},
    {"same-address", same_address},
    {"threads-alike", threads_alike},
    {"secrets-in-a-log", secrets_in_a_log},
};

/* The best of a few loads. */
static double load_seconds(write_row *row, unsigned rows, size_t *size)
{
    g_autoptr(GString) text = g_string_new(NULL);
    double best = G_MAXDOUBLE;
    for (unsigned i = 0; i < rows; i++)
        row(text, i);
    for (unsigned i = 0; i < TRIES; i++) {
        double begin = processor_seconds();
        struct filled filled = fill_bytes(text->str, text->len);
        best = MIN(best, processor_seconds() - begin);
        *size = ikt_keyring_size(filled.keyring);
        empty(&filled);
    }
    return best;
}

static void test_linear(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data), small_size, large_size;
    double small = load_seconds(files[i].row, ROWS / TIMES, &small_size);
    double large = load_seconds(files[i].row, ROWS, &large_size);
    g_test_message("%d rows in %.3f s, %d in %.3f s: %.1f times", ROWS / TIMES, small, ROWS, large, large / small);
    g_assert_cmpfloat(large, <, small * BOUND);
    if (files[i].row != threads_alike) {
        g_assert_cmpuint(small_size, ==, ROWS / TIMES);
        g_assert_cmpuint(large_size, ==, ROWS);
    }
}

/* In a large table each SA finds its own key, and a stranger none. */
static void test_lookup(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < ROWS; i++)
        g_string_append_printf(text, "11223344%08x,00112233%08x\n", i, i);
    struct filled filled = fill(text->str);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (unsigned i = 0; i < ROWS + 10; i++) {
        const uint8_t cookie[] = {
            0x11, 0x22, 0x33, 0x44, (uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        const struct ikt_sa_name sa = {cookie, {NULL, 0}};
        g_ptr_array_set_size(keys, 0);
        ikt_keyring_secrets(filled.keyring, &sa, keys);
        g_assert_cmpuint(keys->len, ==, i < ROWS ? 1 : 0);
        if (i < ROWS)
            g_assert_cmpint(memcmp(((const struct ikt_key *)keys->pdata[0])->secret->octets + 4, cookie + 4, 4), ==, 0);
    }
    empty(&filled);
}

/* So many secrets of one name are kept, in the order of the file, and the others are said to be left aside. */
static void test_same_name(void)
{
    static const uint8_t cookie[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88};
    const struct ikt_sa_name sa = {cookie, {NULL, 0}};
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (unsigned i = 0; i < 5000; i++)
        same_cookie(text, i);
    struct filled filled = fill(text->str);
    g_assert_true(filled.ok);
    g_assert_cmpstr(filled.remarks->str, ==, "note 0\n");
    ikt_keyring_secrets(filled.keyring, &sa, keys);
    g_assert_cmpuint(keys->len, ==, 1024);
    g_autofree char *left = g_strdup_printf("%u secrets are left aside", 5000 - keys->len);
    g_assert_nonnull(strstr(filled.texts->str, left));
    for (guint i = 0; i < keys->len; i++)
        g_assert_cmpuint(((const struct ikt_key *)keys->pdata[i])->ordinal, ==, i);
    empty(&filled);
}

/* Of a file of mistakes some are said, and how many there were. */
static void test_remarks(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 1000; i++)
        g_string_append(text, "x : PKS \"a\"\n: RSA key.pem\n");
    struct filled filled = fill(text->str);
    g_auto(GStrv) lines = g_strsplit(filled.remarks->str, "\n", -1);
    g_assert_false(filled.ok);
    g_assert_cmpuint(g_strv_length(lines), ==, 200 + 1 + 1);
    g_assert_cmpstr(lines[0], ==, "error 1");
    g_assert_cmpstr(lines[199], ==, "note 200");
    g_assert_cmpstr(lines[200], ==, "error 0");
    g_assert_nonnull(strstr(filled.texts->str, "and 1800 more"));
    g_assert_nonnull(strstr(filled.texts->str, "1000 are errors"));
    empty(&filled);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *name = g_strconcat("/keyring/linear/", files[i].name, NULL);
        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_linear);
    }
    g_test_add_func("/keyring/scale/lookup", test_lookup);
    g_test_add_func("/keyring/scale/same-name", test_same_name);
    g_test_add_func("/keyring/scale/remarks", test_remarks);
    return g_test_run();
}
