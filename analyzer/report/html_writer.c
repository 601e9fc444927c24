/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "html_writer.h"

static const char *entity_of(char octet)
{
    switch (octet) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* What is no text of XML: texts are printable where they are made, and if one is not it does no harm here. */
static bool is_control(char octet)
{
    return ((unsigned char)octet < 0x20 && octet != '\n' && octet != '\t') || octet == 0x7f;
}

void ikt_html_piece(void *data, const char *text, size_t length)
{
    GString *out = data;
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        const char *entity = is_control(text[i]) ? "?" : entity_of(text[i]);
        if (!entity)
            continue;
        ikt_append(out, text + start, i - start);
        ikt_append(out, entity, strlen(entity));
        start = i + 1;
    }
    ikt_append(out, text + start, length - start);
}

void ikt_html_text(GString *out, const char *text)
{
    ikt_html_piece(out, text, strlen(text));
}

void ikt_html_taken(GString *out, char *text)
{
    if (text)
        ikt_html_text(out, text);
    g_free(text);
}

void ikt_html_time(GString *out, ikt_time time)
{
    char text[IKT_TIME_TEXT];
    const char *clock = ikt_time_format(time, text);
    if (strlen(text) < strlen("03:04:05.678901")) {
        ikt_append_octet(out, '-');
        return;
    }
    if (text[10] == 'T') {
        ikt_append(out, text, 10);
        ikt_append_octet(out, ' ');
        clock += 11;
    }
    ikt_append(out, clock, 12); /* milliseconds */
    if (ikt_time_is_dated(time))
        ikt_html_markup(out, " UTC");
}

void ikt_html_span(GString *out, ikt_time span)
{
    const uint64_t seconds = span > 0 ? (uint64_t)span / IKT_SECOND : 0;
    if (seconds < 10) {
        const unsigned fraction = span > 0 ? (unsigned)(span % IKT_SECOND / 1000) : 0;
        ikt_append_number(out, seconds);
        g_string_append_printf(out, ".%03u s", fraction);
    } else if (seconds < 120) {
        ikt_append_number(out, seconds);
        ikt_html_markup(out, " s");
    } else if (seconds < 7200) {
        ikt_append_number(out, seconds / 60);
        ikt_html_markup(out, " min");
    } else {
        ikt_append_number(out, seconds / 3600);
        ikt_html_markup(out, " h ");
        ikt_append_number(out, seconds / 60 % 60);
        ikt_html_markup(out, " min");
    }
}

void ikt_html_address(GString *out, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    ikt_html_text(out, ikt_address_format(address, text));
}

void ikt_html_counted(GString *out, uint64_t count, const char *one, const char *many)
{
    ikt_append_number(out, count);
    ikt_append_octet(out, ' ');
    ikt_html_text(out, count == 1 ? one : many);
}
