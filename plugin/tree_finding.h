/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Findings in the tree.
 */
#ifndef IKT_PLUGIN_TREE_FINDING_H
#define IKT_PLUGIN_TREE_FINDING_H

#include "cache.h"
#include "tree_items.h"

/* finding: the note's, with its texts. Returns its item, for its expert info. */
proto_item *ikt_tree_finding(const struct ikt_target *target, const struct ikt_note_finding *note,
                             const struct ikt_finding *finding);

#endif
