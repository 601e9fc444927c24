/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_layout.h"

#include "shown_time.h"
#include "text_wrap.h"

/* Columns of "  label" and what separates it from its text. */
#define FIELD_INDENT 2
#define FIELD_COLUMN 15

/* Octets of a text that is not wrapped in its place, where each break moves all that follows. */
#define LONG 4096

static const char *const style_codes[] = {
    [IKT_STYLE_PLAIN] = "",
    [IKT_STYLE_BOLD] = "\033[1m",
    [IKT_STYLE_ERROR] = "\033[1;31m",
    [IKT_STYLE_WARNING] = "\033[1;33m",
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out)
{
    const unsigned width = options->width == 0 ? 80 : MAX(options->width, 40);
    return (struct ikt_layout){.out = out,
                               .width = width,
                               .colour = options->colour,
                               .configs = options->configs,
                               .logs = options->logs,
                               .wording = ikt_report_wording(options),
                               .local_time = options->local_time};
}

void ikt_layout_gap(struct ikt_layout *layout)
{
    ikt_append_octet(layout->out, '\n');
}

/* A line whose text begins where the output ends. */
static void begin(struct ikt_layout *layout, unsigned column, unsigned hang, enum ikt_style style)
{
    layout->kind = IKT_LINE_TEXT;
    layout->style = style;
    layout->column = column;
    layout->hang = hang;
    layout->start = layout->out->len;
}

void ikt_layout_begin(struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style)
{
    ikt_append_spaces(layout->out, indent);
    begin(layout, indent, hang, style);
}

void ikt_layout_begin_heading(struct ikt_layout *layout)
{
    begin(layout, 0, 4, IKT_STYLE_BOLD);
    layout->kind = IKT_LINE_HEADING;
}

void ikt_layout_begin_router_line(struct ikt_layout *layout, unsigned indent)
{
    ikt_layout_begin(layout, indent, indent + 4, IKT_STYLE_PLAIN);
    layout->kind = IKT_LINE_ROUTER;
}

void ikt_layout_begin_cell(struct ikt_layout *layout, unsigned indent, unsigned column, const char *label)
{
    const unsigned length = (unsigned)strlen(label), used = indent + length;
    const unsigned start = used < column ? column : used + 1;
    char *at = ikt_append_room(layout->out, start);
    memset(at, ' ', start);
    memcpy(at + indent, label, length);
    ikt_append_advance(layout->out, start);
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
    layout->kind = IKT_LINE_PASTE;
}

/* Each octet of a word set to the same value. */
#define EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

/*
 * Printable ASCII? No sum carries and no difference borrows while that holds, and the lowest octet of which it does not
 * hold sets its high bit.
 */
static bool is_printable_word(uint64_t word)
{
    return ((word | (word + EACH(0x80 - 0x7f)) | (word - EACH(0x20))) & EACH(0x80)) == 0;
}

/* Of printable words, no octet of one may be a blank where that of the other is. True may be said where it is not so.
 */
static bool share_blank(uint64_t one, uint64_t other)
{
    return (((one ^ EACH(' ')) - EACH(1)) & ((other ^ EACH(' ')) - EACH(1)) & EACH(0x80)) != 0;
}

/* Printable ASCII, with single blanks between words and none around them. */
static bool is_simple(const char *text, size_t length)
{
    size_t at = 0;
    if (length == 0 || text[0] == ' ' || text[length - 1] == ' ')
        return false;
    for (uint64_t here, next; length - at > sizeof here; at += sizeof here) {
        memcpy(&here, text + at, sizeof here);
        memcpy(&next, text + at + 1, sizeof next);
        if (!is_printable_word(here) || share_blank(here, next))
            return false;
    }
    for (; at < length; at++) {
        if (text[at] < ' ' || text[at] >= 0x7f || (text[at] == ' ' && text[at + 1] == ' '))
            return false;
    }
    return true;
}

/* Octets of the output at an offset give way to a line end and the indent of what follows; where that begins. */
static size_t insert_break(struct ikt_layout *layout, size_t offset, size_t removed)
{
    GString *const out = layout->out;
    const size_t added = 1 + layout->hang;
    char *const at = ikt_append_room(out, added) - out->len + offset;
    memmove(at + added, at + removed, out->len - offset - removed);
    ikt_append_advance(out, added - removed);
    *at = '\n';
    memset(at + 1, ' ', layout->hang);
    return offset + added;
}

/* Of a simple text an octet is a column: each line ends with the last word that fits, or in a word longer than it. */
static void break_lines(struct ikt_layout *layout)
{
    size_t from = layout->start, room = layout->column < layout->width ? layout->width - layout->column : 1;
    while (layout->out->len - from > room) {
        const char *text = layout->out->str + from;
        size_t fits = room;
        while (fits > 0 && text[fits] != ' ')
            fits--;
        from = fits > 0 ? insert_break(layout, from + fits, 1) : insert_break(layout, from + room, 0);
        room = layout->width - layout->hang;
    }
}

