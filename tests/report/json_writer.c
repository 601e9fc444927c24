/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The writer against jansson: what it writes is what jansson writes of the same values, octet for octet, and what
 * jansson reads back.
 */
#include <string.h>

#include <glib.h>
#include <jansson.h>

#include "report/json_writer.h"

/* Two characters of each length of UTF-8, those that JSON escapes, and many that are plain. */
static const char *const characters[] = {"a",
                                         "Z",
                                         "~",
                                         " ",
                                         "0",
                                         ".",
                                         "/",
                                         "\"",
                                         "\\",
                                         "\303\274",
                                         "\326\217",
                                         "\342\202\254",
                                         "\357\277\275",
                                         "\360\237\224\222",
                                         "\360\252\232\262"};

static char *random_text(GRand *random, gint32 most, bool special)
{
    GString *text = g_string_new(NULL);
    for (gint32 left = g_rand_int_range(random, 0, most); left > 0; left--)
        g_string_append(text, special || g_rand_int_range(random, 0, 40) == 0
                                  ? characters[g_rand_int_range(random, 0, G_N_ELEMENTS(characters))]
                                  : characters[g_rand_int_range(random, 0, 7)]);
    return g_string_free(text, FALSE);
}

static void assert_line(const GString *out, json_t *expected)
{
    g_autofree char *dumped = json_dumps(expected, JSON_COMPACT | JSON_REAL_PRECISION(15));
    g_autofree char *line = g_strconcat(dumped, "\n", NULL);
    g_assert_cmpstr(out->str, ==, line);
    g_assert_cmpuint(out->len, ==, strlen(line));
    json_decref(expected);
}

static void test_texts(void)
{
    GRand *random = g_rand_new_with_seed(1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; i < 20000; i++) {
        g_autofree char *text = random_text(random, 70, i % 2 == 0);
        struct ikt_json json;
        g_string_truncate(out, 0);
        ikt_json_begin_record(&json, out);
        ikt_json_text(&json, "text", text);
        ikt_json_end_record(&json);
        assert_line(out, json_pack("{s:s}", "text", text));
    }
    g_rand_free(random);
}

/* What no text may hold: each octet of it reads back as \xNN, whatever stands around it. */
static void test_hostile(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned octet = 1; octet < 256; octet++) {
        for (unsigned before = 0; before < 18; before++) {
            g_autofree char *filler = g_strnfill(before, 'x');
            g_autofree char *text = g_strdup_printf("%s%cyyyyyyyyy", filler, (int)octet);
            g_autofree char *escaped = g_strdup_printf("%s\\x%02xyyyyyyyyy", filler, octet);
            const bool plain = octet >= 0x20 && octet < 0x7f;
            struct ikt_json json;
            g_string_truncate(out, 0);
            ikt_json_begin_record(&json, out);
            ikt_json_text(&json, "text", text);
            ikt_json_end_record(&json);
            assert_line(out, json_pack("{s:s}", "text", plain ? text : escaped));
        }
    }
}

static void test_pieces(void)
{
    GRand *random = g_rand_new_with_seed(2);
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; i < 2000; i++) {
        g_autoptr(GString) whole = g_string_new(NULL);
        struct ikt_json json;
        g_string_truncate(out, 0);
        ikt_json_begin_record(&json, out);
        ikt_json_begin_text(&json, "text");
        for (gint32 pieces = g_rand_int_range(random, 0, 8); pieces > 0; pieces--) {
            g_autofree char *piece = random_text(random, 12, true);
            ikt_json_piece(&json, piece, strlen(piece));
            g_string_append(whole, piece);
        }
        ikt_json_end_text(&json);
        ikt_json_begin_text(&json, "none");
        ikt_json_no_text(&json);
        ikt_json_end_record(&json);
        assert_line(out, json_pack("{s:s, s:n}", "text", whole->str, "none"));
    }
    g_rand_free(random);
}

