/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lines.h"

#include <stdbool.h>
#include <string.h>

/* Lines that are for pasting; they alone may be longer than the width. */
static bool for_pasting(const char *line)
{
    const char *text = line + strspn(line, " ");
    static const char *const commands[] = {"crypto ", "<crypto map>",        "show ", "debug ", "set ",
                                           "clear ",  "iketriage --explain "};
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_has_prefix(text, commands[i]))
            return true;
    }
    return g_str_has_suffix(text, " : SKEYID_e 0x...") || g_str_has_suffix(text, " : KA 0x...");
}

void assert_lines(const GString *out, long width, bool colour)
{
    g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
    g_assert_cmpuint(strlen(out->str), ==, out->len);
    g_assert_true(g_str_has_suffix(out->str, "\n"));
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        for (const char *at = *line; *at != '\0'; at = g_utf8_next_char(at)) {
            gunichar c = g_utf8_get_char(at);
            g_assert_true((colour && c == 0x1b) || !g_unichar_iscntrl(c));
            g_assert_cmpuint(c, !=, 0x202e);
        }
        if (!colour && g_utf8_strlen(*line, -1) > width && !for_pasting(*line))
            g_error("%ld columns: %s", g_utf8_strlen(*line, -1), *line);
        g_assert_false(g_str_has_suffix(*line, " "));
    }
}

void assert_has(const GString *out, const char *text)
{
    if (strstr(out->str, text) == NULL)
        g_error("\"%s\" is not in\n%s", text, out->str);
}

void assert_has_not(const GString *out, const char *text)
{
    if (strstr(out->str, text) != NULL)
        g_error("\"%s\" is in\n%s", text, out->str);
}

char *flat(const GString *out)
{
    g_auto(GStrv) words = g_regex_split_simple("\\s+", out->str, 0, 0);
    return g_strjoinv(" ", words);
}

void assert_words(const GString *out, const char *text)
{
    g_autofree char *words = flat(out);
    if (strstr(words, text) == NULL)
        g_error("\"%s\" is not in\n%s", text, out->str);
}

unsigned count_block(const GString *out, const char *first)
{
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    unsigned count = 0;
    for (char **line = lines; *line; line++) {
        if (count > 0 && **line == '\0')
            return count;
        if (count > 0 || g_str_has_prefix(*line, first))
            count++;
    }
    g_assert_cmpuint(count, >, 0);
    return count;
}
