/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One verdict for a tunnel, out of all that its exchanges showed.
 */
#ifndef IKT_TUNNELS_TUNNEL_VERDICT_H
#define IKT_TUNNELS_TUNNEL_VERDICT_H

#include "tunnels/tunnel_entry.h"

/* The tunnel as the sink gets it; what it points to lives in the arena and in the entry. */
void ikt_tunnel_tell(struct ikt_arena *arena, const struct ikt_tunnel_entry *entry, struct ikt_tunnel *tunnel);

#endif
