/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Networks on networks, each by its UDP port: VXLAN (RFC 7348) and VXLAN-GPE, Geneve (RFC 8926), GTP-U (3GPP
 * TS 29.281), MPLS (RFC 7510), and TZSP, in which MikroTik's sniffer sends what it sees.
 */
#ifndef IKT_CAPTURE_OVERLAY_H
#define IKT_CAPTURE_OVERLAY_H

#include "inner.h"

/* port: the destination's. data: of UDP; wire_length: of it as it was sent. */
enum ikt_encapsulation ikt_overlay_enter(uint16_t port, struct ikt_bytes data, size_t wire_length,
                                         struct ikt_inner *out);

#endif
