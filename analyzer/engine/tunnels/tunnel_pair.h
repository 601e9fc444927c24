/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is learned of two peers whatever they carry: who they are, their keys, policies and liveness.
 */
#ifndef IKT_TUNNELS_TUNNEL_PAIR_H
#define IKT_TUNNELS_TUNNEL_PAIR_H

#include "tunnels/tunnel_entry.h"

void ikt_tunnel_entry_free(void *entry);
void ikt_tunnel_pair_free(void *pair);
/* Which side of the pair has this address. */
enum ikt_side ikt_tunnel_pair_side(const struct ikt_tunnel_pair *pair, const struct ikt_address *address);
/* The parties of an ISAKMP SA. */
void ikt_tunnel_pair_meet(struct ikt_tunnel_pair *pair, const struct ikt_phase1 *phase1);
/* What a phase 1 that settled shows of the pair. by: who began it. */
void ikt_tunnel_pair_learn(struct ikt_tunnel_pair *pair, const struct ikt_phase1 *record, enum ikt_side by);
/* Did this side leave R-U-THERE unanswered, and nothing since shows that it lives? */
bool ikt_tunnel_pair_is_silent(const struct ikt_tunnel_pair *pair, enum ikt_side side);

#endif
