/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures in which no IKEv1 was judged, and why: an empty list of tunnels is no all-clear.
 */
#ifndef IKT_REPORT_WITHOUT_IKE_H
#define IKT_REPORT_WITHOUT_IKE_H

#include "report.h"

enum ikt_without_ike {
    IKT_WITHOUT_NOT, /* there was IKEv1 */
    IKT_WITHOUT_PACKETS,
    IKT_WITHOUT_FILTERED, /* the filter let no packet pass */
    IKT_WITHOUT_PEER,     /* negotiations of other peers than the wanted ones alone */
    IKT_WITHOUT_BUT_IKEV2,
    IKT_WITHOUT_AMONG_OTHERS, /* nothing but other traffic */
    IKT_WITHOUT_COUNT
};

enum ikt_without_ike ikt_without_ike_of(const struct ikt_capture *capture, const struct ikt_report_capture *input);
/* "no-packets"; NULL for IKT_WITHOUT_NOT. Static. */
const char *ikt_without_ike_name(enum ikt_without_ike without);

struct ikt_totals;
/* How many of a run; of a run without a tunnel, what there was instead. Static. */
uint64_t ikt_without_ike_captures(const struct ikt_totals *totals);
const char *ikt_without_ike_sentence(const struct ikt_totals *totals);

#endif
