/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a person at a terminal: a heading per capture, a block per exchange as it settles, the capture's counts
 * when they are known, which is at its end.
 */
#include "renderer.h"
#include "text_part.h"

/* A damaged capture has problems by the hundred; the first ones tell what it is. */
#define PROBLEMS_SHOWN 10

static void begin(const struct ikt_report_view *view)
{
    const struct ikt_layout layout = ikt_layout(view->options, view->out);
    g_autofree char *title = g_strdup_printf("Capture %s", view->file);
    ikt_layout_heading(&layout, title);
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    const struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_text_phase1(&layout, record);
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    const struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_text_phase2(&layout, record);
}

static void put_span(const struct ikt_layout *layout, const struct ikt_report_capture *input)
{
    char first[IKT_TIME_TEXT], last[IKT_TIME_TEXT];
    if (input->first_time == IKT_TIME_NONE || input->last_time == IKT_TIME_NONE)
        return;
    g_autofree char *text =
        g_strdup_printf("%s to %s", ikt_time_format(input->first_time, first), ikt_time_format(input->last_time, last));
    ikt_layout_field(layout, "time", text);
}

static void put_problems(const struct ikt_layout *layout, const struct ikt_capture *capture)
{
    size_t shown = MIN(capture->problem_count, (size_t)PROBLEMS_SHOWN);
    for (size_t i = 0; i < shown; i++) {
        const struct ikt_located_problem *located = &capture->problems[i];
        g_autofree char *sentence = ikt_problem_text(&located->problem);
        g_autofree char *text = g_strdup_printf("frame %" G_GUINT64_FORMAT ": %s (%s)", located->frame, sentence,
                                                ikt_problem_name(located->problem.kind));
        ikt_layout_field(layout, i == 0 ? "malformed" : "", text);
    }
    if (capture->problems_total > shown) {
        g_autofree char *more =
            g_strdup_printf("%" G_GUINT64_FORMAT " more, see --format json", capture->problems_total - shown);
        ikt_layout_field(layout, "", more);
    }
}

static void write_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                          const struct ikt_report_capture *input)
{
    const struct ikt_layout layout = ikt_layout(view->options, view->out);
    g_autofree char *title = g_strdup_printf("End of %s", view->file);
    g_autofree char *packets = g_strdup_printf("%" G_GUINT64_FORMAT, input->packets);
    g_autoptr(GString) ike = g_string_new(NULL);
    g_string_printf(ike, "%" G_GUINT64_FORMAT " IKEv1 messages", capture->ike_messages);
    if (capture->ikev2_messages > 0)
        g_string_append_printf(ike, ", %" G_GUINT64_FORMAT " IKEv2 (not triaged)", capture->ikev2_messages);
    g_string_append_printf(ike, ", %" G_GUINT64_FORMAT " ESP or AH packets", capture->esp_packets);
    ikt_layout_gap(&layout);
    ikt_layout_heading(&layout, title);
    ikt_layout_field(&layout, "packets", packets);
    ikt_layout_field(&layout, "of these", ike->str);
    if (capture->copies > 0) {
        g_autofree char *copies = g_strdup_printf(
            "%" G_GUINT64_FORMAT " (the same packet captured more than once; they count for nothing)", capture->copies);
        ikt_layout_field(&layout, "copies", copies);
    }
    put_span(&layout, input);
    ikt_layout_field(&layout, "cut short", input->error);
    put_problems(&layout, capture);
    ikt_text_findings(&layout, &capture->findings, NULL, NULL);
    ikt_layout_gap(&layout);
}

static void put_outcomes(const struct ikt_layout *layout, const char *label,
                         const uint64_t counts[static IKT_OUTCOME_COUNT])
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++) {
        if (counts[i] > 0)
            g_string_append_printf(text, "%s%" G_GUINT64_FORMAT " %s", text->len > 0 ? ", " : "", counts[i],
                                   ikt_outcome_name((enum ikt_outcome)i));
    }
    ikt_layout_field(layout, label, text->len > 0 ? text->str : "none");
}

static void put_findings(const struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *label = "findings";
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        if (totals->findings[rule] == 0)
            continue;
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        g_autofree char *text =
            g_strdup_printf("%" G_GUINT64_FORMAT " %s: %s", totals->findings[rule], info->name, info->line);
        ikt_layout_field(layout, label, text);
        label = "";
    }
    if (*label != '\0')
        ikt_layout_field(layout, label, "none");
}

static void write_summary(const struct ikt_report_options *options, const struct ikt_totals *totals, GString *out)
{
    const struct ikt_layout layout = ikt_layout(options, out);
    g_autofree char *captures = g_strdup_printf("%" G_GUINT64_FORMAT, totals->captures);
    g_autofree char *messages = g_strdup_printf("%" G_GUINT64_FORMAT " IKEv1", totals->ike_messages);
    g_autofree char *unjudged =
        totals->unjudged == 0
            ? g_strdup("none")
            : g_strdup_printf("%" G_GUINT64_FORMAT
                              " incomplete: the capture begins or ends in the middle, or shows one direction",
                              totals->unjudged);
    ikt_layout_heading(&layout, "Summary");
    ikt_layout_field(&layout, "captures", captures);
    ikt_layout_field(&layout, "messages", messages);
    put_outcomes(&layout, "phase 1", totals->phase1);
    put_outcomes(&layout, "Quick Modes", totals->phase2);
    put_findings(&layout, totals);
    ikt_layout_field(&layout, "not judged", unjudged);
}

const struct ikt_renderer ikt_renderer_text = {
    .name = "text",
    .extension = "txt",
    .begin = begin,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .capture = write_capture,
    .summary = write_summary,
    .rule_line = ikt_text_rule_line,
    .rule_full = ikt_text_rule_full,
};
