/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What configurations and logs show by themselves of a tunnel that was captured: where the wire tells that it fails and
 * not why, a statement may.
 */
#ifndef IKT_DESK_CAPTURED_H
#define IKT_DESK_CAPTURED_H

#include "base/arena.h"
#include "evidence/log_pair.h"
#include "iketriage/configs.h"
#include "iketriage/tunnel.h"

struct ikt_desk_captured;

/* configs and logs (NULL: none) outlive it, and never change. NULL where there are neither. */
struct ikt_desk_captured *ikt_desk_captured_new(const struct ikt_configs *configs, const struct ikt_log_pairs *logs);
void ikt_desk_captured_free(struct ikt_desk_captured *captured); /* NULL is allowed, here and below */
/* Findings that are added live in the arena, and have no ordinal yet: 0. */
void ikt_desk_captured_join(struct ikt_desk_captured *captured, struct ikt_arena *arena, struct ikt_tunnel *tunnel);

#endif
