/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is missing of a message that was read without its IV, and why.
 */
#ifndef IKT_REPORT_LOST_H
#define IKT_REPORT_LOST_H

#include "iketriage/exchange.h"

/* Octets of the nth message of an exchange that are not known; 0 for a repetition, which says nothing new. */
uint32_t ikt_report_lost(const struct ikt_seen *seen, size_t count, size_t nth);
/* Static; NULL where nothing is lost. Equal causes are the same string. */
const char *ikt_report_lost_because(const struct ikt_seen *seen, size_t count, size_t nth);

#endif
