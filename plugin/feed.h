/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a frame that Wireshark has dissected to the four kinds of thing that the engine takes. Runs in the first pass
 * alone, which is the only one in which the items of other dissectors can be had.
 */
#ifndef IKT_PLUGIN_FEED_H
#define IKT_PLUGIN_FEED_H

#include "cache.h"

/* Look up the protocols that are read. Once, at handoff. */
void ikt_feed_init(void);
/* Field ids that Wireshark must keep for it; headers: those of IP too. The caller owns the array. */
GArray *ikt_feed_wanted(bool headers);

/* Of one open file: what waits for the rest of its fragments. */
struct ikt_feeder;

/* cache outlives it. */
struct ikt_feeder *ikt_feeder_new(struct ikt_cache *cache);
/* NULL is allowed. What still waits is lost. */
void ikt_feeder_free(struct ikt_feeder *feeder);
/* tvb: the frame. tree: what was dissected, never NULL where anything is wanted. */
void ikt_feeder_frame(struct ikt_feeder *feeder, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);
/* After the last frame, before the cache is told: the beginnings of what never became whole are fed. */
void ikt_feeder_end(struct ikt_feeder *feeder);

#endif
