/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was told of the tunnels of a live capture: their numbers, which stay, and their verdicts, so that only what
 * changed is told again.
 */
#ifndef IKT_CLI_KNOWN_TUNNELS_H
#define IKT_CLI_KNOWN_TUNNELS_H

#include "report/report.h"

struct ikt_known_tunnels;

struct ikt_known_tunnels *ikt_known_tunnels_new(void);
void ikt_known_tunnels_free(struct ikt_known_tunnels *known);

/*
 * What this tunnel is now, against what was told of it: out->number and out->was. True when its state, where it fails
 * or its cause has changed, or when it is judged for the first time.
 */
bool ikt_known_tunnels_take(struct ikt_known_tunnels *known, const struct ikt_tunnel *tunnel,
                            struct ikt_report_change *out);

#endif
