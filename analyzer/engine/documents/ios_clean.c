/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/ios_clean.h"

#include <string.h>

#define BACKSPACE   0x08
#define NUMBERED    6   /* lines in a row that begin with their numbers */
#define PLACEHOLDER 60  /* octets of one in brackets */
#define ODD_LINE    400 /* octets of a line that is cleaned; statements are shorter */

/* Behind the last "--More--" of a line, and what a terminal wipes it with. */
static bool cut_paging(struct ikt_bytes *text)
{
    static const char *const marks[] = {"<--- More --->", "--More--", "-- More --"};
    bool cut = false;
    if (text->length == 0 || !memchr(text->data, 'M', text->length))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        for (const char *at;
             text->length > 0 && (at = g_strstr_len((const char *)text->data, (gssize)text->length, marks[i]));
             cut = true)
            *text = ikt_text_part(*text, (size_t)(at - (const char *)text->data) + strlen(marks[i]), text->length);
    while (cut && text->length > 0 && (text->data[0] == BACKSPACE || ikt_is_blank(text->data[0])))
        *text = ikt_text_part(*text, 1, text->length);
    return cut;
}

static const struct {
    const char *from, *to;
} replaced[] = {{"&lt;", "<"},        {"&gt;", ">"},    {"&amp;", "&"},    {"&#038;", "&"}, {"&quot;", "\""},
                {"&nbsp;", " "},      {"<br>", ""},     {"<br/>", ""},     {"<br />", ""},  {"<b>", ""},
                {"</b>", ""},         {"<strong>", ""}, {"</strong>", ""}, {"<pre>", ""},   {"</pre>", ""},
                {"<code>", ""},       {"</code>", ""},  {"<p>", ""},       {"</p>", ""},    {"\xc2\xa0", " "},
                {"\xe2\x80\x8b", ""}, {"\\_", "_"},     {"\\-", "-"},      {"\\*", "*"},    {"\\#", "#"},
                {"\\!", "!"},         {"\\.", "."},     {"\\>", ">"},      {"**", ""}};

/* A key may hold nearly anything, and is not touched. */
static bool may_hold_key(struct ikt_bytes text)
{
    return ikt_text_contains(text, "key ") || ikt_text_contains(text, "authentication ") ||
           ikt_text_contains(text, "password");
}

/* "{{ a b }}" and "<a b>" become one word. */
static bool join_placeholder(struct ikt_bytes *text, GString *clean)
{
    const bool braces = ikt_text_begins(*text, "{{");
    const char *end = braces ? "}}" : ">";
    if (!braces && !(text->data[0] == '<' && text->length > 1 && g_ascii_isalpha(text->data[1])))
        return false;
    const size_t most = MIN(text->length, (size_t)PLACEHOLDER);
    const char *at = g_strstr_len((const char *)text->data, (gssize)most, end);
    if (!at)
        return false;
    const size_t length = (size_t)(at - (const char *)text->data) + strlen(end);
    for (size_t i = 0; i < length; i++)
        if (!ikt_is_blank(text->data[i]))
            g_string_append_c(clean, (char)text->data[i]);
    *text = ikt_text_part(*text, length, text->length);
    return true;
}

static bool replace(struct ikt_bytes *text, GString *clean)
{
    for (size_t i = 0; i < G_N_ELEMENTS(replaced); i++)
        if (ikt_text_begins(*text, replaced[i].from)) {
            g_string_append(clean, replaced[i].to);
            *text = ikt_text_part(*text, strlen(replaced[i].from), text->length);
            return true;
        }
    return false;
}

/* Something of what is replaced or joined begins with it. */
static bool begins_odd(uint8_t octet)
{
    switch (octet) {
    case BACKSPACE:
    case '\\':
    case '&':
    case '<':
    case '{':
    case '*':
    case 0xc2:
    case 0xe2:
        return true;
    default:
        return false;
    }
}

static bool is_odd(struct ikt_bytes text)
{
    for (size_t i = 0; i < text.length; i++)
        if (begins_odd(text.data[i]))
            return true;
    return false;
}

struct ikt_bytes ikt_ios_clean(struct ikt_bytes text, GString *clean, bool *paged)
{
    *paged = cut_paging(&text);
    if (text.length > ODD_LINE || !is_odd(text))
        return text;
    const bool key = may_hold_key(text);
    g_string_truncate(clean, 0);
    while (text.length > 0) {
        if (!begins_odd(text.data[0])) {
            g_string_append_c(clean, (char)text.data[0]);
        } else if (text.data[0] == BACKSPACE) {
            g_string_truncate(clean, clean->len > 0 ? clean->len - 1 : 0);
        } else if ((!key && replace(&text, clean)) || join_placeholder(&text, clean)) {
            continue;
        } else {
            g_string_append_c(clean, (char)text.data[0]);
        }
        text = ikt_text_part(text, 1, text.length);
    }
    return (struct ikt_bytes){(const uint8_t *)clean->str, clean->len};
}

static bool take_line_number(struct ikt_bytes *text, uint32_t *out)
{
    struct ikt_bytes rest = ikt_text_trim(*text);
    if (!ikt_text_take_number(&rest, 10000000, out))
        return false;
    if (rest.length > 0 && strchr(":.)|", rest.data[0]) && rest.data[0] != '\0')
        rest = ikt_text_part(rest, 1, rest.length);
    else if (rest.length > 0 && !ikt_is_blank(rest.data[0]))
        return false;
    if (rest.length > 0 && ikt_is_blank(rest.data[0]))
        rest = ikt_text_part(rest, 1, rest.length);
    *text = rest;
    return true;
}

bool ikt_ios_is_numbered(struct ikt_bytes content)
{
    struct ikt_bytes line;
    uint32_t number, expected = 0;
    unsigned found = 0;
    while (found < NUMBERED && ikt_text_take_line(&content, &line)) {
        if (ikt_text_trim(line).length == 0)
            continue;
        if (!take_line_number(&line, &number) || (found > 0 && number != expected))
            return false;
        expected = number + 1;
        found++;
    }
    return found == NUMBERED;
}

struct ikt_bytes ikt_ios_cut_number(struct ikt_bytes text)
{
    uint32_t number;
    take_line_number(&text, &number);
    return text;
}
