/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose packets are wanted; how the list is filled stands in iketriage/feed.h.
 */
#ifndef IKT_CAPTURE_PEERS_H
#define IKT_CAPTURE_PEERS_H

#include "iketriage/feed.h"

/* Is either address one of the peers? True as well when peers is NULL or empty: no choice was made. */
bool ikt_peers_match(const struct ikt_peers *peers, const struct ikt_address *a, const struct ikt_address *b);

#endif
