/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Evidence that several rules give in the same words. Each appends sentences and frames to a draft.
 */
#ifndef IKT_RULES_EVIDENCE_TEXT_H
#define IKT_RULES_EVIDENCE_TEXT_H

#include "rules/phase2_case.h"
#include "rules/draft.h"

/* What was offered, where that can be read; for the case to keep. Newly allocated. */
char *ikt_offer_sentence(const struct ikt_case *c);
/* What was offered, in which frame, and how far its words can be trusted. */
void ikt_say_offer(struct ikt_draft *draft, const struct ikt_case *c);
/* What refused it, or that nothing answered. */
void ikt_say_answer(struct ikt_draft *draft, const struct ikt_case *c);
/* What that answer can mean from this peer, and what the other direction rules out. */
void ikt_say_meaning(struct ikt_draft *draft, const struct ikt_case *c);
/* Which key is missing, why, and where to get it; nothing when none is. */
void ikt_say_keys(struct ikt_draft *draft, const struct ikt_phase1 *phase1);
/* Another Quick Mode that speaks for the finding: what it offered, in which frame. */
void ikt_say_history(struct ikt_draft *draft, const struct ikt_case *c, const struct ikt_history *history);
/* How to tell this open cause from the others: a show command's answer that confirms, and one that refutes. */
void ikt_say_check(struct ikt_draft *draft, const char *command, const char *where, const char *confirms);

#endif
