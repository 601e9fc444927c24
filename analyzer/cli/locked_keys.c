/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "locked_keys.h"

#include <glib.h>
#include <sys/resource.h>

#include "messages.h"

static size_t kib(size_t octets)
{
    return (octets + 1023) >> 10;
}

void ikt_locked_keys_say(const struct ikt_keyring *keyring)
{
    size_t locked, open;
    struct rlimit limit;
    ikt_keyring_memory(keyring, &locked, &open);
    if (locked + open == 0)
        return;
    if (open == 0) {
        ikt_say(NULL, "note: keys: %zu KiB in locked memory", kib(locked));
    } else if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        ikt_say(NULL, "note: keys: %zu KiB in locked memory, %zu KiB not: \"ulimit -l\" allows %zu KiB", kib(locked),
                kib(open), (size_t)limit.rlim_cur >> 10);
    } else {
        ikt_say(NULL, "note: keys: %zu KiB in locked memory, %zu KiB not: the system locks no more", kib(locked),
                kib(open));
    }
}
