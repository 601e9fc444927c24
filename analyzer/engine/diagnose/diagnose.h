/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a settled record and the evidence around it to ranked findings. Pure: the same case gives the same findings.
 */
#ifndef IKT_DIAGNOSE_DIAGNOSE_H
#define IKT_DIAGNOSE_DIAGNOSE_H

#include <glib.h>

#include "iketriage/diagnosis.h"

/*
 * One Quick Mode between the same two peers (by address) as the case, of either direction, remembered beyond its
 * record. Views live in messages that the owner keeps.
 */
struct ikt_history {
    struct ikt_address initiator; /* who offered */
    uint32_t message_id;
    uint64_t frame; /* of the offer */
    ikt_time time;
    enum ikt_outcome outcome;   /* IKT_OUTCOME_INCOMPLETE while it is open */
    bool authenticated;         /* the offer's HASH was verified */
    const struct ikt_sa *offer; /* NULL when not readable */
    const struct ikt_sa *choice;
    const struct ikt_identity *proxy_initiator, *proxy_responder;
    int pfs_group;
};

/* What a case rests on besides its own record. */
struct ikt_evidence {
    size_t history_count;
    const struct ikt_history *history; /* in capture order, the case itself left out */
    unsigned block_size, hash_size;    /* of the ISAKMP SA's cipher and hash, 0 unknown */
};

/*
 * Findings (struct ikt_finding, best first) in arrays whose free function releases them. Ordinals are 0: the caller
 * numbers them. Never NULL; empty when nothing is wrong.
 */
GPtrArray *ikt_diagnose_phase1(const struct ikt_phase1 *record, const struct ikt_evidence *evidence);
GPtrArray *ikt_diagnose_phase2(const struct ikt_phase2 *record, const struct ikt_evidence *evidence);
/* Findings about the capture that belong to no exchange. */
struct ikt_capture_facts {
    uint64_t ike_messages, ikev2_messages, esp_packets;
    size_t icmp_count; /* ICMP errors about IKE datagrams that match no exchange */
    const struct ikt_icmp *icmp;
};
GPtrArray *ikt_diagnose_capture(const struct ikt_capture_facts *facts);

#endif
