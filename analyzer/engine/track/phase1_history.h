/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the history of two peers learns from a phase 1: what each offered and chose, and that it came up.
 */
#ifndef IKT_TRACK_PHASE1_HISTORY_H
#define IKT_TRACK_PHASE1_HISTORY_H

#include "track/history.h"
#include "track/sa_state.h"

/* One of its messages was taken, that is no repetition. */
void ikt_phase1_history_message(struct ikt_history_table *history, const struct ikt_isakmp_sa *sa,
                                const struct ikt_packet *packet, const struct ikt_seen *seen);
/* A Quick Mode began under it: with the first one both sides take phase 1 for done. */
void ikt_phase1_history_up(struct ikt_history_table *history, const struct ikt_isakmp_sa *sa,
                           const struct ikt_seen *seen);

#endif
