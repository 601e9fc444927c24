/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/assumed_offer.h"

#include "isakmp/group.h"

/* Several lines: which of them the Quick Mode is for cannot be seen. */
static const struct ikt_claim *only_claim(const struct ikt_phase2 *record, const struct ikt_claims *claims)
{
    const struct ikt_claim *only = NULL;
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (claim->kind != IKT_CLAIM_CONFIGURED || !claim->sets ||
            !ikt_address_equal(&claim->owner, &record->initiator->endpoint.address))
            continue;
        if (only)
            return NULL;
        only = claim;
    }
    return only;
}

static unsigned ke_size(int group)
{
    size_t prime = group == IKT_ABSENT ? 0 : ikt_group_prime_size(group);
    return (unsigned)(group != IKT_ABSENT && ikt_group_is_curve(group) ? 2 * prime : prime);
}

static bool fits_length(const struct ikt_undecrypted *u, const struct ikt_phase2 *record, const struct ikt_claim *claim)
{
    const enum ikt_family family = (enum ikt_family)record->initiator->endpoint.address.family;
    const bool with_ke = claim->pfs_group != IKT_ABSENT;
    unsigned transforms = 0;
    if (u->length == 0 || u->ours.block == 0 || (with_ke && ke_size(claim->pfs_group) == 0))
        return false;
    for (size_t i = 0; i < claim->sets->proposal_count; i++)
        transforms += (unsigned)claim->sets->proposals[i].transform_count;
    struct ikt_room room = ikt_transform_room(u->length, &u->ours, ke_size(claim->pfs_group), true, family);
    return room.most > 0 && transforms >= room.least && transforms <= room.most;
}

const struct ikt_claim *ikt_assumed_offer(const struct ikt_undecrypted *u, const struct ikt_phase2 *record,
                                          const struct ikt_claims *claims)
{
    const struct ikt_claim *claim = only_claim(record, claims);
    return claim && fits_length(u, record, claim) ? claim : NULL;
}

static const struct ikt_identity *identity_of(struct ikt_arena *arena, const struct ikt_proxy *proxy)
{
    struct ikt_identity *identity = ikt_arena_alloc(arena, 1, sizeof *identity);
    *identity = (struct ikt_identity){.type = ikt_proxy_is_host(proxy) ? IKT_ID_IPV4_ADDR : IKT_ID_IPV4_ADDR_SUBNET,
                                      .protocol = proxy->protocol,
                                      .port = proxy->port,
                                      .low = proxy->low,
                                      .high = proxy->high,
                                      .prefix = ikt_proxy_prefix(proxy)};
    return identity;
}

const struct ikt_phase2 *ikt_record_with_offer(struct ikt_arena *arena, const struct ikt_phase2 *record,
                                               const struct ikt_claim *claim)
{
    struct ikt_phase2 *copy = ikt_arena_alloc(arena, 1, sizeof *copy);
    *copy = *record;
    copy->offer = claim->sets;
    copy->pfs_group = claim->pfs_group;
    copy->proxy_initiator = identity_of(arena, &claim->networks.initiator);
    copy->proxy_responder = identity_of(arena, &claim->networks.responder);
    return copy;
}
