/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file that is hashed while it is written, so that nobody has to read it for its hash.
 */
#ifndef IKT_BUNDLE_HASHED_FILE_H
#define IKT_BUNDLE_HASHED_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

struct ikt_hashed_file;

/* Takes file, which is empty and open for writing. */
struct ikt_hashed_file *ikt_hashed_file_new(FILE *file);
/* Closes what is open. NULL is allowed. */
void ikt_hashed_file_free(struct ikt_hashed_file *file);
/* Appends. False: it could not be written, and errno says why. */
bool ikt_hashed_file_put(struct ikt_hashed_file *file, const void *octets, size_t size);
/* False: something of it was not written. A second time nothing is done. */
bool ikt_hashed_file_close(struct ikt_hashed_file *file);
/* SHA-256 of all that was put, in lower-case hex; once. NULL: there is none. g_free. */
char *ikt_hashed_file_sha256(struct ikt_hashed_file *file);

#endif
