/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which of a pair's tunnels carries given networks.
 */
#ifndef IKT_TUNNELS_TUNNEL_FIND_H
#define IKT_TUNNELS_TUNNEL_FIND_H

#include "tunnels/tunnel_entry.h"

/*
 * The first tunnel that carries networks that overlap, or that one side asked for before; where this Quick Mode did not
 * come up, also one that agrees by half and never did. NULL: there is none. networks: as the lower side would offer
 * them; by: who began the Quick Mode.
 */
struct ikt_tunnel_entry *ikt_tunnel_find(struct ikt_tunnel_pair *pair, const struct ikt_proxies *networks,
                                         enum ikt_side by, bool came_up);
/* A Quick Mode was counted on the tunnel: it may be found by more networks than before. */
void ikt_tunnel_find_again(const struct ikt_tunnel_entry *entry);

#endif
