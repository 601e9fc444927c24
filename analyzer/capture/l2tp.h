/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * L2TP version 2 (RFC 2661) and version 3 (RFC 3931).
 */
#ifndef IKT_CAPTURE_L2TP_H
#define IKT_CAPTURE_L2TP_H

#include "inner.h"

/* data: of UDP between L2TP's ports; wire_length: of it as it was sent. */
enum ikt_encapsulation ikt_l2tp_in_udp(struct ikt_bytes data, size_t wire_length, struct ikt_inner *out);
/* payload: of an IP packet of protocol 115; more: it goes on in other fragments. */
enum ikt_encapsulation ikt_l2tp_in_ip(struct ikt_bytes payload, size_t wire_length, bool more, struct ikt_inner *out);

#endif
