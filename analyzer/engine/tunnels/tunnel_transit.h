/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What captures from several places show of a tunnel's two peers.
 */
#ifndef IKT_TUNNELS_TUNNEL_TRANSIT_H
#define IKT_TUNNELS_TUNNEL_TRANSIT_H

#include "base/arena.h"
#include "iketriage/tunnel.h"

/* Adds it, ways and peers of A first; it lives in the arena. Nothing where transits is NULL, or knows nothing of them.
 */
void ikt_tunnel_add_transit(struct ikt_arena *arena, const struct ikt_transits *transits, struct ikt_tunnel *tunnel);

#endif
