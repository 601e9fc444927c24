/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names that records use, back to what they name.
 */
#ifndef IKT_RECORDS_NAMES_H
#define IKT_RECORDS_NAMES_H

#include <stdbool.h>

enum ikt_names {
    IKT_NAMES_RULE,
    IKT_NAMES_SEVERITY,
    IKT_NAMES_LIKELIHOOD,
    IKT_NAMES_MISCONFIGURED,
    IKT_NAMES_OUTCOME,
    IKT_NAMES_INCOMPLETE,
    IKT_NAMES_DECRYPTION,
    IKT_NAMES_MISSING,
    IKT_NAMES_STATE,
    IKT_NAMES_WHERE
};

/* The value of the enumeration that has this name. False: name is NULL, or none has it. */
bool ikt_names_find(enum ikt_names names, const char *name, unsigned *out);

#endif
