/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text of any kind broken into lines, word by word: wide characters, escapes, colour.
 */
#ifndef IKT_REPORT_TEXT_WRAP_H
#define IKT_REPORT_TEXT_WRAP_H

#include <glib.h>

#include "iketriage/bytes.h"

struct ikt_wrap {
    unsigned width;   /* columns */
    unsigned column;  /* where the first line's text begins; what stands before it is in the output */
    unsigned hang;    /* where the other lines begin */
    const char *code; /* begins a style, "" for none */
    bool code_to_end; /* for all words, else for the first one */
};

/* Appends text, escaped, without a line end after the last line. Blanks between words count as one. */
void ikt_wrap(const struct ikt_wrap *wrap, const char *text, size_t length, GString *out);
/* Appends text, escaped, in one line with all its blanks. */
void ikt_escape(const char *text, size_t length, GString *out);

#endif
