/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/bounded_list.h"

#define MAX_SEEN 512 /* datagrams listed in one record */

void ikt_list_init(struct ikt_list *list, guint element_size, guint most, GDestroyNotify clear)
{
    *list = (struct ikt_list){.items = g_array_new(FALSE, FALSE, element_size), .most = most};
    g_array_set_clear_func(list->items, clear);
}

void ikt_list_clear(struct ikt_list *list)
{
    g_array_unref(list->items);
    *list = (struct ikt_list){0};
}

bool ikt_list_add(struct ikt_list *list, const void *element)
{
    if (list->items->len >= list->most) {
        list->more++;
        return false;
    }
    g_array_append_vals(list->items, element, 1);
    return true;
}

static void seen_clear(void *element)
{
    ikt_message_unref(((struct ikt_seen *)element)->message);
}

void ikt_seen_list_init(struct ikt_list *list)
{
    ikt_list_init(list, sizeof(struct ikt_seen), MAX_SEEN, seen_clear);
}

void ikt_seen_list_add(struct ikt_list *list, const struct ikt_seen *seen)
{
    if (ikt_list_add(list, seen))
        ikt_message_ref(seen->message);
}

const struct ikt_message *ikt_seen_list_recall(const struct ikt_list *list, uint64_t sequence)
{
    for (guint i = 0; i < list->items->len; i++)
        if (ikt_seen_list_at(list, i)->sequence == sequence)
            return ikt_seen_list_at(list, i)->message;
    return NULL;
}
