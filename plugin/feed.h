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
/* Field ids that Wireshark must keep for it; the caller owns the array. */
GArray *ikt_feed_wanted(void);
/* tvb: the frame. tree: what was dissected, never NULL where anything is wanted. */
void ikt_feed_frame_tree(struct ikt_cache *cache, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree);

#endif
