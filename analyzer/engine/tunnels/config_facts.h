/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What configurations say of both sides of a tunnel, where the capture does not.
 */
#ifndef IKT_TUNNELS_CONFIG_FACTS_H
#define IKT_TUNNELS_CONFIG_FACTS_H

#include "base/arena.h"
#include "iketriage/tunnel.h"
#include "model/config_claims.h"

/* Fills in facts and rows that the tunnel lacks. All of it lives in the arena, or as long as the configurations. */
void ikt_config_facts_add(struct ikt_arena *arena, const struct ikt_configs *configs, struct ikt_config_claims *claims,
                          struct ikt_tunnel *tunnel);

#endif
