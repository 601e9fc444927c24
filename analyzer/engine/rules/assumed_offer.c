/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/assumed_offer.h"

#include "rules/offer_length.h"

static bool is_translated(const struct ikt_phase2 *record)
{
    return record->initiator->behind_nat == IKT_YES || record->responder->behind_nat == IKT_YES;
}

/* A KE is seen by its length alone, whatever else is in the message. */
static bool contradicts_ke(const struct ikt_undecrypted *u, const struct ikt_claim *claim)
{
    return (u->ke.present == IKT_NO && claim->pfs_group != IKT_ABSENT) ||
           (u->ke.present == IKT_YES && u->answer_length > 0 && claim->pfs_group == IKT_ABSENT);
}

static enum ikt_tristate may_be(const struct ikt_undecrypted *u, const struct ikt_phase2 *record,
                                const struct ikt_claim *claim)
{
    struct ikt_span span;
    if (!ikt_offer_span(claim, &record->initiator->endpoint.address, &record->responder->endpoint.address,
                        ikt_product_of(record->initiator->vendor), is_translated(record), &span))
        return IKT_NO;
    enum ikt_tristate fits = ikt_offer_fits(&span, &u->ours, u->length);
    return fits == IKT_YES && contradicts_ke(u, claim) ? IKT_NO : fits;
}

void ikt_assume_offers(struct ikt_assumed *out, const struct ikt_phase2 *record, const struct ikt_evidence *evidence,
                       const struct ikt_claims *documents)
{
    static const struct ikt_claims none = {0};
    struct ikt_undecrypted u;
    *out = (struct ikt_assumed){0};
    ikt_undecrypted_init(&u, record, evidence, &none);
    for (size_t i = 0; i < documents->count; i++) {
        const struct ikt_claim *claim = &documents->items[i];
        if (claim->kind != IKT_CLAIM_CONFIGURED ||
            !ikt_address_equal(&claim->owner, &record->initiator->endpoint.address))
            continue;
        out->lines++;
        enum ikt_tristate fits = may_be(&u, record, claim);
        if (fits == IKT_NO)
            continue;
        out->unsized = out->unsized || fits == IKT_UNKNOWN;
        if (out->count == IKT_ASSUMED_MAX)
            out->too_many = true;
        else
            out->items[out->count++] = i;
    }
}

static const struct ikt_identity *identity_of(struct ikt_arena *arena, const struct ikt_proxy *proxy)
{
    struct ikt_identity *identity = ikt_arena_alloc(arena, 1, sizeof *identity);
    const bool six = proxy->low.family == IKT_FAMILY_IPV6;
    *identity = (struct ikt_identity){.type = ikt_proxy_is_host(proxy)
                                                  ? (six ? IKT_ID_IPV6_ADDR : IKT_ID_IPV4_ADDR)
                                                  : (six ? IKT_ID_IPV6_ADDR_SUBNET : IKT_ID_IPV4_ADDR_SUBNET),
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
