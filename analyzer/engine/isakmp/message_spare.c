/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/message_spare.h"

#include <glib.h>

/* Of a size that is a multiple of IKT_SPARE_STEP; IKT_SPARE_STEPS or more: it is not small. */
static size_t step_of(size_t size)
{
    return size / IKT_SPARE_STEP;
}

/* Where larger arenas of a size wait; IKT_SPARE_SIZES or more: nowhere. */
static unsigned place_of(size_t size)
{
    return g_bit_storage(size) - 1;
}

/* Memory that is much too large would stay with the message as long as somebody keeps it. */
static struct ikt_arena *take_large(struct ikt_message_spare *spare, size_t octets)
{
    for (unsigned place = place_of(octets), last = place + 1; spare && place <= last; place++) {
        struct ikt_arena *arena = place < IKT_SPARE_SIZES ? spare->large[place] : NULL;
        const size_t size = arena ? ikt_arena_size(arena) : 0;
        if (size < octets || size > 2 * octets)
            continue;
        spare->large[place] = NULL;
        return arena;
    }
    return ikt_arena_new(octets);
}

struct ikt_arena *ikt_message_spare_take(struct ikt_message_spare *spare, size_t octets)
{
    const size_t size = (octets + IKT_SPARE_STEP - 1) / IKT_SPARE_STEP * IKT_SPARE_STEP, step = step_of(size);
    if (step >= IKT_SPARE_STEPS)
        return take_large(spare, octets);
    if (!spare || spare->counts[step] == 0)
        return ikt_arena_new(size);
    return spare->small[step][--spare->counts[step]];
}

/* The larger one of two of a size is kept, so that in the end it serves all messages of that size. */
static void put_large(struct ikt_message_spare *spare, struct ikt_arena *arena, size_t size)
{
    struct ikt_arena **place = place_of(size) < IKT_SPARE_SIZES ? &spare->large[place_of(size)] : NULL;
    if (!place || (*place && ikt_arena_size(*place) >= size)) {
        ikt_arena_free(arena);
        return;
    }
    if (*place)
        ikt_arena_free(*place);
    ikt_arena_reset(arena);
    *place = arena;
}

void ikt_message_spare_put(struct ikt_message_spare *spare, struct ikt_arena *arena)
{
    const size_t size = spare ? ikt_arena_size(arena) : 0, step = step_of(size);
    if (spare && step >= IKT_SPARE_STEPS) {
        put_large(spare, arena, size);
    } else if (spare && spare->counts[step] < IKT_SPARE_EACH) {
        ikt_arena_reset(arena);
        spare->small[step][spare->counts[step]++] = arena;
    } else {
        ikt_arena_free(arena);
    }
}

void ikt_message_spare_clear(struct ikt_message_spare *spare)
{
    for (unsigned step = 0; step < IKT_SPARE_STEPS; step++)
        while (spare->counts[step] > 0)
            ikt_arena_free(spare->small[step][--spare->counts[step]]);
    for (unsigned place = 0; place < IKT_SPARE_SIZES; place++)
        if (spare->large[place])
            ikt_arena_free(spare->large[place]);
    *spare = (struct ikt_message_spare){0};
}
