/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happened to a tunnel, out of a record: events of its state, and the failure that is asked about.
 */
#ifndef IKT_TUNNELS_HAPPENED_H
#define IKT_TUNNELS_HAPPENED_H

#include "tunnels/tunnel_entry.h"

/* first, last: sequences of its messages. */
void ikt_tunnel_phase1_happened(struct ikt_tunnel_entry *entry, const struct ikt_phase1 *record, enum ikt_side by,
                                uint64_t first, uint64_t last);
void ikt_tunnel_phase2_happened(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                                uint64_t first);

#endif
