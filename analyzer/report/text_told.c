/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text_told.h"

#include "shown_time.h"

#include <string.h>

#define DAY (24 * 3600 * (int64_t)IKT_SECOND)
/* Of a time as RFC 3339 has it. */
#define DATE_BEGIN 5 /* month and day, without the year */
#define TIME_BEGIN 11
#define TIME_END   19

char *ikt_told_pair(const struct ikt_told_tunnel *tunnel)
{
    char a[IKT_ADDRESS_TEXT], b[IKT_ADDRESS_TEXT];
    const bool unknown = tunnel->of_documents && !tunnel->begun_by_a && !tunnel->begun_by_b; /* either may begin */
    const char *arrow = unknown                                    ? "--"
                        : tunnel->begun_by_a && tunnel->begun_by_b ? "<>"
                        : tunnel->begun_by_b                       ? "<"
                                                                   : ">";
    return g_strdup_printf("%s %s %s", ikt_address_format(&tunnel->a, a), arrow, ikt_address_format(&tunnel->b, b));
}

static char *open_text(const struct ikt_told_tunnel *tunnel)
{
    if (tunnel->failed == 0)
        return g_strdup("open");
    return g_strdup_printf("open, %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " fail", tunnel->failed,
                           tunnel->attempts);
}

char *ikt_told_cause(const struct ikt_told_tunnel *tunnel)
{
    if (tunnel->cause_count > 0) {
        const char *name = ikt_rule_info(tunnel->causes[0])->name, *how = ikt_likelihood_name(tunnel->likelihood);
        return tunnel->cause_count > 1 ? g_strdup_printf("%s +%u %s", name, tunnel->cause_count - 1, how)
                                       : g_strdup_printf("%s %s", name, how);
    }
    switch (tunnel->state) {
    case IKT_TUNNEL_UP:
        if (tunnel->packets[0] + tunnel->packets[1] > 0)
            return g_strdup_printf("%sESP %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT, tunnel->ended ? "ended; " : "",
                                   tunnel->packets[0], tunnel->packets[1]);
        return g_strdup(tunnel->ended ? "ended by DELETE" : "");
    case IKT_TUNNEL_UNJUDGED:
        return g_strdup(tunnel->of_documents ? "not decided by these files" : "not captured whole");
    default:
        return open_text(tunnel);
    }
}

char *ikt_told_state(const struct ikt_told_tunnel *tunnel)
{
    static const char *const states[IKT_TUNNEL_STATE_COUNT] = {"up", "degraded", "down", "flapping", "not judged"};
    static const char *const places[IKT_WHERE_COUNT] = {NULL, "phase 1", "XAUTH", "phase 2", "traffic", "config"};
    const char *place = tunnel->state == IKT_TUNNEL_UP ? NULL : places[tunnel->where];
    return place ? g_strdup_printf("%s, %s", states[tunnel->state], place) : g_strdup(states[tunnel->state]);
}

/* Does the run last longer than a clock can tell? */
static bool is_long(const struct ikt_told_list *list)
{
    ikt_time first = IKT_TIME_NONE, last = IKT_TIME_NONE;
    for (guint i = 0; i < list->captures->len; i++) {
        const struct ikt_told_capture *capture = ikt_told_capture_at(list, i);
        if (capture->first_time == IKT_TIME_NONE)
            continue;
        first = first == IKT_TIME_NONE ? capture->first_time : MIN(first, capture->first_time);
        last = last == IKT_TIME_NONE ? capture->last_time : MAX(last, capture->last_time);
    }
    return first != IKT_TIME_NONE && last - first >= DAY;
}

char *ikt_told_time(const struct ikt_told_list *list, ikt_time time)
{
    char text[IKT_TIME_TEXT], zone[IKT_ZONE_TEXT];
    if (time == IKT_TIME_NONE || time == IKT_TIME_UNKNOWN)
        return g_strdup("-");
    ikt_time_format(ikt_shown_time(time, list->local_time, zone), text);
    if (text[TIME_BEGIN - 1] != 'T') /* a clock without a date */
        return g_strndup(text, TIME_END - TIME_BEGIN);
    if (!is_long(list))
        return g_strndup(text + TIME_BEGIN, TIME_END - TIME_BEGIN);
    text[TIME_BEGIN - 1] = ' ';
    return g_strndup(text + DATE_BEGIN, TIME_END - DATE_BEGIN);
}

/* Broken where it has to be, for cells that no line has room for. */
static void put_broken_row(struct ikt_layout *layout, const char *const *cells, unsigned hang, size_t count)
{
    ikt_layout_begin(layout, 0, hang, IKT_STYLE_PLAIN);
    for (size_t i = 0; i < count; i++) {
        ikt_layout_put(layout, i > 0 ? " " : "");
        ikt_layout_put(layout, cells[i]);
    }
    ikt_layout_end(layout);
}

void ikt_told_row(struct ikt_layout *layout, const char *const *cells, const unsigned *widths, size_t count)
{
    const unsigned indent = widths[0] + 2;
    size_t used = 0, text = 0; /* columns of the line, and without what pads it */
    for (size_t i = 0; i + 1 < count; i++) {
        if (indent + strlen(cells[i]) > layout->width) {
            put_broken_row(layout, cells, indent, count);
            return;
        }
    }
    ikt_layout_begin_paste(layout, 0);
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(cells[i]), room = MAX(length, (size_t)widths[i]) + 2;
        if (used + length > layout->width) {
            g_string_truncate(layout->out, layout->out->len - (gsize)(used - text));
            ikt_layout_end(layout);
            if (i + 1 == count)
                ikt_layout_begin(layout, indent, indent + 2, IKT_STYLE_PLAIN);
            else
                ikt_layout_begin_paste(layout, indent);
            used = indent;
        }
        ikt_layout_put(layout, cells[i]);
        ikt_append_spaces(layout->out, (unsigned)(room - length));
        text = length > 0 ? used + length : text;
        used += room;
    }
    g_string_truncate(layout->out, layout->out->len - (gsize)(used - text));
    ikt_layout_end(layout);
}

unsigned ikt_told_width(unsigned width, const char *cell)
{
    const unsigned length = (unsigned)strlen(cell);
    return length <= IKT_TOLD_CELL ? MAX(width, length) : width;
}
