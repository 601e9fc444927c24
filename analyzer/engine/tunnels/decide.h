/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What to ask which router where the cause is open: commands limited to this peer, and what each answer means.
 */
#ifndef IKT_TUNNELS_DECIDE_H
#define IKT_TUNNELS_DECIDE_H

#include "tunnels/open_causes.h"

/* on_a: A is asked. What is open is answered and no more. The result lives in the arena. */
const struct ikt_tunnel_decide *ikt_decide(struct ikt_arena *arena, const struct ikt_open_case *c,
                                           const struct ikt_open_causes *causes, const struct ikt_tunnel *tunnel,
                                           bool on_a);

#endif
