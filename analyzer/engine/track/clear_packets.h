/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IP packets in clear between networks that a Quick Mode's SAs protect. Counted on the Quick Mode itself, for as long
 * as it is alive; which capture points make that a fault is for others to say.
 *
 * Bounded: the Quick Modes that came up first are watched, 256 at once; a place is free again when one settles. While
 * none is watched a packet costs one comparison, else one look into a table of the addresses that were seen lately.
 */
#ifndef IKT_TRACK_CLEAR_PACKETS_H
#define IKT_TRACK_CLEAR_PACKETS_H

#include "track/quick_mode.h"

struct ikt_clear_packets;

struct ikt_clear_packets *ikt_clear_packets_new(void);
void ikt_clear_packets_free(struct ikt_clear_packets *clear);

/* The Quick Mode has come up. Nothing happens where its networks were not read, say any, or name ports. */
void ikt_clear_packets_watch(struct ikt_clear_packets *clear, struct ikt_quick_mode *quick);
/* It is about to be freed; it need not be watched. */
void ikt_clear_packets_forget(struct ikt_clear_packets *clear, const struct ikt_quick_mode *quick);
/* sequence: of the packet that was fed last. */
void ikt_clear_packets_take(struct ikt_clear_packets *clear, const struct ikt_ip_packet *packet, uint64_t sequence);

/* Quick Modes that found no place. */
uint64_t ikt_clear_packets_left_out(const struct ikt_clear_packets *clear);

#endif
