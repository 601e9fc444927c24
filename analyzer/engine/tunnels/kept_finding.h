/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A finding that outlives the record it came with: its values stay values, what they point to becomes text of its own.
 */
#ifndef IKT_TUNNELS_KEPT_FINDING_H
#define IKT_TUNNELS_KEPT_FINDING_H

#include "base/arena.h"
#include "iketriage/finding.h"

/* A copy that lives in the arena and points to nothing outside it but static text. */
struct ikt_finding *ikt_finding_copy(struct ikt_arena *arena, const struct ikt_finding *finding);

#endif
