/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A pair with its tunnels once more, for who wants to know how things stand: more can be added to the copy, and the
 * original stays as it is.
 */
#ifndef IKT_TUNNELS_TUNNEL_COPY_H
#define IKT_TUNNELS_TUNNEL_COPY_H

#include "tunnels/tunnel_entry.h"

/* Owned by the caller (ikt_tunnel_pair_free). What is shared comes from room and goes back there. */
struct ikt_tunnel_pair *ikt_tunnel_pair_copy(const struct ikt_tunnel_pair *pair, struct ikt_tunnel_room *room);

#endif
