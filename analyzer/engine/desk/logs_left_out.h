/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IKT_DESK_LOGS_LEFT_OUT_H
#define IKT_DESK_LOGS_LEFT_OUT_H

#include "evidence/log_pair.h"
#include "iketriage/triage.h"

/* What bounds left out of the logs, into the counts that are of logs (iketriage/left_out.def). */
void ikt_logs_left_out(const struct ikt_log_pairs *pairs, uint64_t out[static IKT_LEFT_OUT_COUNT]);

#endif
