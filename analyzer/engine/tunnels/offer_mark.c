/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/offer_mark.h"

#include <glib.h>

#include "base/hash.h"
#include "evidence/offer_compare.h"
#include "evidence/proxy_compare.h"
#include "tunnels/decisions.h"

static uint32_t short_hash(struct ikt_hasher *hasher)
{
    return (uint32_t)ikt_hasher_end(hasher);
}

static uint64_t word_of(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

/* beside: whatever else tells two offers apart. */
static void add_transform(struct ikt_hasher *hasher, const struct ikt_transform *transform, int beside)
{
    ikt_hasher_add_number(hasher, transform ? word_of(transform->id, (uint32_t)ikt_transform_key_bits(transform))
                                            : word_of(UINT32_MAX, 0));
    ikt_hasher_add_number(hasher, word_of(transform ? (uint32_t)transform->integrity : 0, (uint32_t)beside));
}

static uint32_t hash_of_sets(const struct ikt_sa *sa)
{
    struct ikt_suites suites;
    struct ikt_hasher sets;
    ikt_suites_of(sa, &suites);
    ikt_hasher_begin(&sets);
    for (unsigned i = 0; i < suites.count; i++) {
        add_transform(&sets, suites.items[i].ah, ikt_suite_mode(&suites.items[i]));
        add_transform(&sets, suites.items[i].esp, 0);
        add_transform(&sets, suites.items[i].ipcomp, 0);
    }
    for (size_t i = 0; !suites.complete && i < sa->proposal_count; i++)
        for (size_t k = 0; k < sa->proposals[i].transform_count; k++)
            add_transform(&sets, &sa->proposals[i].transforms[k], 0);
    return short_hash(&sets);
}

static void add_proxy(struct ikt_hasher *hasher, const struct ikt_identity *identity)
{
    struct ikt_proxy proxy = ikt_proxy_of(identity);
    ikt_hasher_add_address(hasher, &proxy.low);
    ikt_hasher_add_address(hasher, &proxy.high);
    ikt_hasher_add_number(hasher, word_of(proxy.protocol, proxy.port));
}

bool ikt_offer_mark_of(struct ikt_offer_mark *out, const struct ikt_phase2 *record)
{
    const struct ikt_seen *first = NULL;
    for (size_t i = 0; i < record->seen_count && !first; i++) {
        if (record->seen[i].name == IKT_QUICK1)
            first = &record->seen[i];
    }
    if (!first)
        return false;
    *out = (struct ikt_offer_mark){.sequence = first->sequence, .frame = first->frame, .length = first->length};
    if (!record->offer)
        return true;
    struct ikt_hasher networks;
    ikt_hasher_begin(&networks);
    add_proxy(&networks, record->proxy_initiator);
    add_proxy(&networks, record->proxy_responder);
    out->read = true;
    out->networks = short_hash(&networks);
    out->pfs = (uint32_t)record->pfs_group;
    out->sets = hash_of_sets(record->offer);
    return true;
}

void ikt_offer_mark_join(struct ikt_offer_mark **mark, const struct ikt_offer_mark *other)
{
    if (!other || (*mark && (*mark)->sequence >= other->sequence))
        return;
    if (!*mark)
        *mark = g_new(struct ikt_offer_mark, 1);
    **mark = *other;
}

unsigned ikt_offer_mark_changes(const struct ikt_offer_mark *before, const struct ikt_offer_mark *after)
{
    if (!before->read || !after->read)
        return 0;
    return (before->sets != after->sets ? 1U << IKT_DECISION_SETS : 0) |
           (before->pfs != after->pfs ? 1U << IKT_DECISION_PFS : 0) |
           (before->networks != after->networks ? 1U << IKT_DECISION_NETWORKS : 0);
}
