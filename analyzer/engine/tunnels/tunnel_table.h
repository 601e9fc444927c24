/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tunnels of a capture, out of its records as they settle. Bounded: the oldest healthy tunnels are given up first,
 * and counted.
 */
#ifndef IKT_TUNNELS_TUNNEL_TABLE_H
#define IKT_TUNNELS_TUNNEL_TABLE_H

#include "iketriage/tunnel.h"
#include "track/ipsec_owners.h"
#include "tunnels/tunnel_detail.h"

struct ikt_tunnel_table;

struct ikt_tunnel_table *ikt_tunnel_table_new(enum ikt_tunnel_detail detail);
void ikt_tunnel_table_free(struct ikt_tunnel_table *table); /* NULL is allowed */

/*
 * A record that settled, with its findings. Nothing of it is kept but copies. Returns the number of its pair, or of its
 * tunnel's part.
 */
uint32_t ikt_tunnel_table_phase1(struct ikt_tunnel_table *table, const struct ikt_phase1 *record);
uint32_t ikt_tunnel_table_phase2(struct ikt_tunnel_table *table, const struct ikt_phase2 *record);

/* IPsec SAs of a record that was told have ended. Nothing happens where their tunnel was given up. */
void ikt_tunnel_table_lost(struct ikt_tunnel_table *table, const struct ikt_lost_sas *lost);

/* The pair of these two with all that is known of it, into an empty table; nothing where there is no such pair. */
void ikt_tunnel_table_copy_pair(struct ikt_tunnel_table *table, const struct ikt_tunnel_table *from,
                                const struct ikt_address *low, const struct ikt_address *high);

/* Hand out each tunnel, in the order in which they began. The tunnel lives until the call of tell returns. */
void ikt_tunnel_table_finish(struct ikt_tunnel_table *table, void (*tell)(void *user, const struct ikt_tunnel *tunnel),
                             void *user);
/* Tunnels that were given up because there were too many. */
void ikt_tunnel_table_forgotten(const struct ikt_tunnel_table *table, uint64_t *healthy, uint64_t *faulty);

#endif
