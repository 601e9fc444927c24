/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Mode of a pair has to make room: what is said again goes first, then retries of one story before the only
 * witness of another.
 */
#ifndef IKT_TRACK_HISTORY_SPARE_H
#define IKT_TRACK_HISTORY_SPARE_H

#include <glib.h>

#include "track/history_entry.h"

/*
 * Its index among the entries (struct ikt_history_entry *, one at least, in the order in which they began). out_until:
 * the sequence of the first later one that says the same; UINT64_MAX: there is none.
 */
guint ikt_history_spare(const GPtrArray *entries, uint64_t *out_until);

#endif
