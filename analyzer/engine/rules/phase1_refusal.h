/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A refusal of phase 1 as the checks of policies, peers, identities, methods, keys and certificates read it.
 */
#ifndef IKT_RULES_PHASE1_REFUSAL_H
#define IKT_RULES_PHASE1_REFUSAL_H

#include "rules/phase1_case.h"

/* Which kind of proof may be what is refused. */
enum ikt_refused_proof {
    IKT_REFUSED_NO_PROOF, /* none: it answers the first message, or names something else */
    IKT_REFUSED_KEY_PROOF,
    IKT_REFUSED_SIGNATURE
};

struct ikt_refusal {
    int type; /* IKT_ABSENT: not readable */
    bool by_initiator;
    struct ikt_value who, whom; /* refuses, is refused */
    const struct ikt_party *refused;
    bool opening; /* it answers the first message */
    enum ikt_refused_proof proof;
    bool names_certificate; /* INVALID-ID-INFORMATION included: the name in it */
    bool keys_fit;          /* the refuser could read and verify the message that it refuses */
    bool other_method;      /* the refuser itself offers another kind of authentication when it begins */
    int own_method;         /* IKT_AUTH_*, that one; IKT_ABSENT: it did not begin, or offered several */
};

/* False where nothing refuses phase 1, or the preshared keys are known to differ: then nothing else is to be said. */
bool ikt_refusal_read(struct ikt_refusal *r, const struct ikt_phase1_case *c);

/* Is the policy refused, in a notify that is readable, before any was chosen? */
bool ikt_refuses_policy(const struct ikt_phase1_case *c);
/* ... and in the form in which a peer is refused that has no entry at all? (products.h, policy_refusal_has_spi) */
bool ikt_refuses_unknown_peer(const struct ikt_phase1_case *c);

#endif
