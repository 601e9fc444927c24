/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Joined captures in words, which text and page share. All are newly allocated (g_free), and names of files escaped as
 * for a terminal.
 */
#ifndef IKT_REPORT_PLACE_WORDS_H
#define IKT_REPORT_PLACE_WORDS_H

#include "report.h"
#include "translations.h"

/* "2 is b.pcap, frames 9 to 12; its clock is 3.000006 s ahead (within 29 us), by 9 datagrams"; number: from 1 */
char *ikt_place_words(const struct ikt_report_place *place, size_t number);
/* "A is 10.0.0.2:500 at place 1 and 203.0.113.9:1024 at place 2: translated between them" */
char *ikt_translation_words(const struct ikt_translation *translation);
/* "A, UDP 4500: 4 left place 1, none reached place 2 (lost: 108 bytes)" */
char *ikt_loss_words(bool of_a, enum ikt_transit_kind kind, const struct ikt_transit_count *count);

#endif
