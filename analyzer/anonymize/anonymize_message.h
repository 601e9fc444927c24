/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An IKE message with what stands for addresses, names, cookies and SPIs: built anew, payload by payload, so that
 * nothing is in it that is not known to tell nothing. NAT-D and the vendor ID of IOS are made of the new addresses and
 * cookies, as their sender would make them; certificates, what XAUTH asks of a person and what is not understood are
 * zeros. Ciphertext stays: its key is made of cookies that are not there any more.
 */
#ifndef IKT_ANONYMIZE_ANONYMIZE_MESSAGE_H
#define IKT_ANONYMIZE_ANONYMIZE_MESSAGE_H

#include "anonymizer.h"
#include "iketriage/triage.h"

/* Cookies and names that the message holds are known from now on. */
void ikt_anonymize_learn_message(struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event);
/* Appends the message, header included; nothing where there is none. */
void ikt_anonymize_message(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                           GByteArray *out);
/* A message of IKEv2 that is no IKEv1 one: its clear payloads' structure, and no more. */
void ikt_anonymize_ikev2(const struct ikt_anonymizer *anonymizer, struct ikt_bytes message, GByteArray *out);
/* The beginning of a message that an ICMP error quotes: cookies are replaced, the rest is zeros. */
void ikt_anonymize_quoted(const struct ikt_anonymizer *anonymizer, struct ikt_bytes quoted, GByteArray *out);

#endif
