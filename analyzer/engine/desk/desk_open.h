/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is left, and what to ask which router, where documents leave the cause of a tunnel's fault open.
 */
#ifndef IKT_DESK_DESK_OPEN_H
#define IKT_DESK_DESK_OPEN_H

#include "desk/desk_case.h"
#include "iketriage/tunnel.h"

/* The tunnel has its state, findings and causes; nothing is said where a cause is named. */
void ikt_desk_tell_open(struct ikt_arena *arena, const struct ikt_desk_case *c, struct ikt_tunnel *tunnel);

#endif
