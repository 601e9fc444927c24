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
