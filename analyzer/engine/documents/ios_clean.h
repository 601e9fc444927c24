/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What terminals, web pages and mail programs put around a line of text, taken away.
 */
#ifndef IKT_DOCUMENTS_IOS_CLEAN_H
#define IKT_DOCUMENTS_IOS_CLEAN_H

#include <glib.h>

#include "base/text.h"

/* The line itself, or what "clean" then holds of it. paged: "--More--" stood before it, its indentation is lost. */
struct ikt_bytes ikt_ios_clean(struct ikt_bytes text, GString *clean, bool *paged);
/* Do the lines of this text begin with their numbers? */
bool ikt_ios_is_numbered(struct ikt_bytes content);
/* Without the number; a line that has none stays. */
struct ikt_bytes ikt_ios_cut_number(struct ikt_bytes text);

#endif
