/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "string_pool.h"

#include <string.h>

#include "engine/base/hash.h"

enum {
    ALIGNMENT = 4,
    FIRST_SLOTS = 1024,
    FIRST_OCTETS = 64 * 1024
};

/* An entry is its length in 32 bits, its octets, and zeros up to the alignment. Its number is where it begins. */
struct ikt_string_pool {
    uint8_t *octets;
    size_t used, size;
    uint32_t *slots; /* numbers by hash, open addressing; IKT_POOL_NONE: free */
    size_t slot_count, taken;
};

struct ikt_string_pool *ikt_string_pool_new(void)
{
    struct ikt_string_pool *pool = g_new0(struct ikt_string_pool, 1);
    pool->size = FIRST_OCTETS;
    pool->octets = g_malloc(pool->size);
    pool->used = ALIGNMENT; /* so that no entry has the number of nothing */
    pool->slot_count = FIRST_SLOTS;
    pool->slots = g_new0(uint32_t, pool->slot_count);
    return pool;
}

void ikt_string_pool_free(struct ikt_string_pool *pool)
{
    if (!pool)
        return;
    g_free(pool->octets);
    g_free(pool->slots);
    g_free(pool);
}

struct ikt_bytes ikt_string_pool_octets(const struct ikt_string_pool *pool, uint32_t number)
{
    uint32_t length = 0;
    if (number == IKT_POOL_NONE)
        return (struct ikt_bytes){NULL, 0};
    memcpy(&length, pool->octets + number, sizeof(length));
    return (struct ikt_bytes){pool->octets + number + sizeof(length), length};
}

/* The slot that holds these octets, or the free one where they belong. */
static uint32_t *find_slot(const struct ikt_string_pool *pool, struct ikt_bytes wanted)
{
    size_t at = ikt_hash(wanted.data, wanted.length) & (pool->slot_count - 1);
    while (pool->slots[at] != IKT_POOL_NONE && !ikt_bytes_equal(ikt_string_pool_octets(pool, pool->slots[at]), wanted))
        at = (at + 1) & (pool->slot_count - 1);
    return &pool->slots[at];
}

static void grow_slots(struct ikt_string_pool *pool)
{
    g_autofree uint32_t *old = pool->slots;
    const size_t count = pool->slot_count;
    pool->slot_count = count * 2;
    pool->slots = g_new0(uint32_t, pool->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (old[i] != IKT_POOL_NONE)
            *find_slot(pool, ikt_string_pool_octets(pool, old[i])) = old[i];
    }
}

/* False when there is no number left for more. */
static bool make_room(struct ikt_string_pool *pool, size_t more)
{
    if (more > UINT32_MAX - pool->used)
        return false;
    if (pool->used + more > pool->size) {
        pool->size = MAX(pool->size + pool->size / 2, pool->used + more);
        pool->octets = g_realloc(pool->octets, pool->size);
    }
    return true;
}

uint32_t ikt_string_pool_add(struct ikt_string_pool *pool, const void *octets, size_t length)
{
    const size_t whole = (sizeof(uint32_t) + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (length > UINT32_MAX / 2 || !make_room(pool, whole))
        return IKT_POOL_NONE;
    const uint32_t length32 = (uint32_t)length;
    const uint32_t number = (uint32_t)pool->used;
    memset(pool->octets + number + whole - ALIGNMENT, 0, ALIGNMENT);
    memcpy(pool->octets + number, &length32, sizeof(length32));
    if (length > 0)
        memcpy(pool->octets + number + sizeof(length32), octets, length);
    pool->used += whole;
    return number;
}

uint32_t ikt_string_pool_keep(struct ikt_string_pool *pool, const void *octets, size_t length)
{
    uint32_t *slot = find_slot(pool, (struct ikt_bytes){length > 0 ? octets : NULL, length});
    if (*slot != IKT_POOL_NONE)
        return *slot;
    const uint32_t number = ikt_string_pool_add(pool, octets, length);
    *slot = number;
    if (number != IKT_POOL_NONE && ++pool->taken > pool->slot_count / 4 * 3)
        grow_slots(pool);
    return number;
}
