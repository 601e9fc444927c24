/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which product repeats a message after which times. A hint, no proof: timers can be configured.
 */
#ifndef IKT_TRACK_RETRANSMIT_TIMERS_H
#define IKT_TRACK_RETRANSMIT_TIMERS_H

#include "iketriage/exchange.h"

struct ikt_retransmit_timer {
    enum ikt_vendor vendor;
    const char *name;     /* of the product */
    const char *evidence; /* in words */
};

/* The product that repeats a message of this sender so; NULL: none is repeated often enough, or none repeats so. */
const struct ikt_retransmit_timer *ikt_retransmit_timer_of(const struct ikt_seen *seen, size_t count,
                                                           const struct ikt_address *sender);

#endif
