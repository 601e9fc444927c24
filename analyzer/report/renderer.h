/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a renderer is: a row of functions that put engine records, as they are, into one format. A renderer keeps no
 * state between calls, so that groups of several threads need no locks.
 */
#ifndef IKT_REPORT_RENDERER_H
#define IKT_REPORT_RENDERER_H

#include "report.h"

/* Counts over captures. */
struct ikt_totals {
    uint64_t captures;
    uint64_t ike_messages;
    uint64_t phase1[IKT_OUTCOME_COUNT];
    uint64_t phase2[IKT_OUTCOME_COUNT];
    uint64_t findings[IKT_RULE_COUNT];
    uint64_t unjudged;                         /* exchanges of either phase whose outcome is incomplete */
    uint64_t incomplete[IKT_INCOMPLETE_COUNT]; /* exchanges of either phase by the reason */
    bool errors;                               /* at least one finding is an error */
};

/* The capture that is being written. */
struct ikt_report_view {
    const struct ikt_report_options *options;
    const char *file; /* escaped */
    GString *out;
};

/*
 * One row a format. A run is begun and ended once, a capture once for each file, and records come between as they
 * settle. A function that is NULL writes nothing. With options.quiet only the run is begun and ended.
 */
struct ikt_renderer {
    const char *name;
    const char *extension; /* of a file that holds the output, without the dot */
    void (*begin_run)(const struct ikt_report_options *options, GString *out);
    void (*begin_capture)(const struct ikt_report_view *view);
    void (*message)(const struct ikt_report_view *view, const struct ikt_message_event *event);
    void (*phase1)(const struct ikt_report_view *view, const struct ikt_phase1 *record);
    void (*phase2)(const struct ikt_report_view *view, const struct ikt_phase2 *record);
    void (*end_capture)(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input);
    void (*end_run)(const struct ikt_report_options *options, const struct ikt_totals *totals, GString *out);
    /* The catalogue is no run. */
    void (*rule_line)(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
    void (*rule_full)(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
};

extern const struct ikt_renderer ikt_renderer_text;
extern const struct ikt_renderer ikt_renderer_json;

#endif
