/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * --standin: the files of a strongSwan peer that stands in for a router's peer.
 */
#ifndef IKT_CLI_STANDIN_H
#define IKT_CLI_STANDIN_H

#include "options.h"

/*
 * Write them to the folder that --output names, readable by their owner alone; without it to standard output, each
 * under a line that names it. False: why has been said.
 */
bool ikt_standin_make(const struct ikt_options *options);

#endif
