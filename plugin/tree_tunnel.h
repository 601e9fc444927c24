/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tunnels that a frame belongs to, drawn once all of the file is known.
 */
#ifndef IKT_PLUGIN_TREE_TUNNEL_H
#define IKT_PLUGIN_TREE_TUNNEL_H

#include "cache.h"
#include "tree_items.h"

/* An item for each, with its fields. */
void ikt_tree_tunnels(const struct ikt_target *target, const struct ikt_cache *cache,
                      const struct ikt_note_frame *note);
/* "tunnel 3 down", of the only tunnel of an exchange, in scope; NULL: it has none or several. */
const char *ikt_tree_tunnel_phrase(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                   wmem_allocator_t *scope);
/* The same where something is wrong with it; else NULL. */
const char *ikt_tree_tunnel_fault(const struct ikt_cache *cache, const struct ikt_note_exchange *exchange,
                                  wmem_allocator_t *scope);

#endif
