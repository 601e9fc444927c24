/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory that is released all at once: a decoded message and everything in it is one arena, mostly one allocation.
 */
#ifndef IKT_BASE_ARENA_H
#define IKT_BASE_ARENA_H

#include <stddef.h>

struct ikt_arena;

/* size: what the first block holds; more than that takes further blocks. Never NULL. */
struct ikt_arena *ikt_arena_new(size_t size);
void ikt_arena_free(struct ikt_arena *arena);
/* What was allocated is no more; the first block serves again. */
void ikt_arena_reset(struct ikt_arena *arena);
/* What the first block holds. */
size_t ikt_arena_size(const struct ikt_arena *arena);
/* What all blocks hold. */
size_t ikt_arena_octets(const struct ikt_arena *arena);
/* Zeroed memory for count elements, aligned for any type; NULL when count is 0. */
void *ikt_arena_alloc(struct ikt_arena *arena, size_t count, size_t size);
/* The same with nothing set, for what is written whole at once. */
void *ikt_arena_take(struct ikt_arena *arena, size_t count, size_t size);
/* A copy of size octets, aligned likewise; NULL when size is 0. */
void *ikt_arena_copy(struct ikt_arena *arena, const void *octets, size_t size);
/* What an allocation really takes from a block: for the sum that ikt_arena_new wants. */
size_t ikt_arena_room(size_t count, size_t size);

#endif
