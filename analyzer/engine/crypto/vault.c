/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/vault.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "iketriage/locked.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif
#if defined(WATCHED)
#include <sanitizer/asan_interface.h>
#define FORBID(place, size) ASAN_POISON_MEMORY_REGION(place, size)
#define ALLOW(place, size)  ASAN_UNPOISON_MEMORY_REGION(place, size)
#else
#define FORBID(place, size) ((void)(place), (void)(size))
#define ALLOW(place, size)  ((void)(place), (void)(size))
#endif

/*
 * Places are as long as one of these steps: a key with what stands before it is 32 to 128 octets long, a secret of
 * Diffie-Hellman up to 1040. What is larger than all of them has pages of its own.
 */
#define STEP       16
#define SMALL      1040
#define SMALL_ONES (SMALL / STEP)
#define LARGEST    8192 /* and the longest preshared key fits */
#define PLACES     (SMALL_ONES + 3)

/* What is taken from the system at once doubles from the one to the other. */
#define FIRST_PAGES   ((size_t)16 << 10)
#define LARGEST_PAGES ((size_t)256 << 10)

struct pages {
    struct pages *next;
    size_t size;
    bool locked;
};

/* A place that is free. */
struct place {
    struct place *next;
};

struct ikt_vault {
    struct ikt_vault *counted;
    struct pages *pages;          /* the newest first; the list stands at the beginning of each */
    uint8_t *rest;                /* of the newest, not used yet ... */
    size_t left;                  /* ... so many octets */
    struct place *free[PLACES];   /* by their length */
    gsize locked_size, open_size; /* atomic */
    size_t taken;                 /* places that were not given back */
};

struct ikt_vault *ikt_vault_new(struct ikt_vault *counted)
{
    struct ikt_vault *vault = g_new0(struct ikt_vault, 1);
    vault->counted = counted;
    return vault;
}

/* gone: they are given back to the system. */
static void count(struct ikt_vault *vault, size_t size, bool locked, bool gone)
{
    const gssize change = gone ? -(gssize)size : (gssize)size;
    for (; vault; vault = vault->counted)
        g_atomic_pointer_add(locked ? &vault->locked_size : &vault->open_size, change);
}

void ikt_vault_free(struct ikt_vault *vault)
{
    if (!vault)
        return;
#if defined(WATCHED)
    g_assert(vault->taken == 0); /* the leak checker does not see these */
#endif
    for (struct pages *next, *pages = vault->pages; pages; pages = next) {
        next = pages->next;
        ALLOW(pages, pages->size);
        ikt_locked_free(pages, pages->size);
    }
    if (vault->counted) {
        count(vault->counted, vault->locked_size, true, true);
        count(vault->counted, vault->open_size, false, true);
    }
    g_free(vault);
}

/* Which list a size is of, and how long its places are; PLACES for none. */
static size_t place_of(size_t size, size_t *length)
{
    if (size <= SMALL) {
        const size_t steps = MAX(1, (size + STEP - 1) / STEP);
        *length = steps * STEP;
        return steps - 1;
    }
    *length = 2048;
    for (size_t place = SMALL_ONES; place < PLACES; place++, *length *= 2)
        if (size <= *length)
            return place;
    return PLACES;
}

static void add_pages(struct ikt_vault *vault)
{
    const size_t size = vault->pages ? MIN(2 * vault->pages->size, LARGEST_PAGES) : FIRST_PAGES;
    const size_t head = (sizeof(struct pages) + STEP - 1) / STEP * STEP;
    bool locked;
    struct pages *pages = ikt_locked_new(size, &locked);
    count(vault, size, locked, false);
    *pages = (struct pages){vault->pages, size, locked};
    vault->pages = pages;
    vault->rest = (uint8_t *)pages + head;
    vault->left = size - head;
    FORBID(vault->rest, vault->left);
}

void *ikt_vault_take(struct ikt_vault *vault, size_t size)
{
    size_t length;
    const size_t place = place_of(size, &length);
    vault->taken++;
    if (place == PLACES) {
        bool locked;
        return ikt_locked_new(size, &locked);
    }
    struct place *room = vault->free[place];
    if (room) {
        ALLOW(room, MAX(size, sizeof(*room)));
        vault->free[place] = room->next;
        room->next = NULL;
        return room;
    }
    if (vault->left < length)
        add_pages(vault);
    uint8_t *fresh = vault->rest;
    vault->rest += length;
    vault->left -= length;
    ALLOW(fresh, size);
    return fresh;
}

void ikt_vault_give(struct ikt_vault *vault, void *room, size_t size)
{
    size_t length;
    const size_t place = place_of(size, &length);
    vault->taken--;
    if (place == PLACES) {
        ikt_locked_free(room, size);
        return;
    }
    explicit_bzero(room, size);
    struct place *given = room;
    ALLOW(given, sizeof(*given));
    given->next = vault->free[place];
    vault->free[place] = given;
    FORBID(room, length);
}

void ikt_vault_lock(struct ikt_vault *vault)
{
    for (struct pages *pages = vault->pages; pages; pages = pages->next) {
        if (pages->locked || !ikt_locked_again(pages, pages->size))
            continue;
        pages->locked = true;
        count(vault, pages->size, false, true);
        count(vault, pages->size, true, false);
    }
}

struct ikt_vault_pages ikt_vault_pages(const struct ikt_vault *vault)
{
    return (struct ikt_vault_pages){(size_t)g_atomic_pointer_get(&vault->locked_size),
                                    (size_t)g_atomic_pointer_get(&vault->open_size)};
}
