/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far long work is, on standard error: a line that is written over where that is a terminal (messages.h clears it),
 * a line now and then elsewhere. Any thread may add to it.
 */
#ifndef IKT_CLI_PROGRESS_H
#define IKT_CLI_PROGRESS_H

#include <glib.h>

struct ikt_progress;

/* captures, of octets together (0: not known). */
struct ikt_progress *ikt_progress_new(guint captures, guint64 octets);
void ikt_progress_add(struct ikt_progress *progress, guint64 octets); /* NULL is allowed, here and below */
void ikt_progress_capture_done(struct ikt_progress *progress);
/* Clears the line. */
void ikt_progress_free(struct ikt_progress *progress);

#endif
