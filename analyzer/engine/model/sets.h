/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The transform sets of an entry or a profile: as they are offered, and which offer they take.
 */
#ifndef IKT_MODEL_SETS_H
#define IKT_MODEL_SETS_H

#include "evidence/offer_compare.h"
#include "model/model.h"
#include "model/steps.h"

/* Sets that are compared. An entry holds six at most (Cisco IOS Security Command Reference, set transform-set). */
#define IKT_MODEL_SETS 32

struct ikt_model_sets {
    size_t count;
    struct ikt_router_set items[IKT_MODEL_SETS]; /* the built-in one among them, which has no line */
    enum ikt_model_says says;                    /* takes: all of them are known; refuses: there is none */
    unsigned line;                               /* of the statement that is the reason */
    const char *because;
};

void ikt_model_sets_of(const struct ikt_router *router, const struct ikt_router_entry *entry,
                       struct ikt_model_sets *out);

/* Lifetimes and PFS as an entry offers them. */
struct ikt_model_terms {
    int group;                     /* IKT_ABSENT: none */
    enum ikt_tristate group_known; /* IKT_UNKNOWN: there is one, which depends on the release */
    int64_t seconds, kilobytes;
};
struct ikt_model_terms ikt_model_terms_of(const struct ikt_router *router, const struct ikt_router_entry *entry);

/* The sets as they are offered for networks between two addresses, in their order; NULL: not all of them are known. */
const struct ikt_sa *ikt_model_sets_offered(struct ikt_arena *arena, const struct ikt_model_sets *sets,
                                            const struct ikt_model_terms *terms, const struct ikt_proxies *networks,
                                            const struct ikt_address *own, const struct ikt_address *peer);

/* A set as a suite; the transforms are the caller's. */
struct ikt_suite ikt_model_suite_of(const struct ikt_router_set *set, struct ikt_transform transforms[static 3]);

struct ikt_model_choice {
    struct ikt_model_step step; /* entry is left to the caller */
    const struct ikt_transform *chosen;
};
/* The first suite of the offer that one of the sets takes. between_peers: the networks are the two peers' addresses. */
struct ikt_model_choice ikt_model_sets_choose(const struct ikt_model_sets *sets, const struct ikt_sa *proposals,
                                              enum ikt_tristate between_peers);

#endif
