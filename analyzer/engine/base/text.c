/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#include <string.h>

#include <glib.h>

bool ikt_is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\f' || octet == '\v';
}

bool ikt_text_begins(struct ikt_bytes text, const char *wanted)
{
    size_t length = strlen(wanted);
    return text.length >= length && (length == 0 || memcmp(text.data, wanted, length) == 0);
}

bool ikt_text_is(struct ikt_bytes text, const char *wanted)
{
    return text.length == strlen(wanted) && ikt_text_begins(text, wanted);
}

bool ikt_text_begins_any_case(struct ikt_bytes text, const char *wanted)
{
    size_t length = strlen(wanted);
    return text.length >= length && (length == 0 || g_ascii_strncasecmp((const char *)text.data, wanted, length) == 0);
}

bool ikt_text_is_any_case(struct ikt_bytes text, const char *wanted)
{
    return text.length == strlen(wanted) && ikt_text_begins_any_case(text, wanted);
}

bool ikt_text_contains(struct ikt_bytes text, const char *wanted)
{
    return text.length > 0 && g_strstr_len((const char *)text.data, (gssize)text.length, wanted);
}

struct ikt_bytes ikt_text_part(struct ikt_bytes text, size_t begin, size_t end)
{
    if (text.length == 0) /* NULL, to which nothing may be added */
        return text;
    return (struct ikt_bytes){text.data + begin, end - begin};
}

struct ikt_bytes ikt_text_trim(struct ikt_bytes text)
{
    size_t begin = 0, end = text.length;
    while (begin < end && ikt_is_blank(text.data[begin]))
        begin++;
    while (end > begin && ikt_is_blank(text.data[end - 1]))
        end--;
    return ikt_text_part(text, begin, end);
}

struct ikt_bytes ikt_text_unquote(struct ikt_bytes text)
{
    bool quoted = text.length >= 2 && text.data[0] == '"' && text.data[text.length - 1] == '"';
    return quoted ? ikt_text_part(text, 1, text.length - 1) : text;
}

bool ikt_text_take_line(struct ikt_bytes *text, struct ikt_bytes *out)
{
    if (text->length == 0)
        return false;
    const uint8_t *end = memchr(text->data, '\n', text->length);
    size_t length = end ? (size_t)(end - text->data) : text->length;
    *out = (struct ikt_bytes){text->data, length};
    if (length > 0 && out->data[length - 1] == '\r')
        out->length--;
    *text = ikt_text_part(*text, end ? length + 1 : length, text->length);
    return true;
}

bool ikt_text_take_words(struct ikt_bytes *text, const char *words)
{
    struct ikt_bytes rest = ikt_text_trim(*text);
    size_t length = strlen(words);
    if (!ikt_text_begins(rest, words) || (rest.length > length && !ikt_is_blank(rest.data[length])))
        return false;
    *text = ikt_text_trim(ikt_text_part(rest, length, rest.length));
    return true;
}

struct ikt_bytes ikt_text_take_word(struct ikt_bytes *text)
{
    struct ikt_bytes rest = ikt_text_trim(*text);
    size_t end = 0;
    while (end < rest.length && !ikt_is_blank(rest.data[end]))
        end++;
    *text = ikt_text_trim(ikt_text_part(rest, end, rest.length));
    return ikt_text_part(rest, 0, end);
}

struct ikt_bytes ikt_text_take_last_word(struct ikt_bytes *text)
{
    struct ikt_bytes rest = ikt_text_trim(*text);
    size_t begin = rest.length;
    while (begin > 0 && !ikt_is_blank(rest.data[begin - 1]))
        begin--;
    *text = ikt_text_trim(ikt_text_part(rest, 0, begin));
    return ikt_text_part(rest, begin, rest.length);
}

bool ikt_text_take_number(struct ikt_bytes *text, uint32_t max, uint32_t *out)
{
    uint64_t number = 0;
    size_t digits = 0;
    for (; digits < text->length && g_ascii_isdigit(text->data[digits]); digits++) {
        number = number * 10 + (uint64_t)(text->data[digits] - '0');
        if (number > max)
            return false;
    }
    if (digits == 0)
        return false;
    *text = ikt_text_part(*text, digits, text->length);
    *out = (uint32_t)number;
    return true;
}

bool ikt_text_take_hex(struct ikt_bytes *text, size_t count, uint8_t *out)
{
    if (text->length / 2 < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int high = g_ascii_xdigit_value((char)text->data[2 * i]);
        int low = g_ascii_xdigit_value((char)text->data[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    *text = ikt_text_part(*text, 2 * count, text->length);
    return true;
}

bool ikt_text_address(struct ikt_bytes text, struct ikt_address *out)
{
    char copy[IKT_ADDRESS_TEXT];
    if (text.length == 0 || text.length >= sizeof(copy) || memchr(text.data, '\0', text.length))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return ikt_address_parse(copy, out);
}
