/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/bounded_list.h"

#include "isakmp/message_room.h"

#define MAX_SEEN 512 /* datagrams listed in one record */

void ikt_list_init(struct ikt_list *list, guint element_size, guint most, GDestroyNotify clear, ikt_kind_of *kind)
{
    *list = (struct ikt_list){.items = g_array_new(FALSE, FALSE, element_size), .most = most, .kind = kind};
    g_array_set_clear_func(list->items, clear);
}

void ikt_list_clear(struct ikt_list *list)
{
    g_array_unref(list->items);
    *list = (struct ikt_list){0};
}

void ikt_list_empty(struct ikt_list *list)
{
    g_array_set_size(list->items, 0);
    list->more = list->listed = 0;
}

static uint64_t kind_at(const struct ikt_list *list, guint index)
{
    return list->kind(list->items->data + (size_t)index * g_array_get_element_size(list->items));
}

/* The first of a kind; items->len: there is none. */
static guint first_of(const struct ikt_list *list, uint64_t kind)
{
    guint index = 0;
    while (index < list->items->len && kind_at(list, index) != kind)
        index++;
    return index;
}

static void append(struct ikt_list *list, const void *element)
{
    uint64_t kind = list->kind ? list->kind(element) : 0;
    g_array_append_vals(list->items, element, 1);
    if (kind < 64)
        list->listed |= UINT64_C(1) << kind;
}

static bool is_listed(const struct ikt_list *list, uint64_t kind)
{
    return kind < 64 ? list->listed >> kind & 1 : first_of(list, kind) < list->items->len;
}

/* The newest one that is not the only one of its kind makes room. */
static bool make_room(struct ikt_list *list)
{
    for (guint index = list->items->len; index-- > 0;) {
        if (first_of(list, kind_at(list, index)) == index)
            continue;
        g_array_remove_index(list->items, index);
        return true;
    }
    return false;
}

bool ikt_list_add(struct ikt_list *list, const void *element)
{
    if (list->items->len >= list->most) {
        list->more++;
        if (!list->kind || is_listed(list, list->kind(element)) || !make_room(list))
            return false;
    }
    append(list, element);
    return true;
}

static void seen_clear(void *element)
{
    ikt_message_unref(((struct ikt_seen *)element)->message);
}

G_STATIC_ASSERT(2 * IKT_MESSAGE_NAME_COUNT <= 64);

static uint64_t seen_kind(const void *element)
{
    const struct ikt_seen *seen = element;
    return 2 * (uint64_t)seen->name + (seen->from_initiator ? 0 : 1);
}

void ikt_seen_list_init(struct ikt_list *list)
{
    ikt_list_init(list, sizeof(struct ikt_seen), MAX_SEEN, seen_clear, seen_kind);
}

void ikt_seen_list_add(struct ikt_list *list, const struct ikt_seen *seen)
{
    if (ikt_list_add(list, seen))
        ikt_message_ref(seen->message);
}

void ikt_seen_list_show(struct ikt_list *list, const struct ikt_seen *shown)
{
    for (guint i = 0; i < list->items->len; i++) {
        struct ikt_seen *seen = ikt_seen_list_at(list, i);
        if (seen->sequence != shown->duplicate_of_sequence)
            continue;
        ikt_message_unref(seen->message);
        seen->message = ikt_message_ref(shown->message);
        seen->decryption = shown->decryption;
    }
}

const struct ikt_message *ikt_seen_list_recall(const struct ikt_list *list, uint64_t sequence)
{
    for (guint i = 0; i < list->items->len; i++)
        if (ikt_seen_list_at(list, i)->sequence == sequence)
            return ikt_seen_list_at(list, i)->message;
    return NULL;
}

void ikt_seen_list_renamed(struct ikt_list *list)
{
    list->listed = 0;
    for (guint i = 0; i < list->items->len; i++)
        list->listed |= UINT64_C(1) << kind_at(list, i);
}

static bool is_spared(const struct ikt_message *message, const struct ikt_message *const *spare, size_t spare_count)
{
    for (size_t i = 0; i < spare_count; i++)
        if (spare[i] == message)
            return true;
    return false;
}

size_t ikt_seen_list_forget(struct ikt_list *list, const struct ikt_message *const *spare, size_t spare_count)
{
    size_t octets = 0;
    for (guint i = 0; i < list->items->len; i++) {
        struct ikt_seen *seen = ikt_seen_list_at(list, i);
        if (!seen->message || is_spared(seen->message, spare, spare_count))
            continue;
        octets += ikt_message_is_kept(seen->message) ? 0 : ikt_message_room(seen->message);
        ikt_message_unref(seen->message);
        seen->message = NULL;
    }
    return octets;
}

size_t ikt_seen_list_bare(const struct ikt_list *list)
{
    size_t count = 0;
    for (guint i = 0; i < list->items->len; i++)
        count += ikt_seen_list_at(list, i)->message == NULL;
    return count;
}
