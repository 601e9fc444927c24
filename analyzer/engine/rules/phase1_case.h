/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An ISAKMP SA under diagnosis: its record as the phase 1 checks read it, and sentences that they share. Made once;
 * everything in it is a view into the record and the evidence.
 */
#ifndef IKT_RULES_PHASE1_CASE_H
#define IKT_RULES_PHASE1_CASE_H

#include "products/products.h"
#include "rules/draft.h"
#include "rules/phase1_documents.h"
#include "rules/said.h"
#include "track/evidence.h"
#include "track/tally.h"

struct ikt_phase1_case {
    struct ikt_arena *arena;
    const struct ikt_phase1 *record;
    const struct ikt_evidence *evidence;
    struct ikt_phase1_documents documents;                 /* what the two configurations say of it */
    struct ikt_value initiator, responder;                 /* addresses, for sentences */
    const struct ikt_product *initiator_is, *responder_is; /* products */
    const struct ikt_named_values *values;                 /* for the catalogue's lines */
    struct ikt_said offer;                                 /* what was offered; with the frame of the first message */
    struct ikt_said answer; /* what refused it, in which frame, and how far that can be trusted */
    const struct ikt_tally *tally;
    unsigned count[IKT_MESSAGE_NAME_COUNT]; /* listed or not, repetitions included */
    const struct ikt_seen *first[IKT_MESSAGE_NAME_COUNT], *last[IKT_MESSAGE_NAME_COUNT];
    const struct ikt_notification *refusal;    /* the first error notify, readable or not; NULL */
    const struct ikt_message *refusal_message; /* that it stands in; NULL when it is not listed */
    bool answered;                             /* the responder's first message is there */
    bool authenticating;                       /* a message that proves a key was sent */
    enum ikt_tristate preshared;               /* is a preshared key what authenticates? */
    bool keys_agree;                           /* both sides' messages verified under one preshared key */
    bool nat;                                  /* NAT-D shows one between the peers */
    bool refused_unread; /* the refusal was not read, and the fifth message comes again and again after it, so the
                            initiator cannot read it either: it has other keys */
    bool unheard;        /* the initiator only repeats its first message, and nothing of the responder was captured */
};

void ikt_phase1_case_init(struct ikt_phase1_case *c, struct ikt_arena *arena, const struct ikt_phase1 *record,
                          const struct ikt_evidence *evidence, const struct ikt_pair_documents *documents);
/* The sentences that its findings share, and the values of their lines. */
void ikt_phase1_case_say(struct ikt_phase1_case *c);
/* The peer's address, for sentences. */
struct ikt_value ikt_phase1_peer(const struct ikt_phase1_case *c, bool initiator);
/* Did it fail, in a way that a rule may speak of? */
bool ikt_phase1_failed(const struct ikt_phase1_case *c);
/* Has nobody answered its first message, as far as this capture tells? */
bool ikt_phase1_unanswered(const struct ikt_phase1_case *c);
/* Type of the refusal, IKT_ABSENT when there is none or it is not readable. */
int ikt_phase1_refusal_type(const struct ikt_phase1_case *c);
/* The last message of phase 1 that was sent; NULL when the answer to the first was not seen. */
const struct ikt_seen *ikt_phase1_last(const struct ikt_phase1_case *c);
/* The message that first proves a key; the first message of all where none does, 0 where none is listed. */
uint64_t ikt_phase1_proof_frame(const struct ikt_phase1_case *c);
/* IKT_UNKNOWN for IKT_ABSENT. */
enum ikt_tristate ikt_is_preshared(int method);
/* The private address that a peer names itself by, while its packets come from another one; NULL. */
const struct ikt_identity *ikt_private_identity(const struct ikt_party *party);
/* Does the capture go on for long enough after that moment to show what comes next? */
bool ikt_phase1_goes_on(const struct ikt_phase1_case *c, ikt_time after);
/* The first transform of the first proposal that has one; NULL. */
const struct ikt_transform *ikt_phase1_transform(const struct ikt_sa *sa);

/* The catalogue's lines of the draft's rule; at_initiator: that is the router that decides, else the responder. */
void ikt_phase1_advise(struct ikt_draft *draft, const struct ikt_phase1_case *c, bool at_initiator);
/* Its fix, with no more values than these and the other router's address. */
void ikt_phase1_fix(struct ikt_draft *draft, const struct ikt_phase1_case *c, bool on_initiator);

/* A policy as the lines of crypto isakmp policy have it, over base; can IOS hold it? */
const struct ikt_named_values *ikt_policy_values(struct ikt_arena *arena, const struct ikt_named_values *base,
                                                 const struct ikt_transform *policy);
bool ikt_policy_has_ios(const struct ikt_transform *policy);

#endif
