/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A Quick Mode that nobody captured: what one configuration would offer, and what the other router would make of it, as
 * a record that the rules for captured ones read.
 */
#ifndef IKT_DESK_SUPPOSED_H
#define IKT_DESK_SUPPOSED_H

#include "base/arena.h"
#include "evidence/claim.h"
#include "iketriage/exchange.h"

struct ikt_supposed_quick {
    const struct ikt_router *initiator, *responder; /* NULL: its configuration is not known */
    struct ikt_address initiator_address, responder_address;
    const struct ikt_claim *offer; /* the initiator's: what it has for the networks */
    bool accepted, sure;
    bool nat;
    bool logged;                         /* it is no supposition: logs tell of it. The offer may be unknown in part */
    bool initiator_logs, responder_logs; /* ... of an IOS router */
    uint32_t message_id;
};

/* It lives in the arena and points into the claim. */
const struct ikt_phase2 *ikt_supposed_record(struct ikt_arena *arena, const struct ikt_supposed_quick *quick);

#endif
