/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IP packets made anew, without a link layer (LINKTYPE_RAW), with their sums.
 */
#ifndef IKT_BUNDLE_RAW_PACKET_H
#define IKT_BUNDLE_RAW_PACKET_H

#include <glib.h>

#include "iketriage/triage.h"

/* The largest payload of a UDP datagram. */
#define IKT_RAW_UDP_MAX (65535 - 20 - 8)

/* Appends a packet from packet's source to its destination, which are of one family. */
void ikt_raw_ip_put(GString *out, const struct ikt_packet *packet, uint8_t protocol, struct ikt_bytes payload);
/* Likewise of UDP, of at most IKT_RAW_UDP_MAX octets. */
void ikt_raw_udp_put(GString *out, const struct ikt_packet *packet, struct ikt_bytes payload);
/* RFC 792, RFC 4443: message holds type, code, a sum that is filled in, and the rest. */
void ikt_raw_icmp_put(GString *out, const struct ikt_packet *packet, GByteArray *message);
/* Do both ends have addresses, of one family? */
bool ikt_raw_can(const struct ikt_packet *packet);

#endif
