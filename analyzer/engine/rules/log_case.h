/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One side's log under diagnosis, for the rules' checks of logs: who writes, of whom, and sentences they share.
 * A router's own log is its own word: what it says of itself may be certain, what it says of its peer never is.
 */
#ifndef IKT_RULES_LOG_CASE_H
#define IKT_RULES_LOG_CASE_H

#include "evidence/log_pair.h"
#include "evidence/log_state.h"
#include "rules/document_case.h"
#include "rules/rank.h"

struct ikt_log_case {
    const struct ikt_document_case *documents;
    const struct ikt_document_side *own, *other; /* who writes, and the peer */
    const struct ikt_log_pair *log;              /* never NULL */
    const struct ikt_log_pair *peers_log;        /* what the peer's log says of this one; NULL: nothing */
    bool by_a;                                   /* A writes: the drafts' "initiator" */
    struct ikt_value writer, peer;               /* for sentences */
    ikt_log_place authenticated;                 /* of the last line that phase 1 came up; 0: it never did */
    ikt_log_place up;                            /* of the last line that phase 2 came up; 0: it never did */
};

/* side: 0 (A) or 1. False: there is no log of it. */
bool ikt_log_case_init(struct ikt_log_case *c, const struct ikt_document_case *documents, int side);

/* Put a check to each side that has a log. */
typedef void ikt_log_check_side(const struct ikt_log_case *c, struct ikt_drafts *drafts);
void ikt_log_each_side(const struct ikt_document_case *documents, struct ikt_drafts *drafts, ikt_log_check_side *check);

/* A draft of what one side's log says; at_writer: it is the writer that is misconfigured, else its peer. */
struct ikt_draft *ikt_log_draft(const struct ikt_log_case *c, struct ikt_drafts *drafts, enum ikt_rule rule,
                                enum ikt_likelihood likelihood, int rank);
void ikt_log_blame(struct ikt_draft *draft, const struct ikt_log_case *c, bool writer);
/* Values of the catalogue's lines: <initiator>, <responder>, <local>, <remote>, <peer>, and the words of the syntax.
 * local: the writer. */
void ikt_log_advise(struct ikt_draft *draft, const struct ikt_log_case *c);
void ikt_log_fix(struct ikt_draft *draft, const struct ikt_log_case *c, bool on_writer);

/* "The log of R says in line N that ...": what, a clause; the lines become references. */
void ikt_log_say(struct ikt_draft *draft, const struct ikt_log_case *c, const struct ikt_log_fact *fact,
                 const char *what);
/* Was it said after the last time that phase 1 came up, so that it still holds? */
bool ikt_log_stands(const struct ikt_log_case *c, enum ikt_log_said what);

#endif
