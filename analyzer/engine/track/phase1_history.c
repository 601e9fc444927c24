/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/phase1_history.h"

#include "track/isakmp_sa.h"

/* Who offers a policy, or chooses it, has it. */
static void note_policies(struct ikt_history_table *history, const struct ikt_isakmp_sa *sa,
                          const struct ikt_seen *seen, bool answers)
{
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_SA, 0);
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    const struct ikt_moment moment = {seen->sequence, seen->frame};
    struct ikt_had_policies *had =
        ikt_history_had(history, answers ? responder : initiator, answers ? initiator : responder, true);
    if (payload)
        ikt_had_policies_add(had, &payload->sa, &moment);
    if (had->first.sequence == 0)
        had->first = moment;
    if (seen->name == IKT_AGGRESSIVE2 && had->aggressive.sequence == 0)
        had->aggressive = moment;
}

void ikt_phase1_history_message(struct ikt_history_table *history, const struct ikt_isakmp_sa *sa,
                                const struct ikt_packet *packet, const struct ikt_seen *seen)
{
    if (seen->message->opened || seen->message->encrypted)
        return;
    if (seen->name == IKT_MAIN1 || seen->name == IKT_AGGRESSIVE1) {
        ikt_history_offers(history, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa), ikt_isakmp_sa_method(sa),
                           sa->phase1.offer, packet);
        note_policies(history, sa, seen, false);
    } else if (seen->name == IKT_MAIN2 || seen->name == IKT_AGGRESSIVE2 || seen->name == IKT_BASE2) {
        note_policies(history, sa, seen, true);
    }
}

void ikt_phase1_history_up(struct ikt_history_table *history, const struct ikt_isakmp_sa *sa,
                           const struct ikt_seen *seen)
{
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);
    const struct ikt_moment moment = {seen->sequence, seen->frame};
    if (sa->quick_modes.total != 1 || sa->phase1.exchange == IKT_ABSENT)
        return;
    ikt_history_came_up(history, initiator, responder, sa->index.initiator_cookie, &moment);
    if (!sa->phase1.choice) /* not captured */
        ikt_had_policies_add(ikt_history_had(history, responder, initiator, true), NULL, &moment);
}
