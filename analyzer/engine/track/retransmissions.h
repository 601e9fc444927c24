/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Retransmissions are byte for byte equal (RFC 2408 section 5.1): a digest of the datagram finds them before any
 * decryption, so that they never move an IV. Of each ISAKMP SA the last 1024 different messages are remembered; nobody
 * repeats one that lies further back.
 */
#ifndef IKT_TRACK_RETRANSMISSIONS_H
#define IKT_TRACK_RETRANSMISSIONS_H

#include <glib.h>

#include "iketriage/exchange.h"

/* A message that may be repeated, and what is known of it. */
struct ikt_sent {
    uint64_t digest; /* of duplicate_packets.h */
    uint64_t sequence, frame;
    size_t length;
    enum ikt_message_name name;
    enum ikt_decryption decryption;
    bool from_initiator;
};

struct ikt_retransmissions {
    struct ikt_sent *sent;        /* the oldest are overwritten; NULL while empty */
    uint16_t *first, *next;       /* by digest: index plus 1 of the first, of each the next; 0: none */
    uint16_t count, room, oldest; /* oldest: where there is no more room */
};

void ikt_retransmissions_clear(struct ikt_retransmissions *retransmissions);
/* What these octets from this side repeat; NULL. Its name and decryption may be corrected. Valid until the next one is
 * remembered. */
struct ikt_sent *ikt_retransmission_find(const struct ikt_retransmissions *retransmissions, uint64_t digest,
                                         size_t length, bool from_initiator);
/* Copied. */
void ikt_retransmission_remember(struct ikt_retransmissions *retransmissions, const struct ikt_sent *sent);

#endif
