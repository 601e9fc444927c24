/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The bodies of payloads, by type (RFC 2408 section 3, RFC 2407 section 4.6, RFC 3947).
 */
#ifndef IKT_ANONYMIZE_ANONYMIZE_PAYLOAD_H
#define IKT_ANONYMIZE_ANONYMIZE_PAYLOAD_H

#include "anonymizer.h"
#include "iketriage/triage.h"

void ikt_anonymize_learn_payload(struct ikt_anonymizer *anonymizer, const struct ikt_payload *payload);
/* Appends the body, without the generic header. */
void ikt_anonymize_payload(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                           const struct ikt_payload *payload, GByteArray *out);

#endif
