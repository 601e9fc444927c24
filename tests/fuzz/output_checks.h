/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds of everything that is written, whatever was read. Each check aborts where it fails.
 */
#ifndef IKT_FUZZ_OUTPUT_CHECKS_H
#define IKT_FUZZ_OUTPUT_CHECKS_H

#include "iketriage/bytes.h"

/* A report of this format (report.h): UTF-8; JSON that is whole, line by line, and as its schema has it; as many
 * columns in each line of TSV. */
void check_output(const char *format, const char *text, size_t length);
/* No sentence has a hole that what was given does not have: a value that was not there, or none put in its place. */
void check_holes(const char *format, const char *text, struct ikt_bytes given);
/* Messages on standard error: nothing that a terminal obeys, and nothing that hides text. */
void check_said(const char *said);

#endif
