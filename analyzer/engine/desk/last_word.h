/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The last word on a tunnel of documents that would be down: it has an error finding, always.
 */
#ifndef IKT_DESK_LAST_WORD_H
#define IKT_DESK_LAST_WORD_H

#include "desk/desk_case.h"
#include "iketriage/tunnel.h"

/* Where nothing that was found says why, what came of both directions does: the tunnel's notes. Lives in the arena. */
void ikt_desk_last_word(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel);

#endif
