/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_value.h"

#include <string.h>

#include "escape.h"

void ikt_json_set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new_nocheck(object, key, value != NULL ? value : json_null());
}

/* Most texts are ASCII that needs neither escaping nor a look at its UTF-8. */
static bool is_plain(const char *text, size_t *length)
{
    size_t at = 0;
    while (text[at] >= 0x20 && text[at] < 0x7f && text[at] != '\\')
        at++;
    *length = at;
    return text[at] == '\0';
}

json_t *ikt_json_text(const char *text)
{
    if (text == NULL)
        return json_null();
    size_t length;
    if (is_plain(text, &length))
        return json_stringn_nocheck(text, length);
    g_autofree char *safe = ikt_report_escape(text);
    return json_string(safe);
}

json_t *ikt_json_take_text(char *text)
{
    json_t *result = ikt_json_text(text);
    g_free(text);
    return result;
}

json_t *ikt_json_texts(const char *const *texts)
{
    json_t *result = json_array();
    for (; texts != NULL && *texts != NULL; texts++)
        json_array_append_new(result, ikt_json_text(*texts));
    return result;
}

json_t *ikt_json_bool(bool value)
{
    return json_boolean(value);
}

json_t *ikt_json_tristate(enum ikt_tristate value)
{
    return value == IKT_UNKNOWN ? json_null() : json_boolean(value == IKT_YES);
}

json_t *ikt_json_count(uint64_t value)
{
    return json_integer((json_int_t)value);
}

json_t *ikt_json_number(int64_t value)
{
    return value == IKT_ABSENT ? json_null() : json_integer(value);
}

json_t *ikt_json_frames(const uint64_t *frames, size_t count)
{
    json_t *result = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(result, ikt_json_count(frames[i]));
    return result;
}

json_t *ikt_json_hex(struct ikt_bytes bytes)
{
    return bytes.length == 0 ? json_null() : ikt_json_take_text(ikt_bytes_hex(bytes));
}

json_t *ikt_json_hex32(uint32_t value)
{
    char text[9];
    g_snprintf(text, sizeof text, "%08x", value);
    return json_string(text);
}

json_t *ikt_json_cookie(const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    return ikt_json_hex((struct ikt_bytes){cookie, IKT_COOKIE_SIZE});
}

json_t *ikt_json_known_cookie(const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    static const uint8_t zero[IKT_COOKIE_SIZE];
    return memcmp(cookie, zero, sizeof zero) == 0 ? json_null() : ikt_json_cookie(cookie);
}

json_t *ikt_json_time(ikt_time time)
{
    char text[IKT_TIME_TEXT];
    return time == IKT_TIME_NONE ? json_null() : json_string(ikt_time_format(time, text));
}

json_t *ikt_json_duration(ikt_time start, ikt_time end)
{
    if (start == IKT_TIME_NONE || end == IKT_TIME_NONE)
        return json_null();
    return json_real((double)(end - start) / 1000.0);
}

json_t *ikt_json_address(const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    return address->family == IKT_FAMILY_NONE ? json_null() : json_string(ikt_address_format(address, text));
}

json_t *ikt_json_port(uint16_t port)
{
    return port == 0 ? json_null() : json_integer(port);
}

json_t *ikt_json_name(const char *name, unsigned value)
{
    if (name != NULL)
        return json_string(name);
    char text[16];
    g_snprintf(text, sizeof text, "%u", value);
    return json_string(text);
}

json_t *ikt_json_named(const char *(*lookup)(unsigned value), int64_t value)
{
    return value == IKT_ABSENT ? json_null() : ikt_json_name(lookup((unsigned)value), (unsigned)value);
}

json_t *ikt_json_side(bool initiator)
{
    return json_string(initiator ? "initiator" : "responder");
}

static int append(const char *buffer, size_t size, void *data)
{
    g_string_append_len(data, buffer, (gssize)size);
    return 0;
}

void ikt_json_line(GString *out, json_t *object)
{
    /* 15 digits hold every duration to the microsecond and no binary rounding shows. */
    json_dump_callback(object, append, out, JSON_COMPACT | JSON_REAL_PRECISION(15));
    g_string_append_c(out, '\n');
    json_decref(object);
}
