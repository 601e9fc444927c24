/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "iketriage/bytes.h"

static struct ikt_bytes bytes(const char *text, size_t length)
{
    return (struct ikt_bytes){length > 0 ? (const uint8_t *)text : NULL, length};
}

#define ASSERT_TEXT(literal, expected)                                                                                 \
    do {                                                                                                               \
        g_autofree char *shown = ikt_bytes_text(bytes(literal, sizeof(literal) - 1));                                  \
        g_assert_cmpstr(shown, ==, expected);                                                                          \
    } while (0)

static void test_kept(void)
{
    ASSERT_TEXT("", "");
    ASSERT_TEXT("r1.example.net", "r1.example.net");
    ASSERT_TEXT("Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x94\x92", "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x94\x92");
    ASSERT_TEXT("<b>\"'&", "<b>\"'&");
}

static void test_escaped(void)
{
    ASSERT_TEXT("a\0b", "a\\x00b");
    ASSERT_TEXT("\x1b[31m\r\n\t", "\\x1b[31m\\x0d\\x0a\\x09");
    ASSERT_TEXT("C:\\x41", "C:\\x5cx41");
    ASSERT_TEXT("\x7f", "\\x7f");
    ASSERT_TEXT("\xc2\x85\xc2\x9f", "\\xc2\\x85\\xc2\\x9f");
}

