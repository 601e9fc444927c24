/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_wrap.h"

#include "append.h"

#define CODE_END "\033[0m"

/* How many octets from the beginning are plain ASCII: they stay, and most text is. */
static size_t plain_run(const char *text, size_t length)
{
    size_t run = 0;
    while (run < length && text[run] >= 0x20 && text[run] < 0x7f)
        run++;
    return run;
}

void ikt_escape(const char *text, size_t length, GString *out)
{
    for (;;) {
        const size_t run = plain_run(text, length);
        ikt_append(out, text, run);
        text += run;
        length -= run;
        if (length == 0)
            return;
        bool stays;
        const struct ikt_bytes left = {(const uint8_t *)text, length};
        const size_t size = ikt_bytes_character(left, &stays);
        if (stays)
            ikt_append(out, text, size);
        for (size_t i = 0; i < size && !stays; i++) {
            ikt_append(out, "\\x", 2);
            ikt_append_hex(out, (struct ikt_bytes){left.data + i, 1});
        }
        text += size;
        length -= size;
    }
}

static unsigned character_columns(const char *text)
{
    const gunichar c = g_utf8_get_char(text);
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

static unsigned text_columns(const char *text, size_t length)
{
    unsigned columns = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at))
        columns += character_columns(at);
    return columns;
}

/* The longest beginning of text that fits into columns, at least one character. */
static size_t fitting(const char *text, size_t length, unsigned columns)
{
    const char *at = text;
    unsigned used = 0;
    while (at < text + length) {
        used += character_columns(at);
        if (used > columns && at > text)
            break;
        at = g_utf8_next_char(at);
    }
    return (size_t)(at - text);
}

/* What is being written. */
struct lines {
    const struct ikt_wrap *wrap;
    GString *out;
    unsigned column;
    bool styled; /* the code stands in the output, what ends it does not yet */
};

static void begin_style(struct lines *lines)
{
    const char *code = lines->wrap->code;
    ikt_append(lines->out, code, strlen(code));
    lines->styled = *code != '\0';
}

static void end_style(struct lines *lines)
{
    if (lines->styled)
        ikt_append(lines->out, CODE_END, strlen(CODE_END));
    lines->styled = false;
}

static void break_line(struct lines *lines)
{
    const bool styled = lines->styled;
    end_style(lines);
    ikt_append_octet(lines->out, '\n');
    ikt_append_spaces(lines->out, lines->wrap->hang);
    lines->column = lines->wrap->hang;
    if (styled)
        begin_style(lines);
}

/* A word, with nothing before it in its line that a break could follow: as much of it as goes into each line. */
static void put_word(struct lines *lines, const char *word, size_t length, unsigned columns)
{
    const unsigned width = lines->wrap->width;
    while (lines->column + columns > width) {
        const size_t fits = fitting(word, length, width - MIN(lines->column, width));
        ikt_append(lines->out, word, fits);
        columns -= text_columns(word, fits);
        word += fits;
        length -= fits;
        if (length == 0)
            break;
        break_line(lines);
    }
    ikt_append(lines->out, word, length);
    lines->column += columns;
}

void ikt_wrap(const struct ikt_wrap *wrap, const char *text, size_t length, GString *out)
{
    struct lines lines = {.wrap = wrap, .out = out, .column = wrap->column};
    g_autoptr(GString) safe = g_string_sized_new(length);
    ikt_escape(text, length, safe);
    bool first = true;
    for (const char *at = safe->str + strspn(safe->str, " "); *at != '\0'; at += strspn(at, " ")) {
        const size_t word = strcspn(at, " ");
        const unsigned columns = text_columns(at, word);
        if (first) {
            begin_style(&lines);
        } else if (lines.column + 1 + columns > wrap->width) {
            break_line(&lines);
        } else {
            ikt_append_octet(out, ' ');
            lines.column++;
        }
        put_word(&lines, at, word, columns);
        if (!wrap->code_to_end)
            end_style(&lines);
        first = false;
        at += word;
    }
    end_style(&lines);
}
