/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets made anew out of what was read of others, for a bundle that names nobody. Link layers, tunnels around them,
 * fragments and what ESP carries are not in them. Each appends one packet (raw_packet.h), or nothing where it cannot.
 */
#ifndef IKT_BUNDLE_ANONYMOUS_PACKET_H
#define IKT_BUNDLE_ANONYMOUS_PACKET_H

#include "anonymize/anonymizer.h"
#include "iketriage/triage.h"

void ikt_anonymous_message_put(GString *out, const struct ikt_anonymizer *anonymizer,
                               const struct ikt_message_event *event);
/* A datagram, if it is of IKEv2. */
void ikt_anonymous_ikev2_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                             struct ikt_bytes datagram);
/* octets: of ESP or AH, its header included. */
void ikt_anonymous_ipsec_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                             uint8_t protocol, uint32_t spi, uint32_t sequence, uint32_t octets);
void ikt_anonymous_icmp_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                            const uint8_t type_and_code[static 2], const struct ikt_endpoint *quoted_source,
                            const struct ikt_endpoint *quoted_destination, struct ikt_bytes quoted);
void ikt_anonymous_too_big_put(GString *out, const struct ikt_anonymizer *anonymizer, const struct ikt_packet *packet,
                               const struct ikt_too_big *error);

#endif
