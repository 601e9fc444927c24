/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A tunnel's sentence out of what was noted of it, as the command has it.
 */
#ifndef IKT_PLUGIN_TUNNEL_SUMMARY_H
#define IKT_PLUGIN_TUNNEL_SUMMARY_H

#include "cache.h"

/* In scope. */
const char *ikt_tunnel_summary(const struct ikt_cache *cache, const struct ikt_note_tunnel *note,
                               wmem_allocator_t *scope);
/* The rule that is its cause; NULL: none, or open. */
const char *ikt_tunnel_cause_name(const struct ikt_note_tunnel *note);

#endif