static void test_numbers(void)
{
    static const uint64_t counts[] = {0, 9, 10, 99, 100, 4294967295, 4294967296, INT64_MAX};
    static const int64_t integers[] = {0, -1, -10, INT64_MIN, INT64_MAX};
    g_autoptr(GString) out = g_string_new(NULL);
    json_t *expected = json_array();
    struct ikt_json json;
    ikt_json_begin_record(&json, out);
    ikt_json_begin_array(&json, "numbers");
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        ikt_json_count(&json, NULL, counts[i]);
        json_array_append_new(expected, json_integer((json_int_t)counts[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(integers); i++) {
        ikt_json_integer(&json, NULL, integers[i]);
        json_array_append_new(expected, json_integer(integers[i]));
    }
    ikt_json_end_array(&json);
    ikt_json_end_record(&json);
    assert_line(out, json_pack("{s:o}", "numbers", expected));
}

/* 15 digits, which is what jansson is asked for, hold the microseconds of 31 years. */
static void test_milliseconds(void)
{
    GRand *random = g_rand_new_with_seed(3);
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; i < 50000; i++) {
        const double most = i % 3 == 0 ? 2000 : i % 3 == 1 ? 1e8 : 9e14;
        const ikt_time time = (ikt_time)g_rand_double_range(random, i % 7 == 0 ? -most : 0, most);
        struct ikt_json json;
        g_string_truncate(out, 0);
        ikt_json_begin_record(&json, out);
        ikt_json_milliseconds(&json, "ms", time);
        ikt_json_end_record(&json);
        assert_line(out, json_pack("{s:f}", "ms", (double)time / 1000.0));
    }
    g_rand_free(random);
}

static void test_nesting(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    struct ikt_json json;
    ikt_json_begin_record(&json, out);
    ikt_json_begin_object(&json, "empty");
    ikt_json_end_object(&json);
    ikt_json_begin_array(&json, "list");
    ikt_json_begin_array(&json, NULL);
    ikt_json_end_array(&json);
    ikt_json_begin_object(&json, NULL);
    ikt_json_bool(&json, "yes", true);
    ikt_json_bool(&json, "no", false);
    ikt_json_end_object(&json);
    ikt_json_null(&json, NULL);
    ikt_json_end_array(&json);
    ikt_json_hex(&json, "hex", (struct ikt_bytes){(const uint8_t *)"\x00\xaf\x10", 3});
    ikt_json_hex(&json, "none", (struct ikt_bytes){NULL, 0});
    ikt_json_text(&json, "null", NULL);
    ikt_json_prose(&json, "prose", "one\ntwo\n\n\"three\"");
    ikt_json_end_record(&json);
    assert_line(out, json_pack("{s:{}, s:[[],{s:b,s:b},n], s:s, s:n, s:n, s:s}", "empty", "list", "yes", 1, "no", 0,
                               "hex", "00af10", "none", "null", "prose", "one\ntwo\n\n\"three\""));
}

/* A second record goes after the first, in an output that is small at first. */
static void test_records(void)
{
    g_autoptr(GString) out = g_string_sized_new(1);
    struct ikt_json json;
    for (unsigned i = 0; i < 1000; i++) {
        ikt_json_begin_record(&json, out);
        ikt_json_count(&json, "number", i);
        ikt_json_end_record(&json);
    }
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 1001);
    g_assert_cmpstr(lines[0], ==, "{\"number\":0}");
    g_assert_cmpstr(lines[999], ==, "{\"number\":999}");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/json-writer/texts", test_texts);
    g_test_add_func("/report/json-writer/hostile", test_hostile);
    g_test_add_func("/report/json-writer/pieces", test_pieces);
    g_test_add_func("/report/json-writer/numbers", test_numbers);
    g_test_add_func("/report/json-writer/milliseconds", test_milliseconds);
    g_test_add_func("/report/json-writer/nesting", test_nesting);
    g_test_add_func("/report/json-writer/records", test_records);
    return g_test_run();
}
