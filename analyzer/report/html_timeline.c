/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel over time: ISAKMP SAs and IPsec SAs from begin to end with the end that their negotiated lifetimes set,
 * attempts that failed, DPD without an answer, and what each side sent.
 */

#include "html_part.h"

#define WIDTH 900
#define LEFT  110
#define RIGHT 890
#define ROW   34
#define CHART 56
#define TOP   12
#define TICKS 6
/* Marks of a row; one that falls on the mark before is not drawn again. */
#define MARKS_MAX 400

struct axis {
    ikt_time from, to;
};

static double x_of(const struct axis *axis, ikt_time time)
{
    const double span = (double)(axis->to - axis->from);
    const double place = CLAMP((double)(time - axis->from) / (span > 0 ? span : 1.0), 0.0, 1.0);
    return LEFT + place * (RIGHT - LEFT);
}

static void put_number(GString *out, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    ikt_html_text(out, g_ascii_formatd(text, sizeof text, "%.1f", number));
}

static void put_bar(GString *out, const char *class, double x, double end, double y, double height)
{
    g_string_append_printf(out, "<rect class=\"%s\" x=\"", class);
    put_number(out, x);
    ikt_html_markup(out, "\" y=\"");
    put_number(out, y);
    ikt_html_markup(out, "\" width=\"");
    put_number(out, MAX(end - x, 2.0));
    ikt_html_markup(out, "\" height=\"");
    put_number(out, height);
    ikt_html_markup(out, "\"/>");
}

static void put_title(GString *out, const char *title, unsigned y)
{
    g_string_append_printf(out, "<text x=\"4\" y=\"%u\">", y);
    ikt_html_text(out, title);
    ikt_html_markup(out, "</text>\n");
}

static const char *class_of(const struct ikt_kept_exchange *exchange)
{
    if (exchange->outcome == IKT_OUTCOME_ESTABLISHED)
        return "up";
    return exchange->outcome == IKT_OUTCOME_INCOMPLETE ? "open" : "failed";
}

/* When it stopped to hold, as far as it was seen. */
static ikt_time last_of(const struct ikt_kept_exchange *exchange, const struct axis *axis)
{
    if (exchange->outcome != IKT_OUTCOME_ESTABLISHED)
        return MAX(exchange->end, exchange->start);
    return exchange->ended_time != IKT_TIME_NONE ? exchange->ended_time : axis->to;
}

/* Where its negotiated lifetime would have ended it, if that is on the axis. */
static void put_due(GString *out, const struct axis *axis, const struct ikt_kept_exchange *exchange, unsigned y)
{
    if (exchange->outcome != IKT_OUTCOME_ESTABLISHED || exchange->life_seconds <= 0 ||
        exchange->life_seconds > (axis->to - exchange->start) / IKT_SECOND)
        return;
    ikt_html_markup(out, "<path class=\"due\" d=\"M");
    put_number(out, x_of(axis, exchange->start + exchange->life_seconds * IKT_SECOND));
    g_string_append_printf(out, " %uv%d\"/>", y - 3, ROW - 8);
}

static void put_sas(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel,
                    const struct axis *axis, bool quick, unsigned y)
{
    double drawn_to = -1.0;
    const char *drawn_class = "";
    guint marks = 0;
    put_title(out, quick ? "IPsec SAs" : "ISAKMP SAs", y + 14);
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        if (!ikt_kept_is_of(exchange, tunnel) || (exchange->message_id != 0) != quick ||
            exchange->start == IKT_TIME_NONE)
            continue;
        const double x = x_of(axis, exchange->start), end = x_of(axis, last_of(exchange, axis));
        if ((end <= drawn_to && g_str_equal(drawn_class, class_of(exchange))) || marks >= MARKS_MAX)
            continue;
        marks++;
        put_bar(out, class_of(exchange), x, end, y + 2, ROW - 16);
        put_due(out, axis, exchange, y);
        if (exchange->dead_since != IKT_TIME_NONE)
            put_bar(out, "failed", x_of(axis, exchange->dead_since), end, y + ROW - 13, 4);
        drawn_to = MAX(end, x + 2.0);
        drawn_class = class_of(exchange);
    }
    ikt_append_octet(out, '\n');
}

static double rate_of(const struct ikt_kept_flow *flow)
{
    return (double)flow->packets / MAX((double)(flow->last_time - flow->first_time) / IKT_SECOND, 1.0);
}

