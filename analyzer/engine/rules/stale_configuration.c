/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/stale_configuration.h"

#include <glib.h>

#include "evidence/offer_compare.h"

static bool is_configured_by(const struct ikt_claim *claim, const struct ikt_address *owner)
{
    return claim->kind == IKT_CLAIM_CONFIGURED && ikt_address_equal(&claim->owner, owner);
}

static bool holds(const struct ikt_suites *suites, const struct ikt_suite *wanted)
{
    for (unsigned i = 0; i < suites->count; i++)
        if (ikt_suite_differences(&suites->items[i], wanted) == 0)
            return true;
    return false;
}

/* The same choices in whatever order; lifetimes decide nothing. */
static bool same_sets(const struct ikt_sa *a, const struct ikt_sa *b)
{
    struct ikt_suites one, other;
    ikt_suites_of(a, &one);
    ikt_suites_of(b, &other);
    if (!one.complete || !other.complete)
        return true; /* not known to differ */
    for (unsigned i = 0; i < one.count; i++)
        if (!holds(&other, &one.items[i]))
            return false;
    for (unsigned i = 0; i < other.count; i++)
        if (!holds(&one, &other.items[i]))
            return false;
    return true;
}

/* An SA for a part of a line is made anew for that part. */
static bool is_in(const struct ikt_proxies *networks, const struct ikt_proxies *line)
{
    enum ikt_relation relation = ikt_proxies_relation(networks, line);
    return relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET || relation == IKT_RELATION_UNKNOWN;
}

enum ikt_staleness ikt_staleness_of(const struct ikt_claims *documents, const struct ikt_address *owner,
                                    const struct ikt_proxies *networks, const struct ikt_sa *offer, int pfs_group,
                                    bool translated)
{
    enum ikt_staleness found = IKT_STALE_NOT;
    const bool hosts = ikt_proxy_is_host(&networks->initiator) || ikt_proxy_is_host(&networks->responder);
    if (!offer || !networks->initiator.known || !networks->responder.known || (translated && hosts))
        return IKT_STALE_NOT;
    for (size_t i = 0; i < documents->count; i++) {
        const struct ikt_claim *claim = &documents->items[i];
        if (!is_configured_by(claim, owner))
            continue;
        enum ikt_staleness differs = !is_in(networks, &claim->networks) ? IKT_STALE_NETWORKS
                                     : !same_sets(offer, claim->sets)   ? IKT_STALE_SETS
                                     : claim->pfs_group != pfs_group    ? IKT_STALE_PFS
                                                                        : IKT_STALE_NOT;
        if (differs == IKT_STALE_NOT || !claim->sets)
            return IKT_STALE_NOT;
        found = MAX(found, differs); /* the line that comes nearest */
    }
    return found;
}

struct ikt_claims ikt_claims_without(struct ikt_arena *arena, const struct ikt_claims *claims,
                                     const struct ikt_address *owner)
{
    struct ikt_claim *items = ikt_arena_alloc(arena, claims->count, sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < claims->count; i++)
        if (!is_configured_by(&claims->items[i], owner))
            items[count++] = claims->items[i];
    return (struct ikt_claims){count, items, claims->answer};
}

const struct ikt_sentence *ikt_stale_sentence(struct ikt_arena *arena, struct ikt_value owner, enum ikt_staleness stale,
                                              unsigned length)
{
    static const char *const lacks[] = {[IKT_STALE_NETWORKS] = "no line with the networks",
                                        [IKT_STALE_SETS] = "no line with the transform sets",
                                        [IKT_STALE_PFS] = "no line with the PFS group",
                                        [IKT_STALE_POLICIES] = "no ISAKMP policy with the values"};
    if (stale == IKT_STALE_NOT)
        return NULL;
    if (stale == IKT_STALE_KEY)
        return IKT_SENTENCE(arena,
                            "The configuration of {} has no preshared key for this peer, with which phase 1 came up "
                            "under one, so it is not what runs there; nothing is concluded from it.",
                            owner);
    if (stale == IKT_STALE_LENGTH)
        return IKT_SENTENCE(
            arena,
            "The configuration of {} has no line for this peer that makes a proposal of {} bytes, so it "
            "is not what runs there; nothing is concluded from it.",
            owner, ikt_number(length));
    return IKT_SENTENCE(arena,
                        "The configuration of {} has {} that it offers, so it is not what runs there; nothing is "
                        "concluded from it.",
                        owner, ikt_words(lacks[stale]));
}
