/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bounded lists: the first and the newest of each kind are there, in order, whatever comes in between.
 */
#include <glib.h>

#include "track/bounded_list.h"

#define MOST 8

struct element {
    unsigned kind, number;
};

static unsigned kind_of(const void *element)
{
    return ((const struct element *)element)->kind;
}

static size_t room_of(const void *element)
{
    (void)element;
    return 100;
}

static void add(struct ikt_list *list, unsigned kind, unsigned number)
{
    const struct element element = {kind, number};
    g_assert_true(ikt_list_add(list, &element));
}

static bool has(const struct ikt_list *list, unsigned kind, unsigned number)
{
    for (guint i = 0; i < list->count; i++) {
        const struct element *one = &((const struct element *)list->items)[i];
        if (one->kind == kind && one->number == number)
            return true;
    }
    return false;
}

static void check_order(const struct ikt_list *list)
{
    for (guint i = 1; i < list->count; i++)
        g_assert_cmpuint(((const struct element *)list->items)[i - 1].number, <,
                         ((const struct element *)list->items)[i].number);
}

static void test_flood_of_one(void)
{
    struct ikt_list list;
    ikt_list_init(&list, sizeof(struct element), MOST, NULL, kind_of);
    list.room = room_of;
    for (unsigned number = 0; number < 100; number++)
        add(&list, 0, number);
    add(&list, 1, 100);
    add(&list, 0, 101);
    add(&list, 1, 102);
    g_assert_cmpuint(list.count, ==, MOST);
    g_assert_cmpuint(list.more, ==, 103 - MOST);
    g_assert_true(has(&list, 0, 0) && has(&list, 0, 101) && has(&list, 1, 100) && has(&list, 1, 102));
    check_order(&list);
    g_assert_cmpuint(ikt_list_whole(&list), <, MOST);
    for (guint i = 0; i < ikt_list_whole(&list); i++)
        g_assert_cmpuint(((const struct element *)list.items)[i].number, ==, i);
    /* each that made room is told once */
    g_assert_cmpuint(ikt_list_freed(&list, 7), ==, (103 - MOST) * 107);
    g_assert_cmpuint(ikt_list_freed(&list, 7), ==, 0);
    ikt_list_clear(&list);
}

static void test_all_are_firsts(void)
{
    struct ikt_list list;
    ikt_list_init(&list, sizeof(struct element), MOST, NULL, kind_of);
    for (unsigned number = 0; number < 3 * 64; number++)
        add(&list, number % 64, number);
    for (unsigned kind = 0; kind < 64; kind++)
        g_assert_true(has(&list, kind, kind) && has(&list, kind, 128 + kind));
    g_assert_cmpuint(list.count, ==, 2 * 64);
    check_order(&list);
    ikt_list_clear(&list);
}

static void test_within_bound(void)
{
    struct ikt_list list;
    ikt_list_init(&list, sizeof(struct element), MOST, NULL, kind_of);
    for (unsigned number = 0; number < MOST; number++)
        add(&list, number % 3, number);
    g_assert_cmpuint(list.more, ==, 0);
    g_assert_cmpuint(ikt_list_whole(&list), ==, MOST);
    ikt_list_clear(&list);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/track/bounded-list/flood-of-one", test_flood_of_one);
    g_test_add_func("/track/bounded-list/all-are-firsts", test_all_are_firsts);
    g_test_add_func("/track/bounded-list/within-bound", test_within_bound);
    return g_test_run();
}
