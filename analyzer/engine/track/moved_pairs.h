/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pairs of peers of which something was seen since they were last looked at: for who wants to know how things stand
 * while the capture goes on. Bounded: while LARGEST wait, others are not noted until they move again.
 */
#ifndef IKT_TRACK_MOVED_PAIRS_H
#define IKT_TRACK_MOVED_PAIRS_H

#include <glib.h>

#include "iketriage/bytes.h"

struct ikt_moved_pairs;

/* The lower address first. */
struct ikt_pair_addresses {
    struct ikt_address address[2];
};

struct ikt_moved_pairs *ikt_moved_pairs_new(void);
void ikt_moved_pairs_free(struct ikt_moved_pairs *moved); /* NULL is allowed, here and in the next one */
void ikt_moved_pairs_note(struct ikt_moved_pairs *moved, const struct ikt_address *one,
                          const struct ikt_address *other);
/*
 * The pairs that have waited longest, at most so many: a set of struct ikt_pair_addresses, for the caller to destroy.
 * They wait no more.
 */
GHashTable *ikt_moved_pairs_take(struct ikt_moved_pairs *moved, guint most);
/* Is the pair of these two in the set? */
bool ikt_moved_pairs_contain(GHashTable *set, const struct ikt_address *one, const struct ikt_address *other);

#endif
