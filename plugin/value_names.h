/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of enumerations as Wireshark wants them, tables that it offers for filters, out of the engine's registries.
 */
#ifndef IKT_PLUGIN_VALUE_NAMES_H
#define IKT_PLUGIN_VALUE_NAMES_H

#include "fields.h"

/* Of a field that is an enumeration; NULL: it is none. It lives for ever, as fields do. */
const value_string *ikt_value_names(enum ikt_field field);

#endif
