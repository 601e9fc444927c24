/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets as hex digits, into memory of the caller: a secret is wiped where it was written.
 */
#ifndef IKT_BASE_HEX_H
#define IKT_BASE_HEX_H

#include "iketriage/bytes.h"

/* Lower-case hex without separators, and a NUL: 2 * octets.length + 1 characters. */
void ikt_hex_write(struct ikt_bytes octets, char *out);

#endif
