/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The whole page: the verdict, the tunnels in brief and in full, the captures.
 */
#include "html_run.h"
#include "tunnel_words.h"

static void put_states(GString *out, const struct ikt_totals *totals)
{
    static const enum ikt_tunnel_state order[] = {IKT_TUNNEL_DOWN, IKT_TUNNEL_FLAPPING, IKT_TUNNEL_DEGRADED,
                                                  IKT_TUNNEL_UNJUDGED, IKT_TUNNEL_UP};
    const char *separator = ": ";
    ikt_html_counted(out, ikt_totals_tunnels(totals), "tunnel", "tunnels");
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
        if (totals->tunnels[order[i]] == 0)
            continue;
        ikt_html_text(out, separator);
        ikt_append_number(out, totals->tunnels[order[i]]);
        ikt_append_octet(out, ' ');
        ikt_html_text(out, ikt_tunnel_state_words(order[i]));
        separator = ", ";
    }
    ikt_html_markup(out, ".");
}

/* The one that is to be looked at: the only tunnel, or the only one that is not well. NULL: there are several. */
static const struct ikt_html_row *only_row(const struct ikt_html_kept *run)
{
    const struct ikt_html_row *only = NULL;
    guint count = 0;
    for (guint i = 0; i < run->rows->len; i++) {
        const struct ikt_html_row *row = &g_array_index(run->rows, struct ikt_html_row, i);
        if (!ikt_tunnel_is_faulty(row->state) && run->rows->len > 1)
            continue;
        only = row;
        count++;
    }
    return count == 1 ? only : NULL;
}

/* More than is kept: a box for each kind. */
static void put_given_up(GString *out, const char *before, uint64_t count, const char *after)
{
    if (count == 0)
        return;
    ikt_html_markup(out, "<p class=\"box\">");
    ikt_html_text(out, before);
    ikt_append_number(out, count);
    ikt_html_text(out, after);
    ikt_html_markup(out, "</p>\n");
}

static void put_head(GString *out, const struct ikt_totals *totals, const struct ikt_html_kept *run)
{
    const struct ikt_html_row *only = only_row(run);
    ikt_html_markup(out, "<header>\n<h1>");
    if (only) {
        ikt_html_address(out, &only->a);
        ikt_html_markup(out, " and ");
        ikt_html_address(out, &only->b);
        ikt_html_markup(out, ": <span class=\"");
        ikt_html_text(out, ikt_html_state_class(only->state));
        ikt_html_markup(out, "\">");
        ikt_html_text(out, only->verdict);
        ikt_html_markup(out, ".</span>");
    } else if (run->rows->len > 0) {
        put_states(out, totals);
    } else {
        ikt_html_text(out, ikt_without_ike_sentence(totals));
    }
    ikt_html_markup(out, "</h1>\n");
    if (only && run->rows->len > 1) {
        ikt_html_markup(out, "<p class=\"lead\">");
        put_states(out, totals);
        ikt_html_markup(out, "</p>\n");
    }
    if (totals->faulty_tunnels_forgotten > 0) {
        ikt_html_markup(out, "<p class=\"box bad\">Besides these ");
        ikt_append_number(out, totals->faulty_tunnels_forgotten);
        ikt_html_markup(out, " that are NOT well were seen: more than are kept, the oldest are not told.</p>\n");
    }
    if (totals->tunnels_forgotten > 0) {
        ikt_html_markup(out, "<p>Besides these ");
        ikt_append_number(out, totals->tunnels_forgotten);
        ikt_html_markup(out, " healthy ones were seen and are not told.</p>\n");
    }
    put_given_up(out, "Given up before they were over, since more went on at once than is kept: ", totals->evicted,
                 " of the exchanges. They are not judged by what did not come.");
    put_given_up(out, "Listed without what they hold, for want of room: ", totals->frames_bare, " of the messages.");
    put_given_up(out, "Forgotten, since more peers were seen than are remembered: ", totals->pairs_forgotten,
                 " of the pairs. What they did before counts for nothing later.");
    for (unsigned i = 0; i < IKT_LEFT_OUT_COUNT; i++) {
        const struct ikt_left_out_words *words = ikt_left_out_words((enum ikt_left_out)i);
        put_given_up(out, words->before, totals->left_out[i], words->after);
    }
    if (totals->keys_left_out > 0) {
        ikt_html_markup(out, "<p class=\"box\">Not every key was tried for ");
        ikt_append_number(out, totals->keys_left_out);
        if (totals->keys_left_out == 1)
            ikt_html_markup(out, " ISAKMP SA");
        else
            ikt_html_markup(out, " ISAKMP SAs");
        ikt_html_markup(out, " that stayed closed: keys may cost two seconds in a capture, and a second more "
                             "for ten million octets of IKE.</p>\n");
    }
    ikt_html_markup(out, "</header>\n");
}

