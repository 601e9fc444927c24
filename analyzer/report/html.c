/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A page for a browser, a printer, or the other company's team. The verdict stands on top and counts all tunnels, so
 * nothing is written before the end: a row for every tunnel and a section for the first ones are kept, bounded.
 */
#include "html_run.h"
#include "text_part.h"
#include "tunnel_words.h"

/* Sections of the page: of tunnels that are not well, and of others. The table has all. */
#define SECTIONS_FAULTY 100
#define SECTIONS_OTHERS 100
/* Rows of the table: the first ones. */
#define ROWS_MAX 10000
/* Problems of a capture that are told. */
#define PROBLEMS_SHOWN 5

static void clear_row(void *data)
{
    struct ikt_html_row *row = data;
    g_free(row->networks);
    g_free(row->verdict);
    g_free(row->cause);
    g_free(row->section);
}

static void clear_capture(void *data)
{
    struct ikt_html_capture *capture = data;
    g_free(capture->file);
    g_free(capture->sha256);
    g_free(capture->notes);
}

static void *new_kept(const struct ikt_report_options *options)
{
    (void)options;
    struct ikt_html_kept *kept = g_new0(struct ikt_html_kept, 1);
    kept->rows = g_array_new(FALSE, FALSE, sizeof(struct ikt_html_row));
    g_array_set_clear_func(kept->rows, clear_row);
    kept->captures = g_array_new(FALSE, FALSE, sizeof(struct ikt_html_capture));
    g_array_set_clear_func(kept->captures, clear_capture);
    return kept;
}

static void free_kept(void *data)
{
    struct ikt_html_kept *kept = data;
    g_array_unref(kept->rows);
    g_array_unref(kept->captures);
    ikt_kept_exchanges_free(kept->exchanges);
    g_free(kept);
}

static void begin_capture(struct ikt_report_view *view)
{
    struct ikt_html_kept *kept = new_kept(view->options);
    const struct ikt_html_capture capture = {
        .file = g_strdup(view->file), .first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    g_array_append_val(kept->captures, capture);
    if (view->file)
        kept->exchanges = ikt_kept_exchanges_new();
    view->kept = kept;
}

static void take_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    struct ikt_html_kept *kept = view->kept;
    if (kept->exchanges)
        ikt_keep_phase1(kept->exchanges, record);
}

static void take_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    struct ikt_html_kept *kept = view->kept;
    if (kept->exchanges)
        ikt_keep_phase2(kept->exchanges, record);
}

static void put_piece(void *data, const char *text, size_t length)
{
    ikt_append(data, text, length);
}

/* One of them is given up where its list is full. */
static bool wants_section(struct ikt_html_kept *kept, enum ikt_tunnel_state state)
{
    guint *count = ikt_tunnel_is_faulty(state) ? &kept->faulty : &kept->others;
    if (*count >= (ikt_tunnel_is_faulty(state) ? SECTIONS_FAULTY : SECTIONS_OTHERS))
        return false;
    ++*count;
    return true;
}

static void take_tunnel(struct ikt_report_view *view, const struct ikt_tunnel *tunnel)
{
    struct ikt_html_kept *kept = view->kept;
    const bool asked = view->options->tunnel == 0 || view->number == 0 || view->number == view->options->tunnel;
    g_array_index(kept->captures, struct ikt_html_capture, 0).tunnels++;
    if (kept->rows->len >= ROWS_MAX) {
        kept->rows_more++;
        return;
    }
    g_autoptr(GString) verdict = g_string_new(NULL);
    ikt_tunnel_summary_write(tunnel, put_piece, verdict);
    struct ikt_html_row row = {
        .state = tunnel->state,
        .a = tunnel->a.endpoint.address,
        .b = tunnel->b.endpoint.address,
        .verdict = g_strdup(verdict->str),
        .cause = tunnel->cause_count > 0 ? g_strdup(ikt_rule_info(tunnel->causes[0])->name) : NULL,
        .networks = tunnel->networks[0] && tunnel->networks[1]
                        ? g_strconcat(tunnel->networks[0], " to ", tunnel->networks[1], NULL)
                        : NULL,
    };
    if (asked && (view->options->tunnel != 0 || wants_section(kept, tunnel->state))) {
        g_autoptr(GString) section = g_string_new(NULL);
        ikt_html_tunnel(section, view->options, tunnel, kept->exchanges);
        row.section = g_strdup(section->str);
    }
    g_array_append_val(kept->rows, row);
}

