/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The negotiation that the verdict is about as a ladder: two lifelines, a rung for each message with its repetitions,
 * the one that failed marked. What a reader cannot see is told in words as well.
 */
#include "html_part.h"
#include "iketriage/wording.h"

#define WIDTH  420
#define LEFT   24
#define RIGHT  396
#define MIDDLE ((LEFT + RIGHT) / 2)
#define TOP    30
#define STEP   34
/* How far an arrow goes behind the last place that saw it. */
#define PAST 28
/* Rungs that are drawn: the first ones, and the last ones. */
#define RUNGS_MAX  40
#define RUNGS_LAST 12

static bool has_frame(const struct ikt_kept_exchanges *kept, const struct ikt_kept_exchange *exchange, uint64_t frame)
{
    for (guint i = 0; i < exchange->rungs; i++) {
        const struct ikt_rung *rung = ikt_rung_at(kept, exchange->rung + i);
        if (rung->frame == frame || rung->last_frame == frame)
            return true;
    }
    return false;
}

/* The frame that proves the verdict; 0: none does. */
static uint64_t verdict_frame(const struct ikt_tunnel *tunnel)
{
    const struct ikt_finding *finding = tunnel->findings.count > 0 ? tunnel->findings.items[0] : NULL;
    uint64_t frame = 0;
    for (size_t i = 0; finding && i < finding->ref_count; i++) {
        if (finding->refs[i].kind == IKT_REF_FRAME)
            frame = finding->refs[i].number;
    }
    return frame;
}

/* The exchange to draw: that of the verdict's frame, else the last one that failed, else the last Quick Mode. */
static const struct ikt_kept_exchange *choose(const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    const uint64_t frame = verdict_frame(tunnel);
    const struct ikt_kept_exchange *proves = NULL, *failed = NULL, *last = NULL;
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        if (!ikt_kept_is_of(exchange, tunnel) || exchange->rungs == 0)
            continue;
        if (frame != 0 && has_frame(kept, exchange, frame) && (!proves || exchange->message_id != 0))
            proves = exchange;
        if (exchange->outcome != IKT_OUTCOME_ESTABLISHED)
            failed = exchange;
        if (!last || exchange->message_id != 0 || last->message_id == 0)
            last = exchange;
    }
    return proves ? proves : failed ? failed : last;
}

/* The ISAKMP SA of a Quick Mode; NULL: it was not kept. */
static const struct ikt_kept_exchange *phase1_of(const struct ikt_kept_exchanges *kept,
                                                 const struct ikt_kept_exchange *quick)
{
    for (guint i = 0; i < kept->exchanges->len; i++) {
        const struct ikt_kept_exchange *exchange = ikt_kept_exchange_at(kept, i);
        if (exchange->message_id == 0 && exchange->pair == quick->pair &&
            memcmp(exchange->initiator_cookie, quick->initiator_cookie, IKT_COOKIE_SIZE) == 0)
            return exchange;
    }
    return NULL;
}

/* A rung of the drawing. */
struct drawn {
    const struct ikt_rung *rung;
    bool from_a, of_verdict;
    uint64_t more_like; /* messages alike that follow it and are not drawn */
};

static gint by_sequence(gconstpointer a, gconstpointer b)
{
    const uint64_t x = ((const struct drawn *)a)->rung->sequence, y = ((const struct drawn *)b)->rung->sequence;
    return x < y ? -1 : x > y;
}

/* Messages of no exchange that follow each other, such as a long row of R-U-THERE, are one rung. */
static bool folds_into(const struct drawn *before, const struct drawn *next)
{
    return before->rung->name == IKT_INFORMATIONAL && next->rung->name == IKT_INFORMATIONAL && !next->rung->refuses;
}

static void add_rungs(GArray *drawn, const struct ikt_kept_exchanges *kept, const struct ikt_kept_exchange *exchange,
                      const struct ikt_tunnel *tunnel, bool of_verdict, uint64_t before)
{
    const bool by_a = ikt_kept_by_a(exchange, tunnel);
    for (guint i = 0; i < exchange->rungs; i++) {
        const struct ikt_rung *rung = ikt_rung_at(kept, exchange->rung + i);
        const struct drawn one = {rung, rung->by_initiator == by_a, of_verdict, 0};
        if (rung->sequence <= before)
            g_array_append_val(drawn, one);
    }
}

