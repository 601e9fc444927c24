/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a log says of a Quick Mode, as evidence: its offer, what refused it, how the line is joined to it.
 */
#ifndef IKT_RULES_LOG_TEXT_H
#define IKT_RULES_LOG_TEXT_H

#include "rules/phase2_case.h"

/* Of a record that was not captured: logs tell of it, or configurations suppose it. */
void ikt_say_told_offer(struct ikt_phase2_case *c);
/* Of one that was captured and that no key opens: what the responder's log tells of it. */
void ikt_say_offer_read_in_log(struct ikt_phase2_case *c);
/* Nothing where no log speaks of it. */
void ikt_say_logged_answer(struct ikt_phase2_case *c);

/* "that no transform set of its own fits the offer", for a sentence of what the router logs; NULL: it says no reason.
 */
const char *ikt_log_refusal_text(enum ikt_log_refusal refusal);

#endif
