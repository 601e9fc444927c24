/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#define MINIMUM_BLOCK 1024

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) uint8_t data[];
};

/* The newest block first; the arena itself stands in the oldest. */
struct ikt_arena {
    struct block *blocks;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *block = g_malloc(sizeof(*block) + size);
    block->next = next;
    block->size = size;
    block->used = 0;
    return block;
}

size_t ikt_arena_room(size_t count, size_t size)
{
    size_t align = alignof(max_align_t);
    return (count * size + align - 1) / align * align;
}

static void *take(struct block *block, size_t room)
{
    void *memory = block->data + block->used;
    block->used += room;
    return memory;
}

struct ikt_arena *ikt_arena_new(size_t size)
{
    size_t own = ikt_arena_room(1, sizeof(struct ikt_arena));
    struct block *block = block_new(own + size, NULL);
    struct ikt_arena *arena = take(block, own);
    arena->blocks = block;
    return arena;
}

void ikt_arena_free(struct ikt_arena *arena)
{
    struct block *block = arena->blocks;
    while (block) {
        struct block *next = block->next;
        g_free(block);
        block = next;
    }
}

void ikt_arena_reset(struct ikt_arena *arena)
{
    struct block *block = arena->blocks;
    while (block->next) {
        struct block *next = block->next;
        g_free(block);
        block = next;
    }
    block->used = ikt_arena_room(1, sizeof(struct ikt_arena));
    arena->blocks = block;
}

size_t ikt_arena_size(const struct ikt_arena *arena)
{
    const struct block *block = arena->blocks;
    while (block->next)
        block = block->next;
    return block->size - ikt_arena_room(1, sizeof(struct ikt_arena));
}

size_t ikt_arena_octets(const struct ikt_arena *arena)
{
    size_t octets = 0;
    for (const struct block *block = arena->blocks; block; block = block->next)
        octets += sizeof(*block) + block->size;
    return octets;
}

/* Not zeroed. */
static inline void *take_room(struct ikt_arena *arena, size_t room)
{
    struct block *block = arena->blocks;
    if (room > block->size - block->used) {
        size_t more = MAX(2 * block->size, MINIMUM_BLOCK);
        block = block_new(MAX(MIN(more, 64 * MINIMUM_BLOCK), room), block);
        arena->blocks = block;
    }
    return take(block, room);
}

void *ikt_arena_alloc(struct ikt_arena *arena, size_t count, size_t size)
{
    const size_t room = ikt_arena_room(count, size);
    return room > 0 ? memset(take_room(arena, room), 0, room) : NULL;
}

void *ikt_arena_take(struct ikt_arena *arena, size_t count, size_t size)
{
    const size_t room = ikt_arena_room(count, size);
    return room > 0 ? take_room(arena, room) : NULL;
}

void *ikt_arena_copy(struct ikt_arena *arena, const void *octets, size_t size)
{
    return size > 0 ? memcpy(take_room(arena, ikt_arena_room(1, size)), octets, size) : NULL;
}
