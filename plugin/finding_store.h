/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings copied out of the engine's records, and back when they are drawn.
 */
#ifndef IKT_PLUGIN_FINDING_STORE_H
#define IKT_PLUGIN_FINDING_STORE_H

#include "compat.h"
#include "iketriage/finding.h"
#include "string_pool.h"
#include "text_dedup.h"

/* A finding. All that it shares with its like stands in a pool. */
struct ikt_copy {
    uint32_t ordinal;
    uint32_t frames; /* numbers of the pool */
    uint32_t shared;
    uint8_t rule, severity, likelihood, misconfigured;
};

/* On the way into a pool: findings of one exchange after the other. */
struct ikt_copier;
struct ikt_copier *ikt_copier_new(struct ikt_pool *pool);
void ikt_copier_free(struct ikt_copier *copier);
/*
 * Findings follow that come out of one record together, with the particulars of its exchange (the frames among them
 * are each finding's own, whatever is given). They, and the texts of the particulars, stay valid until the next call.
 */
void ikt_copier_begin(struct ikt_copier *copier, const struct ikt_particulars *particulars);
void ikt_copier_take(struct ikt_copier *copier, const struct ikt_finding *from, struct ikt_copy *out);

/* With the same particulars. What it holds lives in scope, names of values until more is kept in the pool. */
void ikt_copy_expand(const struct ikt_pool *pool, const struct ikt_copy *copy, struct ikt_particulars particulars,
                     wmem_allocator_t *scope, struct ikt_finding *out);

#endif
