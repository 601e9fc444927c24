/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An offer in a few octets, to tell what changed between one that was accepted and one that was refused.
 */
#ifndef IKT_TUNNELS_OFFER_MARK_H
#define IKT_TUNNELS_OFFER_MARK_H

#include "iketriage/exchange.h"

/* Hashes of the parts of an offer. They never leave the process. */
struct ikt_offer_mark {
    uint64_t sequence, frame;     /* of message 1 */
    uint32_t length;              /* of message 1 */
    bool read;                    /* else the length is all that is known */
    uint32_t sets, pfs, networks; /* of the sets with their modes */
};

/* That of a record; false: it is without message 1, and has none. */
bool ikt_offer_mark_of(struct ikt_offer_mark *out, const struct ikt_phase2 *record);
/* Keep the newer one in *mark, made if need be; other NULL: nothing. */
void ikt_offer_mark_join(struct ikt_offer_mark **mark, const struct ikt_offer_mark *other);
/* What differs: a set of 1 << enum ikt_decision; 0 where one was not read. */
unsigned ikt_offer_mark_changes(const struct ikt_offer_mark *before, const struct ikt_offer_mark *after);

#endif
