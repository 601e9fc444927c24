/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/groups.h"

#include "base/hash.h"

static void free_group(gpointer group)
{
    g_ptr_array_unref(group);
}

GHashTable *ikt_model_groups_new(void)
{
    return g_hash_table_new_full(ikt_hash_string, ikt_hash_equal_string, NULL, free_group);
}

void ikt_model_groups_add(GHashTable *groups, const char *name, const void *one)
{
    GPtrArray *group = g_hash_table_lookup(groups, name);
    if (!group) {
        group = g_ptr_array_new();
        g_hash_table_insert(groups, (gpointer)name, group);
    }
    g_ptr_array_add(group, (gpointer)one);
}

void ikt_model_groups_sort(GHashTable *groups, GCompareFunc compare)
{
    GHashTableIter at;
    gpointer group;
    g_hash_table_iter_init(&at, groups);
    while (g_hash_table_iter_next(&at, NULL, &group))
        g_ptr_array_sort(group, compare);
}
