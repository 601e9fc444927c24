/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text of a log made fit to be told: printable, and without secrets.
 */
#ifndef IKT_DOCUMENTS_LOG_SECRET_H
#define IKT_DOCUMENTS_LOG_SECRET_H

#include <stddef.h>

#include "iketriage/bytes.h"

/* Printable UTF-8 that ends with NUL, cut at size. Its octets. */
size_t ikt_log_printable(struct ikt_bytes text, char *out, size_t size);
/* The same of a line, without the keys, passwords and names of users that may stand in it. */
void ikt_log_quote(struct ikt_bytes line, char *out, size_t size);
/* The beginning of text up to the first word behind which a secret stands; all of it: there is none. */
struct ikt_bytes ikt_log_before_secret(struct ikt_bytes text);

#endif
