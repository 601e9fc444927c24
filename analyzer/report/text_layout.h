/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of text for a terminal: indent, wrapping, colour. A line is begun, put together from pieces at the end of the
 * output and ended, which escapes and wraps it: in its place where it is plain, as nearly every line is. Everything
 * that is printed as text goes through here.
 *
 * Texts are the engine's, whose packet parts are escaped already: a backslash is kept, and what should not be there
 * (control characters, bytes that are no UTF-8) becomes \xNN. Lines to paste are never broken; everything else holds
 * the width, and a word that is longer is cut.
 */
#ifndef IKT_REPORT_TEXT_LAYOUT_H
#define IKT_REPORT_TEXT_LAYOUT_H

#include <glib.h>

#include "append.h"
#include "report.h"

enum ikt_style {
    IKT_STYLE_PLAIN,
    IKT_STYLE_BOLD,
    IKT_STYLE_ERROR,
    IKT_STYLE_WARNING
};

/* Where and how to write, and the line that is being written. */
struct ikt_layout {
    GString *out;
    unsigned width; /* columns */
    bool colour;
    const struct ikt_configs *configs; /* whose lines are quoted; NULL: none */
    const struct ikt_logs *logs;       /* likewise */
    enum ikt_log_style wording;        /* of routers that show no release */
    bool local_time;

    enum {
        IKT_LINE_TEXT,    /* the first word in style */
        IKT_LINE_HEADING, /* all of it in style */
        IKT_LINE_ROUTER,  /* its own leading blanks are kept */
        IKT_LINE_PASTE    /* as it is, however long */
    } kind;
    enum ikt_style style;
    unsigned column; /* where its text begins */
    unsigned hang;   /* where it goes on after a break */
    size_t start;    /* of its text in the output */
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out);

/* An empty line. */
void ikt_layout_gap(struct ikt_layout *layout);

/* A bold line at the margin. */
void ikt_layout_begin_heading(struct ikt_layout *layout);
/* Begins at indent and goes on at hang. The first word is written in style. */
void ikt_layout_begin(struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style);
/* A line of a router, which goes on four columns deeper. */
void ikt_layout_begin_router_line(struct ikt_layout *layout, unsigned indent);
/* label (ASCII, ours) at indent, what comes in a column of its own. */
void ikt_layout_begin_cell(struct ikt_layout *layout, unsigned indent, unsigned column, const char *label);
/* The cell of a block: "  label        text". */
void ikt_layout_begin_field(struct ikt_layout *layout, const char *label);
void ikt_layout_begin_paste(struct ikt_layout *layout, unsigned indent);
void ikt_layout_end(struct ikt_layout *layout);

/* Here, so that the length of a text of ours is known where it stands. */
static inline void ikt_layout_put(struct ikt_layout *layout, const char *text)
{
    ikt_append(layout->out, text, strlen(text));
}
/* layout is a struct ikt_layout, so that whoever makes a text can be given it. */
void ikt_layout_piece(void *layout, const char *text, size_t length);
/* Takes text and frees it. */
void ikt_layout_put_taken(struct ikt_layout *layout, char *text);
void ikt_layout_put_number(struct ikt_layout *layout, uint64_t number);
void ikt_layout_put_integer(struct ikt_layout *layout, int64_t number);
void ikt_layout_put_cookie(struct ikt_layout *layout, const uint8_t cookie[static IKT_COOKIE_SIZE]);
void ikt_layout_put_hex32(struct ikt_layout *layout, uint32_t number); /* 8 digits: message IDs, SPIs */
void ikt_layout_put_address(struct ikt_layout *layout, const struct ikt_address *address);
void ikt_layout_put_endpoint(struct ikt_layout *layout, const struct ikt_endpoint *endpoint);
void ikt_layout_put_time(struct ikt_layout *layout, ikt_time time);

/* A whole field. Text that is NULL or empty is left out with its label. */
void ikt_layout_field(struct ikt_layout *layout, const char *label, const char *text);
/* A whole field: a count, and what follows it. */
void ikt_layout_count(struct ikt_layout *layout, const char *label, uint64_t count, const char *after);

#endif
