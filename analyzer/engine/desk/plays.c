/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/plays.h"

#include <string.h>

#include "desk/supposed.h"
#include "evidence/offer_compare.h"

static const struct ikt_router *router_of(const struct ikt_pair_side *side)
{
    return side->links->len > 0 ? g_array_index(side->links, const struct ikt_link *, 0)->router : NULL;
}

/* The address by which a side knows the other one. */
static struct ikt_address known_as(const struct ikt_pair *pair, int side)
{
    const struct ikt_pair_side *it = &pair->side[side];
    return it->named.family != IKT_FAMILY_NONE ? it->named : it->address;
}

static const struct ikt_config_side *claims_of(struct ikt_config_claims *claims, const struct ikt_pair *pair, int side)
{
    const struct ikt_address peer = known_as(pair, 1 - side);
    return ikt_config_side_of(claims, &pair->side[side].address, &peer);
}

static const struct ikt_claim *claim_at(const struct ikt_config_side *side, unsigned line)
{
    for (size_t i = 0; i < side->count; i++) {
        if (side->claims[i].ref.number == line)
            return &side->claims[i];
    }
    return NULL;
}

static struct ikt_claims joined(struct ikt_arena *arena, const struct ikt_config_side *one,
                                const struct ikt_config_side *other)
{
    struct ikt_claim *items = ikt_arena_alloc(arena, one->count + other->count, sizeof *items);
    for (size_t i = 0; i < one->count; i++)
        items[i] = one->claims[i];
    for (size_t i = 0; i < other->count; i++)
        items[one->count + i] = other->claims[i];
    return (struct ikt_claims){one->count + other->count, items};
}

/* Does any line of the other side take it? */
static bool is_taken(const struct ikt_claim *offer, const struct ikt_config_side *by)
{
    for (size_t i = 0; i < by->count; i++) {
        const struct ikt_claim *theirs = &by->claims[i];
        const struct ikt_proxies mirror = ikt_proxies_swap(&theirs->networks);
        const enum ikt_relation relation = ikt_proxies_relation(&offer->networks, &mirror);
        const struct ikt_comparison comparison = ikt_offers_compare(offer->sets, theirs->sets);
        if ((relation == IKT_RELATION_EQUAL || relation == IKT_RELATION_SUBSET) && comparison.comparable &&
            comparison.some == 0 && (theirs->pfs_group == IKT_ABSENT || theirs->pfs_group == offer->pfs_group))
            return true;
    }
    return false;
}

struct ikt_play ikt_play(struct ikt_arena *arena, struct ikt_config_claims *claims, const struct ikt_pair *pair,
                         const struct ikt_group *group, int from)
{
    struct ikt_play play = {.end = IKT_PLAY_UNKNOWN};
    const struct ikt_pair_side *by = &pair->side[from], *to = &pair->side[1 - from];
    if (by->links->len == 0 || to->config == IKT_CONFIGS_MAX)
        return play;
    if (by->takes_any && group->lines[from]->len == 0) {
        play.end = IKT_PLAY_NOT_ITS;
        return play;
    }
    const struct ikt_config_side *ours = claims_of(claims, pair, from), *theirs = claims_of(claims, pair, 1 - from);
    if (ours->none_because || theirs->none_because)
        return play;
    play.claims = joined(arena, ours, theirs);
    size_t accepted = 0, refused = 0;
    for (guint i = 0; i < group->lines[from]->len && play.quick_count < IKT_PLAY_QUICKS; i++) {
        const struct ikt_claim *offer = claim_at(ours, g_array_index(group->lines[from], struct ikt_desk_line, i).line);
        if (!offer || !offer->sets)
            continue;
        const bool taken = is_taken(offer, theirs);
        const struct ikt_supposed_quick quick = {.initiator = router_of(by),
                                                 .responder = router_of(to),
                                                 .initiator_address = by->address,
                                                 .responder_address = known_as(pair, 1 - from),
                                                 .offer = offer,
                                                 .accepted = taken,
                                                 .sure = true};
        play.quicks[play.quick_count++] = ikt_supposed_record(arena, &quick);
        *(taken ? &accepted : &refused) += 1;
    }
    play.sure = true;
    play.end = refused > 0 ? IKT_PLAY_PHASE2 : accepted > 0 ? IKT_PLAY_UP : IKT_PLAY_UNKNOWN;
    return play;
}
