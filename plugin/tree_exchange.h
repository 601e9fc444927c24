/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How the exchange of a message went, who its peers are, and what it made.
 */
#ifndef IKT_PLUGIN_TREE_EXCHANGE_H
#define IKT_PLUGIN_TREE_EXCHANGE_H

#include "frame_notes.h"
#include "tree_items.h"

void ikt_tree_exchange(const struct ikt_target *target, const struct ikt_note_message *note);
/* On ESP and AH: the Quick Mode that made their SA. */
void ikt_tree_made_in(const struct ikt_target *target, const struct ikt_note_exchange *quick_mode);

#endif
