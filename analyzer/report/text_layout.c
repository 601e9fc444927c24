/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_layout.h"

#include "append.h"

/* Columns of "  label" and what separates it from its text. */
#define FIELD_INDENT 2
#define FIELD_COLUMN 15

#define STYLE_END "\033[0m"

static const char *const style_codes[] = {
    [IKT_STYLE_PLAIN] = "",
    [IKT_STYLE_BOLD] = "\033[1m",
    [IKT_STYLE_ERROR] = "\033[1;31m",
    [IKT_STYLE_WARNING] = "\033[1;33m",
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out)
{
    const unsigned width = options->width == 0 ? 80 : MAX(options->width, 40);
    return (struct ikt_layout){.out = out, .width = width, .colour = options->colour};
}

void ikt_layout_gap(struct ikt_layout *layout)
{
    ikt_append_octet(layout->out, '\n');
}

/* Of a character that is not ASCII. */
static unsigned wide_columns(const char *text)
{
    const gunichar c = g_utf8_get_char(text);
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

static unsigned character_columns(const char *text)
{
    return (*text & 0x80) == 0 ? 1 : wide_columns(text);
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

/* Breaks the line: removed octets at an offset of the output give way to a line end, the indent and the style. */
static void insert_break(struct ikt_layout *layout, size_t offset, size_t removed)
{
    GString *const out = layout->out;
    const char *const end = layout->styled ? STYLE_END : "";
    const char *const code = layout->styled ? style_codes[layout->style] : "";
    const size_t added = strlen(end) + 1 + layout->hang + strlen(code);
    char *at = ikt_append_room(out, added) - out->len + offset;
    memmove(at + added, at + removed, out->len - offset - removed);
    ikt_append_advance(out, added - removed);
    memcpy(at, end, strlen(end));
    at += strlen(end);
    *at++ = '\n';
    memset(at, ' ', layout->hang);
    memcpy(at + layout->hang, code, strlen(code));
    layout->word = offset + added;
    layout->column = layout->hang + text_columns(out->str + layout->word, out->len - layout->word);
    layout->first = true;
}

/* The current word goes to a line of its own, and where it is longer than that to several. */
static void move_word(struct ikt_layout *layout)
{
    insert_break(layout, layout->word - 1, 1);
    while (layout->column > layout->width) {
        const char *word = layout->out->str + layout->word;
        const size_t fits = fitting(word, layout->out->len - layout->word, layout->width - layout->hang);
        if (word[fits] == '\0')
            break;
        insert_break(layout, layout->word + fits, 0);
    }
}

/* For a character of so many columns. */
static void make_room(struct ikt_layout *layout, unsigned columns)
{
    while (layout->column + columns > layout->width) {
        if (!layout->first)
            move_word(layout);
        else if (layout->out->len > layout->word)
            insert_break(layout, layout->out->len, 0);
        else
            return; /* no line is wider */
    }
}

static void end_style(struct ikt_layout *layout)
{
    if (layout->styled)
        ikt_append(layout->out, STYLE_END, strlen(STYLE_END));
    layout->styled = false;
}

/* Before a character of a word: nothing to do but for the first one. */
static void continue_word(struct ikt_layout *layout)
{
    if (layout->begun && !layout->blank)
        return;
    if (layout->begun) {
        if (!layout->styled_whole)
            end_style(layout);
        ikt_append_octet(layout->out, ' ');
        layout->column++;
        layout->first = false;
    } else if (layout->colour && layout->style != IKT_STYLE_PLAIN) {
        ikt_append(layout->out, style_codes[layout->style], strlen(style_codes[layout->style]));
        layout->styled = true;
    }
    layout->begun = true;
    layout->blank = false;
    layout->word = layout->out->len;
}

/* Part of a word, or a whole one: printable ASCII. */
static void put_run(struct ikt_layout *layout, const char *text, size_t length)
{
    continue_word(layout);
    while (layout->column + length > layout->width && length > 0) {
        make_room(layout, 1);
        const size_t fits = layout->column < layout->width ? MIN(layout->width - layout->column, length) : 1;
        ikt_append(layout->out, text, fits);
        layout->column += (unsigned)fits;
        text += fits;
        length -= fits;
    }
    ikt_append(layout->out, text, length);
    layout->column += (unsigned)length;
}

static void put_blank(struct ikt_layout *layout)
{
    layout->blank = true;
    if (layout->begun || layout->kept_blanks == 0)
        return;
    ikt_append_octet(layout->out, ' ');
    layout->kept_blanks--;
    layout->column++;
    layout->hang++;
}

static void put_escape(struct ikt_layout *layout, uint8_t octet)
{
    char escape[] = {'\\', 'x', 0, 0};
    ikt_hex_digits((struct ikt_bytes){&octet, 1}, escape + 2);
    if (layout->paste)
        ikt_append(layout->out, escape, sizeof escape);
    else
        put_run(layout, escape, sizeof escape);
}

/* What is no printable ASCII; how many octets it takes. */
static size_t put_special(struct ikt_layout *layout, const char *text, size_t length)
{
    bool stays;
    const size_t size = ikt_bytes_character((struct ikt_bytes){(const uint8_t *)text, length}, &stays);
    if (!stays) {
        for (size_t i = 0; i < size; i++)
            put_escape(layout, (uint8_t)text[i]);
        return size;
    }
    if (!layout->paste) {
        const unsigned columns = wide_columns(text);
        continue_word(layout);
        make_room(layout, columns);
        layout->column += columns;
    }
    ikt_append(layout->out, text, size);
    return size;
}

static bool is_plain(char octet)
{
    return octet > ' ' && octet < 0x7f;
}

static size_t plain_run(const char *text, size_t length)
{
    size_t run = 0;
    while (run < length && is_plain(text[run]))
        run++;
    return run;
}

/*
 * What goes into this line without more ado, which is nearly everything: printable ASCII up to the width. How many
 * octets that is.
 */
static size_t put_straight(struct ikt_layout *layout, const char *text, size_t length)
{
    if (!layout->begun || layout->styled || layout->column >= layout->width)
        return 0;
    char *const start = ikt_append_room(layout->out, length + 1), *to = start;
    size_t taken = 0, left = layout->width - layout->column;
    bool blank = layout->blank;
    for (;;) {
        if (taken < length && text[taken] == ' ') {
            blank = true;
            taken++;
            continue;
        }
        const size_t before = blank ? 1 : 0, limit = MIN(length - taken, left);
        char *const word = to + before;
        size_t run = 0;
        for (; run < limit && is_plain(text[taken + run]); run++)
            word[run] = text[taken + run];
        if (run == 0 || run + before > left)
            break;
        if (blank) {
            *to = ' ';
            layout->word = layout->out->len + (size_t)(word - start);
            layout->first = blank = false;
        }
        to = word + run;
        taken += run;
        left -= run + before;
    }
    layout->blank = blank;
    layout->column = layout->width - (unsigned)left;
    ikt_append_advance(layout->out, (size_t)(to - start));
    return taken;
}

static void put_pasted(struct ikt_layout *layout, const char *text, size_t length)
{
    while (length > 0) {
        size_t taken = 0;
        while (taken < length && (is_plain(text[taken]) || text[taken] == ' '))
            taken++;
        ikt_append(layout->out, text, taken);
        if (taken < length)
            taken += put_special(layout, text + taken, length - taken);
        text += taken;
        length -= taken;
    }
}

static void put_wrapped(struct ikt_layout *layout, const char *text, size_t length)
{
    while (length > 0) {
        size_t taken = put_straight(layout, text, length);
        text += taken;
        length -= taken;
        if (length == 0)
            return;
        taken = plain_run(text, length);
        if (taken > 0) {
            put_run(layout, text, taken);
        } else if (*text == ' ') {
            put_blank(layout);
            taken = 1;
        } else {
            taken = put_special(layout, text, length);
        }
        text += taken;
        length -= taken;
    }
}

void ikt_layout_piece(void *layout, const char *text, size_t length)
{
    if (((struct ikt_layout *)layout)->paste)
        put_pasted(layout, text, length);
    else
        put_wrapped(layout, text, length);
}

/* A line at a column of one that was begun already. */
static void begin(struct ikt_layout *layout, unsigned column, unsigned hang, enum ikt_style style)
{
    layout->paste = false;
    layout->style = style;
    layout->styled_whole = layout->styled = layout->begun = layout->blank = false;
    layout->first = true;
    layout->kept_blanks = 0;
    layout->hang = hang;
    layout->column = column;
}

void ikt_layout_begin(struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style)
{
    ikt_append_spaces(layout->out, indent);
    begin(layout, indent, hang, style);
}

void ikt_layout_begin_heading(struct ikt_layout *layout)
{
    begin(layout, 0, 4, IKT_STYLE_BOLD);
    layout->styled_whole = true;
}

void ikt_layout_begin_router_line(struct ikt_layout *layout, unsigned indent)
{
    ikt_layout_begin(layout, indent, indent + 4, IKT_STYLE_PLAIN);
    layout->kept_blanks = 8;
}

void ikt_layout_begin_cell(struct ikt_layout *layout, unsigned indent, unsigned column, const char *label)
{
    const unsigned used = indent + (unsigned)strlen(label);
    const unsigned start = used < column ? column : used + 1;
    ikt_append_spaces(layout->out, indent);
    ikt_append(layout->out, label, strlen(label));
    ikt_append_spaces(layout->out, start - used);
    begin(layout, start, column, IKT_STYLE_PLAIN);
}

void ikt_layout_begin_field(struct ikt_layout *layout, const char *label)
{
    ikt_layout_begin_cell(layout, FIELD_INDENT, FIELD_COLUMN, label);
}

void ikt_layout_begin_paste(struct ikt_layout *layout, unsigned indent)
{
    ikt_append_spaces(layout->out, indent);
    begin(layout, indent, 0, IKT_STYLE_PLAIN);
    layout->paste = true;
}

void ikt_layout_end(struct ikt_layout *layout)
{
    end_style(layout);
    ikt_append_octet(layout->out, '\n');
}

void ikt_layout_put(struct ikt_layout *layout, const char *text)
{
    ikt_layout_piece(layout, text, strlen(text));
}

void ikt_layout_put_taken(struct ikt_layout *layout, char *text)
{
    ikt_layout_put(layout, text);
    g_free(text);
}

void ikt_layout_put_number(struct ikt_layout *layout, uint64_t number)
{
    char text[IKT_NUMBER_TEXT];
    ikt_layout_piece(layout, text, ikt_number_digits(number, text));
}

void ikt_layout_put_integer(struct ikt_layout *layout, int64_t number)
{
    if (number < 0)
        ikt_layout_put(layout, "-");
    ikt_layout_put_number(layout, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void ikt_layout_put_cookie(struct ikt_layout *layout, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    char text[2 * IKT_COOKIE_SIZE];
    ikt_hex_digits((struct ikt_bytes){cookie, IKT_COOKIE_SIZE}, text);
    ikt_layout_piece(layout, text, sizeof text);
}

void ikt_layout_put_hex32(struct ikt_layout *layout, uint32_t number)
{
    const uint8_t octets[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                              (uint8_t)number};
    char text[2 * sizeof octets];
    ikt_hex_digits((struct ikt_bytes){octets, sizeof octets}, text);
    ikt_layout_piece(layout, text, sizeof text);
}

void ikt_layout_put_address(struct ikt_layout *layout, const struct ikt_address *address)
{
    char text[IKT_ADDRESS_TEXT];
    ikt_layout_put(layout, ikt_address_format(address, text));
}

void ikt_layout_put_endpoint(struct ikt_layout *layout, const struct ikt_endpoint *endpoint)
{
    char text[IKT_ENDPOINT_TEXT];
    ikt_layout_put(layout, ikt_endpoint_format(endpoint, text));
}

void ikt_layout_put_time(struct ikt_layout *layout, ikt_time time)
{
    char text[IKT_TIME_TEXT];
    ikt_layout_put(layout, ikt_time_format(time, text));
}

void ikt_layout_field(struct ikt_layout *layout, const char *label, const char *text)
{
    if (!text || *text == '\0')
        return;
    ikt_layout_begin_field(layout, label);
    ikt_layout_put(layout, text);
    ikt_layout_end(layout);
}
