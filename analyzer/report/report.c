/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <string.h>

#include "renderer.h"

static const struct ikt_renderer *const renderers[] = {&ikt_renderer_text, &ikt_renderer_json};

struct ikt_report {
    struct ikt_report_options options;
    const struct ikt_renderer *renderer;
    GMutex lock; /* guards totals */
    struct ikt_totals totals;
};

struct ikt_report_group {
    struct ikt_report *report;
    struct ikt_report_view view;
    char *file;
    struct ikt_totals totals; /* of this capture, without a lock */
};

static const struct ikt_renderer *find_renderer(const char *format)
{
    if (!format)
        return &ikt_renderer_text;
    for (size_t i = 0; i < G_N_ELEMENTS(renderers); i++) {
        if (g_str_equal(renderers[i]->name, format))
            return renderers[i];
    }
    return NULL;
}

bool ikt_report_format_known(const char *format)
{
    return format && find_renderer(format);
}

struct ikt_report *ikt_report_new(const struct ikt_report_options *options)
{
    struct ikt_report *report = g_new0(struct ikt_report, 1);
    report->options = *options;
    report->renderer = find_renderer(options->format);
    g_assert(report->renderer);
    g_mutex_init(&report->lock);
    return report;
}

void ikt_report_free(struct ikt_report *report)
{
    if (!report)
        return;
    g_mutex_clear(&report->lock);
    g_free(report);
}

void ikt_report_begin(const struct ikt_report *report, GString *out)
{
    if (report->renderer->begin_run)
        report->renderer->begin_run(&report->options, out);
}

struct ikt_report_group *ikt_report_group_new(struct ikt_report *report, const char *file, GString *out)
{
    struct ikt_report_group *group = g_new0(struct ikt_report_group, 1);
    group->report = report;
    group->file = ikt_bytes_text((struct ikt_bytes){(const uint8_t *)file, strlen(file)});
    group->view = (struct ikt_report_view){.options = &report->options, .file = group->file, .out = out};
    if (!report->options.quiet && report->renderer->begin_capture)
        report->renderer->begin_capture(&group->view);
    return group;
}

static void count_findings(struct ikt_totals *totals, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        totals->findings[findings->items[i]->rule]++;
        if (findings->items[i]->severity == IKT_SEVERITY_ERROR)
            totals->errors = true;
    }
}

static void take_message(void *user, const struct ikt_message_event *event)
{
    struct ikt_report_group *group = user;
    const struct ikt_report *report = group->report;
    if (report->options.messages && !report->options.quiet && report->renderer->message)
        report->renderer->message(&group->view, event);
}

static void take_phase1(void *user, const struct ikt_phase1 *record)
{
    struct ikt_report_group *group = user;
    const struct ikt_report *report = group->report;
    group->totals.phase1[record->outcome]++;
    group->totals.incomplete[record->incomplete]++;
    if (record->outcome == IKT_OUTCOME_INCOMPLETE)
        group->totals.unjudged++;
    count_findings(&group->totals, &record->findings);
    if (!report->options.quiet && report->renderer->phase1)
        report->renderer->phase1(&group->view, record);
}

static void take_phase2(void *user, const struct ikt_phase2 *record)
{
    struct ikt_report_group *group = user;
    const struct ikt_report *report = group->report;
    group->totals.phase2[record->outcome]++;
    group->totals.incomplete[record->incomplete]++;
    if (record->outcome == IKT_OUTCOME_INCOMPLETE)
        group->totals.unjudged++;
    count_findings(&group->totals, &record->findings);
    if (!report->options.quiet && report->renderer->phase2)
        report->renderer->phase2(&group->view, record);
}

const struct ikt_sink *ikt_report_sink(void)
{
    /* Early findings come again in their records, which are what a report writes. */
    static const struct ikt_sink sink = {.message = take_message, .phase1 = take_phase1, .phase2 = take_phase2};
    return &sink;
}

static void add_totals(struct ikt_totals *sum, const struct ikt_totals *part)
{
    sum->captures += part->captures;
    sum->ike_messages += part->ike_messages;
    for (size_t i = 0; i < IKT_OUTCOME_COUNT; i++) {
        sum->phase1[i] += part->phase1[i];
        sum->phase2[i] += part->phase2[i];
    }
    for (size_t i = 0; i < IKT_RULE_COUNT; i++)
        sum->findings[i] += part->findings[i];
    sum->unjudged += part->unjudged;
    for (unsigned i = 0; i < IKT_INCOMPLETE_COUNT; i++)
        sum->incomplete[i] += part->incomplete[i];
    sum->errors = sum->errors || part->errors;
}

void ikt_report_group_finish(struct ikt_report_group *group, const struct ikt_capture *capture,
                             const struct ikt_report_capture *input)
{
    static const struct ikt_capture nothing = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    struct ikt_report *report = group->report;
    if (!capture)
        capture = &nothing;
    group->totals.captures = 1;
    group->totals.ike_messages = capture->ike_messages;
    count_findings(&group->totals, &capture->findings);
    if (!report->options.quiet && report->renderer->end_capture)
        report->renderer->end_capture(&group->view, capture, input);

    g_mutex_lock(&report->lock);
    add_totals(&report->totals, &group->totals);
    g_mutex_unlock(&report->lock);
    g_free(group->file);
    g_free(group);
}

void ikt_report_summary(struct ikt_report *report, GString *out)
{
    g_mutex_lock(&report->lock);
    report->renderer->end_run(&report->options, &report->totals, out);
    g_mutex_unlock(&report->lock);
}

bool ikt_report_has_errors(const struct ikt_report *report)
{
    return report->totals.errors;
}

void ikt_report_list_rules(const struct ikt_report_options *options, GString *out)
{
    const struct ikt_renderer *renderer = find_renderer(options->format);
    g_assert(renderer);
    for (unsigned rule = 0; rule < IKT_RULE_COUNT; rule++)
        renderer->rule_line(options, (enum ikt_rule)rule, out);
}

bool ikt_report_explain(const char *rule, const struct ikt_report_options *options, GString *out)
{
    const struct ikt_renderer *renderer = find_renderer(options->format);
    g_assert(renderer);
    enum ikt_rule found;
    if (!ikt_rule_find(rule, &found))
        return false;
    renderer->rule_full(options, found, out);
    return true;
}
