/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IKT_DOCUMENTS_LOG_NAMES_H
#define IKT_DOCUMENTS_LOG_NAMES_H

#include "documents/log_event.h"

/* "policy-error"; for tests and tools. kind is one of the enumeration's. */
const char *ikt_log_kind_name(enum ikt_log_event_kind kind);

#endif
