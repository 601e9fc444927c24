/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/flow_faults.h"

/* So many, in the order of their times, are no disorder of the capture. */
#define LATE 10
/* A capture that holds every packet twice, the second far behind the first, shows as many as it has packets. */
#define LATE_SHARE 3
/* An error or two are how a path tells its MTU; what goes on after them is not adapted to it. */
#define ERRORS    3
#define OVERSIZED 3

bool ikt_flow_comes_late(const struct ikt_flow *flow)
{
    return flow->dropped_in_time >= LATE && flow->dropped_by_window < flow->packets / LATE_SHARE;
}

bool ikt_flow_stays_too_big(const struct ikt_flow *flow)
{
    return flow->too_big >= ERRORS && flow->oversized >= OVERSIZED;
}
