/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's key tables as files: the lines of all captures, each once and sorted, so that what is written does not
 * depend on the number of threads, are added to what a profile's tables hold. Nothing is written before the end.
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
/*
 * Add what is new to both files: what they hold stays, in its order, and a row that is there is not written again. Each
 * is replaced at once, and readable by its owner alone; where there is nothing to add it is left alone. What was done
 * is said, and why not; false then.
 */
bool ikt_keytables_write(struct ikt_keytables *tables);
void ikt_keytables_free(struct ikt_keytables *tables); /* wipes; NULL is allowed */

#endif