/* Tunnels in brief; with several captures the file of each. */
static void put_table(GString *out, const struct ikt_html_kept *run)
{
    const bool files = run->captures->len > 1;
    ikt_html_markup(out,
                    "<h2>Tunnels</h2>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">No.</th>"
                    "<th scope=\"col\">A and B</th><th scope=\"col\">State</th><th scope=\"col\">Verdict</th>");
    if (files)
        ikt_html_markup(out, "<th scope=\"col\">Capture</th>");
    ikt_html_markup(out, "</tr></thead><tbody>\n");
    for (guint i = 0; i < run->rows->len; i++) {
        const struct ikt_html_row *row = &g_array_index(run->rows, struct ikt_html_row, i);
        ikt_html_markup(out, "<tr><td>");
        if (row->section)
            g_string_append_printf(out, "<a href=\"#t%u\">%u</a>", i + 1, i + 1);
        else
            ikt_append_number(out, i + 1);
        ikt_html_markup(out, "</td><td><span class=\"address\">");
        ikt_html_address(out, &row->a);
        ikt_html_markup(out, "<br>");
        ikt_html_address(out, &row->b);
        ikt_html_markup(out, "</span>");
        if (row->networks) {
            ikt_html_markup(out, "<br><span class=\"soft\">");
            ikt_html_text(out, row->networks);
            ikt_html_markup(out, "</span>");
        }
        ikt_html_markup(out, "</td><td class=\"state ");
        ikt_html_text(out, ikt_html_state_class(row->state));
        ikt_html_markup(out, "\">");
        ikt_html_text(out, ikt_tunnel_state_words(row->state));
        ikt_html_markup(out, "</td><td>");
        ikt_html_text(out, row->verdict);
        if (row->cause) {
            ikt_html_markup(out, " <span class=\"soft\">");
            ikt_html_text(out, row->cause);
            ikt_html_markup(out, "</span>");
        }
        ikt_html_markup(out, "</td>");
        if (files) {
            ikt_html_markup(out, "<td class=\"file\">");
            g_string_append_printf(out, "<a href=\"#f%u\">", row->capture + 1);
            ikt_html_text(out, g_array_index(run->captures, struct ikt_html_capture, row->capture).file);
            ikt_html_markup(out, "</a></td>");
        }
        ikt_html_markup(out, "</tr>\n");
    }
    ikt_html_markup(out, "</tbody></table></div>\n");
    if (run->rows_more > 0) {
        ikt_html_markup(out, "<p class=\"soft\">And ");
        ikt_append_number(out, run->rows_more);
        ikt_html_markup(out, " more tunnels, which the JSON has.</p>\n");
    }
}

static void put_captures(GString *out, const struct ikt_html_kept *run)
{
    if (run->captures->len == 0 || !g_array_index(run->captures, struct ikt_html_capture, 0).file) {
        ikt_html_markup(out, "<p>As the documents have it: nothing was captured.</p>\n");
        return;
    }
    ikt_html_markup(
        out, "<h2>Captures</h2>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">File</th>"
             "<th scope=\"col\">Packets</th><th scope=\"col\">IKEv1</th><th scope=\"col\">Tunnels</th>"
             "<th scope=\"col\">First and last packet</th></tr></thead><tbody>\n");
    for (guint i = 0; i < run->captures->len; i++) {
        const struct ikt_html_capture *capture = &g_array_index(run->captures, struct ikt_html_capture, i);
        if (!capture->file)
            continue;
        g_string_append_printf(out, "<tr id=\"f%u\"><td class=\"file\">", i + 1);
        ikt_html_text(out, capture->file);
        if (capture->sha256) {
            ikt_html_markup(out, "<br><span class=\"soft mono\">SHA-256 ");
            ikt_html_text(out, capture->sha256);
            ikt_html_markup(out, "</span>");
        }
        if (capture->notes) {
            ikt_html_markup(out, "<ul>\n");
            g_string_append(out, capture->notes);
            ikt_html_markup(out, "</ul>");
        }
        ikt_html_markup(out, "</td><td>");
        ikt_append_number(out, capture->packets);
        ikt_html_markup(out, "</td><td>");
        ikt_append_number(out, capture->ike_messages);
        ikt_html_markup(out, "</td><td>");
        ikt_append_number(out, capture->tunnels);
        ikt_html_markup(out, "</td><td>");
        ikt_html_time(out, capture->first_time);
        ikt_html_markup(out, "<br>");
        ikt_html_time(out, capture->last_time);
        ikt_html_markup(out, "</td></tr>\n");
    }
    ikt_html_markup(out, "</tbody></table></div>\n");
}

/* Tunnels that are not well first. */
static void put_sections(GString *out, const struct ikt_html_kept *run)
{
    for (int faulty = 1; faulty >= 0; faulty--) {
        for (guint i = 0; i < run->rows->len; i++) {
            const struct ikt_html_row *row = &g_array_index(run->rows, struct ikt_html_row, i);
            if (row->section && ikt_tunnel_is_faulty(row->state) == (faulty == 1))
                g_string_append(out, row->section);
        }
    }
}

void ikt_html_run(GString *out, const struct ikt_totals *totals, const struct ikt_html_kept *run)
{
    ikt_html_page_begin(out);
    put_head(out, totals, run);
    ikt_html_markup(out, "<main>\n");
    if (run->rows->len > 0)
        put_table(out, run);
    put_sections(out, run);
    put_captures(out, run);
    ikt_html_markup(out, "</main>\n");
    ikt_html_page_end(out);
}
