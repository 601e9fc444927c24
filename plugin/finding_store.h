/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings that outlive the engine's records, and come back when they are drawn.
 *
 * What is kept of a record's findings is their values (addresses, frames, numbers, texts of what the engine alone can
 * read) and their shape: the rules, the formats of the sentences, the names, and which value stands where. Negotiations
 * that fail alike have one shape, which is kept once. Nothing is printed before somebody reads it.
 */
#ifndef IKT_PLUGIN_FINDING_STORE_H
#define IKT_PLUGIN_FINDING_STORE_H

#include "compat.h"
#include "iketriage/finding.h"

/* The findings of one record. */
struct ikt_kept_findings {
    uint32_t shape, values; /* numbers in the store; a shape of 0: there are none */
};

struct ikt_finding_store;

struct ikt_finding_store *ikt_finding_store_new(void);
/* NULL is allowed. */
void ikt_finding_store_free(struct ikt_finding_store *store);
/* The peers are those of the record, which are kept elsewhere; NULL where it has none. */
struct ikt_kept_findings ikt_finding_store_keep(struct ikt_finding_store *store, const struct ikt_findings *findings,
                                                const struct ikt_address *initiator,
                                                const struct ikt_address *responder);
/*
 * All of them in the same order, without their ordinals. The peers are those they were kept with. What they hold lives
 * in scope, and texts until more is kept. NULL: there are none.
 */
const struct ikt_finding *ikt_finding_store_read(struct ikt_finding_store *store, struct ikt_kept_findings kept,
                                                 const struct ikt_address *initiator,
                                                 const struct ikt_address *responder, wmem_allocator_t *scope);

#endif
