/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Routers' configurations and logs that lie beside captures in a folder: they are not read with it, and a user may not
 * know that they could be.
 */
#ifndef IKT_CAPTURE_BESIDE_H
#define IKT_CAPTURE_BESIDE_H

#include <glib.h>

#include "stream.h"

/* Zeroed to begin with; ikt_beside_clear frees what it holds. */
struct ikt_beside {
    guint configs, logs;
    char *config, *log; /* the first of each; NULL: there is none */
};

/* A file that is no capture, of which nothing was read: by the lines in its first octets it is one of them, or none. */
void ikt_beside_take(struct ikt_beside *beside, const char *path, struct ikt_stream *stream);
void ikt_beside_clear(struct ikt_beside *beside);

#endif
