/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "parsed.h"

#include <string.h>

void assert_keys(const json_t *object, const char *keys)
{
    g_assert_true(json_is_object(object));
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    for (char **name = names; *name != NULL; name++) {
        if (json_object_get(object, *name) == NULL)
            g_error("no key \"%s\"", *name);
    }
}

/* Nothing but printable UTF-8 in lines. */
static void assert_clean(const GString *out)
{
    g_assert_true(g_utf8_validate_len(out->str, out->len, NULL));
    g_assert_cmpuint(strlen(out->str), ==, out->len);
    for (const char *at = out->str; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_assert_true(c == '\n' || !g_unichar_iscntrl(c));
        g_assert_cmpuint(c, !=, 0x202e);
    }
}

GPtrArray *parse(const GString *out)
{
    GPtrArray *records = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    assert_clean(out);
    g_assert_true(g_str_has_suffix(out->str, "\n"));
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    for (char **line = lines; **line != '\0'; line++) {
        json_error_t error;
        json_t *record = json_loads(*line, JSON_REJECT_DUPLICATES, &error);
        if (record == NULL)
            g_error("%s: %s", error.text, *line);
        g_ptr_array_add(records, record);
    }
    return records;
}

json_t *at(const json_t *value, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, ".", -1);
    for (char **name = names; *name != NULL; name++) {
        value = json_is_array(value) ? json_array_get(value, (size_t)g_ascii_strtoull(*name, NULL, 10))
                                     : json_object_get(value, *name);
        if (value == NULL)
            g_error("no \"%s\" of \"%s\"", *name, path);
    }
    return (json_t *)value;
}

const char *text_at(const json_t *value, const char *path)
{
    return json_string_value(at(value, path));
}

json_int_t number_at(const json_t *value, const char *path)
{
    g_assert_true(json_is_integer(at(value, path)));
    return json_integer_value(at(value, path));
}
