/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a frame shows, drawn from the cache in every pass: the subtree and the expert infos.
 */
#ifndef IKT_PLUGIN_TREE_H
#define IKT_PLUGIN_TREE_H

#include "cache.h"

/* items: whether any are drawn; without it there are expert infos and data sources alone. */
void ikt_tree_draw(const struct ikt_cache *cache, const struct ikt_note_frame *note, tvbuff_t *tvb, packet_info *pinfo,
                   proto_tree *tree, int protocol, bool items);

#endif
