/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The transforms of an offer as a log tells them one by one, put together as the SA payload that they came in.
 */
#ifndef IKT_EVIDENCE_LOG_TRANSFORMS_H
#define IKT_EVIDENCE_LOG_TRANSFORMS_H

#include "base/arena.h"
#include "documents/log_event.h"

/* Transforms of one offer that are kept. */
#define IKT_LOG_TRANSFORMS 24

struct ikt_log_transforms {
    unsigned count;
    struct ikt_transform items[IKT_LOG_TRANSFORMS];
    uint8_t proposals[IKT_LOG_TRANSFORMS]; /* number of each one's proposal */
    bool more;                             /* ... than are kept */
};

/* Does the line tell a transform? */
bool ikt_log_offer_holds(const struct ikt_log_offer *offer);
/* One that is there already is not added again: some lines are printed twice. */
void ikt_log_offer_add(struct ikt_log_transforms *all, const struct ikt_log_offer *offer, uint8_t proposal);
/* NULL: there are none. */
const struct ikt_sa *ikt_log_offer_sa(struct ikt_arena *arena, const struct ikt_log_transforms *all);
/* Either may be NULL. */
bool ikt_log_offers_equal(const struct ikt_sa *a, const struct ikt_sa *b);

#endif