/* Once more, word by word. */
static void rewrite(struct ikt_layout *layout)
{
    GString *const out = layout->out;
    const bool coloured = layout->colour && layout->style != IKT_STYLE_PLAIN;
    const struct ikt_wrap wrap = {
        .width = layout->width,
        .column = layout->column,
        .hang = layout->hang,
        .code = coloured ? style_codes[layout->style] : "",
        .code_to_end = layout->kind == IKT_LINE_HEADING,
    };
    const size_t length = out->len - layout->start;
    g_autofree char *text = g_strndup(out->str + layout->start, length);
    g_string_truncate(out, layout->start);
    if (layout->kind == IKT_LINE_PASTE)
        ikt_escape(text, length, out);
    else
        ikt_wrap(&wrap, text, length, out);
}

/* Leading blanks of a router's line are its indent, as far as they are not many. */
static void keep_blanks(struct ikt_layout *layout)
{
    const unsigned blanks = (unsigned)MIN(strspn(layout->out->str + layout->start, " "), 8);
    layout->start += blanks;
    layout->column += blanks;
    layout->hang += blanks;
}

static bool is_printable(const char *text, size_t length)
{
    size_t at = 0;
    for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        if (!is_printable_word(word))
            return false;
    }
    while (at < length && text[at] >= ' ' && text[at] < 0x7f)
        at++;
    return at == length;
}

#define ESCAPE 4 /* octets of "\\x00" */
#define ALIKE  8 /* escapes that are written one by one */

/* How often the escape that begins at text comes in a row; 0: none begins. */
static size_t alike(const char *text, const char *end)
{
    size_t count = 0;
    if (end - text < ESCAPE || text[0] != '\\' || text[1] != 'x')
        return 0;
    for (const char *at = text; end - at >= ESCAPE && memcmp(at, text, ESCAPE) == 0; at += ESCAPE)
        count++;
    return count;
}

/* Octets that show nothing, all the same, are counted: "\x00 (200 times)". */
static void count_escapes(struct ikt_layout *layout)
{
    GString *const out = layout->out;
    if (out->len - layout->start <= ESCAPE * ALIKE || !memchr(out->str + layout->start, '\\', out->len - layout->start))
        return;
    g_autofree char *text = g_strndup(out->str + layout->start, out->len - layout->start);
    const char *const end = text + out->len - layout->start;
    g_string_truncate(out, layout->start);
    for (const char *at = text; at < end;) {
        const size_t count = alike(at, end), length = count > ALIKE ? ESCAPE : MAX(count * ESCAPE, 1);
        ikt_append(out, at, length);
        if (count > ALIKE)
            g_string_append_printf(out, " (%zu times)", count);
        at += count > ALIKE ? count * ESCAPE : length;
    }
}

void ikt_layout_end(struct ikt_layout *layout)
{
    if (layout->kind == IKT_LINE_ROUTER)
        keep_blanks(layout);
    if (layout->kind != IKT_LINE_PASTE)
        count_escapes(layout);
    const char *const text = layout->out->str + layout->start;
    const size_t length = layout->out->len - layout->start;
    const bool coloured = layout->colour && layout->style != IKT_STYLE_PLAIN;
    const bool paste = layout->kind == IKT_LINE_PASTE;
    if (paste ? !is_printable(text, length) : coloured || length > LONG || !is_simple(text, length))
        rewrite(layout);
    else if (!paste)
        break_lines(layout);
    ikt_append_octet(layout->out, '\n');
}

void ikt_layout_piece(void *layout, const char *text, size_t length)
{
    ikt_append(((struct ikt_layout *)layout)->out, text, length);
}

void ikt_layout_put_taken(struct ikt_layout *layout, char *text)
{
    ikt_layout_put(layout, text);
    g_free(text);
}

void ikt_layout_put_number(struct ikt_layout *layout, uint64_t number)
{
    ikt_append_number(layout->out, number);
}

void ikt_layout_put_integer(struct ikt_layout *layout, int64_t number)
{
    if (number < 0)
        ikt_layout_put(layout, "-");
    ikt_layout_put_number(layout, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void ikt_layout_put_cookie(struct ikt_layout *layout, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    ikt_append_hex(layout->out, (struct ikt_bytes){cookie, IKT_COOKIE_SIZE});
}

void ikt_layout_put_hex32(struct ikt_layout *layout, uint32_t number)
{
    const uint8_t octets[] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                              (uint8_t)number};
    ikt_append_hex(layout->out, (struct ikt_bytes){octets, sizeof octets});
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
    char text[IKT_TIME_TEXT], zone[IKT_ZONE_TEXT];
    ikt_time_format(ikt_shown_time(time, layout->local_time, zone), text);
    const size_t length = strlen(text);
    if (layout->local_time && *zone != '\0' && text[length - 1] == 'Z') {
        ikt_layout_piece(layout, text, length - 1);
        ikt_layout_put(layout, zone);
    } else {
        ikt_layout_put(layout, text);
    }
}

void ikt_layout_field(struct ikt_layout *layout, const char *label, const char *text)
{
    if (!text || *text == '\0')
        return;
    ikt_layout_begin_field(layout, label);
    ikt_layout_put(layout, text);
    ikt_layout_end(layout);
}

void ikt_layout_count(struct ikt_layout *layout, const char *label, uint64_t count, const char *after)
{
    ikt_layout_begin_field(layout, label);
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, after);
    ikt_layout_end(layout);
}
