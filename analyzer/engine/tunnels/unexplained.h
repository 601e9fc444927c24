/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The last word on a tunnel that is down: it has an error finding, always.
 */
#ifndef IKT_TUNNELS_UNEXPLAINED_H
#define IKT_TUNNELS_UNEXPLAINED_H

#include "base/arena.h"
#include "tunnels/tunnel_entry.h"

/* What failed last, in one sentence; lives in the arena. */
const struct ikt_finding *ikt_tunnel_unexplained(struct ikt_arena *arena, const struct ikt_tunnel_pair *pair,
                                                 const struct ikt_tunnel_failure *failure);

#endif
