/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of text for a terminal: indent, wrapping, colour. Everything that is printed as text goes through here and is
 * escaped here. Lines to paste are never broken; everything else holds the width, a long word is cut if it must be.
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

/* Where and how to write; a plain value. */
struct ikt_layout {
    GString *out;
    unsigned width; /* columns */
    bool colour;
};

struct ikt_layout ikt_layout(const struct ikt_report_options *options, GString *out);

/* An empty line. */
void ikt_layout_gap(const struct ikt_layout *layout);
/* A bold line at the margin, wrapped. */
void ikt_layout_heading(const struct ikt_layout *layout, const char *text);
/* text wrapped: the first line at indent, the others at hang. The first word is written in style. */
void ikt_layout_words(const struct ikt_layout *layout, unsigned indent, unsigned hang, enum ikt_style style,
                      const char *text);
/* A line of a router, wrapped four columns deeper; its own leading blanks are kept. */
void ikt_layout_line(const struct ikt_layout *layout, unsigned indent, const char *text);
/* label at indent, text wrapped in a column of its own. */
void ikt_layout_cell(const struct ikt_layout *layout, unsigned indent, unsigned column, const char *label,
                     const char *text);
/* The cell of a block: "  label        text". Text that is NULL or empty is left out with its label. */
void ikt_layout_field(const struct ikt_layout *layout, const char *label, const char *text);
/* A line to paste: as it is, however long. */
void ikt_layout_paste(const struct ikt_layout *layout, unsigned indent, const char *text);

#endif
