/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a renderer is: a row of functions that put engine records, as they are, into one format. What a renderer keeps
 * between calls it keeps for one capture, so that groups of several threads need no locks, or for the run, filled by
 * captures in their turn.
 */
#ifndef IKT_REPORT_RENDERER_H
#define IKT_REPORT_RENDERER_H

#include "report.h"
#include "without_ike.h"

/* Counts over captures. */
struct ikt_totals {
    uint64_t captures;
    uint64_t unread;                     /* inputs that could not be read */
    uint64_t without[IKT_WITHOUT_COUNT]; /* captures, by why no IKEv1 was judged in them */
    uint64_t ike_messages;
    uint64_t phase1[IKT_OUTCOME_COUNT];
    uint64_t phase2[IKT_OUTCOME_COUNT];
    uint64_t tunnels[IKT_TUNNEL_STATE_COUNT];
    uint64_t causes[IKT_RULE_COUNT];                      /* of tunnels: the first one of each */
    uint64_t tunnels_forgotten, faulty_tunnels_forgotten; /* told by no record */
    uint64_t frames_bare, pairs_forgotten;                /* see struct ikt_capture */
    uint64_t evicted;                                     /* records of what was given up for want of room */
    uint64_t left_out[IKT_LEFT_OUT_COUNT];
    uint64_t keys_left_out; /* ISAKMP SAs that not every key was tried for */
    uint64_t findings[IKT_RULE_COUNT];
    uint64_t likelihoods[IKT_LIKELIHOOD_COUNT]; /* of findings */
    uint64_t decryption[IKT_DECRYPTION_COUNT];  /* of ISAKMP SAs */
    uint64_t unjudged;                          /* exchanges of either phase whose outcome is incomplete */
    uint64_t incomplete[IKT_INCOMPLETE_COUNT];  /* exchanges of either phase by the reason */
    bool errors;                                /* at least one finding is an error */
};

/* Tunnels of any state. */
uint64_t ikt_totals_tunnels(const struct ikt_totals *totals);

/* The capture that is being written. */
struct ikt_report_view {
    const struct ikt_report_options *options;
    const char *file; /* escaped */
    GString *out;
    uint64_t number;                        /* of the tunnel that is told; 0: not known yet */
    GArray *holes;                          /* of gsize: where in out a number belongs that is not known yet */
    void *kept;                             /* the renderer's own, of this capture */
    const struct ikt_report_change *change; /* of the tunnel that is told; NULL: no live capture */
};

/* The number of the tunnel that is told, now or later. */
void ikt_report_put_number(struct ikt_report_view *view);

/*
 * One row a format. A run is begun and ended once, a capture once for each file, and records come between as they
 * settle. A function that is NULL writes nothing. With options.quiet only the run is begun and ended.
 */
struct ikt_renderer {
    const char *name;
    void (*begin_run)(const struct ikt_report_options *options, GString *out);
    void (*begin_capture)(struct ikt_report_view *view); /* may set view->kept */
    void (*message)(const struct ikt_report_view *view, const struct ikt_message_event *event);
    void (*phase1)(const struct ikt_report_view *view, const struct ikt_phase1 *record);
    void (*phase2)(const struct ikt_report_view *view, const struct ikt_phase2 *record);
    void (*tunnel)(struct ikt_report_view *view, const struct ikt_tunnel *tunnel);
    void (*change)(struct ikt_report_view *view, const struct ikt_tunnel *tunnel); /* live; not at the end */
    void (*end_capture)(const struct ikt_report_view *view, const struct ikt_capture *capture,
                        const struct ikt_report_capture *input);
    /* For a renderer whose text comes at the end: what is kept of the run; what a capture kept, in its turn (frees it).
     */
    void *(*new_run)(const struct ikt_report_options *options);
    void (*close_capture)(void *run, void *kept);
    void (*free_run)(void *run);
    void (*end_run)(const struct ikt_report_options *options, const struct ikt_totals *totals, void *run, GString *out);
    /* The catalogue is no run. */
    void (*rule_line)(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
    void (*rule_full)(const struct ikt_report_options *options, enum ikt_rule rule, GString *out);
};

extern const struct ikt_renderer ikt_renderer_text;
extern const struct ikt_renderer ikt_renderer_json;
extern const struct ikt_renderer ikt_renderer_tsv;
extern const struct ikt_renderer ikt_renderer_html;
extern const struct ikt_renderer ikt_renderer_ios;

#endif
