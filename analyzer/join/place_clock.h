/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The clock of one place against that of another, by datagrams that both saw: offset and drift. A datagram is seen
 * later behind a path than before it, whatever the clocks; where both directions were seen the offset lies in the
 * middle of what they say, and is uncertain by half of what they differ.
 */
#ifndef IKT_JOIN_PLACE_CLOCK_H
#define IKT_JOIN_PLACE_CLOCK_H

#include <glib.h>

#include "iketriage/bytes.h"

/* One datagram, by both clocks. */
struct ikt_clock_point {
    ikt_time here, there;
    uint32_t way; /* even and odd number: the two directions between two peers */
};

struct ikt_place_clock {
    bool known;
    ikt_time since;      /* when the offset holds, by this clock */
    ikt_time offset;     /* this clock is so far ahead */
    double drift;        /* ... and gains so much, seconds per second; 0 where it is less than what can be told */
    double drift_within; /* how far it may be off; 0: the datagrams lie too close together to tell of a drift at all */
    ikt_time within;     /* how far the offset may be off; IKT_TIME_NONE: one direction alone was seen, not known */
    uint64_t matched;    /* datagrams that it rests on */
};

/* there: this clock; here: the one that it is held against. points are put in another order. */
struct ikt_place_clock ikt_place_clock_estimate(GArray *points);
/* A time of this clock, by the other one. A clock that is not known is taken for equal. */
ikt_time ikt_place_clock_correct(const struct ikt_place_clock *clock, ikt_time time);

#endif
