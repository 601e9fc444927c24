/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/bounded_list.h"

#include <string.h>

#include "isakmp/message_room.h"
#include "isakmp/message_spare.h"

#define MAX_SEEN 512  /* datagrams listed in one record */
#define SMALL    8192 /* octets of a message that is the first of its kind, and is not forgotten */
/* Elements that a list begins with, and goes on with: most have one or two, or all messages of a negotiation. */
#define FIRST_SPACE 2
#define NEXT_SPACE  8

void ikt_list_init(struct ikt_list *list, guint element_size, guint most, GDestroyNotify clear, ikt_kind_of *kind)
{
    *list =
        (struct ikt_list){.element_size = element_size, .most = most, .clear = clear, .kind = kind, .whole = G_MAXUINT};
}

static void *element_at(const struct ikt_list *list, guint index)
{
    return (uint8_t *)list->items + (size_t)index * list->element_size;
}

void ikt_list_empty(struct ikt_list *list)
{
    for (guint index = 0; list->clear && index < list->count; index++)
        list->clear(element_at(list, index));
    list->count = 0;
    list->more = list->listed = list->several = 0;
    list->whole = G_MAXUINT;
}

void ikt_list_clear(struct ikt_list *list)
{
    ikt_list_empty(list);
    g_free(list->items);
    *list = (struct ikt_list){0};
}

static unsigned kind_at(const struct ikt_list *list, guint index)
{
    return list->kind(element_at(list, index));
}

static void note_kind(struct ikt_list *list, unsigned kind)
{
    const uint64_t bit = UINT64_C(1) << kind;
    list->several |= list->listed & bit;
    list->listed |= bit;
}

static void note_kinds(struct ikt_list *list)
{
    list->listed = list->several = 0;
    for (guint i = 0; i < list->count; i++)
        note_kind(list, kind_at(list, i));
}

static void remove_at(struct ikt_list *list, guint index)
{
    list->whole = MIN(list->whole, index);
    list->freed += list->room ? list->room(element_at(list, index)) : 0;
    list->replaced++;
    if (list->clear)
        list->clear(element_at(list, index));
    memmove(element_at(list, index), element_at(list, index + 1), (--list->count - index) * (size_t)list->element_size);
}

static bool is_first(const struct ikt_list *list, guint index)
{
    const unsigned kind = kind_at(list, index);
    guint first = 0;
    while (kind_at(list, first) != kind)
        first++;
    return first == index;
}

/* The newest one that is neither the first nor the newest of its kind makes room, where there is one. */
static void make_room(struct ikt_list *list)
{
    uint64_t met = 0;
    for (guint index = list->count; index-- > 0;) {
        const uint64_t bit = UINT64_C(1) << kind_at(list, index);
        if ((met & bit) && !is_first(list, index)) {
            remove_at(list, index);
            return;
        }
        met |= bit;
    }
}

/* One of several of a kind: the newest one before it makes room. They come in runs, so it is near the end. */
static void replace_newest(struct ikt_list *list, unsigned kind)
{
    guint index = list->count - 1;
    while (kind_at(list, index) != kind)
        index--;
    remove_at(list, index);
}

static void *append(struct ikt_list *list, const void *element)
{
    if (list->count == list->space) {
        list->space = list->space == 0 ? FIRST_SPACE : list->space == FIRST_SPACE ? NEXT_SPACE : 2 * list->space;
        list->items = g_realloc_n(list->items, list->space, list->element_size);
    }
    return memcpy(element_at(list, list->count++), element, list->element_size);
}

void *ikt_list_add(struct ikt_list *list, const void *element)
{
    const unsigned kind = list->kind ? list->kind(element) : 0;
    if (list->count >= list->most) {
        list->more++;
        list->whole = MIN(list->whole, list->count);
        if (!list->kind)
            return NULL;
        if (list->several >> kind & 1)
            replace_newest(list, kind);
        else
            make_room(list);
    }
    note_kind(list, kind);
    return append(list, element);
}

guint ikt_list_whole(const struct ikt_list *list)
{
    return MIN(list->whole, list->count);
}

size_t ikt_list_freed(struct ikt_list *list, size_t each)
{
    const size_t freed = list->freed + list->replaced * each;
    list->freed = list->replaced = 0;
    return freed;
}

static void seen_clear(void *element)
{
    ikt_message_release(((struct ikt_seen *)element)->message);
}

G_STATIC_ASSERT(2 * IKT_MESSAGE_NAME_COUNT <= 64);

static unsigned seen_kind(const void *element)
{
    const struct ikt_seen *seen = element;
    return 2 * (unsigned)seen->name + (seen->from_initiator ? 0 : 1);
}

static size_t seen_room(const void *element)
{
    const struct ikt_message *message = ((const struct ikt_seen *)element)->message;
    return message && !ikt_message_is_kept(message) ? ikt_message_room(message) : 0;
}

void ikt_seen_list_init(struct ikt_list *list)
{
    ikt_list_init(list, sizeof(struct ikt_seen), MAX_SEEN, seen_clear, seen_kind);
    list->room = seen_room;
}

void ikt_seen_list_add(struct ikt_list *list, const struct ikt_seen *seen)
{
    if (ikt_list_add(list, seen))
        ikt_message_ref(seen->message);
}

void ikt_seen_list_show(struct ikt_list *list, const struct ikt_seen *shown)
{
    for (guint i = 0; i < list->count; i++) {
        struct ikt_seen *seen = ikt_seen_list_at(list, i);
        if (seen->sequence != shown->duplicate_of_sequence)
            continue;
        ikt_message_release(seen->message);
        seen->message = ikt_message_ref(shown->message);
        seen->decryption = shown->decryption;
    }
}

const struct ikt_message *ikt_seen_list_recall(const struct ikt_list *list, uint64_t sequence)
{
    for (guint i = 0; i < list->count; i++)
        if (ikt_seen_list_at(list, i)->sequence == sequence)
            return ikt_seen_list_at(list, i)->message;
    return NULL;
}

void ikt_seen_list_renamed(struct ikt_list *list)
{
    note_kinds(list);
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
    uint64_t met = 0;
    for (guint i = 0; i < list->count; i++) {
        struct ikt_seen *seen = ikt_seen_list_at(list, i);
        const uint64_t bit = UINT64_C(1) << seen_kind(seen);
        const bool first = !(met & bit);
        met |= bit;
        if (!seen->message || is_spared(seen->message, spare, spare_count) ||
            (first && ikt_message_room(seen->message) <= SMALL))
            continue;
        octets += ikt_message_is_kept(seen->message) ? 0 : ikt_message_room(seen->message);
        ikt_message_release(seen->message);
        seen->message = NULL;
    }
    return octets;
}

size_t ikt_seen_list_bare(const struct ikt_list *list)
{
    size_t count = 0;
    for (guint i = 0; i < list->count; i++)
        count += ikt_seen_list_at(list, i)->message == NULL;
    return count;
}
