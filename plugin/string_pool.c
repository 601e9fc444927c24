/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "string_pool.h"

#include <string.h>

#include "compat.h"

enum {
    ALIGNMENT = 4,
    FIRST_SLOTS = 1024,
    FIRST_OCTETS = 64 * 1024
};

/* An entry is its length in 32 bits, its octets, and zeros up to the alignment. Its number is where it begins. */
struct ikt_pool {
    uint8_t *octets;
    size_t used, size;
    uint32_t *slots; /* numbers by hash, open addressing; IKT_POOL_NONE: free */
    size_t slot_count, taken;
};

struct ikt_pool *ikt_pool_new(void)
{
    struct ikt_pool *pool = g_new0(struct ikt_pool, 1);
    pool->size = FIRST_OCTETS;
    pool->octets = g_malloc(pool->size);
    pool->used = ALIGNMENT; /* so that no entry has the number of nothing */
    pool->slot_count = FIRST_SLOTS;
    pool->slots = g_new0(uint32_t, pool->slot_count);
    return pool;
}

void ikt_pool_free(struct ikt_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    g_free(pool->octets);
    g_free(pool->slots);
    g_free(pool);
}

struct ikt_bytes ikt_pool_octets(const struct ikt_pool *pool, uint32_t number)
{
    uint32_t length = 0;
    if (number == IKT_POOL_NONE) {
        return (struct ikt_bytes){NULL, 0};
    }
    memcpy(&length, pool->octets + number, sizeof(length));
    return (struct ikt_bytes){pool->octets + number + sizeof(length), length};
}

/* The slot that holds these octets, or the free one where they belong. */
static uint32_t *find_slot(const struct ikt_pool *pool, struct ikt_bytes wanted)
{
    size_t at = wmem_strong_hash(wanted.data, wanted.length) & (pool->slot_count - 1);
    while (pool->slots[at] != IKT_POOL_NONE && !ikt_bytes_equal(ikt_pool_octets(pool, pool->slots[at]), wanted)) {
        at = (at + 1) & (pool->slot_count - 1);
    }
    return &pool->slots[at];
}

static void grow_slots(struct ikt_pool *pool)
{
    g_autofree uint32_t *old = pool->slots;
    const size_t count = pool->slot_count;
    pool->slot_count = count * 2;
    pool->slots = g_new0(uint32_t, pool->slot_count);
    for (size_t i = 0; i < count; i++) {
        if (old[i] != IKT_POOL_NONE) {
            *find_slot(pool, ikt_pool_octets(pool, old[i])) = old[i];
        }
    }
}

/* False when there is no number left for more. */
static bool make_room(struct ikt_pool *pool, size_t more)
{
    if (more > UINT32_MAX - pool->used) {
        return false;
    }
    if (pool->used + more > pool->size) {
        pool->size = MAX(pool->size + pool->size / 2, pool->used + more);
        pool->octets = g_realloc(pool->octets, pool->size);
    }
    return true;
}

uint32_t ikt_pool_keep(struct ikt_pool *pool, const void *octets, size_t length)
{
    const struct ikt_bytes wanted = {length > 0 ? octets : NULL, length};
    const size_t whole = (sizeof(uint32_t) + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (length > UINT32_MAX / 2) {
        return IKT_POOL_NONE;
    }
    uint32_t *slot = find_slot(pool, wanted);
    if (*slot != IKT_POOL_NONE || !make_room(pool, whole)) {
        return *slot;
    }
    const uint32_t length32 = (uint32_t)length;
    const uint32_t number = (uint32_t)pool->used;
    memset(pool->octets + number, 0, whole);
    memcpy(pool->octets + number, &length32, sizeof(length32));
    if (length > 0) {
        memcpy(pool->octets + number + sizeof(length32), octets, length);
    }
    pool->used += whole;
    *slot = number;
    if (++pool->taken > pool->slot_count / 4 * 3) {
        grow_slots(pool);
    }
    return number;
}

uint32_t ikt_pool_keep_text(struct ikt_pool *pool, const char *text)
{
    return text == NULL ? IKT_POOL_NONE : ikt_pool_keep(pool, text, strlen(text) + 1);
}

const char *ikt_pool_text(const struct ikt_pool *pool, uint32_t number)
{
    return (const char *)ikt_pool_octets(pool, number).data;
}
