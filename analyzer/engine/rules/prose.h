/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Prose and lines that rules of several families have in common.
 */
#ifndef IKT_RULES_PROSE_H
#define IKT_RULES_PROSE_H

/* clang-format off */
/*
 * What IOS logs when it refuses a Quick Mode, whatever for, and what an IOS initiator logs of a refusal. IOS has
 * NO-PROPOSAL-CHOSEN for every cause: where something else was sent, it was no IOS. Values: "no-proposal", and "larval"
 * where the notify names the SPI (knowledge base, sections 2.2 and 3.1; without debugging a later release logs nothing).
 */
#define IKT_LOG_REFUSED \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "phase 2 SA policy not acceptable! (local <responder> remote <initiator>)"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "deleting node <message-id> error TRUE reason \"QM rejected\""), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "phase 2 SA not acceptable!"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", \
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at <initiator>"), \
    IKT_LOG_INITIATOR_IF(ALL, "no-proposal", "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3"), \
    IKT_LOG_INITIATOR_IF(ALL, "larval", "deleting node <message-id> error TRUE reason \"Delete Larval\"")

/* Of one peer; <other> is the router across as seen from the one where this is typed (draft.c). */
#define IKT_SHOW_DEBUG_ISAKMP "debug crypto condition peer <ipv4> <other>", "debug crypto isakmp"
#define IKT_SHOW_DEBUG IKT_SHOW_DEBUG_ISAKMP, "debug crypto ipsec"
#define IKT_SHOW_SESSION "show crypto session remote <other> detail"
#define IKT_SHOW_PEER "show crypto isakmp peers <other>"

#define IKT_PROSE_ERRORS \
    "An IOS responder that debugs (\"debug crypto condition peer ipv4 A\", \"debug crypto isakmp\", \"debug crypto " \
    "ipsec\") gives its reason as a number: error 32 networks, or no map entry with this peer for them; 256 transform " \
    "set or mode; 1024* PFS; 64* the entry has another peer; 8* no crypto map on the interface (* from memory, not " \
    "confirmed by a router's log)."

/* The same for rules that are of one kind with another, which has the whole list. */
#define IKT_PROSE_ERROR(number, other_rule) \
    "An IOS responder that debugs this peer (\"debug crypto condition peer ipv4 A\", \"debug crypto isakmp\", \"debug " \
    "crypto ipsec\") gives error " number " for it; " other_rule " lists the other numbers."

#define IKT_PROSE_ENTRY_DECIDES \
    "What decides is the entry's own list, \"Transform sets={ }\" in \"show crypto map\" under the entry whose Peer is " \
    "the other router; a set that stands elsewhere on the router proves nothing."

#define IKT_PROSE_BOTH_OFFERS \
    "Certain when the responder's own proposal for the same networks is captured and holds no such set; an earlier " \
    "success makes it probable; a refusal alone leaves it possible, since IOS answers other causes alike."

/* A policy beside those that are there; values: ikt_policy_values. */
#define IKT_FIX_POLICY \
    "crypto isakmp policy <FREE-NUMBER>", \
    " encr <encr>", \
    " hash <hash>", \
    " authentication <authentication>", \
    " group <group>", \
    " lifetime <life>"
#define IKT_TOUCHES_POLICY \
    "any peer may agree on the new policy, after all others; where there is no policy of the router's own it ends the " \
    "use of the built-in ones (65507 to 65514), which other peers may need"

#define IKT_PROSE_RETRANSMISSION "The wording of the lines that IOS logs of retransmission is from memory."

/* A message that is repeated; values: state. */
#define IKT_LOG_RETRANSMITTING \
    IKT_LOG_INITIATOR_IF(ALL, "unanswered", "retransmitting phase 1 <state>..."), \
    IKT_LOG_INITIATOR_IF(ALL, "unanswered", \
        "deleting SA reason \"Death by retransmission P1\" state (I) <state> (peer <responder>)")
#define IKT_LOG_MODE_FAILED \
    IKT_LOG_RESPONDER_IF(ALL, "exchange", \
        "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <remote>")

/* What else changes a map entry touches. */
#define IKT_TOUCHES_ENTRY "every peer of this map entry and nothing else"
#define IKT_TOUCHES_PROFILE \
    "with tunnel protection there is no map entry: type the \"set\" line under \"crypto ipsec profile\", where it counts " \
    "for every tunnel interface with that profile"
/* clang-format on */

#endif
