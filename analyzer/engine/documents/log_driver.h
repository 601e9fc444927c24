/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lines of a log, one after the other, to those that know them.
 */
#ifndef IKT_DOCUMENTS_LOG_DRIVER_H
#define IKT_DOCUMENTS_LOG_DRIVER_H

#include "documents/log_reader.h"

struct ikt_log_reader *ikt_log_reader_new(void);
void ikt_log_reader_free(struct ikt_log_reader *reader); /* and its store, unless that was taken */
struct ikt_log_store *ikt_log_reader_take_store(struct ikt_log_reader *reader);
/* All of a log, once. */
void ikt_log_reader_read(struct ikt_log_reader *reader, struct ikt_bytes content);

#endif
