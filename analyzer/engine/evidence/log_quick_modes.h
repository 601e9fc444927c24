/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The Quick Modes of a router and one peer, put together out of the events of its log. What names no message ID belongs
 * to the one that is going on: one that the router began, else one that the peer began.
 */
#ifndef IKT_EVIDENCE_LOG_QUICK_MODES_H
#define IKT_EVIDENCE_LOG_QUICK_MODES_H

#include "evidence/log_pair.h"
#include "evidence/log_transforms.h"

/* One that is going on, or has just ended. */
struct ikt_log_going {
    bool used;
    struct ikt_log_quick_mode told;
    struct ikt_log_transforms offer;
    bool by_validate; /* the transforms are those of "validate_proposal_request" */
};

struct ikt_log_quick_modes {
    struct ikt_arena *arena;
    struct ikt_log_going going[2]; /* begun here, begun by the peer */
    size_t count, room;
    uint64_t more;
    struct ikt_log_quick_mode *items;
};

/* An event that bears on a Quick Mode of the two; others are left alone. */
void ikt_log_quick_modes_take(struct ikt_log_quick_modes *modes, const struct ikt_log_event *event,
                              const struct ikt_log_spot *spot);
/* The ISAKMP SA ended. */
void ikt_log_quick_modes_sa_ended(struct ikt_log_quick_modes *modes, const struct ikt_log_spot *spot);
/* No more events come. */
void ikt_log_quick_modes_finish(struct ikt_log_quick_modes *modes);
/* Is an offer being checked, so that a refusal without an address is of it? */
bool ikt_log_quick_modes_check(const struct ikt_log_quick_modes *modes);

#endif
