/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A log's events while it is read: memory stays bounded however long the log is. Of events that say the same of the
 * same pair the first and the last ones are kept, so that neither how it began nor what holds at the end is lost.
 */
#ifndef IKT_DOCUMENTS_LOG_STORE_H
#define IKT_DOCUMENTS_LOG_STORE_H

#include "documents/log_event.h"

/* Of events that say the same: so many of the first, and so many of the last. */
#define IKT_LOG_FIRST 32
#define IKT_LOG_LAST  32
/* Octets of a text that an event points to, and of a line that is quoted. */
#define IKT_LOG_TEXT 160

struct ikt_log_store;

struct ikt_log_store *ikt_log_store_new(void);
void ikt_log_store_free(struct ikt_log_store *store); /* NULL is allowed; events and texts with it */

/* A text that lives as long as the store, printable, at most IKT_LOG_TEXT octets and cut before a secret; NULL
 * for an empty one. */
const char *ikt_log_store_text(struct ikt_log_store *store, struct ikt_bytes text);

/* Copied, with offer, phase1 and show; router, name, text and other are the store's own texts. quote: its line. */
void ikt_log_store_add(struct ikt_log_store *store, const struct ikt_log_event *event, struct ikt_bytes quote);

/* After the last: the log gets the events, in the order of their lines, and how many were left out. */
void ikt_log_store_end(struct ikt_log_store *store, struct ikt_log *log);
/* NULL: no event of that line was kept. */
const char *ikt_log_store_line(const struct ikt_log_store *store, unsigned line);

#endif
