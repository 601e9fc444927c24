/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GRE (RFC 2784, RFC 2890), PPTP's (RFC 2637), and what mirror ports send in it: ERSPAN.
 */
#ifndef IKT_CAPTURE_GRE_H
#define IKT_CAPTURE_GRE_H

#include "inner.h"

/* payload: from GRE's header on; wire_length: of it as it was sent. */
enum ikt_encapsulation ikt_gre_enter(struct ikt_bytes payload, size_t wire_length, struct ikt_inner *out);

#endif
