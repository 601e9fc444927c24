/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel's exchanges in the order in which they began; what ended alike several times in a row is one line.
 */
#include "html_part.h"

/* Lines of the table. */
#define LINES_MAX 60

struct line {
    const struct ikt_kept_exchange *first, *last;
    uint64_t count;
};

static gint by_start(gconstpointer a, gconstpointer b)
{
    const struct ikt_kept_exchange *x = *(const struct ikt_kept_exchange *const *)a,
                                   *y = *(const struct ikt_kept_exchange *const *)b;
    return x->start < y->start ? -1 : x->start > y->start;
}

static bool alike(const struct ikt_kept_exchange *a, const struct ikt_kept_exchange *b)
{
    return (a->message_id == 0) == (b->message_id == 0) && a->outcome == b->outcome && a->incomplete == b->incomplete &&
           a->ended == b->ended && ikt_address_equal(&a->initiator, &b->initiator);
}

/* Joins the last line of its kind, phase 1 or Quick Mode, where that is alike. */
static void add(GArray *lines, const struct ikt_kept_exchange *exchange)
{
    for (guint i = lines->len; i-- > 0 && i + 2 >= lines->len;) {
        struct line *line = &g_array_index(lines, struct line, i);
        if (!alike(line->last, exchange))
            continue;
        line->last = exchange;
        line->count++;
        return;
    }
    const struct line line = {exchange, exchange, 1};
    g_array_append_val(lines, line);
}

static void put_frames(GString *out, const struct ikt_kept_exchanges *kept, const struct line *line)
{
    const struct ikt_kept_exchange *first = line->first, *last = line->last;
    if (first->rungs == 0)
        return;
    ikt_append_number(out, ikt_rung_at(kept, first->rung)->frame);
    if (last->rungs == 0 || (line->count == 1 && last->rungs == 1))
        return;
    ikt_html_markup(out, " to ");
    ikt_append_number(out, ikt_rung_at(kept, last->rung + last->rungs - 1)->last_frame);
}

static void put_line(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel,
                     const struct line *line)
{
    const struct ikt_kept_exchange *first = line->first;
    const char *reason = ikt_incomplete_text(first->incomplete), *later = ikt_ended_name(first->ended);
    ikt_html_markup(out, "<tr><td>");
    ikt_html_time(out, first->start);
    if (line->count > 1) {
        ikt_html_markup(out, "<br>to ");
        ikt_html_time(out, line->last->start);
    }
    ikt_html_markup(out, "</td><td>");
    if (line->count > 1) {
        ikt_append_number(out, line->count);
        ikt_html_text(out, first->message_id == 0 ? " × phase 1" : " × Quick Mode");
    } else {
        ikt_html_text(out, first->message_id == 0 ? "phase 1" : "Quick Mode");
    }
    ikt_html_markup(out, "</td><td>");
    ikt_html_text(out, ikt_kept_by_a(first, tunnel) ? "A" : "B");
    ikt_html_markup(out, "</td><td>");
    ikt_html_text(out, ikt_outcome_name(first->outcome));
    if (reason) {
        ikt_html_markup(out, ", ");
        ikt_html_text(out, reason);
    }
    if (later) {
        ikt_html_markup(out, ", later ");
        ikt_html_text(out, later);
    }
    ikt_html_markup(out, "</td><td>");
    put_frames(out, kept, line);
    ikt_html_markup(out, "</td></tr>\n");
}

static void put_more(GString *out, uint64_t more)
{
    if (more == 0)
        return;
    ikt_html_markup(out, "<p class=\"soft\">And ");
    ikt_append_number(out, more);
    ikt_html_markup(out, " more; the JSON has them all.</p>\n");
}

void ikt_html_attempts(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    if (!kept)
        return;
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        if (ikt_kept_is_of(exchange, tunnel))
            g_ptr_array_add(own, (void *)exchange);
    }
    if (own->len == 0)
        return;
    g_ptr_array_sort(own, by_start);
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct line));
    uint64_t more = kept->more;
    for (guint i = 0; i < own->len; i++)
        add(lines, own->pdata[i]);
    ikt_html_markup(out, "<h3>Its exchanges</h3>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr>"
                         "<th scope=\"col\">Begun</th><th scope=\"col\">What</th><th scope=\"col\">By</th>"
                         "<th scope=\"col\">Outcome</th><th scope=\"col\">Frames</th></tr></thead><tbody>\n");
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        if (i < LINES_MAX)
            put_line(out, kept, tunnel, line);
        else
            more += line->count;
    }
    ikt_html_markup(out, "</tbody></table></div>\n");
    put_more(out, more);
}
