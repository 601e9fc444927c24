/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One verdict for a tunnel out of documents: its state, what the rules say, and both sides' values.
 */
#ifndef IKT_DESK_DESK_VERDICT_H
#define IKT_DESK_DESK_VERDICT_H

#include "desk/desk_case.h"
#include "iketriage/tunnel.h"

/* What it points to lives in the arena, and as long as the documents. */
void ikt_desk_tell(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel);

#endif
