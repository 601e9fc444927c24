/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON (RFC 8259) as a stream: a value stands in the output once it is named, and the only thing remembered is whether
 * the next one needs a comma. Compact, keys in the order in which they come; the caller ends what it begins and names
 * no key of an object twice.
 *
 * Every function begins with the value's key; NULL: an element of an array. Keys are ours: ASCII that needs no escape.
 *
 * Texts are the engine's, whose packet parts are escaped already: a backslash is kept, and what should not be there
 * (control characters, bytes that are no UTF-8) becomes \xNN. So the output is valid UTF-8, whatever comes in.
 */
#ifndef IKT_REPORT_JSON_WRITER_H
#define IKT_REPORT_JSON_WRITER_H

#include <glib.h>

#include "append.h"
#include "iketriage/bytes.h"

#define IKT_JSON_INLINE __attribute__((always_inline)) static inline

struct ikt_json {
    GString *out;
    bool comma; /* a value stands before the next one */
};

/* The comma and the key, for this header alone. Keys are constants: their length costs nothing where it is inlined. */
IKT_JSON_INLINE void ikt_json_begin_value(struct ikt_json *json, const char *key)
{
    const size_t length = key ? strlen(key) : 0;
    char *const start = ikt_append_room(json->out, length + sizeof ",\"\":"), *at = start;
    if (json->comma)
        *at++ = ',';
    json->comma = true;
    if (key) {
        *at++ = '"';
        memcpy(at, key, length);
        at += length;
        *at++ = '"';
        *at++ = ':';
    }
    ikt_append_advance(json->out, (size_t)(at - start));
}

/* A record: an object on a line of its own. */
void ikt_json_begin_record(struct ikt_json *json, GString *out);
void ikt_json_end_record(struct ikt_json *json);

IKT_JSON_INLINE void ikt_json_begin_object(struct ikt_json *json, const char *key)
{
    ikt_json_begin_value(json, key);
    ikt_append_octet(json->out, '{');
    json->comma = false;
}
void ikt_json_end_object(struct ikt_json *json);
IKT_JSON_INLINE void ikt_json_begin_array(struct ikt_json *json, const char *key)
{
    ikt_json_begin_value(json, key);
    ikt_append_octet(json->out, '[');
    json->comma = false;
}
void ikt_json_end_array(struct ikt_json *json);

IKT_JSON_INLINE void ikt_json_null(struct ikt_json *json, const char *key)
{
    ikt_json_begin_value(json, key);
    ikt_append(json->out, "null", 4);
}

IKT_JSON_INLINE void ikt_json_bool(struct ikt_json *json, const char *key, bool value)
{
    ikt_json_begin_value(json, key);
    ikt_append(json->out, value ? "true" : "false", value ? 4 : 5);
}

IKT_JSON_INLINE void ikt_json_count(struct ikt_json *json, const char *key, uint64_t value)
{
    ikt_json_begin_value(json, key);
    ikt_append_number(json->out, value);
}

/* A number whose digits the caller appends. */
IKT_JSON_INLINE void ikt_json_begin_number(struct ikt_json *json, const char *key)
{
    ikt_json_begin_value(json, key);
}

void ikt_json_integer(struct ikt_json *json, const char *key, int64_t value);
/* Milliseconds with their microseconds as fraction, "0.5", always with a point. */
void ikt_json_milliseconds(struct ikt_json *json, const char *key, ikt_time microseconds);
/* Lower-case digits. Empty: null. */
void ikt_json_hex(struct ikt_json *json, const char *key, struct ikt_bytes bytes);
/* Prose of our own, whose line ends are meant. */
void ikt_json_prose(struct ikt_json *json, const char *key, const char *text);

/* A text in pieces, each of whole characters; json is a struct ikt_json, so that whoever makes a text can be given it.
 */
IKT_JSON_INLINE void ikt_json_begin_text(struct ikt_json *json, const char *key)
{
    ikt_json_begin_value(json, key);
    ikt_append_octet(json->out, '"');
}

void ikt_json_piece(void *json, const char *text, size_t length);
void ikt_json_end_text(struct ikt_json *json);
/* In place of the end, before any piece came: null. */
void ikt_json_no_text(struct ikt_json *json);

/* NULL: null. */
void ikt_json_text(struct ikt_json *json, const char *key, const char *text);

#endif
