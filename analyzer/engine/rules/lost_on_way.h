/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What captures from several places show of a loss: what left one place and reached the next one never, while other
 * datagrams of the same sender did. Both ends of the stretch were captured, so it is no guess; a single datagram may be
 * chance, and makes it probable.
 */
#ifndef IKT_RULES_LOST_ON_WAY_H
#define IKT_RULES_LOST_ON_WAY_H

#include "rules/draft.h"
#include "track/evidence.h"

struct ikt_lost_on_way {
    bool from_initiator; /* of the ISAKMP SA; else its responder sent it */
    enum ikt_likelihood likelihood;
    struct ikt_transit_count lost, passed; /* passed: IKE of the same sender that got through on the same stretch */
};

/* All on UDP port 4500 of one side, though port 500 passes and length is not why. False: not so, or not known. */
bool ikt_port_4500_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa,
                           struct ikt_lost_on_way *out);
/* Of one exchange (message ID 0: phase 1) all that is longer than anything that gets through. */
bool ikt_long_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa, uint32_t message_id,
                      struct ikt_lost_on_way *out);
/* All ESP and AH of one side. Where both sides' is lost, that of the ISAKMP SA's responder. */
bool ikt_esp_is_lost(const struct ikt_evidence *evidence, const struct ikt_phase1 *sa, struct ikt_lost_on_way *out);

/* Summary, frames and evidence. what: "IKE messages to UDP port 4500". */
void ikt_say_lost_on_way(struct ikt_draft *draft, const struct ikt_lost_on_way *lost, const char *what,
                         struct ikt_value sender);

#endif
