/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the answering router's own log says of a Quick Mode, for what follows from that.
 */
#ifndef IKT_RULES_LOG_GROUNDS_H
#define IKT_RULES_LOG_GROUNDS_H

#include "rules/phase2_case.h"

/* Take what no key opens from the responder's log. */
void ikt_log_offer_read(struct ikt_phase2_case *c);
/* Fill in c->logged, c->refusal, c->pfs_unknown, and c->notify of a record that logs tell of. */
void ikt_log_answer_read(struct ikt_phase2_case *c);
/* Can the answer mean a difference of this kind, as far as the responder's log tells? */
bool ikt_log_may_mean(const struct ikt_phase2_case *c, enum ikt_log_refusal refusal);
/* Does the router that refuses it say why, of this very Quick Mode? */
bool ikt_log_says_of_itself(const struct ikt_phase2_case *c);
/*
 * Where the log tells no networks: a check that comes after the one for networks means that an entry for this peer has
 * them, and where all of its entries have the same sets and group one is as good as the mirror. NULL: there is none.
 */
const struct ikt_claim *ikt_log_entry_of_peer(const struct ikt_phase2_case *c);

#endif
