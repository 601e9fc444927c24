/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What session.c and the files that it calls share: the tables that live exchanges stand in.
 */
#ifndef IKT_TRACK_SESSION_INTERNAL_H
#define IKT_TRACK_SESSION_INTERNAL_H

#include "track/capture_clock.h"
#include "track/clear_packets.h"
#include "track/duplicate_packets.h"
#include "track/flows.h"
#include "track/history.h"
#include "track/icmp_errors.h"
#include "track/moved_pairs.h"
#include "track/reorder.h"
#include "track/sa_lookup.h"
#include "track/session.h"
#include "track/waiting.h"

struct ikt_session {
    struct ikt_session_events events;
    void *user;
    struct ikt_key_work *keys;
    const struct ikt_presence *presence;
    struct ikt_sa_table sas;
    struct ikt_waiting waiting;
    struct ikt_reorder reorder;
    struct ikt_icmp_errors icmp_errors;
    struct ikt_history_table *history;
    struct ikt_flow_table *flows;
    struct ikt_ipsec_owners *owners;
    struct ikt_clear_packets *clear;
    struct ikt_duplicates *duplicates;
    const struct ikt_transits *transits; /* NULL: captures are not joined */
    struct ikt_moved_pairs *moved;       /* NULL: nobody asks how things stand (standing.h) */
    uint64_t ipsec_copies;               /* ESP and AH that were captured more than once */
    uint64_t sequence;                   /* of the packet that was fed last */
    struct ikt_clock clock;
    ikt_time news; /* capture time, but that repetitions and copies do not move it */
};

#endif
