/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of JSON records: proposals, identities, findings, and the payloads of a message. New references, never NULL.
 */
#ifndef IKT_REPORT_JSON_PART_H
#define IKT_REPORT_JSON_PART_H

#include "json_value.h"

#include "iketriage/finding.h"

/* The proposals of an SA payload in wire order; NULL: null. */
json_t *ikt_json_proposals(const struct ikt_sa *sa);
/* {type, value, protocol, port}; NULL: null. */
json_t *ikt_json_proxy(const struct ikt_identity *identity);
/* {initiator, responder}; null when neither is known. */
json_t *ikt_json_proxies(const struct ikt_identity *initiator, const struct ikt_identity *responder);
/* The SPIs of a DELETE payload, each as hex. */
json_t *ikt_json_spis(const struct ikt_delete *deletion);
json_t *ikt_json_findings(const struct ikt_findings *findings);
json_t *ikt_json_problem(const struct ikt_problem *problem); /* {name, payload, offset, text} */
/* Every payload of a readable message; [] while it is encrypted. */
json_t *ikt_json_payloads(const struct ikt_message *message);

#endif
