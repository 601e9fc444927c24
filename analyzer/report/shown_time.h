/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Times as the text shows them: in UTC, or in the zone of who reads it where that is asked for.
 */
#ifndef IKT_REPORT_SHOWN_TIME_H
#define IKT_REPORT_SHOWN_TIME_H

#include "iketriage/bytes.h"

#define IKT_ZONE_TEXT 8

/*
 * What to format as if it were UTC, and the name of its zone: "UTC", "+01:00". A time without a date, and one that is
 * not known, stay as they are, and zone is empty. The program has called tzset(3).
 */
ikt_time ikt_shown_time(ikt_time time, bool local, char zone[IKT_AT_LEAST(IKT_ZONE_TEXT)]);

#endif
