/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report.h"

#include <string.h>

#include "append.h"
#include "renderer.h"
#include "without_ike.h"

static const struct ikt_renderer *const renderers[] = {&ikt_renderer_text, &ikt_renderer_json, &ikt_renderer_tsv,
                                                       &ikt_renderer_html, &ikt_renderer_ios};

/* All but the first two belongs to the group whose turn it is, and to the run when all are closed. */
struct ikt_report {
    struct ikt_report_options options;
    const struct ikt_renderer *renderer;
    struct ikt_totals totals;
    uint64_t numbers; /* of tunnels that are given */
    void *run;        /* the renderer's own */
};

struct ikt_report_group {
    struct ikt_report *report;
    struct ikt_report_view view;
    char *file;
    GString *out;
    GString *waiting; /* tunnels and all that follows, until its turn comes */
    bool has_turn;
    struct ikt_totals totals; /* of this capture */
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
    if (report->renderer->new_run)
        report->run = report->renderer->new_run(&report->options);
    return report;
}

void ikt_report_free(struct ikt_report *report)
{
    if (!report)
        return;
    if (report->renderer->free_run)
        report->renderer->free_run(report->run);
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
    group->out = out;
    group->waiting = g_string_new(NULL);
    group->file = file ? ikt_bytes_text((struct ikt_bytes){(const uint8_t *)file, strlen(file)}) : NULL;
    group->view = (struct ikt_report_view){
        .options = &report->options,
        .file = group->file,
        .out = out,
        .holes = g_array_new(FALSE, FALSE, sizeof(gsize)),
    };
    if (!report->options.quiet && report->renderer->begin_capture)
        report->renderer->begin_capture(&group->view);
    return group;
}

static void count_findings(struct ikt_totals *totals, const struct ikt_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        totals->findings[findings->items[i]->rule]++;
        totals->likelihoods[findings->items[i]->likelihood]++;
        if (findings->items[i]->severity == IKT_SEVERITY_ERROR)
            totals->errors = true;
    }
}

static bool wants_records(const struct ikt_report *report)
{
    return !report->options.quiet;
}

static void take_message(void *user, const struct ikt_message_event *event)
{
    struct ikt_report_group *group = user;
    const struct ikt_report *report = group->report;
    if (report->options.messages && wants_records(report) && report->renderer->message)
        report->renderer->message(&group->view, event);
}

static void take_phase1(void *user, const struct ikt_phase1 *record)
{
    struct ikt_report_group *group = user;
    const struct ikt_report *report = group->report;
    group->totals.phase1[record->outcome]++;
    group->totals.decryption[record->decryption]++;
    group->totals.incomplete[record->incomplete]++;
    if (record->outcome == IKT_OUTCOME_INCOMPLETE)
        group->totals.unjudged++;
    count_findings(&group->totals, &record->findings);
    if (wants_records(report) && report->renderer->phase1)
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
    if (wants_records(report) && report->renderer->phase2)
        report->renderer->phase2(&group->view, record);
}

/* From here on everything is numbered, or waits for its numbers. */
static void begin_tunnels(struct ikt_report_group *group)
{
    group->view.out = group->has_turn ? group->out : group->waiting;
}

static void take_tunnel(void *user, const struct ikt_tunnel *tunnel)
{
    struct ikt_report_group *group = user;
    struct ikt_report *report = group->report;
    begin_tunnels(group);
    group->totals.tunnels[tunnel->state]++;
    if (tunnel->cause_count > 0)
        group->totals.causes[tunnel->causes[0]]++;
    if (tunnel->state == IKT_TUNNEL_DOWN)
        group->totals.errors = true;
    if (tunnel->of_documents) /* there is no exchange whose findings are counted */
        count_findings(&group->totals, &tunnel->findings);
    group->view.number = group->has_turn ? ++report->numbers : 0;
    if (!report->options.quiet && report->renderer->tunnel)
        report->renderer->tunnel(&group->view, tunnel);
}

void ikt_report_change(struct ikt_report_group *group, const struct ikt_tunnel *tunnel,
                       const struct ikt_report_change *change)
{
    struct ikt_report *report = group->report;
    group->view.change = change;
    if (change->final) {
        report->numbers = change->number - 1;
        take_tunnel(group, tunnel);
    } else if (wants_records(report) && report->renderer->change) {
        group->view.number = change->number;
        report->renderer->change(&group->view, tunnel);
    }
    group->view.change = NULL;
}

const struct ikt_sink *ikt_report_sink(void)
{
    /* Early findings come again in their records, which are what a report writes. */
    static const struct ikt_sink sink = {
        .message = take_message, .phase1 = take_phase1, .phase2 = take_phase2, .tunnel = take_tunnel};
    return &sink;
}

/* Add the counts of one to those of the other; every count of a capture is one of these. */
static void add_counts(uint64_t *sum, const uint64_t *part, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum[i] += part[i];
}

#define ADD_COUNTS(sum, part, member) add_counts((sum)->member, (part)->member, G_N_ELEMENTS((sum)->member))

