/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Prose and lines that rules of several families have in common.
 */
#ifndef IKT_RULES_PROSE_H
#define IKT_RULES_PROSE_H

/* clang-format off */
/* What IOS prints when it refuses a Quick Mode, whatever for, and what the initiator prints then. */
#define IKT_DEBUG_REFUSED \
    "phase 2 SA policy not acceptable! (local <responder> remote <initiator>)", \
    "Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", \
    "deleting node <message-id> error TRUE reason \"QM rejected\"", \
    "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at <initiator>", \
    "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", \
    "deleting node <message-id> error TRUE reason \"Delete Larval\""

#define IKT_PROSE_BOTH_OFFERS \
    "Certain when the responder's own proposal for the same networks is captured and holds no such set; an earlier " \
    "success makes it probable; a refusal alone leaves it possible, since IOS answers other causes alike."
/* clang-format on */

#endif
