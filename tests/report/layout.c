/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines that are wrapped in their place, or word by word, against a wrapper that knows one way only.
 */
#include <string.h>

#include <glib.h>

#include "report/text_layout.h"

/* Words as packets bring them: plain ones, wide and zero-width characters, and what is escaped. */
static const struct {
    const char *raw, *shown;
} characters[] = {
    {"a", "a"},
    {"b", "b"},
    {"0", "0"},
    {".", "."},
    {"!", "!"},
    {"\\", "\\"},
    {"\303\274", "\303\274"},
    {"\346\274\242", "\346\274\242"},
    {"\340\271\210", "\340\271\210"}, /* Thai, a tone above */
    {"\314\201", "\\xcc\\x81"},
    {"\360\237\224\222", "\360\237\224\222"},
    {"\033", "\\x1b"},
    {"\177", "\\x7f"},
    {"\377", "\\xff"},
};
#define PLAIN 6 /* of these, that are printable ASCII */

static unsigned columns_of(const char *text, size_t length)
{
    unsigned columns = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        const gunichar c = g_utf8_get_char(at);
        columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}

static void break_line(GString *out, unsigned hang)
{
    g_string_append_printf(out, "\n%*s", (int)hang, "");
}

/* A word that stands at a column where it does not fit: as much of it as goes into each line. */
static unsigned cut_word(GString *out, const char *word, unsigned column, unsigned hang, unsigned width)
{
    unsigned start = column;
    for (const char *at = word; *at != '\0'; at = g_utf8_next_char(at)) {
        const size_t length = (size_t)(g_utf8_next_char(at) - at);
        const unsigned columns = columns_of(at, length);
        if (column + columns > width && column > start) {
            break_line(out, hang);
            column = start = hang;
        }
        g_string_append_len(out, at, (gssize)length);
        column += columns;
    }
    return column;
}

static GString *wrapped(const char *text, unsigned indent, unsigned hang, unsigned width)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    unsigned column = indent;
    bool some = false;
    g_string_append_printf(out, "%*s", (int)indent, "");
    for (char **word = words; *word != NULL; word++) {
        if (**word == '\0')
            continue;
        if (some && column + 1 + columns_of(*word, strlen(*word)) > width) {
            break_line(out, hang);
            column = hang;
        } else if (some) {
            g_string_append_c(out, ' ');
            column++;
        }
        column = cut_word(out, *word, column, hang, width);
        some = true;
    }
    g_string_append_c(out, '\n');
    return out;
}

/* A text as it comes, and as it is to be shown. Most are plain, with single blanks between words. */
struct text {
    GString *raw, *shown;
};

static void add(struct text *text, const char *raw, const char *shown)
{
    g_string_append(text->raw, raw);
    g_string_append(text->shown, shown);
}

static struct text random_text(GRand *random)
{
    struct text text = {g_string_new(NULL), g_string_new(NULL)};
    const gint32 longest = g_rand_int_range(random, 0, 8) == 0 ? 120 : 12;
    const gint32 special = g_rand_int_range(random, 0, 3) == 0 ? 10 : 100000; /* one in so many */
    const gint32 double_blank = g_rand_int_range(random, 0, 3) == 0 ? 5 : 100000;
    if (g_rand_int_range(random, 0, 10) == 0)
        add(&text, " ", " ");
    for (gint32 words = g_rand_int_range(random, 0, 40); words > 0; words--) {
        for (gint32 left = g_rand_int_range(random, 1, longest); left > 0; left--) {
            const gint32 kinds = g_rand_int_range(random, 0, special) == 0 ? (gint32)G_N_ELEMENTS(characters) : PLAIN;
            const gint32 kind = g_rand_int_range(random, 0, kinds);
            add(&text, characters[kind].raw, characters[kind].shown);
        }
        if (words > 1 || g_rand_int_range(random, 0, 10) == 0)
            add(&text, " ", " ");
        if (g_rand_int_range(random, 0, double_blank) == 0)
            add(&text, " ", " ");
    }
    return text;
}

static void free_text(struct text *text)
{
    g_string_free(text->raw, TRUE);
    g_string_free(text->shown, TRUE);
}

static void put_in_pieces(struct ikt_layout *layout, const GString *text, GRand *random, gint32 longest)
{
    for (size_t at = 0; at < text->len;) {
        const size_t asked = (size_t)g_rand_int_range(random, 1, longest + 1);
        const size_t length = MIN(asked, text->len - at);
        ikt_layout_piece(layout, text->str + at, length);
        at += length;
    }
}

