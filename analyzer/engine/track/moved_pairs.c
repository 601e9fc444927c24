/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/moved_pairs.h"

#include "base/hash.h"

#define LARGEST 65536

struct ikt_moved_pairs {
    GHashTable *set; /* struct ikt_pair_addresses, owned */
    GQueue order;    /* the same, oldest first */
};

static struct ikt_pair_addresses pair_of(const struct ikt_address *one, const struct ikt_address *other)
{
    const bool swap = ikt_address_compare(one, other) > 0;
    return (struct ikt_pair_addresses){{swap ? *other : *one, swap ? *one : *other}};
}

struct ikt_moved_pairs *ikt_moved_pairs_new(void)
{
    struct ikt_moved_pairs *moved = g_new(struct ikt_moved_pairs, 1);
    moved->set = g_hash_table_new_full(ikt_hash_two_addresses, ikt_hash_equal_two_addresses, g_free, NULL);
    g_queue_init(&moved->order);
    return moved;
}

void ikt_moved_pairs_free(struct ikt_moved_pairs *moved)
{
    if (!moved)
        return;
    g_queue_clear(&moved->order);
    g_hash_table_destroy(moved->set);
    g_free(moved);
}

void ikt_moved_pairs_note(struct ikt_moved_pairs *moved, const struct ikt_address *one, const struct ikt_address *other)
{
    if (!moved || moved->order.length >= LARGEST)
        return;
    const struct ikt_pair_addresses pair = pair_of(one, other);
    if (g_hash_table_contains(moved->set, &pair))
        return;
    struct ikt_pair_addresses *kept = g_new(struct ikt_pair_addresses, 1);
    *kept = pair;
    g_hash_table_add(moved->set, kept);
    g_queue_push_tail(&moved->order, kept);
}

GHashTable *ikt_moved_pairs_take(struct ikt_moved_pairs *moved, guint most)
{
    GHashTable *taken = g_hash_table_new_full(ikt_hash_two_addresses, ikt_hash_equal_two_addresses, g_free, NULL);
    while (moved->order.length > 0 && g_hash_table_size(taken) < most) {
        struct ikt_pair_addresses *pair = g_queue_pop_head(&moved->order);
        g_hash_table_steal(moved->set, pair);
        g_hash_table_add(taken, pair);
    }
    return taken;
}

bool ikt_moved_pairs_contain(GHashTable *set, const struct ikt_address *one, const struct ikt_address *other)
{
    const struct ikt_pair_addresses pair = pair_of(one, other);
    return g_hash_table_contains(set, &pair);
}