static void put_problems(GString *out, const struct ikt_capture *capture)
{
    const size_t shown = MIN(capture->problem_count, PROBLEMS_SHOWN);
    for (size_t i = 0; i < shown; i++) {
        const struct ikt_located_problem *located = &capture->problems[i];
        ikt_html_markup(out, "<li>malformed, frame ");
        ikt_append_number(out, located->frame);
        ikt_html_markup(out, ": ");
        ikt_html_taken(out, ikt_problem_text(&located->problem));
        ikt_html_markup(out, "</li>\n");
    }
    if (capture->problems_total > shown) {
        ikt_html_markup(out, "<li>and ");
        ikt_append_number(out, capture->problems_total - shown);
        ikt_html_markup(out, " more problems of its packets</li>\n");
    }
}

/* What belongs to no tunnel. */
static void end_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input)
{
    struct ikt_html_kept *kept = view->kept;
    struct ikt_html_capture *told = &g_array_index(kept->captures, struct ikt_html_capture, 0);
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < capture->findings.count; i++) {
        const struct ikt_finding *finding = capture->findings.items[i];
        ikt_html_markup(out, "<li><strong>");
        ikt_html_text(out, ikt_rule_info(finding->rule)->name);
        ikt_html_markup(out, "</strong>, ");
        ikt_html_text(out, ikt_likelihood_name(finding->likelihood));
        ikt_html_markup(out, ": ");
        ikt_sentence_write(&finding->summary, ikt_html_piece, out);
        ikt_html_markup(out, "</li>\n");
    }
    put_problems(out, capture);
    ikt_html_places(out, input);
    if (input->error) {
        ikt_html_markup(out, "<li>cut short: ");
        ikt_html_text(out, input->error);
        ikt_html_markup(out, "</li>\n");
    }
    told->packets = input->packets;
    told->ike_messages = capture->ike_messages;
    told->ikev2_messages = capture->ikev2_messages;
    told->first_time = input->first_time;
    told->last_time = input->last_time;
    told->sha256 = g_strdup(input->sha256);
    told->notes = out->len > 0 ? g_strdup(out->str) : NULL;
}

/* The section with the number of its tunnel. */
static char *numbered(const char *section, guint number)
{
    char digits[16];
    g_snprintf(digits, sizeof digits, "%u", number);
    g_auto(GStrv) parts = g_strsplit(section, IKT_HTML_NUMBER, -1);
    return g_strjoinv(digits, parts);
}

static void close_capture(void *data, void *data_of_capture)
{
    struct ikt_html_kept *run = data, *part = data_of_capture;
    if (!part)
        return;
    for (guint i = 0; i < part->rows->len; i++) {
        struct ikt_html_row row = g_array_index(part->rows, struct ikt_html_row, i);
        row.capture = run->captures->len;
        if (run->rows->len >= ROWS_MAX) {
            clear_row(&row);
            run->rows_more++;
            continue;
        }
        if (row.section) {
            char *section = wants_section(run, row.state) ? numbered(row.section, run->rows->len + 1) : NULL;
            g_free(row.section);
            row.section = section;
        }
        g_array_append_val(run->rows, row);
    }
    run->rows_more += part->rows_more;
    g_array_append_vals(run->captures, part->captures->data, part->captures->len);
    g_array_set_clear_func(part->rows, NULL); /* the run has them */
    g_array_set_clear_func(part->captures, NULL);
    free_kept(part);
}

static void end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, void *data, GString *out)
{
    (void)options;
    ikt_html_run(out, totals, data);
}

const struct ikt_renderer ikt_renderer_html = {
    .name = "html",
    .begin_capture = begin_capture,
    .phase1 = take_phase1,
    .phase2 = take_phase2,
    .tunnel = take_tunnel,
    .end_capture = end_capture,
    .new_run = new_kept,
    .close_capture = close_capture,
    .free_run = free_kept,
    .end_run = end_run,
    .rule_line = ikt_text_rule_line,
    .rule_full = ikt_text_rule_full,
};