static void add_totals(struct ikt_totals *sum, const struct ikt_totals *part)
{
    sum->captures += part->captures;
    sum->unread += part->unread;
    ADD_COUNTS(sum, part, without);
    sum->ike_messages += part->ike_messages;
    ADD_COUNTS(sum, part, phase1);
    ADD_COUNTS(sum, part, phase2);
    ADD_COUNTS(sum, part, tunnels);
    ADD_COUNTS(sum, part, causes);
    sum->tunnels_forgotten += part->tunnels_forgotten;
    sum->faulty_tunnels_forgotten += part->faulty_tunnels_forgotten;
    sum->evicted += part->evicted;
    sum->frames_bare += part->frames_bare;
    sum->pairs_forgotten += part->pairs_forgotten;
    sum->keys_left_out += part->keys_left_out;
    add_counts(sum->left_out, part->left_out, IKT_LEFT_OUT_LOG_PAIRS);
    for (unsigned i = IKT_LEFT_OUT_LOG_PAIRS; i < IKT_LEFT_OUT_COUNT; i++) /* of logs, which all captures share */
        sum->left_out[i] = MAX(sum->left_out[i], part->left_out[i]);
    ADD_COUNTS(sum, part, findings);
    ADD_COUNTS(sum, part, likelihoods);
    ADD_COUNTS(sum, part, decryption);
    sum->unjudged += part->unjudged;
    ADD_COUNTS(sum, part, incomplete);
    sum->errors = sum->errors || part->errors;
}

void ikt_report_group_turn(struct ikt_report_group *group)
{
    group->has_turn = true;
}

void ikt_report_group_finish(struct ikt_report_group *group, const struct ikt_capture *capture,
                             const struct ikt_report_capture *input)
{
    const bool captured = capture;
    static const struct ikt_capture nothing = {.first_time = IKT_TIME_NONE, .last_time = IKT_TIME_NONE};
    const struct ikt_report *report = group->report;
    if (!capture)
        capture = &nothing;
    begin_tunnels(group);
    group->totals.captures = 1;
    if (captured)
        group->totals.without[ikt_without_ike_of(capture, input)] = 1;
    group->totals.ike_messages = capture->ike_messages;
    group->totals.tunnels_forgotten = capture->tunnels_forgotten;
    group->totals.faulty_tunnels_forgotten = capture->faulty_tunnels_forgotten;
    group->totals.evicted = capture->evicted;
    group->totals.frames_bare = capture->frames_bare;
    group->totals.pairs_forgotten = capture->pairs_forgotten;
    group->totals.keys_left_out = capture->keys_left_out;
    memcpy(group->totals.left_out, capture->left_out, sizeof group->totals.left_out);
    group->totals.errors = group->totals.errors || capture->faulty_tunnels_forgotten > 0;
    count_findings(&group->totals, &capture->findings);
    if (!report->options.quiet && report->renderer->end_capture)
        report->renderer->end_capture(&group->view, capture, input);
}

void ikt_report_group_left_out(struct ikt_report_group *group, const uint64_t counts[static IKT_LEFT_OUT_COUNT])
{
    memcpy(group->totals.left_out, counts, sizeof group->totals.left_out);
}

/* What waited for its turn, with its tunnels' numbers. */
static void write_waiting(struct ikt_report_group *group)
{
    const GArray *holes = group->view.holes;
    gsize from = 0;
    for (guint i = 0; i < holes->len; i++) {
        const gsize hole = g_array_index(holes, gsize, i);
        ikt_append(group->out, group->waiting->str + from, hole - from);
        ikt_append_number(group->out, group->report->numbers + i + 1);
        from = hole;
    }
    ikt_append(group->out, group->waiting->str + from, group->waiting->len - from);
}

void ikt_report_group_close(struct ikt_report_group *group)
{
    struct ikt_report *report = group->report;
    write_waiting(group);
    add_totals(&report->totals, &group->totals);
    report->numbers = ikt_totals_tunnels(&report->totals);
    if (report->renderer->close_capture)
        report->renderer->close_capture(report->run, group->view.kept);
    g_array_unref(group->view.holes);
    g_string_free(group->waiting, TRUE);
    g_free(group->file);
    g_free(group);
}

void ikt_report_unread(struct ikt_report *report, uint64_t inputs)
{
    report->totals.unread += inputs;
}

void ikt_report_summary(struct ikt_report *report, GString *out)
{
    report->renderer->end_run(&report->options, &report->totals, report->run, out);
}

bool ikt_report_has_errors(const struct ikt_report *report)
{
    return report->totals.errors;
}

uint64_t ikt_report_tunnels(const struct ikt_report *report)
{
    return ikt_totals_tunnels(&report->totals);
}

const char *ikt_report_silence(const struct ikt_report *report)
{
    const struct ikt_totals *totals = &report->totals;
    const bool silent = ikt_totals_tunnels(totals) == 0 && (totals->captures > 0 || totals->unread > 0);
    return silent ? ikt_without_ike_sentence(totals) : NULL;
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
