/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What lies beside captures in a folder and was not named.
 */
#ifndef IKT_CLI_NOT_READ_H
#define IKT_CLI_NOT_READ_H

#include "capture/beside.h"
#include "options.h"

/* One line to a person, on a terminal or with -v, where there is any of which the options name none. */
void ikt_say_not_read(const struct ikt_options *options, const struct ikt_beside *beside);

#endif
