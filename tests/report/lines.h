/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds of every text report, and what one has or has not.
 */
#ifndef IKT_TESTS_REPORT_LINES_H
#define IKT_TESTS_REPORT_LINES_H

#include <glib.h>
#include <stdbool.h>

/* Lines of valid UTF-8 that a terminal obeys in nothing but colour, as wide as that, but for what is to be typed. */
void assert_lines(const GString *out, long width, bool colour);
void assert_has(const GString *out, const char *text);
void assert_has_not(const GString *out, const char *text);
/* With all white space as one blank, where it is not the point how lines end (g_free). */
char *flat(const GString *out);
void assert_words(const GString *out, const char *text);
/* How many lines from the one that begins with this up to an empty one. */
unsigned count_block(const GString *out, const char *first);

#endif
