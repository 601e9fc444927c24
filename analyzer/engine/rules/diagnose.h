/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs the rules over one record and ranks what they say.
 */
#ifndef IKT_RULES_DIAGNOSE_H
#define IKT_RULES_DIAGNOSE_H

#include "base/arena.h"
#include "evidence/claim.h"
#include "iketriage/finding.h"
#include "rules/pair_documents.h"

/*
 * Findings, best first, without ordinals. They live in the arena and point into record, evidence and documents.
 * evidence, documents: NULL for none. bare: without words, references, values and fixes, and otherwise the same.
 */
struct ikt_findings ikt_diagnose_phase1(struct ikt_arena *arena, const struct ikt_phase1 *record,
                                        const struct ikt_evidence *evidence);
struct ikt_findings ikt_diagnose_phase1_beside(struct ikt_arena *arena, const struct ikt_phase1 *record,
                                               const struct ikt_evidence *evidence,
                                               const struct ikt_pair_documents *documents, bool bare);
struct ikt_findings ikt_diagnose_phase2(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                        const struct ikt_evidence *evidence, const struct ikt_claims *documents);
/* The same, with the configurations themselves, which the model is asked. */
struct ikt_findings ikt_diagnose_phase2_beside(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                               const struct ikt_evidence *evidence,
                                               const struct ikt_pair_documents *documents, bool bare);
/* Findings about the capture that belong to no exchange. */
struct ikt_capture_facts {
    uint64_t ike_messages, ikev2_messages, esp_packets;
    uint64_t ikev2_frame; /* of the first IKEv2 message, 0: none */
    size_t icmp_count;    /* ICMP errors about IKE datagrams that match no exchange */
    const struct ikt_icmp *icmp;
};
struct ikt_findings ikt_diagnose_capture(struct ikt_arena *arena, const struct ikt_capture_facts *facts);

/* What documents say of a tunnel between two routers. */
struct ikt_document_case;
struct ikt_findings ikt_diagnose_documents(struct ikt_arena *arena, const struct ikt_document_case *c);

#endif
