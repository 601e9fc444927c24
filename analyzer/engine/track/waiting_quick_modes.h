/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Modes of an ISAKMP SA wait for what, so that what may refuse one costs what it finds and not what is
 * alive. Each stands in a tier of the side that it waits for: those that were heard of just now, those that are late,
 * those that were refused already; in each in the order in which they began. Nobody moves them as time goes: who asks
 * does, and where time goes back all are put anew.
 */
#ifndef IKT_TRACK_WAITING_QUICK_MODES_H
#define IKT_TRACK_WAITING_QUICK_MODES_H

#include "track/sa_state.h"

/* An answer by order and time: right behind a proposal, or within the span of its retransmissions. */
#define IKT_PROMPT_ANSWER (2 * IKT_SECOND)
#define IKT_LATE_ANSWER   (60 * IKT_SECOND)

/* All of the SA, which have become many. */
void ikt_waiting_quick_modes_begin(struct ikt_quick_modes *all);
/* There are none any more. */
void ikt_waiting_quick_modes_end(struct ikt_quick_modes *all);
/* A message came, or a refusal: what it waits for may be another one. Nothing happens where they are few. */
void ikt_waiting_quick_modes_note(struct ikt_quick_mode *quick);
/* It ends. */
void ikt_waiting_quick_modes_leave(struct ikt_quick_mode *quick);
/*
 * The one that a message of this side at this time answers: the first of those that were heard of just now, several
 * that wait are answered in their order; else the last that is not refused; else the last. NULL: none.
 */
struct ikt_quick_mode *ikt_waiting_quick_modes_find(const struct ikt_quick_modes *all, bool from_initiator,
                                                    ikt_time time);

#endif
