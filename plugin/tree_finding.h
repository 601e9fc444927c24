/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings in the tree, and as expert infos.
 */
#ifndef IKT_PLUGIN_TREE_FINDING_H
#define IKT_PLUGIN_TREE_FINDING_H

#include "cache.h"
#include "tree_items.h"

/* Without a tree there are expert infos only. */
void ikt_tree_findings(const struct ikt_target *target, const struct ikt_cache *cache,
                       const struct ikt_note_findings *notes);

#endif
