/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Records as the engine would hand them out, filled by hand.
 */
#ifndef IKT_TESTS_REPORT_RECORDS_H
#define IKT_TESTS_REPORT_RECORDS_H

#include "report/report.h"

/* A string with everything that must not reach a terminal or break a line of JSON: as a packet could bring it. */
#define HOSTILE       "a\"b\x1b[31mred\x07\x7f\r\n\xff\xc3(\xe2\x80\xae\xc2\x9b end"
#define HOSTILE_BYTES ((struct ikt_bytes){(const uint8_t *)HOSTILE, sizeof HOSTILE - 1})

/* One main mode that was established, one Quick Mode under it that was refused, with three findings. */
struct records {
    struct ikt_phase1 phase1;
    struct ikt_phase2 phase2;
    struct ikt_capture capture;
    struct ikt_report_capture input;
};

/* The result points into static data: one at a time. */
struct records records_refused(void);
/* The same peers, and a Quick Mode that was established with a flow in one direction alone. */
struct records records_established(void);
/* Everything that may be unknown is. */
struct records records_unknown(void);
/* Every string is HOSTILE. */
struct records records_hostile(void);

/* A message with a payload of every kind; its strings are hostile, its XAUTH password is "s3cr3t-pa55". */
struct ikt_message_event records_message(void);

#endif
