/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was kept of a run, as text: one by one where it is short, else together.
 */
#ifndef IKT_REPORT_TEXT_TOLD_H
#define IKT_REPORT_TEXT_TOLD_H

#include "renderer.h"
#include "text_layout.h"
#include "told_list.h"

/* text_told.c */

/* "203.0.113.1 > 198.51.100.1": the first one began, or "<>" both did. */
char *ikt_told_pair(const struct ikt_told_tunnel *tunnel);
/* "ts-keylen +1 certain", "open, 240 of 240 fail", "ESP 5 and 3": what a row of a table has room for. */
char *ikt_told_cause(const struct ikt_told_tunnel *tunnel);
/* "down, phase 2" */
char *ikt_told_state(const struct ikt_told_tunnel *tunnel);
/* "06:13:20", or with its date where the run lasts longer than a day. */
char *ikt_told_time(const struct ikt_told_list *list, ikt_time time);
/* A line of cells, padded to their widths; what has no room stands below. */
void ikt_told_row(struct ikt_layout *layout, const char *const *cells, const unsigned *widths, size_t count);
/* What a column's width becomes with this cell; the few that are longer do not push all others aside. */
#define IKT_TOLD_CELL 40
unsigned ikt_told_width(unsigned width, const char *cell);

/* text_list.c: every tunnel, with its block where it is not well. */
void ikt_text_list(struct ikt_layout *layout, const struct ikt_told_list *list,
                   const struct ikt_report_options *options);

/* text_batch.c: causes with their tunnels, patterns, the worst first. */
void ikt_text_batch(struct ikt_layout *layout, const struct ikt_told_list *list,
                    const struct ikt_report_options *options);

/* text_run.c: all of it. */
void ikt_text_run(const struct ikt_report_options *options, const struct ikt_totals *totals,
                  const struct ikt_told_list *list, GString *out);

#endif
