/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Claims out of configurations: what a router has for the networks between itself and one peer. A configuration says
 * all that its owner has or nothing: where one statement is unclear, or several entries could take one offer, there is
 * no claim, and the reason is told.
 */
#ifndef IKT_EVIDENCE_CONFIG_CLAIMS_H
#define IKT_EVIDENCE_CONFIG_CLAIMS_H

#include "documents/configs.h"
#include "evidence/claim.h"

/* A claim's networks as a tunnel tells them; NULL: not known. */
struct ikt_network_texts {
    const char *own, *peer;
};

/* One router's, towards one peer. */
struct ikt_config_side {
    size_t config; /* its number; IKT_CONFIGS_MAX: none was given for this address */
    size_t count;
    const struct ikt_claim *claims; /* a claim for each line of the crypto ACL of the entry, or for the tunnel */
    const struct ikt_network_texts *networks; /* of each claim */
    const char *none_because; /* why there is no claim, static; NULL: there are claims, or no configuration */
    struct ikt_ref at;        /* the statement that is the reason; number 0: none in particular */
};

struct ikt_config_claims;

/* configs outlive it, and never change; NULL: there are none. Never NULL. */
struct ikt_config_claims *ikt_config_claims_new(const struct ikt_configs *configs);
void ikt_config_claims_free(struct ikt_config_claims *claims);
/* Both sides' claims. They live until the next call. */
struct ikt_claims ikt_config_claims_of(struct ikt_config_claims *claims, const struct ikt_address *initiator,
                                       const struct ikt_address *responder);
/* One side's; likewise, but that both sides of the last question live on. */
const struct ikt_config_side *ikt_config_side_of(struct ikt_config_claims *claims, const struct ikt_address *owner,
                                                 const struct ikt_address *peer);

#endif
