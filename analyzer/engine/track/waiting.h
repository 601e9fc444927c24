/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How long exchanges wait until they are judged. An exchange waits in the queue that its state asks for; one that is
 * established waits in none, for what may end it.
 */
#ifndef IKT_TRACK_WAITING_H
#define IKT_TRACK_WAITING_H

#include "track/sa_state.h"

struct ikt_waiting {
    GQueue silent;    /* struct ikt_due by last activity */
    GQueue lingering; /* struct ikt_due by the moment that began it */
};

/* Put an exchange where its state asks for. A wait that runs is not prolonged. */
void ikt_waiting_review_quick(struct ikt_waiting *waiting, struct ikt_quick_mode *quick, ikt_time now);
void ikt_waiting_review_sa(struct ikt_waiting *waiting, struct ikt_isakmp_sa *sa, ikt_time now);
/* The exchange took part in something: if it waits for silence, it waits anew. */
void ikt_waiting_touch(struct ikt_waiting *waiting, struct ikt_due *due, ikt_time now);
void ikt_waiting_stop(struct ikt_due *due);
/* One that has waited long enough; NULL: none has. */
struct ikt_due *ikt_waiting_due(const struct ikt_waiting *waiting, ikt_time now);

#endif