static GArray *collect(const struct ikt_kept_exchanges *kept, const struct ikt_kept_exchange *chosen,
                       const struct ikt_tunnel *tunnel)
{
    GArray *drawn = g_array_new(FALSE, FALSE, sizeof(struct drawn));
    const struct ikt_kept_exchange *phase1 = chosen->message_id != 0 ? phase1_of(kept, chosen) : NULL;
    uint64_t last = 0;
    add_rungs(drawn, kept, chosen, tunnel, true, UINT64_MAX);
    for (guint i = 0; i < drawn->len; i++)
        last = MAX(last, g_array_index(drawn, struct drawn, i).rung->sequence);
    if (phase1)
        add_rungs(drawn, kept, phase1, tunnel, false, last);
    g_array_sort(drawn, by_sequence);
    guint kept_count = 0;
    for (guint i = 0; i < drawn->len; i++) {
        struct drawn *rows = (struct drawn *)(void *)drawn->data;
        if (kept_count > 0 && folds_into(&rows[kept_count - 1], &rows[i]))
            rows[kept_count - 1].more_like += rows[i].rung->count;
        else
            rows[kept_count++] = rows[i];
    }
    g_array_set_size(drawn, kept_count);
    return drawn;
}

/* Its name; of an informational message what it says. */
static void put_name(GString *out, const struct drawn *drawn)
{
    const struct ikt_rung *rung = drawn->rung;
    const char *notify = rung->notify == IKT_ABSENT ? NULL : ikt_notify_name((unsigned)rung->notify);
    const bool tells = rung->name == IKT_NOTIFY || rung->name == IKT_INFORMATIONAL;
    if (!tells || rung->notify == IKT_ABSENT)
        ikt_html_text(out, ikt_message_name_brief(rung->name));
    if (!tells && rung->notify != IKT_ABSENT)
        ikt_html_markup(out, " with ");
    if (notify) {
        ikt_html_text(out, notify);
    } else if (rung->notify != IKT_ABSENT) {
        ikt_html_markup(out, "notify ");
        ikt_append_number(out, (uint64_t)rung->notify);
    }
    if (drawn->more_like > 0) {
        ikt_html_markup(out, " and ");
        ikt_append_number(out, drawn->more_like);
        ikt_html_markup(out, " more");
    }
    if (rung->count > 1) {
        ikt_html_markup(out, " sent ");
        ikt_append_number(out, rung->count);
        ikt_html_markup(out, " times");
    }
}

static void put_frames(GString *out, const struct ikt_rung *rung)
{
    ikt_html_text(out, rung->count > 1 ? "frames " : "frame ");
    ikt_append_number(out, rung->frame);
    if (rung->count > 1) {
        ikt_html_text(out, rung->count > 2 ? " to " : ", ");
        ikt_append_number(out, rung->last_frame);
    }
}

static void put_label(GString *out, const struct drawn *drawn, ikt_time start)
{
    put_name(out, drawn);
    ikt_html_markup(out, " · ");
    put_frames(out, drawn->rung);
    ikt_html_markup(out, " · +");
    ikt_html_span(out, drawn->rung->time - start);
    if (drawn->rung->count > 1) {
        ikt_html_markup(out, " to +");
        ikt_html_span(out, drawn->rung->last_time - start);
    }
}

/* Nobody answers it, or no answer is in this capture. */
static bool is_unanswered(const struct ikt_kept_exchange *chosen, const struct drawn *one)
{
    return chosen->outcome == IKT_OUTCOME_NO_RESPONSE ||
           (chosen->outcome == IKT_OUTCOME_INCOMPLETE && one->rung->count > 1);
}

/* Is it the one that failed: the refusal, else the last message of an exchange that nobody answered? */
static bool fails(const struct ikt_kept_exchange *chosen, const GArray *drawn, guint place)
{
    const struct drawn *one = &g_array_index(drawn, struct drawn, place);
    if (!one->of_verdict || chosen->outcome == IKT_OUTCOME_ESTABLISHED)
        return false;
    if (chosen->outcome == IKT_OUTCOME_NO_RESPONSE || chosen->outcome == IKT_OUTCOME_INCOMPLETE) {
        for (guint i = place + 1; i < drawn->len; i++) {
            if (g_array_index(drawn, struct drawn, i).of_verdict)
                return false;
        }
        return is_unanswered(chosen, one);
    }
    return one->rung->refuses || one->rung->name == IKT_DELETE;
}

/* Places between the lifelines, where captures are joined; count 0: they are not, or their order is not known. */
struct between {
    uint8_t order[IKT_PLACES_MAX]; /* from A to B */
    unsigned count;
    const struct ikt_tunnel *tunnel;
};

static int place_at(const struct between *places, unsigned nth)
{
    return LEFT + (RIGHT - LEFT) * (int)(nth + 1) / (int)(places->count + 1);
}

