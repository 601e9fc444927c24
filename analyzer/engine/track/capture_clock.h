/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much time passes in a capture. A capture's clock may be set while it runs, stand still, or run behind by a little
 * where frames come out of order; what waits for time to pass is not to be misled by that.
 */
#ifndef IKT_TRACK_CAPTURE_CLOCK_H
#define IKT_TRACK_CAPTURE_CLOCK_H

#include "iketriage/bytes.h"

struct ikt_clock {
    ikt_time
        now; /* never goes back; that of the packets as long as their clock was not set. IKT_TIME_NONE: none came */
    ikt_time capture; /* of the packet, or the call, that moved it last */
    ikt_time first;   /* of the first packet, where one came */
    bool came;
    bool ran; /* packets had different times: they say something */
};

/* A packet of this time came. Returns false when no time has passed. */
bool ikt_clock_advance(struct ikt_clock *clock, ikt_time time);
/* It is this time, without a packet. Likewise; a time that lies back does nothing. */
bool ikt_clock_pass(struct ikt_clock *clock, ikt_time time);

#endif
