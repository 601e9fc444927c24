/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "documents/log_clean.h"

#include <string.h>

#include <glib.h>

#include "base/text.h"

#define BACKSPACE 0x08
#define ESCAPE    0x1b
#define TAG       40 /* octets of a mark of HTML */

static const struct {
    const char *from, *to;
} replaced[] = {
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&amp;", "&"},
    {"&#038;", "&"},
    {"&#38;", "&"},
    {"&quot;", "\""},
    {"&#039;", "'"},
    {"&#39;", "'"},
    {"&nbsp;", " "},
    {"&#160;", " "},
    {"&#8217;", "'"},
    {"&#8220;", "\""},
    {"&#8221;", "\""},
    {"&#8211;", "-"},
    {"\xe2\x80\x98", "'"},
    {"\xe2\x80\x99", "'"},
    {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""},
    {"\xe2\x80\x93", "-"},
    {"\xe2\x80\x94", "-"},
    {"\xe2\x80\x8b", ""},
    {"\xe2\x80\xa6", "..."},
    {"\xc2\xa0", " "},
    {"\xef\xbb\xbf", ""},
    {"**", ""},
    {"\\_", "_"},
    {"\\*", "*"},
    {"\\#", "#"},
    {"\\[", "["},
    {"\\]", "]"},
    {"\\<", "<"},
    {"\\>", ">"},
    {"\\~", "~"},
    {"\\-", "-"},
};

static const char *const tags[] = {"b",   "i",    "u",  "em", "strong", "br", "p",  "pre",        "code", "span",
                                   "div", "font", "li", "ul", "td",     "tr", "tt", "blockquote", "mark"};

/* "<br />", "</b>", "<span class=x>": its octets, 0: it is none. "<ip>" is an author's word. */
static size_t tag(struct ikt_bytes text)
{
    const uint8_t *end = memchr(text.data, '>', MIN(text.length, (size_t)TAG));
    size_t begin = text.length > 1 && text.data[1] == '/' ? 2 : 1, length = 0;
    while (begin + length < text.length && g_ascii_isalpha(text.data[begin + length]))
        length++;
    for (size_t i = 0; end && length > 0 && i < G_N_ELEMENTS(tags); i++)
        if (ikt_text_is_any_case(ikt_text_part(text, begin, begin + length), tags[i]))
            return (size_t)(end - text.data) + 1;
    return 0;
}

/* "ESC [ ... letter" */
static size_t escape(struct ikt_bytes text)
{
    size_t length = 2;
    while (length < text.length && !g_ascii_isalpha(text.data[length]))
        length++;
    return MIN(length + 1, text.length);
}

/* "--More--", and the blanks and backspaces that wipe it. */
static size_t paging(struct ikt_bytes text)
{
    static const char *const words[] = {"--More--", "<--- More --->", "-- More --"};
    size_t length = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(words) && length == 0; i++)
        length = ikt_text_begins(text, words[i]) ? strlen(words[i]) : 0;
    while (length > 0 && length < text.length && (text.data[length] == BACKSPACE || ikt_is_blank(text.data[length])))
        length++;
    return length;
}

static bool is_special(uint8_t octet)
{
    return octet >= 0x80 || octet < 0x20 || octet == '<' || octet == '&' || octet == '*' || octet == '\\' ||
           octet == '-' || octet == 0x7f;
}

/* What stands at the beginning of text: its octets, and what is written for it. */
static size_t take_special(struct ikt_bytes text, const char **to)
{
    size_t length = 0;
    *to = "";
    for (size_t i = 0; i < G_N_ELEMENTS(replaced); i++)
        if (ikt_text_begins(text, replaced[i].from)) {
            *to = replaced[i].to;
            return strlen(replaced[i].from);
        }
    if (text.data[0] == '<' || text.data[0] == '-')
        length = paging(text);
    if (length == 0 && text.data[0] == '<')
        length = tag(text);
    if (text.data[0] == ESCAPE)
        length = escape(text);
    if (length == 0 && (text.data[0] == '\t' || text.data[0] == '\0' || text.data[0] == '\r')) {
        *to = " ";
        length = 1;
    }
    return length > 0 ? length : text.data[0] < 0x20 || text.data[0] == 0x7f ? 1 : 0;
}

size_t ikt_log_clean(struct ikt_bytes raw, uint8_t *out, size_t room)
{
    size_t written = 0;
    for (size_t i = 0; i < raw.length && written < room;) {
        if (!is_special(raw.data[i])) {
            out[written++] = raw.data[i++];
            continue;
        }
        if (raw.data[i] == BACKSPACE) {
            written -= written > 0;
            i++;
            continue;
        }
        const char *to;
        size_t length = take_special(ikt_text_part(raw, i, raw.length), &to);
        if (length == 0) {
            out[written++] = raw.data[i++];
            continue;
        }
        for (; *to && written < room; to++)
            out[written++] = (uint8_t)*to;
        i += length;
    }
    return written;
}

struct ikt_bytes ikt_log_clean_margin(struct ikt_bytes text)
{
    while (ikt_text_begins(text, "> "))
        text = ikt_text_part(text, 2, text.length);
    /* "12. ", "12| ", "12) ": a stamp and a sequence number have a colon there */
    size_t digits = 0;
    while (digits < MIN(text.length, (size_t)6) && g_ascii_isdigit(text.data[digits]))
        digits++;
    if (digits > 0 && digits + 1 < text.length && strchr(".|)", text.data[digits]) && text.data[digits] != '\0' &&
        ikt_is_blank(text.data[digits + 1]))
        text = ikt_text_part(text, digits + 1, text.length);
    return text;
}
