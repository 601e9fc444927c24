/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets that a capture holds more than once: a mirror of both ports, both interfaces of a router, two files merged.
 * A copy is no retransmission, and says nothing that the packet has not said.
 *
 * Nobody sends the same again within this time: retransmission timers are of half a second (libreswan) to ten (IOS).
 * Mirrors take microseconds to milliseconds. Where the clock stands still, or one of the addresses is another (a NAT's
 * work, or another peer), and IPv4 has no identification, nothing tells them apart, and none is taken for a copy.
 */
#ifndef IKT_TRACK_DUPLICATE_PACKETS_H
#define IKT_TRACK_DUPLICATE_PACKETS_H

#include "iketriage/triage.h"
#include "track/capture_clock.h"

#define IKT_DUPLICATE_TIME (50 * IKT_SECOND / 1000)

struct ikt_duplicates;

/* What a packet is a copy of. */
struct ikt_original {
    uint64_t sequence, frame;
    struct ikt_address source, destination; /* a copy may have another one of them */
};

struct ikt_duplicates *ikt_duplicates_new(void);
void ikt_duplicates_free(struct ikt_duplicates *duplicates);
/*
 * Is it a copy of one of the last packets? digest: of what it carries. NULL when it is none: it is remembered then. The
 * result is valid until the next call.
 */
const struct ikt_original *ikt_duplicate_find(struct ikt_duplicates *duplicates, const struct ikt_packet *packet,
                                              uint64_t digest, const struct ikt_clock *clock);
/* Copies that were found. */
uint64_t ikt_duplicate_count(const struct ikt_duplicates *duplicates);
/*
 * What stands for all octets of a message: keyed, so that who writes messages cannot find two that are taken for one
 * another; by chance two are once in 2^64.
 */
uint64_t ikt_duplicate_digest(struct ikt_bytes octets);

#endif
