/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whether a peer stands behind a NAT.
 */
#ifndef IKT_TRACK_NAT_DETECTION_H
#define IKT_TRACK_NAT_DETECTION_H

#include "track/sa_state.h"

/*
 * RFC 3947 section 3.2: the first NAT-D is the hash of where the message goes, the others of where it comes from, both
 * as its sender sees them.
 */
void ikt_nat_learn(struct ikt_isakmp_sa *sa, const struct ikt_message *message, bool from_initiator,
                   const struct ikt_packet *packet);
/*
 * A copy of the initiator's first message, which made the SA: another source address is that on the other side of a
 * NAT. Later ones tell nothing, since a peer may have moved. Returns true for such an address, which is sa_lookup.c's
 * to write down.
 */
bool ikt_nat_learn_copy(struct ikt_isakmp_sa *sa, const struct ikt_packet *copy);

/* Does the message in which this side may name NAT traversal hold a vendor ID of it? IKT_UNKNOWN: it is not in the
 * record, or not whole. */
enum ikt_tristate ikt_nat_traversal(const struct ikt_phase1 *record, bool initiator);

#endif