/* Where the datagrams of a rung get to; the other end where nothing is known, or every place has them. */
static int reaches(const struct between *places, const struct drawn *drawn, uint32_t seen)
{
    const int end = drawn->from_a ? RIGHT : LEFT;
    bool any = false;
    for (unsigned i = 0; i < places->count; i++) {
        const unsigned nth = drawn->from_a ? places->count - 1 - i : i; /* from the receiver's side */
        if (seen >> places->order[nth] & 1)
            return any ? place_at(places, nth) + (drawn->from_a ? 1 : -1) * PAST : end;
        any = seen != 0;
    }
    return end;
}

static void put_dots(GString *out, const struct between *places, uint32_t seen, unsigned y)
{
    for (unsigned i = 0; i < places->count; i++) {
        if (seen >> places->order[i] & 1)
            g_string_append_printf(out, "<circle class=\"dot\" cx=\"%d\" cy=\"%u\" r=\"3\"/>", place_at(places, i), y);
    }
}

static void put_rails(GString *out, const struct between *places, unsigned height)
{
    for (unsigned i = 0; i < places->count; i++) {
        const int x = place_at(places, i);
        g_string_append_printf(out, "<path class=\"rail lost\" d=\"M%d %dV%u\"/>", x, TOP - 4, height);
        g_string_append_printf(out, "<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">place %u</text>\n",
                               x, TOP - 8, places->order[i] + 1U);
    }
}

static void put_rung(GString *out, const struct between *places, const struct drawn *drawn, unsigned y, ikt_time start,
                     bool failed, bool lost)
{
    const uint32_t seen = ikt_html_seen_at(places->tunnel, drawn->rung->frame, drawn->rung->last_frame);
    const int from = drawn->from_a ? LEFT : RIGHT, way = drawn->from_a ? 1 : -1, to = reaches(places, drawn, seen);
    g_string_append_printf(out, "<g%s><text x=\"%d\" y=\"%u\" text-anchor=\"middle\">",
                           failed ? " class=\"fails\"" : "", MIDDLE, y - 6);
    put_label(out, drawn, start);
    const bool dropped = to != LEFT && to != RIGHT;
    const int end = lost && !dropped ? to - way * 60 : to;
    g_string_append_printf(out, "</text><path class=\"arrow%s\" d=\"M%d %uL%d %u\"/>", lost || dropped ? " lost" : "",
                           from, y, end - way * 8, y);
    if (dropped)
        g_string_append_printf(out, "<path class=\"arrow\" d=\"M%d %ul10 10m0 -10l-10 10\"/>", end - 5, y - 5);
    else
        g_string_append_printf(out, "<path class=\"tip\" d=\"M%d %ul%d -4v8z\"/>", end, y, -way * 9);
    put_dots(out, places, seen, y);
    ikt_html_markup(out, "</g>\n");
}

static void put_ends(GString *out, const struct ikt_tunnel *tunnel, unsigned height)
{
    g_string_append_printf(out, "<path class=\"rail\" d=\"M%d %dV%uM%d %dV%u\"/>\n", LEFT, TOP - 8, height, RIGHT,
                           TOP - 8, height);
    ikt_html_markup(out, "<text x=\"4\" y=\"14\">");
    ikt_html_side(out, tunnel, true);
    g_string_append_printf(out, "</text><text x=\"%d\" y=\"14\" text-anchor=\"end\">", WIDTH - 4);
    ikt_html_side(out, tunnel, false);
    ikt_html_markup(out, "</text>\n");
}

static void put_gap(GString *out, unsigned y, uint64_t left)
{
    g_string_append_printf(out, "<text class=\"small\" x=\"%d\" y=\"%u\" text-anchor=\"middle\">", MIDDLE, y - 6);
    ikt_append_number(out, left);
    ikt_html_markup(out, " more messages</text>\n");
}

