/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * --summarize: records of earlier runs, concatenated in any number, as the list of their tunnels and one summary.
 */
#ifndef IKT_CLI_SUMMARIZE_H
#define IKT_CLI_SUMMARIZE_H

#include <stdbool.h>

#include "output.h"
#include "records/records.h"
#include "report/report.h"

/*
 * Read standard input to its end into report, a capture after the other, and write what that gives at once. False when
 * there is trouble, all of which is said: lines that are no records, captures whose own record is missing because the
 * run that wrote them was cut off. What can be read counts all the same.
 * records outlives the report, which points into it.
 */
bool ikt_summarize(struct ikt_records *records, struct ikt_report *report, struct ikt_output *output);

#endif
