/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the exchanges that are alive stand: their records as they would be if they were judged now. What goes on is
 * incomplete until it is decided, has repeated itself or has been silent for a while, so that a message that is under
 * way is not taken for lost. Nothing of what is judged later changes by it.
 */
#ifndef IKT_TRACK_STANDING_H
#define IKT_TRACK_STANDING_H

#include "track/session.h"

struct ikt_standing_events {
    /* Something was seen of these two: comes before the records of all pairs. */
    void (*pair)(void *user, const struct ikt_address *low, const struct ikt_address *high);
    /* As those of struct ikt_session_events; evidence NULL: it goes on, and is not to be judged. */
    void (*phase1)(void *user, struct ikt_isakmp_sa *sa, const struct ikt_evidence *evidence);
    void (*phase2)(void *user, struct ikt_quick_mode *quick, const struct ikt_evidence *evidence);
};

/* From now on the pairs of which something is seen are noted. */
void ikt_session_watch(struct ikt_session *session);
/* Hand out the live exchanges of those noted, 256 pairs at most; the rest wait for the next call. */
void ikt_session_standing(struct ikt_session *session, const struct ikt_standing_events *events, void *user);

#endif
