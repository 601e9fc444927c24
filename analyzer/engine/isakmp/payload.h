/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decoders of payload bodies. Each reads what it can, records what does not parse with ikt_decoding_problem, and
 * leaves absent what it could not read. Views point into the octets that the reader was made over.
 */
#ifndef IKT_ISAKMP_PAYLOAD_H
#define IKT_ISAKMP_PAYLOAD_H

#include "isakmp/decoding.h"

/* Fills in payload by its type; type, next, offset, octets and body are set already. */
void ikt_decode_payload(struct ikt_decoding *decoding, struct ikt_payload *payload);

/* The bodies with a file of their own; reader stands after the generic header. */
void ikt_decode_sa(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_sa *sa);
/* id comes zeroed, its prefix -1. */
void ikt_decode_id(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_identity *id);
void ikt_decode_nat_oa(struct ikt_decoding *decoding, struct ikt_reader reader, struct ikt_identity *id);

/* Does an SPI of size octets fit the protocol? Unknown protocols have any. */
bool ikt_spi_size_usual(uint8_t protocol, size_t size);

#endif
