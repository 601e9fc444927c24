/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_value.h"

#include "append.h"

void ikt_json_take_text(struct ikt_json *json, const char *key, char *text)
{
    ikt_json_text(json, key, text);
    g_free(text);
}

void ikt_json_texts(struct ikt_json *json, const char *key, const char *const *texts)
{
    ikt_json_begin_array(json, key);
    for (; texts && *texts; texts++)
        ikt_json_text(json, NULL, *texts);
    ikt_json_end_array(json);
}

void ikt_json_tristate(struct ikt_json *json, const char *key, enum ikt_tristate value)
{
    if (value == IKT_UNKNOWN)
        ikt_json_null(json, key);
    else
        ikt_json_bool(json, key, value == IKT_YES);
}

void ikt_json_number(struct ikt_json *json, const char *key, int64_t value)
{
    if (value == IKT_ABSENT)
        ikt_json_null(json, key);
    else
        ikt_json_integer(json, key, value);
}

void ikt_json_frame(struct ikt_json *json, const char *key, uint64_t frame)
{
    if (frame == 0)
        ikt_json_null(json, key);
    else
        ikt_json_count(json, key, frame);
}

void ikt_json_hex32(struct ikt_json *json, const char *key, uint32_t value)
{
    const uint8_t octets[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    ikt_json_hex(json, key, (struct ikt_bytes){octets, sizeof octets});
}

void ikt_json_cookie(struct ikt_json *json, const char *key, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    ikt_json_hex(json, key, (struct ikt_bytes){cookie, IKT_COOKIE_SIZE});
}

void ikt_json_known_cookie(struct ikt_json *json, const char *key, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    static const uint8_t zero[IKT_COOKIE_SIZE];
    if (memcmp(cookie, zero, sizeof zero) == 0)
        ikt_json_null(json, key);
    else
        ikt_json_cookie(json, key, cookie);
}

void ikt_json_time(struct ikt_json *json, const char *key, ikt_time time)
{
    char text[IKT_TIME_TEXT];
    ikt_json_text(json, key, !ikt_time_is_dated(time) ? NULL : ikt_time_format(time, text));
}

void ikt_json_duration(struct ikt_json *json, const char *key, ikt_time start, ikt_time end)
{
    if (start == IKT_TIME_NONE || end == IKT_TIME_NONE || start == IKT_TIME_UNKNOWN)
        ikt_json_null(json, key);
    else
        ikt_json_milliseconds(json, key, end - start);
}

void ikt_json_address(struct ikt_json *json, const char *key, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    ikt_json_text(json, key, address->family == IKT_FAMILY_NONE ? NULL : ikt_address_format(address, text));
}

void ikt_json_port(struct ikt_json *json, const char *key, uint16_t port)
{
    ikt_json_number(json, key, port == 0 ? IKT_ABSENT : port);
}

void ikt_json_name(struct ikt_json *json, const char *key, const char *name, unsigned value)
{
    ikt_json_begin_text(json, key);
    if (name)
        ikt_json_piece(json, name, strlen(name));
    else
        ikt_append_number(json->out, value);
    ikt_json_end_text(json);
}

void ikt_json_named(struct ikt_json *json, const char *key, const char *(*lookup)(unsigned value), int64_t value)
{
    if (value == IKT_ABSENT)
        ikt_json_null(json, key);
    else
        ikt_json_name(json, key, lookup((unsigned)value), (unsigned)value);
}

void ikt_json_side(struct ikt_json *json, const char *key, bool initiator)
{
    ikt_json_text(json, key, initiator ? "initiator" : "responder");
}
