/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_layout.h"

#include <string.h>

#include "escape.h"

/* Columns of "  label" and what separates it from its text. */
#define FIELD_INDENT 2
#define FIELD_COLUMN 15

static const char *const style_codes[] = {
    [IKT_STYLE_PLAIN] = "",
    [IKT_STYLE_BOLD] = "\033[1m",
    [IKT_STYLE_ERROR] = "\033[1;31m",
    [IKT_STYLE_WARNING] = "\033[1;33m",
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out)
{
    unsigned width = options->width == 0 ? 80 : MAX(options->width, 40);
    return (struct ikt_layout){.out = out, .width = width, .colour = options->colour};
}

void ikt_layout_gap(const struct ikt_layout *layout)
{
    g_string_append_c(layout->out, '\n');
}

static void append_styled(const struct ikt_layout *layout, enum ikt_style style, const char *text, size_t length)
{
    bool coloured = layout->colour && style != IKT_STYLE_PLAIN;
    if (coloured)
        g_string_append(layout->out, style_codes[style]);
    g_string_append_len(layout->out, text, (gssize)length);
    if (coloured)
        g_string_append(layout->out, "\033[0m");
}

static void append_spaces(GString *out, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        g_string_append_c(out, ' ');
}

static unsigned char_columns(const char *text)
{
    gunichar c = g_utf8_get_char(text);
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* The longest beginning of text that fits into columns, at least one character. */
static size_t fitting(const char *text, size_t length, unsigned columns)
{
    const char *at = text;
    unsigned used = 0;
    while (at < text + length) {
        used += char_columns(at);
        if (used > columns && at > text)
            break;
        at = g_utf8_next_char(at);
    }
    return (size_t)(at - text);
}

static unsigned text_columns(const char *text, size_t length)
{
    unsigned columns = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        columns += char_columns(at);
    return columns;
}

/* Wraps text that starts in a column of a line already begun; ends the line. The first word is written in style. */
static void wrap(const struct ikt_layout *layout, unsigned column, unsigned hang, enum ikt_style style,
                 const char *text)
{
    g_autofree char *safe = ikt_report_escape(text);
    bool line_empty = true;
    for (const char *at = safe + strspn(safe, " "); *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        unsigned columns = text_columns(at, length);
        unsigned needed = columns + (line_empty ? 0 : 1);
        if (!line_empty && column + needed > layout->width) {
            g_string_append_c(layout->out, '\n');
            append_spaces(layout->out, hang);
            column = hang;
            line_empty = true;
        }
        if (!line_empty) {
            g_string_append_c(layout->out, ' ');
            column++;
        }
        if (column + columns > layout->width) {
            length = fitting(at, length, layout->width - MIN(column, layout->width));
            columns = text_columns(at, length);
        }
        append_styled(layout, style, at, length);
        column += columns;
        at += length;
        line_empty = false;
        /* The rest of a word that was cut goes on in the next line. */
        if (*at != ' ' && *at != '\0') {
            g_string_append_c(layout->out, '\n');
            append_spaces(layout->out, hang);
            column = hang;
            line_empty = true;
        } else {
            style = IKT_STYLE_PLAIN;
        }
    }
    g_string_append_c(layout->out, '\n');
}

void ikt_layout_heading(const struct ikt_layout *layout, const char *text)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    const struct ikt_layout inner = {.out = plain, .width = layout->width, .colour = false};
    wrap(&inner, 0, 4, IKT_STYLE_PLAIN, text);
    const char *line = plain->str;
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        append_styled(layout, IKT_STYLE_BOLD, line, (size_t)(end - line));
        g_string_append_c(layout->out, '\n');
    }
}

void ikt_layout_words(const struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style,
                      const char *text)
{
    append_spaces(layout->out, indent);
    wrap(layout, indent, hang, style, text);
}

void ikt_layout_line(const struct ikt_layout *layout, unsigned indent, const char *text)
{
    unsigned start = indent + (unsigned)MIN(strspn(text, " "), 8);
    ikt_layout_words(layout, start, start + 4, IKT_STYLE_PLAIN, text);
}

void ikt_layout_cell(const struct ikt_layout *layout, unsigned indent, unsigned column, const char *label,
                     const char *text)
{
    unsigned used = indent + (unsigned)strlen(label);
    unsigned start = used < column ? column : used + 1;
    append_spaces(layout->out, indent);
    g_string_append(layout->out, label);
    append_spaces(layout->out, start - used);
    wrap(layout, start, column, IKT_STYLE_PLAIN, text);
}

void ikt_layout_field(const struct ikt_layout *layout, const char *label, const char *text)
{
    if (text != NULL && *text != '\0')
        ikt_layout_cell(layout, FIELD_INDENT, FIELD_COLUMN, label, text);
}

void ikt_layout_paste(const struct ikt_layout *layout, unsigned indent, const char *text)
{
    g_autofree char *safe = ikt_report_escape(text);
    append_spaces(layout->out, indent);
    g_string_append(layout->out, safe);
    g_string_append_c(layout->out, '\n');
}
