/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Of all Quick Modes of a pair of peers, how many failed, by the side that began them. Those that live are queued in
 * the order in which they began; of those that have ended, the next one in the queue keeps the number that failed
 * between the one before it and itself. So the count before any of them is known, and none but the live ones is kept.
 */
#ifndef IKT_TRACK_ATTEMPTS_H
#define IKT_TRACK_ATTEMPTS_H

#include <stdbool.h>

#include <glib.h>

/* Those of a pair; zeroed to begin with. */
struct ikt_attempts {
    GQueue live;
    unsigned failed_last[2]; /* ended ones that failed and began after the last one in the queue */
    unsigned failed[2];      /* all of them, live and ended */
};

/* A Quick Mode that lives; zeroed to begin with. */
struct ikt_attempt {
    struct ikt_attempts *all; /* NULL: it has ended, or its pair is forgotten */
    unsigned side;            /* of its initiator */
    bool failed;
    unsigned failed_before[2]; /* see above */
    GList link;                /* in the queue; data points to the attempt */
};

/* It begins, behind all others. */
void ikt_attempt_join(struct ikt_attempt *attempt, struct ikt_attempts *all);
/* Who began it, and did it fail? Either may change. */
void ikt_attempt_write(struct ikt_attempt *attempt, unsigned side, bool failed);
/* It ends. */
void ikt_attempt_leave(struct ikt_attempt *attempt);
/* How many of the same side that began before it have failed; 0 where the pair is forgotten. */
unsigned ikt_attempt_failures_before(const struct ikt_attempt *attempt);
/* The pair is forgotten. */
void ikt_attempts_clear(struct ikt_attempts *all);

#endif
