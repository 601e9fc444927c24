/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Mode a notify refuses. No notify names the Quick Mode's message ID; the SPI names it where the sender
 * fills it in (IOS does), else direction and time do.
 */
#ifndef IKT_TRACK_NOTIFY_MATCH_H
#define IKT_TRACK_NOTIFY_MATCH_H

#include "track/waiting_quick_modes.h"

/* By direction and time only; NULL. */
struct ikt_quick_mode *ikt_notify_match_time(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* The Quick Mode that an error notify of this message, or what may be one, refuses; NULL. */
struct ikt_quick_mode *ikt_notify_match(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);

#endif
