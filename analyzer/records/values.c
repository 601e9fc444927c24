/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "values.h"

#include <glib.h>
#include <string.h>

const char *ikt_value_text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

uint64_t ikt_value_count(const json_t *value)
{
    const json_int_t number = json_integer_value(value);
    return number > 0 ? (uint64_t)number : 0;
}

/* RFC 3339 in UTC with microseconds, as ikt_time_format writes it. */
ikt_time ikt_value_time(const json_t *object, const char *key)
{
    const char *text = ikt_value_text_of(object, key);
    g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, NULL) : NULL;
    if (!time)
        return IKT_TIME_NONE;
    return g_date_time_to_unix(time) * IKT_SECOND + g_date_time_get_microsecond(time);
}

void ikt_value_span(const json_t *object, ikt_time *first, ikt_time *last)
{
    *first = ikt_value_time(object, "first_time");
    *last = ikt_value_time(object, "last_time");
    if (*first == IKT_TIME_NONE || *last == IKT_TIME_NONE)
        *first = *last = IKT_TIME_NONE;
}

void ikt_value_address(const json_t *object, struct ikt_address *out)
{
    const char *text = ikt_value_text_of(object, "address");
    if (text)
        (void)ikt_address_parse(text, out);
}

static bool read_octet(const char *text, uint8_t *out)
{
    const int high = g_ascii_xdigit_value(text[0]), low = high < 0 ? -1 : g_ascii_xdigit_value(text[1]);
    if (low < 0)
        return false;
    *out = (uint8_t)(high << 4 | low);
    return true;
}

void ikt_value_cookie(const json_t *object, const char *key, uint8_t out[static IKT_COOKIE_SIZE])
{
    const char *text = ikt_value_text_of(object, key);
    if (!text || strlen(text) != (size_t)2 * IKT_COOKIE_SIZE)
        return;
    for (size_t i = 0; i < IKT_COOKIE_SIZE; i++) {
        if (!read_octet(text + 2 * i, &out[i]))
            return;
    }
}

const char *ikt_value_name(struct ikt_arena *arena, const char *escaped)
{
    if (!escaped)
        return NULL;
    char *name = ikt_arena_alloc(arena, strlen(escaped) + 1, 1), *end = name;
    while (*escaped != '\0') {
        uint8_t octet = 0;
        if (escaped[0] == '\\' && escaped[1] == 'x' && read_octet(escaped + 2, &octet) && octet != 0) {
            *end++ = (char)octet;
            escaped += 4;
        } else {
            *end++ = *escaped++;
        }
    }
    return name;
}
