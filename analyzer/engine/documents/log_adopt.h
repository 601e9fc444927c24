/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What later lines tell of earlier ones: with whom a connection was, when a log begins in its middle.
 */
#ifndef IKT_DOCUMENTS_LOG_ADOPT_H
#define IKT_DOCUMENTS_LOG_ADOPT_H

#include "documents/log_event.h"

/* events in the order of their lines. */
void ikt_log_adopt(struct ikt_log_event *events, size_t count);

#endif
