/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the page is made of when the run ends: a row for every tunnel, a section for the first ones, the captures.
 */
#ifndef IKT_REPORT_HTML_RUN_H
#define IKT_REPORT_HTML_RUN_H

#include "html_part.h"

struct ikt_html_row {
    guint capture;
    enum ikt_tunnel_state state;
    struct ikt_address a, b;
    char *networks; /* NULL: not read */
    char *verdict;
    char *cause;   /* NULL: open, or nothing is wrong */
    char *section; /* NULL: none is kept */
};

struct ikt_html_capture {
    char *file; /* NULL: documents alone were judged */
    uint64_t packets, ike_messages, ikev2_messages;
    ikt_time first_time, last_time;
    char *sha256;
    char *notes; /* markup */
    guint tunnels;
};

/* A capture until its turn comes; the run has the same lists. */
struct ikt_html_kept {
    GArray *rows;         /* of struct ikt_html_row */
    GArray *captures;     /* of struct ikt_html_capture */
    guint faulty, others; /* sections */
    uint64_t rows_more;
    struct ikt_kept_exchanges *exchanges; /* of a capture; NULL: nothing was captured */
};

void ikt_html_run(GString *out, const struct ikt_totals *totals, const struct ikt_html_kept *run);

#endif
