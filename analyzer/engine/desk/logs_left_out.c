/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/logs_left_out.h"

void ikt_logs_left_out(const struct ikt_log_pairs *pairs, uint64_t out[static IKT_LEFT_OUT_COUNT])
{
    out[IKT_LEFT_OUT_LOG_PAIRS] = pairs->more;
    out[IKT_LEFT_OUT_LOG_LINES] = pairs->lines_more;
    out[IKT_LEFT_OUT_LOG_QUICK_MODES] = pairs->quick_modes_more;
    out[IKT_LEFT_OUT_LOG_SA_PAIRS] = pairs->sa_pairs_more;
}
