/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the user names, as a flat list of captures: directories become the captures in them, found by magic number.
 */
#ifndef IKT_CAPTURE_FIND_CAPTURES_H
#define IKT_CAPTURE_FIND_CAPTURES_H

#include <glib.h>

#include "beside.h"

/* One capture to read, or one thing that cannot be read. */
struct ikt_input {
    char *path;
    char *error; /* NULL: read it; else why there is nothing to read */
};

/*
 * names: NULL-terminated, each a file, a directory or "-". The order is that of names; a directory's captures come
 * sorted by the bytes of their names. Directories that links reach twice are walked once. Files named by the
 * user are not looked at; in directories, files that are no capture and special files are passed over; beside (NULL
 * is allowed) counts those of them that look like a router's configuration or log. Returns an array
 * of struct ikt_input that owns them (g_ptr_array_unref).
 */
GPtrArray *ikt_find_captures(const char *const *names, struct ikt_beside *beside);

/*
 * Of inputs, those that a link leads out of all that names say: who may read nothing else needs them besides. The array
 * borrows the paths (g_ptr_array_unref).
 */
GPtrArray *ikt_find_captures_elsewhere(const GPtrArray *inputs, const char *const *names);

/* Octets of all inputs (struct ikt_input) that have a size. */
guint64 ikt_find_captures_size(const GPtrArray *inputs);

#endif
