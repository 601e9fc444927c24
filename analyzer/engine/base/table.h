/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A hash table whose nodes stand in what they index: nothing is allocated for an element, and a look-up follows no
 * pointer but those of its place. Who uses it hashes (hash.h, keyed), compares, and owns the elements. While there are
 * few, they are one chain, and the table has no memory at all.
 *
 * The same as a GHashTable, for what every message looks up; elsewhere that one is less to read. Nothing fails.
 */
#ifndef IKT_BASE_TABLE_H
#define IKT_BASE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct ikt_node {
    struct ikt_node *next; /* of its place */
    uint64_t hash;
};

/* All zeros: empty. */
struct ikt_table {
    struct ikt_node *few;     /* the only place, while places is NULL */
    struct ikt_node **places; /* 1 << bits of them */
    unsigned bits;
    size_t count;
};

/* Frees the table's own memory; it is empty afterwards. */
void ikt_table_clear(struct ikt_table *table);
/* node must be in no table, and stay where it is while it is in this one. */
void ikt_table_add(struct ikt_table *table, struct ikt_node *node, uint64_t hash);
/* node must be in this table. */
void ikt_table_remove(struct ikt_table *table, struct ikt_node *node);

/* The first node of the hash at node or after it. */
static inline struct ikt_node *ikt_node_of(struct ikt_node *node, uint64_t hash)
{
    while (node && node->hash != hash)
        node = node->next;
    return node;
}

/* Nodes of a hash, in no order: the first, the one after node; NULL: there is none. */
static inline struct ikt_node *ikt_table_first(const struct ikt_table *table, uint64_t hash)
{
    return ikt_node_of(table->places ? table->places[hash >> (64 - table->bits)] : table->few, hash);
}

static inline struct ikt_node *ikt_table_next(const struct ikt_node *node)
{
    return ikt_node_of(node->next, node->hash);
}

#endif
