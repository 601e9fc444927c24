/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which tunnels of a pair may carry given networks, in the order in which they began: one pair may have a hundred
 * thousand. Boxes around the networks stand close together, with boxes around 64 and 4,096 of them, so that most are
 * passed over unseen. A box says "may": the caller looks at the networks themselves.
 */
#ifndef IKT_TUNNELS_NETWORK_INDEX_H
#define IKT_TUNNELS_NETWORK_INDEX_H

#include <glib.h>

#include "evidence/proxy_compare.h"

struct ikt_network_index;

struct ikt_network_index *ikt_network_index_new(void);
void ikt_network_index_free(struct ikt_network_index *index); /* NULL is allowed */
/* How many tunnels stand in it; the next one gets this place. */
guint ikt_network_index_size(const struct ikt_network_index *index);
void ikt_network_index_append(struct ikt_network_index *index, const struct ikt_proxies *networks);
/* The tunnel of this place has these networks too. */
void ikt_network_index_extend(struct ikt_network_index *index, guint place, const struct ikt_proxies *networks);
/* Bit n: side n may yet be the first to fail with networks that agree by half. A new tunnel has both. */
void ikt_network_index_set_half(struct ikt_network_index *index, guint place, unsigned sides);

/* The first place from this one whose networks may overlap; the index's size: there is none. */
guint ikt_network_index_overlap(const struct ikt_network_index *index, guint place, const struct ikt_proxies *networks);
/* Likewise where one of the two may agree, and this side's bit is set. */
guint ikt_network_index_half(const struct ikt_network_index *index, guint place, const struct ikt_proxies *networks,
                             unsigned side);

#endif
