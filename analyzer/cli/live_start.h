/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a live capture needs before it begins, while the program still has its rights, and what it gives up then.
 */
#ifndef IKT_CLI_LIVE_START_H
#define IKT_CLI_LIVE_START_H

#include "capture/live.h"
#include "options.h"

/* Opens what the options name, and heeds the signals that end it; out NULL: they name none. False: said. */
bool ikt_live_start(const struct ikt_options *options, struct ikt_live **out);
/* All else that is asked for is open or in memory. False: said. */
bool ikt_live_give_up_rights(const struct ikt_options *options);

#endif
