/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "locked_lines.h"

#include <string.h>

#include <glib.h>

#include "iketriage/locked.h"

#define FIRST_SIZE   ((size_t)16 << 10) /* of pages; they double ... */
#define LARGEST_SIZE ((size_t)1 << 20)  /* ... up to this */

struct pages {
    struct pages *next;
    size_t size, used; /* with this in them */
};

struct ikt_locked_lines {
    struct pages *pages; /* the newest first */
};

struct ikt_locked_lines *ikt_locked_lines_new(void)
{
    return g_new0(struct ikt_locked_lines, 1);
}

void ikt_locked_lines_free(struct ikt_locked_lines *lines)
{
    if (!lines)
        return;
    for (struct pages *next, *pages = lines->pages; pages; pages = next) {
        next = pages->next;
        ikt_locked_free(pages, pages->size);
    }
    g_free(lines);
}

char *ikt_locked_lines_room(struct ikt_locked_lines *lines, size_t size)
{
    struct pages *pages = lines->pages;
    if (!pages || pages->size - pages->used < size) {
        const size_t doubled = pages ? MIN(2 * pages->size, LARGEST_SIZE) : FIRST_SIZE;
        const size_t wanted = MAX(doubled, sizeof(*pages) + size);
        pages = ikt_locked_new(wanted, NULL);
        *pages = (struct pages){lines->pages, wanted, sizeof(*pages)};
        lines->pages = pages;
    }
    char *room = (char *)pages + pages->used;
    pages->used += size;
    return room;
}

void ikt_locked_lines_drop(struct ikt_locked_lines *lines, char *room, size_t size)
{
    struct pages *pages = lines->pages;
    explicit_bzero(room, size);
    if (pages && (char *)pages + pages->used == room + size)
        pages->used -= size;
}