static void put_svg(GString *out, const struct ikt_kept_exchange *chosen, const GArray *drawn,
                    const struct ikt_tunnel *tunnel)
{
    const guint left = drawn->len > RUNGS_MAX ? drawn->len - RUNGS_MAX : 0;
    const guint rows = drawn->len - left + (left > 0);
    const unsigned height = TOP + rows * STEP + 10;
    const ikt_time start = g_array_index(drawn, struct drawn, 0).rung->time;
    g_string_append_printf(out, "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-labelledby=\"l" IKT_HTML_NUMBER "\">\n",
                           WIDTH, height);
    ikt_html_markup(out, "<title id=\"l" IKT_HTML_NUMBER "\">The messages between A and B, told in the table below"
                         "</title>\n");
    struct between places = {.tunnel = tunnel};
    places.count = ikt_html_place_order(tunnel, places.order);
    put_ends(out, tunnel, height);
    put_rails(out, &places, height);
    unsigned y = TOP + STEP - 10;
    for (guint i = 0; i < drawn->len; i++, y += STEP) {
        if (left > 0 && i == RUNGS_MAX - RUNGS_LAST) {
            put_gap(out, y, left);
            i += left;
            y += STEP;
        }
        const bool failed = fails(chosen, drawn, i);
        put_rung(out, &places, &g_array_index(drawn, struct drawn, i), y, start, failed,
                 failed && is_unanswered(chosen, &g_array_index(drawn, struct drawn, i)));
    }
    ikt_html_markup(out, "</svg>\n");
}

/* "1, 2", "1 alone" */
static void put_places(GString *out, const struct ikt_tunnel *tunnel, const struct ikt_rung *rung)
{
    const uint32_t seen = ikt_html_seen_at(tunnel, rung->frame, rung->last_frame);
    unsigned count = 0;
    ikt_html_markup(out, "<td>");
    for (unsigned place = 0; place < IKT_PLACES_MAX; place++) {
        if (!(seen >> place & 1))
            continue;
        ikt_html_text(out, count++ > 0 ? ", " : "");
        ikt_append_number(out, place + 1);
    }
    ikt_html_text(out, count == 1 ? " alone" : "");
    ikt_html_markup(out, "</td>");
}

static void put_table(GString *out, const struct ikt_kept_exchange *chosen, const GArray *drawn,
                      const struct ikt_tunnel *tunnel)
{
    const ikt_time start = g_array_index(drawn, struct drawn, 0).rung->time;
    ikt_html_markup(out, "<details><summary>The same as a table</summary>\n<div class=\"wide\" tabindex=\"0\"><table>"
                         "<thead><tr><th scope=\"col\">From</th><th scope=\"col\">Message, frames, time</th>"
                         "<th scope=\"col\">Octets</th><th scope=\"col\">Read</th>");
    if (tunnel->transit)
        ikt_html_markup(out, "<th scope=\"col\">Seen at place</th>");
    ikt_html_markup(out, "</tr></thead><tbody>\n");
    for (guint i = 0; i < drawn->len; i++) {
        const struct drawn *one = &g_array_index(drawn, struct drawn, i);
        const bool failed = fails(chosen, drawn, i);
        g_string_append(out, failed ? "<tr class=\"differs\"" : "<tr");
        ikt_html_markup(out, "><td>");
        ikt_html_text(out, one->from_a ? "A" : "B");
        ikt_html_markup(out, "</td><td>");
        put_label(out, one, start);
        if (failed)
            ikt_html_text(out, is_unanswered(chosen, one) ? ", not answered in this capture" : ", here it failed");
        ikt_html_markup(out, "</td><td>");
        ikt_append_number(out, one->rung->length);
        ikt_html_markup(out, "</td><td>");
        ikt_html_text(out, one->rung->encrypted ? "no" : "yes");
        ikt_html_markup(out, "</td>");
        if (tunnel->transit)
            put_places(out, tunnel, one->rung);
        ikt_html_markup(out, "</tr>\n");
    }
    ikt_html_markup(out, "</tbody></table></div></details>\n");
}

void ikt_html_ladder(GString *out, const struct ikt_kept_exchanges *kept, const struct ikt_tunnel *tunnel)
{
    const struct ikt_kept_exchange *chosen = kept ? choose(kept, tunnel) : NULL;
    if (!chosen)
        return;
    g_autoptr(GArray) drawn = collect(kept, chosen, tunnel);
    if (drawn->len == 0)
        return;
    ikt_html_markup(out, "<figure class=\"ladder\"><figcaption>");
    ikt_html_text(out, chosen->message_id != 0 ? "The Quick Mode" : "The phase 1");
    ikt_html_text(out, tunnel->findings.count > 0 ? " that the verdict is about" : " that came last");
    ikt_html_markup(out, ", from ");
    ikt_html_time(out, g_array_index(drawn, struct drawn, 0).rung->time);
    ikt_html_markup(out, "</figcaption>\n");
    put_svg(out, chosen, drawn, tunnel);
    put_table(out, chosen, drawn, tunnel);
    if (chosen->rungs_more > 0) {
        ikt_html_markup(out, "<p class=\"soft\">And ");
        ikt_append_number(out, chosen->rungs_more);
        ikt_html_markup(out, " more messages that are not listed.</p>\n");
    }
    ikt_html_markup(out, "</figure>\n");
}
