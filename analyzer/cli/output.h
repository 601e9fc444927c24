/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where results go: standard output, or a file that appears under its name only when it is whole.
 */
#ifndef IKT_CLI_OUTPUT_H
#define IKT_CLI_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

#include "anonymize/anonymize_text.h"

struct ikt_output;

/*
 * path: a file, NULL for standard output. What is no regular file (a pipe, a device) is written to directly. NULL with
 * error (G_FILE_ERROR) when it cannot be written.
 */
struct ikt_output *ikt_output_open(const char *path, GError **error);
/* The same for what is read while it is written: the file is emptied at once, and each write appears in it. */
struct ikt_output *ikt_output_open_directly(const char *path, GError **error);
/* What is written from now on names nobody; text comes in whole lines. */
void ikt_output_anonymize(struct ikt_output *output, const struct ikt_anonymizer *anonymizer, enum ikt_text_kind kind);
/* False once nothing more can be written; ikt_output_close says why. */
bool ikt_output_write(struct ikt_output *output, const char *text, gsize length);
/*
 * Put the file in its place and free. False with error when something was not written; a file of that name is then as
 * it was before. A reader that has gone away (EPIPE) is no error.
 */
bool ikt_output_close(struct ikt_output *output, GError **error);

/* Are both names of one regular file? */
bool ikt_output_same_file(const char *a, const char *b);

#endif
