/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who was heard: the addresses that sent any IP packet, of whatever protocol and to whomever. What a capture shows of a
 * host, before its IKE or after it, shows that its answers would have been captured as well; that nothing of it was
 * captured may be said only of a host that is not here.
 *
 * Bounded: the first 65,536 addresses are remembered. Of others it is not known afterwards.
 */
#ifndef IKT_TRACK_PRESENCE_H
#define IKT_TRACK_PRESENCE_H

#include "iketriage/exchange.h"

struct ikt_presence;

struct ikt_presence *ikt_presence_new(void);
void ikt_presence_free(struct ikt_presence *presence); /* NULL is allowed */

/* A packet of source was captured. Cheap where source sent one lately, for it is called for every packet. */
void ikt_presence_note(struct ikt_presence *presence, const struct ikt_address *source, uint64_t frame);
/*
 * Was a packet of source captured? IKT_UNKNOWN: not among the addresses that were remembered, and there were more.
 * frame, where not NULL: of its first packet; 0 unless the answer is IKT_YES.
 */
enum ikt_tristate ikt_presence_has_sent(const struct ikt_presence *presence, const struct ikt_address *source,
                                        uint64_t *frame);

/* Packets, at least so many, of senders that found no place. */
uint64_t ikt_presence_left_out(const struct ikt_presence *presence);

#endif
