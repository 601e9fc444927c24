/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the configurations of two peers say of a phase 1 between them: what the model answers to the offer, which keys
 * both would use, and whether each file can be what runs at all.
 */
#ifndef IKT_RULES_PHASE1_DOCUMENTS_H
#define IKT_RULES_PHASE1_DOCUMENTS_H

#include "evidence/policy_compare.h"
#include "model/model.h"
#include "rules/draft.h"
#include "rules/pair_documents.h"

struct ikt_phase1_documents {
    /* Without a configuration that has not the policies that its router is seen to offer, or to choose. */
    struct ikt_pair_router initiator, responder;
    bool initiator_is_stale, responder_is_stale;
    const struct ikt_model_phase1_answer *answer; /* the responder's, to the first message; NULL: not known */
    const struct ikt_router_key *keys[2]; /* that the initiator would use, the responder; NULL: none, not known */
    enum ikt_tristate same_key;           /* IKT_UNKNOWN: not both are known, or others may be meant */
    /* Does the responder's configuration have anything for the initiator's address? Else it may be another router's. */
    bool knows_peer;
    /* An entry of it that names other peers, and whose access list is the mirror of the initiator's; NULL: there is
     * none. */
    const struct ikt_router_entry *mirror;
    unsigned mirror_line; /* of that access list */
    struct ikt_ref own_line;
    const struct ikt_identity *identity; /* of the initiator, by its configuration; NULL: not known */
    unsigned identity_line;              /* that says so; 0: the default */
    /* The profile that the responder's entry for this peer wants, which no identity of the initiator matches; NULL. */
    const struct ikt_router_isakmp_profile *unmatched;
};

void ikt_phase1_documents_init(struct ikt_phase1_documents *out, struct ikt_arena *arena,
                               const struct ikt_phase1 *record, const struct ikt_pair_documents *documents);
/* Does the model refuse at this check? sure: not by anything from memory. */
bool ikt_phase1_refuses_at(const struct ikt_phase1_documents *documents, enum ikt_model_check check, bool *sure);
/* Is one of the transforms on the wire in none of its policies? Then it is not what runs. */
bool ikt_phase1_lacks_policy(const struct ikt_pair_router *router, const struct ikt_sa *sa);
/* It has preshared keys, and none for this peer. */
bool ikt_phase1_lacks_key(const struct ikt_pair_router *router, const struct ikt_address *own,
                          const struct ikt_address *peer);
/* Its policies, the first ones; count 0: they are not known. */
void ikt_phase1_policies_of(const struct ikt_pair_router *router, struct ikt_policies *out);
/* The statement in which a policy has what differs; both sides' are suspects. */
void ikt_phase1_cite_policy(struct ikt_draft *draft, const struct ikt_pair_router *router,
                            const struct ikt_transform *policy, const struct ikt_transform *other);

#endif
