/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iketriage/locked.h"

#include <string.h>
#include <sys/mman.h>

#include <glib.h>

bool ikt_locked_again(void *octets, size_t size)
{
    return mlock(octets, size) == 0;
}

void *ikt_locked_new(size_t size, bool *locked)
{
    void *octets = mmap(NULL, MAX(size, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const volatile gsize never_had = G_MAXSIZE; /* so that the program ends as where GLib's allocators have nothing */
    if (octets == MAP_FAILED)
        (void)g_malloc_n(never_had, 2);
    /* What the kernel does not know of these is done without. Wiped in the copy of a fork: what Wireshark starts has no
     * use for them. */
    (void)madvise(octets, size, MADV_DONTDUMP);
    (void)madvise(octets, size, MADV_WIPEONFORK);
    const bool done = ikt_locked_again(octets, size);
    if (locked)
        *locked = done;
    return octets;
}

void ikt_locked_free(void *octets, size_t size)
{
    if (!octets)
        return;
    explicit_bzero(octets, size);
    (void)munmap(octets, MAX(size, 1)); /* which unlocks them */
}
