/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Mode a notify refuses. No notify names the Quick Mode's message ID; the SPI names it where the sender
 * fills it in (IOS does), else direction and time do.
 */
#ifndef IKT_TRACK_NOTIFY_MATCH_H
#define IKT_TRACK_NOTIFY_MATCH_H

#include "track/sa_state.h"

/* An answer by order and time: right behind a proposal, or within the span of its retransmissions. */
#define IKT_PROMPT_ANSWER (2 * IKT_SECOND)
#define IKT_LATE_ANSWER   (60 * IKT_SECOND)

/* By direction and time only; NULL. */
struct ikt_quick_mode *ikt_notify_match_time(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);
/* The Quick Mode that an error notify of this message, or what may be one, refuses; NULL. */
struct ikt_quick_mode *ikt_notify_match(const struct ikt_isakmp_sa *sa, const struct ikt_seen *seen);

#endif