static void test_wrapping(void)
{
    GRand *random = g_rand_new_with_seed(1);
    for (unsigned i = 0; i < 20000; i++) {
        struct text text = random_text(random);
        const struct ikt_report_options options = {.width = (unsigned)g_rand_int_range(random, 40, 100)};
        const unsigned indent = (unsigned)g_rand_int_range(random, 0, 20),
                       hang = (unsigned)g_rand_int_range(random, 0, 20);
        g_autoptr(GString) expected = wrapped(text.shown->str, indent, hang, options.width);
        g_autoptr(GString) out = g_string_new(NULL);
        struct ikt_layout layout = ikt_layout(&options, out);
        ikt_layout_begin(&layout, indent, hang, IKT_STYLE_ERROR);
        put_in_pieces(&layout, text.raw, random, i % 3 == 0 ? 500 : i % 3 == 1 ? 10 : 2);
        ikt_layout_end(&layout);
        g_assert_cmpstr(out->str, ==, expected->str);
        free_text(&text);
    }
    g_rand_free(random);
}

static char *without_codes(const char *text)
{
    g_autoptr(GRegex) codes = g_regex_new("\033\\[[0-9;]*m", 0, 0, NULL);
    return g_regex_replace_literal(codes, text, -1, 0, "", 0, NULL);
}

/* Colour moves nothing, colours the first word or the whole heading, and ends with the line. */
static void test_colour(void)
{
    GRand *random = g_rand_new_with_seed(2);
    for (unsigned i = 0; i < 5000; i++) {
        struct text text = random_text(random);
        const bool heading = i % 2 == 0;
        const struct ikt_report_options options = {.width = 40, .colour = true};
        g_autoptr(GString) expected = wrapped(text.shown->str, 0, 4, 40);
        g_autoptr(GString) out = g_string_new(NULL);
        struct ikt_layout layout = ikt_layout(&options, out);
        if (heading)
            ikt_layout_begin_heading(&layout);
        else
            ikt_layout_begin(&layout, 0, 4, IKT_STYLE_WARNING);
        put_in_pieces(&layout, text.raw, random, 5);
        ikt_layout_end(&layout);
        g_autofree char *plain = without_codes(out->str);
        g_assert_cmpstr(plain, ==, expected->str);
        g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
        bool coloured = false;
        for (char **line = lines; *line != NULL; line++) {
            const char *code = strstr(*line, heading ? "\033[1m" : "\033[1;33m"), *end = strstr(*line, "\033[0m");
            g_assert_true((code == NULL) == (end == NULL));
            g_assert_true(code == NULL || (code < end && strstr(end + 1, "\033") == NULL));
            g_assert_true(!heading || code != NULL || **line == '\0');
            g_assert_true(heading || code == NULL || memchr(code, ' ', (size_t)(end - code)) == NULL);
            coloured |= code != NULL;
        }
        g_assert_true(coloured == (strspn(text.raw->str, " ") < text.raw->len));
        free_text(&text);
    }
    g_rand_free(random);
}

static void assert_out(GString *out, const char *expected)
{
    g_assert_cmpstr(out->str, ==, expected);
    g_string_truncate(out, 0);
}

static void test_kinds(void)
{
    const struct ikt_report_options options = {.width = 40};
    g_autoptr(GString) out = g_string_new(NULL);
    struct ikt_layout layout = ikt_layout(&options, out);
    ikt_layout_field(&layout, "label", "text");
    ikt_layout_field(&layout, "label", NULL);
    ikt_layout_field(&layout, "a very long label", "that takes more than its column does");
    assert_out(out, "  label        text\n"
                    "  a very long label that takes more than\n"
                    "               its column does\n");
    ikt_layout_begin_router_line(&layout, 2);
    ikt_layout_put(&layout, "  one of a router that is longer than a line");
    ikt_layout_end(&layout);
    assert_out(out, "    one of a router that is longer than\n"
                    "        a line\n");
    ikt_layout_begin_paste(&layout, 2);
    ikt_layout_put(&layout, "\a");
    ikt_layout_end(&layout);
    assert_out(out, "  \\x07\n");
    ikt_layout_begin_paste(&layout, 2);
    ikt_layout_put(&layout, "seventeen octets \033[31m and more octets than a word of the machine has");
    ikt_layout_end(&layout);
    assert_out(out, "  seventeen octets \\x1b[31m and more octets than a word of the machine has\n");
    ikt_layout_begin_paste(&layout, 2);
    ikt_layout_put(&layout, "  to   paste: \x1b[31m\xff ");
    ikt_layout_put(&layout, "\303\274 and however long it may be it stays one line ");
    ikt_layout_end(&layout);
    assert_out(out, "    to   paste: \\x1b[31m\\xff \303\274 and however long it may be it stays one line \n");
    ikt_layout_begin(&layout, 0, 4, IKT_STYLE_PLAIN);
    ikt_layout_put_number(&layout, UINT64_MAX);
    ikt_layout_put(&layout, " ");
    ikt_layout_put_integer(&layout, -12);
    ikt_layout_put(&layout, " ");
    ikt_layout_put_hex32(&layout, 0xbeef);
    ikt_layout_put(&layout, " \x7f\n");
    ikt_layout_end(&layout);
    assert_out(out, "18446744073709551615 -12 0000beef\n    \\x7f\\x0a\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/layout/wrapping", test_wrapping);
    g_test_add_func("/report/layout/colour", test_colour);
    g_test_add_func("/report/layout/kinds", test_kinds);
    return g_test_run();
}
