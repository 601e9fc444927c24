/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who began, by what a router's log says: the log may be the responder's.
 */
#ifndef IKT_EVIDENCE_LOG_BEGUN_H
#define IKT_EVIDENCE_LOG_BEGUN_H

#include "evidence/log_pair.h"

/* The next line of the router about this peer. What says nothing of it changes nothing. */
void ikt_log_begun_take(struct ikt_log_begun *begun, const struct ikt_log_event *event);

#endif
