/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/log_grounds.h"

static const struct ikt_identity *identity_of(struct ikt_arena *arena, const struct ikt_proxy *proxy)
{
    if (!proxy->known)
        return NULL;
    const struct ikt_identity identity = {.type = ikt_proxy_is_host(proxy) ? IKT_ID_IPV4_ADDR : IKT_ID_IPV4_ADDR_SUBNET,
                                          .protocol = proxy->protocol,
                                          .port = proxy->port,
                                          .low = proxy->low,
                                          .high = proxy->high,
                                          .prefix = ikt_proxy_prefix(proxy)};
    return IKT_KEEP(arena, &identity);
}

void ikt_log_offer_read(struct ikt_phase2_case *c)
{
    if (c->record->offer || !c->failed || !ikt_log_tells_offer(c->claims.answer))
        return;
    const struct ikt_log_quick_mode *mode = c->claims.answer->mode;
    struct ikt_phase2 *copy = ikt_arena_alloc(c->arena, 1, sizeof *copy);
    *copy = *c->record;
    copy->offer = mode->offer;
    copy->pfs_group = mode->pfs_group;
    copy->proxy_initiator = identity_of(c->arena, &mode->networks.responder);
    copy->proxy_responder = identity_of(c->arena, &mode->networks.initiator);
    c->record = copy;
    c->read_in_log = true;
}

void ikt_log_answer_read(struct ikt_phase2_case *c)
{
    c->logged = c->claims.answer;
    if (!c->logged)
        return;
    if (c->failed)
        c->refusal = c->logged->mode->refusal;
    if (c->record->supposed == IKT_SUPPOSED_LOGGED)
        c->notify = c->logged->mode->notify;
    if (c->record->supposed == IKT_SUPPOSED_LOGGED || c->read_in_log)
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
