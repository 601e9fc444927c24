/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings copied out of the engine's records, and back when they are drawn.
 */
#ifndef IKT_PLUGIN_COPY_H
#define IKT_PLUGIN_COPY_H

#include "compat.h"
#include "iketriage/diagnosis.h"
#include "pool.h"

/* A finding; what is not a number by itself has one in a pool. Lists are kept as the numbers of their texts. */
struct ikt_copy {
    uint8_t rule, severity, likelihood, misconfigured;
    uint32_t ordinal;
    uint32_t frames; /* 32-bit numbers */
    uint32_t summary, initiator_has, responder_has;
    uint32_t evidence;
    uint32_t values; /* pairs of name and text */
    uint32_t fixes;  /* pairs of on_initiator and values */
};

void ikt_copy_finding(struct ikt_pool *pool, const struct ikt_finding *from, struct ikt_copy *out);
/* Lists are in scope, texts in the pool: valid until more is kept there. */
void ikt_copy_expand(const struct ikt_pool *pool, const struct ikt_copy *copy, wmem_allocator_t *scope,
                     struct ikt_finding *out);

#endif
