/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A folder that appears under its name only when it is whole. Until then its files are in a hidden folder beside it;
 * whatever ends the work before leaves nothing.
 */
#ifndef IKT_BUNDLE_BUNDLE_FOLDER_H
#define IKT_BUNDLE_BUNDLE_FOLDER_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

struct ikt_bundle_folder;

/* path must not exist, or be an empty folder. NULL with error (G_FILE_ERROR). */
struct ikt_bundle_folder *ikt_bundle_folder_new(const char *path, GError **error);
/* Where it is made until it is whole; lives as long as the folder. */
const char *ikt_bundle_folder_path(const struct ikt_bundle_folder *folder);
/* A new file of it, for reading and writing; the caller closes it. NULL with error. */
FILE *ikt_bundle_folder_file(struct ikt_bundle_folder *folder, const char *name, GError **error);
/* The same without a name: it is gone when it is closed. */
FILE *ikt_bundle_folder_scratch(struct ikt_bundle_folder *folder, GError **error);
/* Whole: it gets its name. Frees. False with error, and nothing left. */
bool ikt_bundle_folder_finish(struct ikt_bundle_folder *folder, GError **error);
/* Frees, and nothing is left. NULL is allowed. */
void ikt_bundle_folder_abandon(struct ikt_bundle_folder *folder);

#endif
