/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a run says of the places whose captures are joined.
 */
#ifndef IKT_CLI_JOINED_H
#define IKT_CLI_JOINED_H

#include "join/join.h"
#include "later.h"
#include "report/report.h"

/* Of the inputs those that can be joined (their strings are the inputs'). NULL: they cannot, which is said. */
GPtrArray *ikt_joined_paths(const GPtrArray *inputs, struct ikt_later *later, bool *trouble);
/* The name of the joined capture: those of its files. g_free. */
char *ikt_joined_name(const struct ikt_join *join);
/* For the report; their strings are the join's. g_free. */
struct ikt_report_place *ikt_joined_places(const struct ikt_join *join);
/* What went wrong with them, each by its name. The first of it, for the report (g_free); NULL: nothing did. */
char *ikt_joined_complain(const struct ikt_join *join, struct ikt_later *later);

#endif
