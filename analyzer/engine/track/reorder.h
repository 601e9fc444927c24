/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that come before the one that they follow: frames out of order by a few milliseconds. Without its
 * predecessor such a message has no IV, no place and nothing to answer. It is shown at once as far as it can be read,
 * and held until the next message of its ISAKMP SA; if that is not the predecessor, nothing is missing. At most one
 * message is held per SA. What is taken out of here is the caller's to process.
 */
#ifndef IKT_TRACK_REORDER_H
#define IKT_TRACK_REORDER_H

#include "track/sa_state.h"

/* Frames are late by no more. */
#define IKT_LATENESS (IKT_SECOND / 10)

/* What a held message waits for. */
enum ikt_reorder_wait {
    IKT_REORDER_NOTHING,
    IKT_REORDER_PREDECESSOR, /* the message before it in phase 1 */
    IKT_REORDER_FIRST_KEYED, /* the first message that needs a key */
    IKT_REORDER_LAST_PHASE1, /* the last message of phase 1 */
    IKT_REORDER_EXCHANGE,    /* another message of its message ID */
    IKT_REORDER_PROPOSAL     /* the proposal that it refuses */
};

struct ikt_held {
    enum ikt_reorder_wait waits;
    const struct ikt_message *message; /* as it came, a reference */
    struct ikt_packet packet;
    struct ikt_seen seen; /* without its message */
    uint64_t digest;      /* of duplicate_packets.h */
    bool untried;         /* see ikt_opened; when it came */
    ikt_time since;
    GList link; /* place in the queue; data points to the SA */
};

/* SAs that hold a message, the longest first. */
struct ikt_reorder {
    GQueue holding;
};

/* What a message that is no repetition waits for; seen holds what could be read of it. */
enum ikt_reorder_wait ikt_reorder_waits_for(struct ikt_isakmp_sa *sa, const struct ikt_message *message,
                                            const struct ikt_seen *seen);
/* Is this the message that the held one waits for? There is one. */
bool ikt_reorder_is_awaited(const struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator);
/* Takes over what is filled in: all but link; the message is referenced. */
void ikt_reorder_hold(struct ikt_reorder *reorder, struct ikt_isakmp_sa *sa, const struct ikt_held *held);
/* The SA's held message, its caller's to free; NULL: there is none. */
struct ikt_held *ikt_reorder_take(struct ikt_reorder *reorder, struct ikt_isakmp_sa *sa);
/* An SA whose message has been held longer than frames are late; NULL. */
struct ikt_isakmp_sa *ikt_reorder_expired(const struct ikt_reorder *reorder, ikt_time now);
void ikt_held_free(struct ikt_held *held); /* NULL is allowed */

#endif
