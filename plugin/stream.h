/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IKE messages that stand in TCP one after another, without anything between them: a segment may hold several, or a
 * part of one. Wireshark takes each segment for a message.
 *
 * Memory is bounded: 64 directions of connections, and what is begun in each, which is at most 64 KiB.
 */
#ifndef IKT_PLUGIN_STREAM_H
#define IKT_PLUGIN_STREAM_H

#include "iketriage/triage.h"

struct ikt_streams;

/*
 * A message, or its beginning where the rest was not captured. packet: of the segment that ends it. offset: of the
 * message in that segment's octets, -1 when it began before. crowded: its rest may come, and finds no room. octets live
 * until the call returns.
 */
typedef void ikt_stream_taker(void *user, const struct ikt_packet *packet, struct ikt_bytes octets, size_t wire_length,
                              int offset, bool crowded);

struct ikt_streams *ikt_streams_new(ikt_stream_taker *taker, void *user);
/* NULL is allowed. What is not whole is lost; ikt_streams_end comes before it. */
void ikt_streams_free(struct ikt_streams *streams);
/* Has none come yet? */
bool ikt_streams_empty(const struct ikt_streams *streams);
/* Did one come between these endpoints, in either direction? */
bool ikt_streams_know(const struct ikt_streams *streams, const struct ikt_packet *packet);
/* octets: of a segment as captured, beginning with the one of that sequence number; wire_length: as sent. */
void ikt_streams_segment(struct ikt_streams *streams, const struct ikt_packet *packet, uint32_t sequence,
                         struct ikt_bytes octets, size_t wire_length);
/* The capture has ended: what has begun is handed out. */
void ikt_streams_end(struct ikt_streams *streams);

#endif
