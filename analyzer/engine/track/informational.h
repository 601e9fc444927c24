/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What notifies and deletes say of an ISAKMP SA and its Quick Modes. The exchanges' own state is changed here; what
 * follows from that for records, queues and history is the caller's.
 */
#ifndef IKT_TRACK_INFORMATIONAL_H
#define IKT_TRACK_INFORMATIONAL_H

#include "track/flows.h"
#include "track/ipsec_owners.h"
#include "track/sa_state.h"

/* How long ESP may still come under an SPI that was deleted, or that a newer SA replaced, without being late. */
#define IKT_IN_FLIGHT (2 * IKT_SECOND)

struct ikt_informational_result {
    enum ikt_message_name name;     /* of an informational */
    struct ikt_quick_mode *refused; /* by this message, and not before it; NULL: none */
    bool sa_changed;                /* phase 1 was refused, or the ISAKMP SA deleted */
    bool quick_modes_changed;       /* some have ended */
    bool unknown_deleted;           /* IPsec SAs of which no owner is remembered any more, or was ever known */
    GPtrArray *elsewhere; /* struct ikt_ipsec_owner: those whose SAs it ended and that are not alive under this
                             ISAKMP SA; NULL: none. The caller's. */
    bool contact;         /* a verified INITIAL-CONTACT: its sender knows no other SA with the peer */
};

/* What a DELETE or an INITIAL-CONTACT may end besides, and when that is by the session's clock. */
struct ikt_informational_scene {
    struct ikt_flow_table *flows;
    const struct ikt_ipsec_owners *owners;
    ikt_time now;
};

/* Any message but those of Quick Mode that no key opens. encrypted: it was, on the wire. */
struct ikt_informational_result ikt_informational_take(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen,
                                                       bool encrypted, const struct ikt_informational_scene *scene);

/*
 * A proposal came again, and nothing answers it. Where a refusal stands shortly before the first of them, it answers
 * one that was not captured: then the Quick Mode is refused by it. Returns whether it is.
 */
bool ikt_informational_place(struct ikt_isakmp_sa *sa, struct ikt_quick_mode *quick);

#endif
