/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/in_clear.h"

/* Fewer may have been on their way, or waited, when the SAs came up. */
#define PACKETS 3
#define LASTING (IKT_SECOND / 2)

/* Does this side send ESP or AH of this Quick Mode, while the other sends in clear? */
static bool encrypts(const struct ikt_phase2 *record, const struct ikt_party *side, const struct ikt_clear *others)
{
    uint64_t packets = 0, last = 0;
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        if (!ikt_address_equal(&flow->source, &side->endpoint.address))
            continue;
        packets += flow->packets;
        last = flow->last_sequence > last ? flow->last_sequence : last;
    }
    return packets >= PACKETS && last > others->after_sequence;
}

static bool is_in_clear(const struct ikt_phase2 *record, unsigned side)
{
    const struct ikt_clear *clear = &record->clear[side], *other = &record->clear[1 - side];
    return clear->packets >= PACKETS && clear->last_time - clear->first_time >= LASTING && !clear->encrypted_since &&
           other->packets == 0 && encrypts(record, side == 0 ? record->responder : record->initiator, clear);
}

enum ikt_in_clear ikt_who_sends_in_clear(const struct ikt_phase2 *record)
{
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || record->flows_by_order)
        return IKT_IN_CLEAR_NOBODY;
    if (is_in_clear(record, 0))
        return IKT_IN_CLEAR_INITIATOR;
    return is_in_clear(record, 1) ? IKT_IN_CLEAR_RESPONDER : IKT_IN_CLEAR_NOBODY;
}
