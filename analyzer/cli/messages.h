/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages about the run, on standard error: "iketriage: WHERE: text". Nothing of them reaches the results.
 */
#ifndef IKT_CLI_MESSAGES_H
#define IKT_CLI_MESSAGES_H

#include <glib.h>

/*
 * One line. where: a file as the user named it (any bytes, escaped here), or NULL. No message lets through what a
 * terminal obeys, or what hides or turns text, except for a backslash, which may be an escape's.
 */
void ikt_say(const char *where, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The same without a place, of text that holds words of the command line: any bytes, escaped here. */
void ikt_say_escaped(const char *text);
/*
 * A line that the next message takes the place of, where standard error is a terminal; elsewhere a line like any other.
 * NULL: nothing in its place.
 */
void ikt_say_for_now(const char *text);
/* A remark on a file that is read; line 0: on all of it. user is not looked at. For ikt_config_remark. */
void ikt_say_remark(void *user, const char *file, unsigned line, const char *text);
/* The name of a file in messages: "-" becomes "standard input", unprintable bytes are escaped. g_free. */
char *ikt_say_name(const char *path);

#endif
