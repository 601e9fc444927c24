/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commit bit of a Quick Mode (RFC 2408 section 3.1): who sets it has the other side wait for CONNECTED before it
 * uses the SAs.
 */
#ifndef IKT_TRACK_COMMIT_BIT_H
#define IKT_TRACK_COMMIT_BIT_H

#include "iketriage/exchange.h"

struct ikt_commit {
    const struct ikt_seen *set; /* the first message that has it; NULL: none */
    bool by_initiator;          /* of the Quick Mode */
    uint64_t connected_frame;   /* of CONNECTED, or of the fourth message; 0: none was read */
    bool maybe_connected;       /* something of who set it follows that was not read */
};
struct ikt_commit ikt_commit_of(const struct ikt_phase2 *record);
/*
 * Does one side still wait, as far as this shows: everything was read, CONNECTED does not come for so long as it would
 * take, and who has to wait sends nothing under the SAs? now: capture time.
 */
bool ikt_commit_waits(const struct ikt_phase2 *record, ikt_time now);

#endif
