/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a settled record and the evidence around it to ranked findings. Pure: the same case gives the same findings.
 */
#ifndef IKT_RULES_DIAGNOSE_H
#define IKT_RULES_DIAGNOSE_H

#include <glib.h>

#include "track/evidence.h"
#include "iketriage/diagnosis.h"

/*
 * Findings (struct ikt_finding, best first) in arrays whose free function releases them. Ordinals are 0: the caller
 * numbers them. Never NULL; empty when nothing is wrong. evidence may be NULL: there is none.
 */
GPtrArray *ikt_diagnose_phase1(const struct ikt_phase1 *record, const struct ikt_evidence *evidence);
GPtrArray *ikt_diagnose_phase2(const struct ikt_phase2 *record, const struct ikt_evidence *evidence);
/* Findings about the capture that belong to no exchange. */
struct ikt_capture_facts {
    uint64_t ike_messages, ikev2_messages, esp_packets;
    uint64_t ikev2_frame; /* of the first IKEv2 message, 0: none */
    size_t icmp_count;    /* ICMP errors about IKE datagrams that match no exchange */
    const struct ikt_icmp *icmp;
};
GPtrArray *ikt_diagnose_capture(const struct ikt_capture_facts *facts);

#endif
