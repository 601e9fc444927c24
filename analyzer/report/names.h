/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A look-up that needs more than a number.
 */
#ifndef IKT_REPORT_NAMES_H
#define IKT_REPORT_NAMES_H

#include "iketriage/message.h"

/* The transform ID by its protocol: "AES-CBC", "SHA", "LZS"; NULL when it has no name. */
const char *ikt_report_transform_name(const struct ikt_transform *transform);

#endif
