/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/table.h"

#include <glib.h>

#define FEW        8 /* in one chain */
#define FIRST_BITS 5

static struct ikt_node **place_of(struct ikt_table *table, uint64_t hash)
{
    return table->places ? &table->places[hash >> (64 - table->bits)] : &table->few;
}

static void put(struct ikt_table *table, struct ikt_node *node)
{
    struct ikt_node **place = place_of(table, node->hash);
    node->next = *place;
    *place = node;
}

static void put_chain(struct ikt_table *table, struct ikt_node *node)
{
    while (node) {
        struct ikt_node *next = node->next;
        put(table, node);
        node = next;
    }
}

/* As many places as elements at least, but for the few. Fewer elements keep their places. */
static void grow(struct ikt_table *table)
{
    const struct ikt_table before = *table;
    table->few = NULL;
    table->bits = before.places ? before.bits + 1 : FIRST_BITS;
    table->places = g_new0(struct ikt_node *, (size_t)1 << table->bits);
    put_chain(table, before.few);
    for (size_t i = 0; before.places && i < (size_t)1 << before.bits; i++)
        put_chain(table, before.places[i]);
    g_free(before.places);
}

void ikt_table_clear(struct ikt_table *table)
{
    g_free(table->places);
    *table = (struct ikt_table){0};
}

void ikt_table_add(struct ikt_table *table, struct ikt_node *node, uint64_t hash)
{
    if (table->count >= (table->places ? (size_t)1 << table->bits : FEW))
        grow(table);
    node->hash = hash;
    put(table, node);
    table->count++;
}

void ikt_table_remove(struct ikt_table *table, struct ikt_node *node)
{
    struct ikt_node **place = place_of(table, node->hash);
    while (*place != node)
        place = &(*place)->next;
    *place = node->next;
    node->next = NULL;
    table->count--;
}
