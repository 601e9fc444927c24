/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far phase 1 got: main, aggressive and base mode, RFC 2409 section 5.
 */
#ifndef IKT_TRACK_PHASE1_H
#define IKT_TRACK_PHASE1_H

#include "track/sa_state.h"

void ikt_phase1_init(struct ikt_phase1_state *phase1, ikt_time time);
void ikt_phase1_clear(struct ikt_phase1_state *phase1);

/*
 * A message of phase 1 that is no repetition: names it and learns from it. seen->message is readable where it can be.
 * It is the caller's to list and to count.
 */
void ikt_phase1_take(struct ikt_isakmp_sa *sa, const struct ikt_packet *packet, struct ikt_seen *seen);
/* Has anything but refusals answered message 1? */
bool ikt_phase1_is_answered(const struct ikt_phase1_state *phase1);
/* A message of the SA, of any exchange, has got its name. */
void ikt_phase1_count(struct ikt_phase1_state *phase1, enum ikt_message_name name);
/* A repetition of it came. */
void ikt_phase1_repeat(struct ikt_phase1_state *phase1, enum ikt_message_name name);
/*
 * An error notify answers the SA and none of its Quick Modes. Returns false where it can refuse no phase 1: that has
 * been accepted by its sender, or is known from later exchanges. notify NULL: it was not read.
 */
bool ikt_phase1_refuse(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen, const struct ikt_notify *notify);

#endif
