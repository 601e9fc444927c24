/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration that cannot have sent what its router is seen to send is another one: an old file, or another
 * router's. Nothing is concluded from it.
 */
#ifndef IKT_RULES_STALE_CONFIGURATION_H
#define IKT_RULES_STALE_CONFIGURATION_H

#include "evidence/claim.h"
#include "rules/draft.h"

enum ikt_staleness {
    IKT_STALE_NOT,      /* nothing speaks against it, or nothing is known */
    IKT_STALE_NETWORKS, /* it has no line with the networks that its router offers */
    IKT_STALE_SETS,     /* ... none with these sets for them */
    IKT_STALE_PFS,      /* ... none with this group */
    IKT_STALE_POLICIES, /* it has no ISAKMP policy that its router is seen to use */
    IKT_STALE_KEY,      /* it has no preshared key for the peer with which phase 1 came up under one */
    IKT_STALE_LENGTH    /* none that makes an offer of that length */
};

/* What a router offers, against the lines of its configuration. translated: a NAT may have changed hosts in it. */
enum ikt_staleness ikt_staleness_of(const struct ikt_claims *documents, const struct ikt_address *owner,
                                    const struct ikt_proxies *networks, const struct ikt_sa *offer, int pfs_group,
                                    bool translated);
/* For evidence; NULL where nothing speaks against it. length: of the message that none of its lines makes. */
const struct ikt_sentence *ikt_stale_sentence(struct ikt_arena *arena, struct ikt_value owner, enum ikt_staleness stale,
                                              unsigned length);
/* The same claims without those of this router's configuration. */
struct ikt_claims ikt_claims_without(struct ikt_arena *arena, const struct ikt_claims *claims,
                                     const struct ikt_address *owner);

#endif
