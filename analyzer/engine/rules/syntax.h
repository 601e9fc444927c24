/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words of the catalogue's lines that differ between IPv4 and IPv6.
 */
#ifndef IKT_RULES_SYNTAX_H
#define IKT_RULES_SYNTAX_H

#include "iketriage/finding.h"

/* Values for <crypto map>, <ip access-list extended>, <sequence> and <ipv4>; family: an enum ikt_family. */
const struct ikt_named_values *ikt_syntax_of(uint8_t family);

#endif