/* Each SA's packets from its first to its last, as high as they came often. */
static void put_sent(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel,
                     const struct axis *axis, bool by_a, double most, unsigned y)
{
    uint64_t packets = tunnel->traffic[by_a ? 0 : 1].packets;
    put_title(out, by_a ? "A sent" : "B sent", y + 14);
    g_string_append_printf(out, "<text class=\"small\" x=\"4\" y=\"%u\">%" G_GUINT64_FORMAT "%s</text>\n", y + 30,
                           packets, packets == 1 ? " packet" : " packets");
    g_string_append_printf(out, "<path class=\"rail\" d=\"M%d %uH%d\"/>", LEFT, y + CHART - 8, RIGHT);
    guint marks = 0;
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        const bool exchange_by_a = ikt_kept_by_a(exchange, tunnel);
        for (guint j = 0; ikt_kept_is_of(exchange, tunnel) && j < exchange->flows && marks < MARKS_MAX; j++) {
            const struct ikt_kept_flow *flow = &g_array_index(kept->flows, struct ikt_kept_flow, exchange->flow + j);
            if ((flow->by_initiator == exchange_by_a) != by_a)
                continue;
            const double height = MAX((CHART - 12) * (rate_of(flow) / most), 2.0);
            put_bar(out, by_a ? "sent-a" : "sent-b", x_of(axis, flow->first_time), x_of(axis, flow->last_time),
                    y + CHART - 8 - height, height);
            marks++;
        }
    }
    ikt_append_octet(out, '\n');
}

static uint64_t flows_without_room(const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    uint64_t more = 0;
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        more += ikt_kept_is_of(exchange, tunnel) ? exchange->flows_more : 0;
    }
    return more;
}

static double greatest_rate(const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    double most = 0.0;
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        for (guint j = 0; ikt_kept_is_of(exchange, tunnel) && j < exchange->flows; j++)
            most = MAX(most, rate_of(&g_array_index(kept->flows, struct ikt_kept_flow, exchange->flow + j)));
    }
    return most;
}

static void put_axis(GString *out, const struct axis *axis, unsigned y)
{
    g_string_append_printf(out, "<path class=\"rail\" d=\"M%d %uH%d\"/>\n", LEFT, y, RIGHT);
    for (int i = 0; i <= TICKS; i++) {
        const ikt_time at = axis->from + (axis->to - axis->from) / TICKS * i;
        const char *anchor = i == 0 ? "start" : i == TICKS ? "end" : "middle";
        ikt_html_markup(out, "<text class=\"small\" x=\"");
        put_number(out, x_of(axis, at));
        g_string_append_printf(out, "\" y=\"%u\" text-anchor=\"%s\">+", y + 15, anchor);
        ikt_html_span(out, at - axis->from);
        ikt_html_markup(out, "</text>\n");
    }
}

/* From the first exchange to the tunnel's last packet. */
static struct axis axis_of(const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    struct axis axis = {tunnel->first_time, tunnel->last_time};
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        if (ikt_kept_is_of(exchange, tunnel) && exchange->start != IKT_TIME_NONE)
            axis.from = MIN(axis.from, exchange->start);
    }
    for (int side = 0; side < 2; side++) {
        if (tunnel->traffic[side].packets > 0)
            axis.to = MAX(axis.to, tunnel->traffic[side].last_time);
    }
    return axis;
}

void ikt_html_timeline(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    if (!kept || tunnel->first_time == IKT_TIME_NONE)
        return;
    const struct axis axis = axis_of(kept, tunnel);
    const double most = greatest_rate(kept, tunnel);
    if (axis.to - axis.from < IKT_SECOND)
        return;
    const unsigned sent = TOP + 2 * ROW, bottom = sent + (most > 0 ? 2 * CHART : 0) + 6;
    ikt_html_markup(out, "<figure class=\"timeline\"><figcaption>Its course from ");
    ikt_html_time(out, axis.from);
    ikt_html_markup(out,
                    " on: green came up, red failed, grey has no end in this capture; a dashed mark is the end that "
                    "the lifetime sets.");
    ikt_html_text(out, most > 0 ? " What was sent: a bar for each SA from its first packet to its last, higher where "
                                  "they came more often."
                                : "");
    const uint64_t more = flows_without_room(kept, tunnel);
    if (more > 0) {
        g_string_append_printf(out, " For want of room %" G_GUINT64_FORMAT " more SAs are not drawn.", more);
    }
    g_string_append_printf(
        out,
        "</figcaption>\n<div class=\"wide\" tabindex=\"0\">\n<svg viewBox=\"0 0 %d %u\" role=\"img\" "
        "aria-labelledby=\"c" IKT_HTML_NUMBER "\">\n<title id=\"c" IKT_HTML_NUMBER
        "\">The tunnel over time, told in the table of its exchanges</title>\n",
        WIDTH, bottom + 20);
    put_sas(out, kept, tunnel, &axis, false, TOP);
    put_sas(out, kept, tunnel, &axis, true, TOP + ROW);
    if (most > 0) {
        put_sent(out, kept, tunnel, &axis, true, most, sent);
        put_sent(out, kept, tunnel, &axis, false, most, sent + CHART);
    }
    put_axis(out, &axis, bottom);
    ikt_html_markup(out, "</svg>\n</div></figure>\n");
}
