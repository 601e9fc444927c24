/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table against GLib's, over thousands of additions and removals in an order of chance: few elements, many, hashes
 * that share a place, and hashes that are equal.
 */
#include <glib.h>
#include <stdbool.h>

#include "base/table.h"

#define ELEMENTS 600
#define STEPS    20000
#define HASHES   200 /* so that several elements share one */

struct element {
    struct ikt_node node;
    bool within;
};

/* Of 64 bits the upper ones choose the place: these hashes differ there, or below alone. */
static uint64_t hash_of(guint number)
{
    const uint64_t which = number % HASHES;
    return which % 2 ? which << 56 : which;
}

static guint count_of(const struct ikt_table *table, uint64_t hash)
{
    guint count = 0;
    for (struct ikt_node *node = ikt_table_first(table, hash); node; node = ikt_table_next(node)) {
        g_assert_cmpuint(node->hash, ==, hash);
        g_assert_true(((struct element *)node)->within);
        count++;
    }
    return count;
}

static void test_against_glib(void)
{
    struct element *elements = g_new0(struct element, ELEMENTS);
    GHashTable *expected = g_hash_table_new(NULL, NULL); /* which of a hash -> how many */
    GRand *chance = g_rand_new_with_seed(12);
    struct ikt_table table = {0};
    size_t within = 0;
    for (guint step = 0; step < STEPS; step++) {
        const guint most = step < STEPS / 4 ? 10 : ELEMENTS; /* few at first */
        const guint number = (guint)g_rand_int_range(chance, 0, (gint32)most);
        struct element *element = &elements[number];
        gpointer key = GUINT_TO_POINTER(number % HASHES);
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(expected, key));
        if (element->within)
            ikt_table_remove(&table, &element->node);
        element->within = !element->within;
        if (element->within)
            ikt_table_add(&table, &element->node, hash_of(number));
        within += element->within ? 1 : (size_t)-1;
        count += element->within ? 1 : (guint)-1;
        g_hash_table_insert(expected, key, GUINT_TO_POINTER(count));
        g_assert_cmpuint(table.count, ==, within);
        g_assert_cmpuint(count_of(&table, hash_of(number)), ==, count);
    }
    for (guint which = 0; which < HASHES; which++)
        g_assert_cmpuint(count_of(&table, hash_of(which)), ==,
                         GPOINTER_TO_UINT(g_hash_table_lookup(expected, GUINT_TO_POINTER(which))));
    ikt_table_clear(&table);
    g_assert_null(ikt_table_first(&table, 0));
    g_assert_cmpuint(table.count, ==, 0);
    g_rand_free(chance);
    g_hash_table_unref(expected);
    g_free(elements);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/table/against-glib", test_against_glib);
    return g_test_run();
}
