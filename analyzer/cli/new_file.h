/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file that is written at once, and appears under its name when it is whole and on the disk.
 */
#ifndef IKT_CLI_NEW_FILE_H
#define IKT_CLI_NEW_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* A link of that name is replaced, not followed. False with error (G_FILE_ERROR): what was there is there still. */
bool ikt_new_file_write(const char *path, mode_t mode, const char *octets, gsize length, GError **error);

#endif
