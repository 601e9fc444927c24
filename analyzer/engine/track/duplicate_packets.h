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

#include "track/capture_clock.h"
#include "iketriage/triage.h"

#define IKT_COPY_TIME (50 * IKT_SECOND / 1000)

struct ikt_copies;

struct ikt_copies *ikt_copies_new(void);
void ikt_copies_free(struct ikt_copies *copies);
/*
 * Is it a copy of one of the last packets? digest: of what it carries. Returns the frame that it is a copy of, 0 when
 * it is none; it is remembered then.
 */
uint64_t ikt_copies_find(struct ikt_copies *copies, const struct ikt_packet *packet, const uint64_t digest[static 2],
                         const struct ikt_clock *clock);
/* 128 bits over all octets. */
void ikt_copies_digest(struct ikt_bytes octets, uint64_t digest[static 2]);

#endif
