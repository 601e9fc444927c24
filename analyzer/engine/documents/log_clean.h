/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What terminals, forums and documents put into the lines of a log.
 */
#ifndef IKT_DOCUMENTS_LOG_CLEAN_H
#define IKT_DOCUMENTS_LOG_CLEAN_H

#include <stddef.h>

#include "iketriage/bytes.h"

/* Without paging, colours, marks of HTML and Markdown, and with plain quotes; never longer than raw, and cut at room.
 * How many octets were written. */
size_t ikt_log_clean(struct ikt_bytes raw, uint8_t *out, size_t room);
/* Without quote marks "> " and a line's number before its text. */
struct ikt_bytes ikt_log_clean_margin(struct ikt_bytes text);

#endif
