/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whole runs over records that were filled by hand: what a report of them is, summary included.
 */
#ifndef IKT_TESTS_REPORT_RUNS_H
#define IKT_TESTS_REPORT_RUNS_H

#include "records.h"
#include "tunnels.h"

/* These records, and a tunnel of both of them. event: NULL for none. */
GString *records_report(const struct ikt_report_options *options, const char *file, const struct records *records,
                        const struct ikt_message_event *event);

/* Each tunnel in a capture of its own ("site-1/capture.pcap"), or all in "dir/a.pcap". */
GString *tunnels_report(const struct ikt_report_options *options, const struct ikt_tunnel *const *tunnels, size_t count,
                        bool one_each);

#endif
