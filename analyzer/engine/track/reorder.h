/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that come before the one that they follow: frames out of order by a few milliseconds. Without the message
 * before it such a one has no IV, no place and nothing to answer. It is shown at once as far as it can be read, and
 * waits for the very next message of its ISAKMP SA, which is the missing one, or it is not missing. One waits at a
 * time.
 */
#ifndef IKT_TRACK_REORDER_H
#define IKT_TRACK_REORDER_H

#include "track/session.h"

/* What an early message waits for. */
enum ikt_early_for {
    IKT_EARLY_NOT,
    IKT_EARLY_FOR_BEFORE,   /* the message before it in phase 1 */
    IKT_EARLY_FOR_PROOF,    /* the first message that needs a key */
    IKT_EARLY_FOR_PHASE1,   /* the last message of phase 1 */
    IKT_EARLY_FOR_EXCHANGE, /* another message of its message ID */
    IKT_EARLY_FOR_PROPOSAL  /* the proposal that it refuses */
};

struct ikt_early_message {
    enum ikt_early_for waits;
    struct ikt_message *message; /* as it came, a reference */
    struct ikt_packet packet;
    struct ikt_seen seen; /* without its message */
    ikt_time since;
    GList link; /* place in the session's queue; data points to the SA */
};

/* What a message that is no repetition waits for; seen holds what could be read of it. */
enum ikt_early_for ikt_early_is(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                const struct ikt_seen *seen);
/* Is this the message that the SA's early one waits for? */
bool ikt_early_awaits(const struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator);
void ikt_early_hold(struct ikt_session *session, struct ikt_isakmp_sa *sa, enum ikt_early_for waits,
                    const struct ikt_packet *packet, const struct ikt_message *message, const struct ikt_seen *seen);
/* Take what waits for what it is: nothing happens where nothing does. */
void ikt_early_release(struct ikt_session *session, struct ikt_isakmp_sa *sa);
/* Those that have waited longer than frames are late. */
void ikt_early_expire(struct ikt_session *session);
/* Forget it; NULL is allowed. */
void ikt_early_free(struct ikt_early_message *early);

#endif
