/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Confines the process before it reads hostile input: no new privileges, files by Landlock (read what was named, write
 * in the folders of the output), system calls by an allowlist of seccomp, memory by a limit. Threads that are started
 * afterwards inherit it; nothing lifts it again. What the kernel lacks is done without.
 */
#ifndef IKT_CLI_SANDBOX_H
#define IKT_CLI_SANDBOX_H

#include <glib.h>
#include <stdbool.h>

struct ikt_sandbox {
    const GPtrArray *read;  /* of const char *: files, and folders with all below; what is not there is left out */
    const GPtrArray *write; /* likewise, folders in which files are made, renamed and removed */
    bool live;              /* a live capture is open: its socket is read, and asked for its counts */
    unsigned jobs;          /* captures that are handled at once: the memory limit grows with them */
};

/* What holds after ikt_sandbox_enter, bits of one number. */
enum ikt_sandbox_holds {
    IKT_SANDBOX_NO_PRIVILEGES = 1,
    IKT_SANDBOX_FILES = 2,   /* Landlock */
    IKT_SANDBOX_NETWORK = 4, /* likewise: no TCP */
    IKT_SANDBOX_CALLS = 8,   /* seccomp */
    IKT_SANDBOX_MEMORY = 16
};

/* One thread alone may be running. Nothing has to be freed. */
unsigned ikt_sandbox_enter(const struct ikt_sandbox *sandbox);

/* What holds, in words: "no new privileges, files (Landlock), system calls (seccomp), memory"; "nothing". */
char *ikt_sandbox_text(unsigned holds);

#endif
