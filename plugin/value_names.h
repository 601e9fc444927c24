/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of enumerations as Wireshark wants them, tables that it offers for filters, out of the engine's registries.
 */
#ifndef IKT_PLUGIN_VALUE_NAMES_H
#define IKT_PLUGIN_VALUE_NAMES_H

#include "fields.h"

/* Of a field that is an enumeration; NULL: it is none. It lives for ever, as fields do. */
const value_string *ikt_value_names(enum ikt_field field);

/*
 * One numbering for a field that two number spaces have: that of the other where it has the same name, so that a filter
 * by name finds both, else 65536 and the number.
 */
unsigned ikt_cipher_number(unsigned cipher);   /* of phase 1, among the transform IDs of ESP */
unsigned ikt_ah_number(unsigned transform_id); /* of AH, among the algorithms of integrity */

#endif
