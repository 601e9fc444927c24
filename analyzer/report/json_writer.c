/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "json_writer.h"

#include "append.h"

/* Each octet of a word set to the same value. */
#define EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

static void end_bracket(struct ikt_json *json, char bracket)
{
    ikt_append_octet(json->out, bracket);
    json->comma = true;
}

void ikt_json_begin_record(struct ikt_json *json, GString *out)
{
    *json = (struct ikt_json){.out = out};
    ikt_json_begin_object(json, NULL);
}

void ikt_json_end_record(struct ikt_json *json)
{
    end_bracket(json, '}');
    ikt_append_octet(json->out, '\n');
}

void ikt_json_end_object(struct ikt_json *json)
{
    end_bracket(json, '}');
}

void ikt_json_end_array(struct ikt_json *json)
{
    end_bracket(json, ']');
}

/* The sign is written, the magnitude is left to be. */
static uint64_t put_sign(struct ikt_json *json, int64_t value)
{
    if (value >= 0)
        return (uint64_t)value;
    ikt_append_octet(json->out, '-');
    return 0 - (uint64_t)value;
}

void ikt_json_integer(struct ikt_json *json, const char *key, int64_t value)
{
    ikt_json_begin_number(json, key);
    ikt_append_number(json->out, put_sign(json, value));
}

void ikt_json_milliseconds(struct ikt_json *json, const char *key, ikt_time microseconds)
{
    ikt_json_begin_number(json, key);
    const uint64_t magnitude = put_sign(json, microseconds);
    const unsigned fraction = (unsigned)(magnitude % 1000);
    const char digits[] = {'.', (char)('0' + fraction / 100), (char)('0' + fraction / 10 % 10),
                           (char)('0' + fraction % 10)};
    size_t length = sizeof digits;
    while (length > 2 && digits[length - 1] == '0')
        length--;
    ikt_append_number(json->out, magnitude / 1000);
    ikt_append(json->out, digits, length);
}

/*
 * Are these eight octets printable ASCII, without the quote and the backslash? No sum carries and no difference borrows
 * while that holds, and the lowest octet of which it does not hold sets its high bit.
 */
static bool is_plain_word(uint64_t word)
{
    const uint64_t quotes = word ^ EACH('"'), backslashes = word ^ EACH('\\');
    const uint64_t high =
        word | (word + EACH(0x80 - 0x7f)) | (word - EACH(0x20)) | (quotes - EACH(1)) | (backslashes - EACH(1));
    return (high & EACH(0x80)) == 0;
}

static bool is_plain(char octet)
{
    return octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\';
}

/* Copies eight octets if they are plain. */
static bool copy_word(char *out, const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    const bool plain = is_plain_word(word);
    if (plain)
        memcpy(out, &word, sizeof word);
    return plain;
}

/* Copies what is plain at the beginning; how much it is. The last word of a text overlaps the one before it. */
static size_t copy_plain(char *out, const char *text, size_t length)
{
    size_t run = 0;
    while (length - run >= sizeof(uint64_t) && copy_word(out + run, text + run))
        run += sizeof(uint64_t);
    if (length >= sizeof(uint64_t) && length - run < sizeof(uint64_t) &&
        copy_word(out + length - sizeof(uint64_t), text + length - sizeof(uint64_t)))
        return length;
    for (; run < length && is_plain(text[run]); run++)
        out[run] = text[run];
    return run;
}

/* A character that is not plain; how many octets it takes. */
static size_t put_special(GString *out, const char *text, size_t length)
{
    if (*text == '"' || *text == '\\') {
        const char escape[] = {'\\', *text};
        ikt_append(out, escape, sizeof escape);
        return 1;
    }
    bool stays;
    const size_t size = ikt_bytes_character((struct ikt_bytes){(const uint8_t *)text, length}, &stays);
    if (stays)
        ikt_append(out, text, size);
    for (size_t i = 0; i < size && !stays; i++) {
        ikt_append(out, "\\\\x", 3);
        ikt_append_hex(out, (struct ikt_bytes){(const uint8_t *)text + i, 1});
    }
    return size;
}

void ikt_json_piece(void *json, const char *text, size_t length)
{
    GString *const out = ((struct ikt_json *)json)->out;
    for (;;) {
        const size_t run = copy_plain(ikt_append_room(out, length), text, length);
        ikt_append_advance(out, run);
        text += run;
        length -= run;
        if (length == 0)
            return;
        const size_t size = put_special(out, text, length);
        text += size;
        length -= size;
    }
}

void ikt_json_end_text(struct ikt_json *json)
{
    ikt_append_octet(json->out, '"');
}

void ikt_json_no_text(struct ikt_json *json)
{
    g_string_truncate(json->out, json->out->len - 1);
    ikt_append(json->out, "null", 4);
}

void ikt_json_text(struct ikt_json *json, const char *key, const char *text)
{
    if (!text) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_text(json, key);
    ikt_json_piece(json, text, strlen(text));
    ikt_json_end_text(json);
}

void ikt_json_hex(struct ikt_json *json, const char *key, struct ikt_bytes bytes)
{
    if (bytes.length == 0) {
        ikt_json_null(json, key);
        return;
    }
    ikt_json_begin_text(json, key);
    ikt_append_hex(json->out, bytes);
    ikt_json_end_text(json);
}

void ikt_json_prose(struct ikt_json *json, const char *key, const char *text)
{
    ikt_json_begin_text(json, key);
    for (;;) {
        const size_t line = strcspn(text, "\n");
        ikt_json_piece(json, text, line);
        if (text[line] == '\0')
            break;
        ikt_append(json->out, "\\n", 2);
        text += line + 1;
    }
    ikt_json_end_text(json);
}
