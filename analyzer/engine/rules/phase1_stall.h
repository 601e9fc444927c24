/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 that stands still behind its first answer: the message that nobody answers, and what those around it say of
 * why.
 */
#ifndef IKT_RULES_PHASE1_STALL_H
#define IKT_RULES_PHASE1_STALL_H

#include "rules/phase1_case.h"

struct ikt_stall {
    const struct ikt_seen *last; /* the message that is not answered */
    bool proves_key;             /* it proves a preshared key, and the keys are not known to agree */
    bool maybe_blocked;          /* it moves to UDP port 4500, and nothing is known to come from there */
    bool blocked;                /* ... nor may have, in what is forgotten */
    bool port_4500_works;        /* something comes from there */
    unsigned echoes;             /* how often message 4 follows message 5 within a round trip */
    bool answered_by_fourth;     /* ... too often for chance: who sends that gets message 5 and cannot use it */
};

/* False where phase 1 does not stand still so, or the preshared keys are known to differ. */
bool ikt_stall_read(struct ikt_stall *stall, const struct ikt_phase1_case *c);

/* Which message is the last one; with its frame. */
void ikt_say_last(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_seen *last);
/* Who stands behind a NAT, by the NAT-D payloads of messages 3 and 4 that the packets' own addresses were held to. */
void ikt_say_nat(struct ikt_draft *draft, const struct ikt_phase1_case *c);

#endif
