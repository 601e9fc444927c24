/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who a peer is and whether it stands behind a NAT, from the clear messages of phase 1.
 */
#ifndef IKT_TRACK_PEER_FINGERPRINT_H
#define IKT_TRACK_PEER_FINGERPRINT_H

#include "track/sa_state.h"

/* Learn a sender's product from its vendor IDs. A VID that names a product beats a guess from their order. */
void ikt_party_learn_vendor(struct ikt_party *party, const struct ikt_message *message, bool from_initiator);
/* Learn from the form of an error notify what kind of peer sent it. A guess, kept only where nothing else is known. */
void ikt_party_learn_notify(struct ikt_party *party, const struct ikt_notify *notify);
/* Learn from the times between retransmissions. A guess, kept only where nothing else is known. */
void ikt_party_learn_rhythm(struct ikt_party *party, const struct ikt_seen *seen, size_t count);
/*
 * RFC 3947 section 3.2: the first NAT-D is the hash of where the message goes, the others of where it comes from, both
 * as its sender sees them.
 */
void ikt_party_learn_nat(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                         const struct ikt_packet *packet);
/*
 * A copy of the initiator's first message, which made the SA: another source address is that on the other side of a
 * NAT. Later ones tell nothing, since a peer may have moved.
 */
void ikt_party_learn_translation(struct ikt_isakmp_sa *sa, const struct ikt_packet *copy);

#endif
