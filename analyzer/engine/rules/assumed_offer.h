/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode that no key opens, read through its initiator's configuration: what that router would offer, where its
 * length is that of what it sent.
 */
#ifndef IKT_RULES_ASSUMED_OFFER_H
#define IKT_RULES_ASSUMED_OFFER_H

#include "rules/undecrypted.h"

/* NULL: the initiator's configuration is not known, has several lines for this peer, or cannot have sent this. */
const struct ikt_claim *ikt_assumed_offer(const struct ikt_undecrypted *u, const struct ikt_phase2 *record,
                                          const struct ikt_claims *claims);
/* The record with that offer in it; the rest is the record's own. */
const struct ikt_phase2 *ikt_record_with_offer(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                               const struct ikt_claim *claim);

#endif
