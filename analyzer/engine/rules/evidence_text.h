/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Evidence that several rules give in the same words: said once per case, cited by every draft that rests on it.
 */
#ifndef IKT_RULES_EVIDENCE_TEXT_H
#define IKT_RULES_EVIDENCE_TEXT_H

#include "rules/phase2_case.h"
#include "rules/said.h"

/* Fill in c->offer, c->answer, c->meaning and c->retried; after ikt_phase2_case_init. */
void ikt_phase2_case_say(struct ikt_phase2_case *c);
/* Another claim that speaks for the finding: what it holds, and where. */
void ikt_say_claim(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim);
/* The statements of both sides' configurations that a finding is about: of the claim's owner, and of the initiator. */
enum ikt_statement {
    IKT_STATEMENT_SETS,
    IKT_STATEMENT_PFS,
    IKT_STATEMENT_LIFE,
    IKT_STATEMENT_ACL
};
void ikt_cite_statements(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                         enum ikt_statement statement);
/* What a document says otherwise, where it does. */
void ikt_say_dispute(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim);

/*
 * Of an offer that came up before, word for word (sets, group and networks): ", as when it came up in frame 20", for a
 * sentence about what the responder may have now; else "".
 */
struct ikt_value ikt_as_before(const struct ikt_phase2_case *c);

#endif
