/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key files from the disk (or a pipe) into a keyring. Their bytes are in locked memory (iketriage/locked.h), and wiped
 * once the engine has read them.
 */
#ifndef IKT_CLI_KEYFILES_H
#define IKT_CLI_KEYFILES_H

#include <glib.h>
#include <stdbool.h>

#include "iketriage/keys.h"

/*
 * paths: of const char *; of a folder its files are read, and those in which there is no key at all skipped. Errors and
 * notes are said on standard error with file and line; what is good is kept. False when there was an error.
 */
bool ikt_keyfiles_load(struct ikt_keyring *keyring, const GPtrArray *paths);

/* A whole file in locked memory, as far as it may be locked, that is wiped; standard input for "-". */
struct ikt_content {
    uint8_t *data;
    size_t length, size;
};
/* What is larger is a mistake, in MiB: a key file or a configuration, and a log. */
#define IKT_CONTENT_LARGEST     64
#define IKT_CONTENT_LARGEST_LOG 1024
/*
 * False: why has been said. what: what the file should be, "key file"; largest: how large it may be, in MiB, a power of
 * two. To be cleared in either case.
 */
bool ikt_content_read(const char *path, const char *what, unsigned largest, struct ikt_content *out);
void ikt_content_clear(struct ikt_content *content);
/* After what was read has been refused: says so where it is a capture, which is named without an option. */
void ikt_content_say_capture(const char *path, struct ikt_bytes content);

#endif