/* The table of RFC 3629 section 10 and the Unicode standard's table 3-7. */
static void test_not_utf8(void)
{
    ASSERT_TEXT("\x80", "\\x80");
    ASSERT_TEXT("\xff\xfe", "\\xff\\xfe");
    ASSERT_TEXT("\xc0\xaf", "\\xc0\\xaf");
    ASSERT_TEXT("\xc1\xbf", "\\xc1\\xbf");
    ASSERT_TEXT("\xe0\x9f\xbf", "\\xe0\\x9f\\xbf");
    ASSERT_TEXT("\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf");
    ASSERT_TEXT("\xed\xa0\x80", "\\xed\\xa0\\x80");
    ASSERT_TEXT("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
    ASSERT_TEXT("\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80");
    ASSERT_TEXT("\xe2\x82", "\\xe2\\x82");
    ASSERT_TEXT("\xe2\x82X", "\\xe2\\x82X");
    ASSERT_TEXT("\xc3(", "\\xc3(");
}

/* U+200E U+200F, U+202A to U+202E, U+2066 to U+2069, U+2028, U+2029, U+FEFF, U+061C */
static void test_bidirectional(void)
{
    ASSERT_TEXT("\xe2\x80\x8e\xe2\x80\x8f", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f");
    ASSERT_TEXT("a\xe2\x80\xaa\xe2\x80\xaez", "a\\xe2\\x80\\xaa\\xe2\\x80\\xaez");
    ASSERT_TEXT("\xe2\x81\xa6\xe2\x81\xa9", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9");
    ASSERT_TEXT("\xe2\x80\xa8\xe2\x80\xa9", "\\xe2\\x80\\xa8\\xe2\\x80\\xa9");
    ASSERT_TEXT("\xef\xbb\xbf\xd8\x9c", "\\xef\\xbb\\xbf\\xd8\\x9c");
    /* Their neighbours stay: U+2010, U+2027, U+2030. */
    ASSERT_TEXT("\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xb0", "\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xb0");
    /* U+05D0, U+FE91, U+1E900: letters that run from right to left */
    ASSERT_TEXT("\xd7\x90", "\\xd7\\x90");
    ASSERT_TEXT("\xef\xba\x91", "\\xef\\xba\\x91");
    ASSERT_TEXT("\xf0\x9e\xa4\x80", "\\xf0\\x9e\\xa4\\x80");
    /* U+180E, U+115F, U+3164, U+FE0F, U+00A0, U+0301, U+2800 */
    ASSERT_TEXT("\xe1\xa0\x8e\xe1\x85\x9f\xe3\x85\xa4", "\\xe1\\xa0\\x8e\\xe1\\x85\\x9f\\xe3\\x85\\xa4");
    ASSERT_TEXT("\xef\xb8\x8f\xc2\xa0o\xcc\x81\xe2\xa0\x80", "\\xef\\xb8\\x8f\\xc2\\xa0o\\xcc\\x81\\xe2\\xa0\\x80");
}

static bool runs_from_the_right(gunichar code)
{
    const GUnicodeScript script = g_unichar_get_script(code);
    return script == G_UNICODE_SCRIPT_HEBREW || script == G_UNICODE_SCRIPT_ARABIC ||
           script == G_UNICODE_SCRIPT_SYRIAC || script == G_UNICODE_SCRIPT_THAANA || script == G_UNICODE_SCRIPT_NKO ||
           script == G_UNICODE_SCRIPT_ADLAM;
}

/* GLib's tables are the second source: of all code points none stays that shows nothing, or turns text around. */
static void test_all_code_points(void)
{
    unsigned kept = 0;
    for (gunichar code = 0x80; code <= 0x10ffff; code++) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        char raw[6];
        const int length = g_unichar_to_utf8(code, raw);
        bool stays;
        g_assert_cmpuint(ikt_bytes_character(bytes(raw, (size_t)length), &stays), ==, (size_t)length);
        const GUnicodeType type = g_unichar_type(code);
        const bool hidden = type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
                            type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_SPACE_SEPARATOR ||
                            type == G_UNICODE_SURROGATE || type == G_UNICODE_PRIVATE_USE || runs_from_the_right(code);
        if (hidden && stays)
            g_error("U+%04X stays", code);
        kept += stays && g_unichar_isalnum(code);
    }
    g_assert_cmpuint(kept, >, 100000); /* letters of the other scripts do */
}

/* GLib's decoder is the second source: the text is valid UTF-8 and holds what GLib calls a control nowhere. */
static void test_all_pairs(void)
{
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            char raw[] = {(char)first, (char)second, 'a', (char)first};
            g_autofree char *shown = ikt_bytes_text(bytes(raw, sizeof(raw)));
            g_assert_true(g_utf8_validate(shown, -1, NULL));
            for (const char *at = shown; *at != '\0'; at = g_utf8_next_char(at))
                g_assert_false(g_unichar_iscntrl(g_utf8_get_char(at)));
            if (g_utf8_get_char_validated(raw, 2) >= 0xa1 && g_utf8_get_char_validated(raw, 2) < 0x300 &&
                g_utf8_get_char_validated(raw, 2) != 0xad && first >= 0xc2 && second != 0)
                g_assert_cmpint(strncmp(shown, raw, 2), ==, 0);
        }
    }
}

static void test_hex(void)
{
    g_autofree char *none = ikt_bytes_hex(bytes("", 0));
    g_autofree char *some = ikt_bytes_hex(bytes("\x00\x0f\xa5\xff", 4));
    g_assert_cmpstr(none, ==, "");
    g_assert_cmpstr(some, ==, "000fa5ff");
    g_assert_true(ikt_bytes_equal(bytes("ab", 2), bytes("ab", 2)));
    g_assert_false(ikt_bytes_equal(bytes("ab", 2), bytes("ac", 2)));
    g_assert_false(ikt_bytes_equal(bytes("ab", 2), bytes("abc", 3)));
    g_assert_true(ikt_bytes_equal(bytes("", 0), bytes("", 0)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bytes/text/kept", test_kept);
    g_test_add_func("/bytes/text/escaped", test_escaped);
    g_test_add_func("/bytes/text/all-code-points", test_all_code_points);
    g_test_add_func("/bytes/text/not-utf8", test_not_utf8);
    g_test_add_func("/bytes/text/bidirectional", test_bidirectional);
    g_test_add_func("/bytes/text/all-pairs", test_all_pairs);
    g_test_add_func("/bytes/hex", test_hex);
    return g_test_run();
}
