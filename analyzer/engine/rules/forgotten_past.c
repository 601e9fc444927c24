/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/forgotten_past.h"

static const struct ikt_forgotten *forgotten_of(const struct ikt_phase2_case *c, bool peer)
{
    return c->evidence->forgotten[c->record->reversed != peer ? 1 : 0];
}

static bool is_forgotten(const struct ikt_phase2_case *c, uint64_t after, uint64_t before)
{
    return ikt_forgotten_between(forgotten_of(c, true), IKT_FORGOTTEN_ANY, after, before) ||
           ikt_forgotten_between(forgotten_of(c, false), IKT_FORGOTTEN_UP, after, before);
}

bool ikt_past_may_dispute(const struct ikt_phase2_case *c, const struct ikt_claim *claim, bool later)
{
    if (!later)
        return is_forgotten(c, claim->sequence, c->offer_sequence);
    return is_forgotten(c, c->offer_sequence, claim->sequence) ||
           ikt_forgotten_between(forgotten_of(c, true), IKT_FORGOTTEN_ANY, 0, c->offer_sequence);
}

bool ikt_past_may_contradict(const struct ikt_phase2_case *c)
{
    return (c->accepted && c->accepted->sequence < c->offer_sequence) || (c->assumed && c->undecrypted.accepted) ||
           is_forgotten(c, 0, c->offer_sequence);
}

/* Its message 1 was not read: it may have offered anything. */
static bool is_unread(const struct ikt_claim *claim)
{
    return claim->kind == IKT_CLAIM_OFFERED && !claim->sets && claim->sequence != 0;
}

static uint32_t length_of_offer(const struct ikt_phase2_case *c)
{
    for (size_t i = 0; i < c->record->seen_count; i++)
        if (c->record->seen[i].name == IKT_QUICK1)
            return c->record->seen[i].length;
    return 0;
}

bool ikt_past_is_unread(const struct ikt_phase2_case *c, const struct ikt_claim *claim, bool later)
{
    const uint64_t from = later ? c->offer_sequence : claim->sequence, to = later ? claim->sequence : c->offer_sequence;
    const bool offered = claim->kind == IKT_CLAIM_OFFERED;
    for (size_t i = 0; c->offer_sequence != 0 && i < c->claims.count; i++) {
        const struct ikt_claim *one = &c->claims.items[i];
        const bool by_peer = ikt_address_equal(&one->owner, &c->record->responder->endpoint.address);
        const bool up = one->outcome == IKT_OUTCOME_ESTABLISHED;
        if (!is_unread(one))
            continue;
        if (offered ? one->sequence > from && one->sequence < to && (by_peer || up)
                    : up && !by_peer && one->sequence < c->offer_sequence && one->length == length_of_offer(c))
            return true;
        if (offered && later && by_peer && one->sequence < c->offer_sequence)
            return true;
    }
    return false;
}
