/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's key tables as files: the lines of all captures, each once and sorted, so that what is written does not
 * depend on the number of threads. Nothing is written before the end.
 */
#ifndef IKT_CLI_KEYTABLES_H
#define IKT_CLI_KEYTABLES_H

#include <glib.h>
#include <stdbool.h>

struct ikt_keytables;

/* folder is made where it is not there, for its owner alone. NULL with error when it cannot be. */
struct ikt_keytables *ikt_keytables_new(const char *folder, GError **error);
/* For struct ikt_sink, with the tables as keys_user; from any thread. */
void ikt_keytables_add(void *tables, const char *table, const char *line);
/* Write both files, readable by their owner alone, over those of an earlier run. False with error. */
bool ikt_keytables_write(struct ikt_keytables *tables, GError **error);
void ikt_keytables_free(struct ikt_keytables *tables); /* wipes; NULL is allowed */

#endif
