/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/capture_clock.h"

/* A frame may be so late; what lies further back shows that the clock was set. */
#define LATE_FRAME (60 * IKT_SECOND)
/*
 * A longer step is silence of the whole capture, or a clock that was set: nothing in it tells which. It counts for so
 * little that nothing ends by it only (see waiting.c): where a peer goes on after it, the clock was set.
 */
#define LONG_STEP  (1800 * IKT_SECOND)
#define LONG_COUNT (45 * IKT_SECOND)

static bool move(struct ikt_clock *clock, ikt_time time)
{
    if (clock->now == IKT_TIME_NONE) {
        clock->now = clock->capture = time;
        return true;
    }
    ikt_time step = time - clock->capture;
    if (step > -LATE_FRAME && step <= 0)
        return false;
    clock->capture = time;
    if (step < 0)
        return false;
    clock->now += step < LONG_STEP ? step : LONG_COUNT;
    return true;
}

bool ikt_clock_advance(struct ikt_clock *clock, ikt_time time)
{
    clock->ran = clock->ran || (clock->came && time != clock->first);
    if (!clock->came) {
        clock->came = true;
        clock->first = time;
    }
    return move(clock, time);
}

bool ikt_clock_pass(struct ikt_clock *clock, ikt_time time)
{
    return (clock->now == IKT_TIME_NONE || time > clock->capture) && move(clock, time);
}
