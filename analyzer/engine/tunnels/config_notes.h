/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What configurations add to what is told of a tunnel: the routers' names, why one of them decides nothing, and that
 * one is not what its router has offered.
 */
#ifndef IKT_TUNNELS_CONFIG_NOTES_H
#define IKT_TUNNELS_CONFIG_NOTES_H

#include "base/arena.h"
#include "model/config_claims.h"
#include "iketriage/tunnel.h"

/* What is added lives in the arena, or with the configurations. */
void ikt_config_notes_add(struct ikt_arena *arena, const struct ikt_configs *configs, struct ikt_config_claims *claims,
                          struct ikt_tunnel *tunnel);

#endif
