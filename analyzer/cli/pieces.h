/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a run says of the pieces of a stitched capture.
 */
#ifndef IKT_CLI_PIECES_H
#define IKT_CLI_PIECES_H

#include "capture/stitch.h"
#include "report/report.h"
#include "later.h"

/* For the report; their strings are the stitch's. g_free. NULL: stitch is NULL. */
struct ikt_report_piece *ikt_pieces_of(const struct ikt_stitch *stitch, size_t *count);
/* What went wrong with them, each by its name. The first of it, for the report (g_free); NULL: nothing did. */
char *ikt_pieces_complain(const struct ikt_stitch *stitch, struct ikt_later *later);

#endif
