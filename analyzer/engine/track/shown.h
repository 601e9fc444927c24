/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that were captured twice, encrypted and in clear, as an ASA's "capture type isakmp" keeps what it decrypts.
 * How its copies look is documented nowhere; what is taken for one is a message of the same sender, exchange and
 * message ID, within the time of duplicates and no longer than the encrypted one. No peer sends such a pair.
 */
#ifndef IKT_TRACK_SHOWN_H
#define IKT_TRACK_SHOWN_H

#include "track/sa_state.h"

/*
 * Is this the second of such a pair? Its original is named in seen then. quick: the Quick Mode that is read by a copy
 * in clear; NULL: none is. A notify or DELETE in clear is no copy: it is taken as what it says.
 */
bool ikt_shown_take(struct ikt_isakmp_sa *sa, struct ikt_seen *seen, struct ikt_quick_mode **quick);

#endif
