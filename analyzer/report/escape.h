/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The last gate before the output: whatever a record holds, only printable text passes.
 */
#ifndef IKT_REPORT_ESCAPE_H
#define IKT_REPORT_ESCAPE_H

/*
 * Text of the engine, whose packet parts are escaped already: a backslash is kept, and what should not be there
 * (control characters, bytes that are no UTF-8) becomes \xNN. NULL gives NULL. g_free the result.
 */
char *ikt_report_escape(const char *text);
/* A file name, any bytes: the backslash is escaped too, so that the name can be told from the result. g_free. */
char *ikt_report_escape_file(const char *name);

#endif
