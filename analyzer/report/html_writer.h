/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pieces of an HTML page at the end of the output. Markup comes from literals of ours alone; whatever else is written
 * is escaped, so that no string of a packet, a file or the command line can become markup.
 */
#ifndef IKT_REPORT_HTML_WRITER_H
#define IKT_REPORT_HTML_WRITER_H

#include "append.h"

/* Markup: a literal of ours. */
#define ikt_html_markup(out, literal) ikt_append(out, "" literal "", sizeof literal - 1)
/* Text, escaped. */
void ikt_html_text(GString *out, const char *text);
/* The same as a place to write to: out is a GString. */
void ikt_html_piece(void *out, const char *text, size_t length);
/* Takes text and frees it; NULL writes nothing. */
void ikt_html_taken(GString *out, char *text);
/* "2026-01-02 03:04:05.678 UTC"; "-" for IKT_TIME_NONE. */
void ikt_html_time(GString *out, ikt_time time);
/* "3 h 58 min", "71 s", "0.120 s" */
void ikt_html_span(GString *out, ikt_time span);
void ikt_html_address(GString *out, const struct ikt_address *address);
/* "1 tunnel", "2 tunnels" */
void ikt_html_counted(GString *out, uint64_t count, const char *one, const char *many);

#endif
