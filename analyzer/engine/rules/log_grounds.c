/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/log_grounds.h"

void ikt_log_answer_read(struct ikt_phase2_case *c)
{
    c->logged = c->claims.answer;
    if (!c->logged)
        return;
    if (c->failed)
        c->refusal = c->logged->mode->refusal;
    if (c->record->supposed != IKT_SUPPOSED_LOGGED)
        return;
    c->notify = c->logged->mode->notify;
    c->pfs_unknown = c->logged->mode->pfs == IKT_UNKNOWN && c->record->pfs_group == IKT_ABSENT;
}

bool ikt_log_may_mean(const struct ikt_phase2_case *c, enum ikt_log_refusal refusal)
{
    return c->refusal <= IKT_REFUSAL_UNSAID || c->refusal == refusal;
}

bool ikt_log_says_of_itself(const struct ikt_phase2_case *c)
{
    return c->refusal > IKT_REFUSAL_UNSAID && c->logged->by != IKT_LOG_JOINED_NETWORKS;
}

const struct ikt_claim *ikt_log_entry_of_peer(const struct ikt_phase2_case *c)
{
    const struct ikt_claim *found = NULL;
    if (c->refusal != IKT_REFUSAL_TRANSFORM && c->refusal != IKT_REFUSAL_FLAGS)
        return NULL;
    for (size_t i = 0; i < c->claims.count; i++) {
        const struct ikt_claim *claim = &c->claims.items[i];
        if (claim->kind != IKT_CLAIM_CONFIGURED || !claim->sets ||
            !ikt_address_equal(&claim->owner, &c->record->responder->endpoint.address))
            continue;
        if (found && (found->sets_ref.number != claim->sets_ref.number || found->pfs_group != claim->pfs_group))
            return NULL;
        found = claim;
    }
    return found;
}
