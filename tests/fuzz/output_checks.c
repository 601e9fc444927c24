/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "output_checks.h"

#include <string.h>

#include <glib.h>
#include <jansson.h>

#include "abort_saying.h"
#include "schema.h"

/* As many tabs in each line as in the first. */
static void check_columns(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    if (!lines[0]) /* g_strsplit has none for an empty text */
        return;
    g_auto(GStrv) head = g_strsplit(lines[0], "\t", -1);
    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, g_strv_length(head));
    }
}

void check_output(const char *format, const char *text, size_t length)
{
    g_assert_true(g_utf8_validate(text, (gssize)length, NULL));
    if (g_str_equal(format, "tsv"))
        check_columns(text);
    if (!g_str_equal(format, "json"))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        json_t *record = json_loads(lines[i], JSON_REJECT_DUPLICATES, NULL);
        g_assert_nonnull(record);
        g_autofree char *complaint = schema_complaint(record);
        g_assert_cmpstr(complaint, ==, NULL);
        json_decref(record);
    }
}

void check_holes(const char *format, const char *text, struct ikt_bytes given)
{
    static const char *const holes[] = {"(null)", "{}"};
    /* An object of JSON and a rule of a style sheet may be empty. */
    const bool braces = g_str_equal(format, "json") || g_str_equal(format, "html");
    for (size_t i = 0; i < (braces ? 1 : G_N_ELEMENTS(holes)); i++)
        if (strstr(text, holes[i]) && !g_strstr_len((const char *)given.data, (gssize)given.length, holes[i]))
            abort_saying("%s in %s", holes[i], text);
}

void check_said(const char *said)
{
    g_assert_true(g_utf8_validate(said, -1, NULL));
    for (const char *at = said; *at != '\0'; at = g_utf8_next_char(at)) {
        const gunichar code = g_utf8_get_char(at);
        g_assert_true(code == '\n' || !g_unichar_iscntrl(code));
        g_assert_true(g_unichar_type(code) != G_UNICODE_FORMAT);
    }
}
