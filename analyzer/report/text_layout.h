/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of text for a terminal: indent, wrapping, colour. A line is begun, put together from pieces and ended; it is
 * wrapped and escaped as the pieces come, so that nothing is copied. Everything that is printed as text goes through
 * here.
 *
 * Texts are the engine's, whose packet parts are escaped already: a backslash is kept, and what should not be there
 * (control characters, bytes that are no UTF-8) becomes \xNN. Lines to paste are never broken; everything else holds
 * the width, and a word that is longer is cut.
 */
#ifndef IKT_REPORT_TEXT_LAYOUT_H
#define IKT_REPORT_TEXT_LAYOUT_H

#include <glib.h>

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

    bool paste;           /* nothing is wrapped */
    enum ikt_style style; /* of the first word, or with styled_whole of all of them */
    bool styled_whole;
    bool styled;          /* its code stands in the output, the code that ends it does not yet */
    bool begun;           /* a word stands in this line or in those that it was broken into */
    bool blank;           /* blanks came after it */
    bool first;           /* the current word is the first one of its line */
    unsigned kept_blanks; /* how many may still stand before the first word */
    unsigned hang;        /* column of what follows a break */
    unsigned column;      /* of the next character */
    size_t word;          /* where the current word begins in the output, or goes on after a break */
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out);

/* An empty line. */
void ikt_layout_gap(struct ikt_layout *layout);

/* A bold line at the margin. */
void ikt_layout_begin_heading(struct ikt_layout *layout);
/* Begins at indent and goes on at hang. The first word is written in style. */
void ikt_layout_begin(struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style);
/* A line of a router, which goes on four columns deeper; its own leading blanks are kept. */
void ikt_layout_begin_router_line(struct ikt_layout *layout, unsigned indent);
/* label (ASCII, ours) at indent, what comes in a column of its own. */
void ikt_layout_begin_cell(struct ikt_layout *layout, unsigned indent, unsigned column, const char *label);
/* The cell of a block: "  label        text". */
void ikt_layout_begin_field(struct ikt_layout *layout, const char *label);
/* A line to paste: as it is, however long. */
void ikt_layout_begin_paste(struct ikt_layout *layout, unsigned indent);
void ikt_layout_end(struct ikt_layout *layout);

void ikt_layout_put(struct ikt_layout *layout, const char *text);
/* A piece of whole characters; layout is a struct ikt_layout, so that whoever makes a text can be given it. */
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

/* A whole field. Text that is NULL is left out with its label. */
void ikt_layout_field(struct ikt_layout *layout, const char *label, const char *text);

#endif
