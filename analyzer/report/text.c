/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text for a person at a terminal: a heading per capture, a block per exchange as it settles, the capture's counts
 * when they are known, which is at its end.
 */
#include "renderer.h"
#include "text_part.h"

/* A damaged capture has problems by the hundred; the first ones tell what it is. */
#define PROBLEMS_SHOWN 10

static void put_heading(struct ikt_layout *layout, const char *text, const char *name)
{
    ikt_layout_begin_heading(layout);
    ikt_layout_put(layout, text);
    ikt_layout_put(layout, name);
    ikt_layout_end(layout);
}

static void begin_capture(const struct ikt_report_view *view)
{
    struct ikt_layout layout = ikt_layout(view->options, view->out);
    put_heading(&layout, "Capture ", view->file);
}

static void write_phase1(const struct ikt_report_view *view, const struct ikt_phase1 *record)
{
    struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_text_phase1(&layout, record);
}

static void write_phase2(const struct ikt_report_view *view, const struct ikt_phase2 *record)
{
    struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_text_phase2(&layout, record);
}

static void put_count(struct ikt_layout *layout, const char *label, uint64_t count, const char *after)
{
    ikt_layout_begin_field(layout, label);
    ikt_layout_put_number(layout, count);
    ikt_layout_put(layout, after);
    ikt_layout_end(layout);
}

static void put_span(struct ikt_layout *layout, const struct ikt_report_capture *input)
{
    if (input->first_time == IKT_TIME_NONE || input->last_time == IKT_TIME_NONE)
        return;
    ikt_layout_begin_field(layout, "time");
    ikt_layout_put_time(layout, input->first_time);
    ikt_layout_put(layout, " to ");
    ikt_layout_put_time(layout, input->last_time);
    ikt_layout_end(layout);
}

static void put_problems(struct ikt_layout *layout, const struct ikt_capture *capture)
{
    const size_t shown = MIN(capture->problem_count, (size_t)PROBLEMS_SHOWN);
    for (size_t i = 0; i < shown; i++) {
        const struct ikt_located_problem *located = &capture->problems[i];
        ikt_layout_begin_field(layout, i == 0 ? "malformed" : "");
        ikt_layout_put(layout, "frame ");
        ikt_layout_put_number(layout, located->frame);
        ikt_layout_put(layout, ": ");
        ikt_layout_put_taken(layout, ikt_problem_text(&located->problem));
        ikt_layout_put(layout, " (");
        ikt_layout_put(layout, ikt_problem_name(located->problem.kind));
        ikt_layout_put(layout, ")");
        ikt_layout_end(layout);
    }
    if (capture->problems_total > shown)
        put_count(layout, "", capture->problems_total - shown, " more, see --format json");
}

static void put_messages(struct ikt_layout *layout, const struct ikt_capture *capture)
{
    ikt_layout_begin_field(layout, "of these");
    ikt_layout_put_number(layout, capture->ike_messages);
    ikt_layout_put(layout, " IKEv1 messages, ");
    if (capture->ikev2_messages > 0) {
        ikt_layout_put_number(layout, capture->ikev2_messages);
        ikt_layout_put(layout, " IKEv2 (not triaged), ");
    }
    ikt_layout_put_number(layout, capture->esp_packets);
    ikt_layout_put(layout, " ESP or AH packets");
    ikt_layout_end(layout);
}

static void end_capture(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input)
{
    struct ikt_layout layout = ikt_layout(view->options, view->out);
    ikt_layout_gap(&layout);
    put_heading(&layout, "End of ", view->file);
    put_count(&layout, "packets", input->packets, "");
    put_messages(&layout, capture);
    if (capture->copies > 0)
        put_count(&layout, "copies", capture->copies,
                  " (the same packet captured more than once; they count for nothing)");
    put_span(&layout, input);
    ikt_layout_field(&layout, "cut short", input->error);
    put_problems(&layout, capture);
    ikt_text_findings(&layout, &capture->findings, NULL, NULL);
    ikt_layout_gap(&layout);
}

static void put_outcomes(struct ikt_layout *layout, const char *label, const uint64_t counts[static IKT_OUTCOME_COUNT])
{
    const char *separator = "";
    ikt_layout_begin_field(layout, label);
    for (unsigned i = 0; i < IKT_OUTCOME_COUNT; i++) {
        if (counts[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put_number(layout, counts[i]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, ikt_outcome_name((enum ikt_outcome)i));
        separator = ", ";
    }
    if (*separator == '\0')
        ikt_layout_put(layout, "none");
    ikt_layout_end(layout);
}

static void put_findings(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *label = "findings";
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++) {
        if (totals->findings[rule] == 0)
            continue;
        const struct ikt_rule_info *info = ikt_rule_info((enum ikt_rule)rule);
        ikt_layout_begin_field(layout, label);
        ikt_layout_put_number(layout, totals->findings[rule]);
        ikt_layout_put(layout, " ");
        ikt_layout_put(layout, info->name);
        ikt_layout_put(layout, ": ");
        ikt_layout_put(layout, info->line);
        ikt_layout_end(layout);
        label = "";
    }
    if (*label != '\0')
        ikt_layout_field(layout, label, "none");
}

/* "3 incomplete: the capture ends in the middle (2); message 3 is lost (1)" */
static void put_unjudged(struct ikt_layout *layout, const struct ikt_totals *totals)
{
    const char *separator = ": ";
    ikt_layout_begin_field(layout, "not judged");
    if (totals->unjudged == 0) {
        ikt_layout_put(layout, "none");
    } else {
        ikt_layout_put_number(layout, totals->unjudged);
        ikt_layout_put(layout, " incomplete");
    }
    for (unsigned i = IKT_INCOMPLETE_NOT + 1; i < IKT_INCOMPLETE_COUNT; i++) {
        if (totals->incomplete[i] == 0)
            continue;
        ikt_layout_put(layout, separator);
        ikt_layout_put(layout, ikt_incomplete_text((enum ikt_incomplete)i));
        ikt_layout_put(layout, " (");
        ikt_layout_put_number(layout, totals->incomplete[i]);
        ikt_layout_put(layout, ")");
        separator = "; ";
    }
    ikt_layout_end(layout);
}

static void end_run(const struct ikt_report_options *options, const struct ikt_totals *totals, GString *out)
{
    struct ikt_layout layout = ikt_layout(options, out);
    put_heading(&layout, "Summary", "");
    put_count(&layout, "captures", totals->captures, "");
    put_count(&layout, "messages", totals->ike_messages, " IKEv1");
    put_outcomes(&layout, "phase 1", totals->phase1);
    put_outcomes(&layout, "Quick Modes", totals->phase2);
    put_findings(&layout, totals);
    put_unjudged(&layout, totals);
}

const struct ikt_renderer ikt_renderer_text = {
    .name = "text",
    .extension = "txt",
    .begin_capture = begin_capture,
    .phase1 = write_phase1,
    .phase2 = write_phase2,
    .end_capture = end_capture,
    .end_run = end_run,
    .rule_line = ikt_text_rule_line,
    .rule_full = ikt_text_rule_full,
};
