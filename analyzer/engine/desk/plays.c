/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/plays.h"

#include <string.h>

#include "model/line_claims.h"
#include "desk/supposed.h"
#include "model/model.h"
#include "rules/draft.h"

struct playing {
    struct ikt_arena *arena;
    const struct ikt_configs *configs;
    const struct ikt_pair *pair;
    const struct ikt_pair_side *by, *to; /* who begins, who answers */
    const struct ikt_router *router[2];  /* of these */
    struct ikt_play *play;
    struct ikt_claims lines; /* of both sides, once has_lines: the same for each line that is played */
    bool has_lines;
    size_t accepted, unknown, refused;
};

static bool is_known(const struct ikt_address *address)
{
    return address->family != IKT_FAMILY_NONE;
}

/* The address by which the other side knows this one. */
static struct ikt_address known_as(const struct ikt_pair_side *side)
{
    return is_known(&side->named) ? side->named : side->address;
}

static const struct ikt_link *link_at(const struct ikt_pair_side *side, guint place)
{
    return g_array_index(side->links, const struct ikt_link *, place);
}

static const struct ikt_model_line *line_of(const struct ikt_model_lines *lines, const struct ikt_desk_line *line)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->items[i].line == line->line && lines->items[i].entry == line->link->entry)
            return &lines->items[i];
    }
    return NULL;
}

static const struct ikt_model_answer *ask(const struct playing *p, const struct ikt_model_line *line,
                                          const struct ikt_address *remote)
{
    const struct ikt_model_offer offer = {
        .local = known_as(p->to),
        .remote = *remote,
        .local_translated = ikt_configs_bound(p->configs, p->to->config),
        .networks = line->networks,
        .proposals = line->sets,
        .pfs_group = line->pfs_group,
        .pfs_unknown = line->group_known == IKT_UNKNOWN,
        .identity = ikt_model_identity(p->arena, p->router[0], remote, &p->to->address),
    };
    return ikt_model_answer(p->arena, p->router[1], &offer);
}

/*
 * Who stands behind a NAT comes from an address that is not known: one of those that the other one names, or another
 * one. What all of these refuse is refused.
 */
static const struct ikt_model_answer *ask_nat(const struct playing *p, const struct ikt_model_line *line)
{
    const struct ikt_model_answer *all = ask(p, line, &p->by->address);
    for (guint i = 0; i < p->to->links->len && all->says != IKT_MODEL_EITHER; i++) {
        const struct ikt_model_answer *one = ask(p, line, &link_at(p->to, i)->peer);
        if (one->says == all->says || (i == 0 && p->to->links->len == 1))
            all = one;
        else
            all = one->says == IKT_MODEL_EITHER ? one : NULL;
        if (!all) {
            struct ikt_model_answer *either = ikt_arena_alloc(p->arena, 1, sizeof *either);
            *either = *one;
            either->says = IKT_MODEL_EITHER;
            all = either;
        }
    }
    return all;
}

static struct ikt_claims_owner owner_of(const struct playing *p, bool of_beginner)
{
    const struct ikt_pair_side *own = of_beginner ? p->by : p->to, *other = of_beginner ? p->to : p->by;
    struct ikt_address peer = known_as(other);
    if (own->may_be_nat && own->links->len > 0)
        peer = link_at(own, 0)->peer;
    return (struct ikt_claims_owner){p->router[of_beginner ? 0 : 1], own->config,
                                     of_beginner ? own->address : known_as(own), peer};
}

static const struct ikt_model_lines *lines_of(struct ikt_arena *arena, const struct ikt_configs *configs,
                                              const struct ikt_router *router, const struct ikt_address *own,
                                              size_t config, const struct ikt_address *peer)
{
    if (!router || !is_known(own) || !is_known(peer))
        return NULL;
    return ikt_model_lines(arena, router, own, ikt_configs_bound(configs, config), peer);
}

/* What both sides have, whatever is offered. */
static void add_lines(struct playing *p, const struct ikt_model_lines *ours, GArray *claims)
{
    const struct ikt_claims_owner by = owner_of(p, true), to = owner_of(p, false);
    for (size_t i = 0; ours && i < ours->count && i < IKT_GROUP_LINES; i++)
        ikt_line_claims_add(p->arena, &by, &ours->items[i], claims);
    const struct ikt_model_lines *theirs = lines_of(p->arena, p->configs, p->router[1], &to.own, to.config, &to.peer);
    for (size_t i = 0; theirs && i < theirs->count && i < IKT_GROUP_LINES; i++)
        ikt_line_claims_add(p->arena, &to, &theirs->items[i], claims);
}

static struct ikt_claims kept(struct playing *p, const GArray *claims)
{
    return (struct ikt_claims){
        .count = claims->len,
        .items = claims->len > 0 ? ikt_keep(p->arena, claims->data, claims->len * sizeof(struct ikt_claim)) : NULL};
}

static struct ikt_claims claims_of(struct playing *p, const struct ikt_model_lines *ours,
                                   const struct ikt_proxies *offered)
{
    const struct ikt_claims_owner to = owner_of(p, false);
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(struct ikt_claim));
    if (!p->has_lines) {
        add_lines(p, ours, claims);
        p->lines = kept(p, claims);
        p->has_lines = true;
        g_array_set_size(claims, 0);
    }
    for (guint i = 0; i < p->to->links->len; i++) {
        const struct ikt_link *link = link_at(p->to, i);
        if (link->kind == IKT_LINK_DYNAMIC)
            ikt_template_claims_add(p->arena, &to, link->entry->dynamic.text, offered, claims);
    }
    if (claims->len == 0)
        return p->lines;
    g_array_prepend_vals(claims, p->lines.items, (guint)p->lines.count);
    return kept(p, claims);
}

static const struct ikt_claim *claim_at(const struct ikt_claims *claims, const struct ikt_address *owner,
                                        const struct ikt_model_line *line)
{
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (claim->ref.number == line->line && claim->sets == line->sets && ikt_address_equal(&claim->owner, owner))
            return claim;
    }
    return NULL;
}

static void play_line(struct playing *p, const struct ikt_model_lines *ours, const struct ikt_model_line *line)
{
    struct ikt_play *play = p->play;
    if (!line->sets) {
        p->unknown++;
        return;
    }
    const struct ikt_model_answer *answer = p->to->may_be_nat ? ask_nat(p, line) : ask(p, line, &p->by->address);
    if (answer->says == IKT_MODEL_EITHER) {
        p->unknown++;
        if (!play->either)
            play->either = answer;
        return;
    }
    const bool taken = answer->says == IKT_MODEL_TAKES;
    *(taken ? &p->accepted : &p->refused) += 1;
    play->sure = play->sure && answer->sure && !ours->unless;
    if (!taken && !play->way.refused)
        play->way.refused = answer;
    if (play->quick_count == IKT_PLAY_QUICKS && (taken || p->refused > 1)) /* the first refused one is kept */
        return;
    struct ikt_played_quick *quick = &play->quicks[MIN(play->quick_count, IKT_PLAY_QUICKS - 1)];
    play->quick_count = MIN(play->quick_count + 1, IKT_PLAY_QUICKS);
    quick->claims = claims_of(p, ours, &line->networks);
    const struct ikt_supposed_quick supposed = {.initiator = p->router[0],
                                                .responder = p->router[1],
                                                .initiator_address = p->by->address,
                                                .responder_address = known_as(p->to),
                                                .offer = claim_at(&quick->claims, &p->by->address, line),
                                                .accepted = taken,
                                                .sure = answer->sure && !ours->unless};
    if (supposed.offer)
        quick->record = ikt_supposed_record(p->arena, &supposed);
    else
        play->quick_count--;
}

static const struct ikt_router *router_of(const struct ikt_configs *configs, const struct ikt_pair_side *side)
{
    return side->config == IKT_CONFIGS_MAX ? NULL : ikt_configs_router(configs, side->config);
}

static struct playing playing_of(struct ikt_arena *arena, const struct ikt_configs *configs,
                                 const struct ikt_pair *pair, int from, struct ikt_play *play)
{
    return (struct playing){
        .arena = arena,
        .configs = configs,
        .pair = pair,
        .by = &pair->side[from],
        .to = &pair->side[1 - from],
        .router = {router_of(configs, &pair->side[from]), router_of(configs, &pair->side[1 - from])},
        .play = play};
}

void ikt_play_ends(const struct ikt_pair *pair, int from, struct ikt_address *initiator, struct ikt_address *responder)
{
    *initiator = pair->side[from].address;
    *responder = known_as(&pair->side[1 - from]);
}

struct ikt_claims ikt_play_claims(struct ikt_arena *arena, const struct ikt_configs *configs,
                                  const struct ikt_pair *pair, int from, const struct ikt_proxies *networks)
{
    struct playing p = playing_of(arena, configs, pair, from, NULL);
    const struct ikt_address peer = known_as(p.to);
    return claims_of(&p, lines_of(arena, configs, p.router[0], &p.by->address, p.by->config, &peer), networks);
}

/* A host of the network: its first address beside the network's own. */
static struct ikt_address host_of(const struct ikt_proxy *network)
{
    struct ikt_address host = network->low;
    const int prefix = ikt_proxy_prefix(network);
    const size_t last = host.family == IKT_FAMILY_IPV4 ? 3 : 15;
    if (prefix >= 0 && (size_t)prefix < 8 * last + 7 && host.octets[last] < UINT8_MAX)
        host.octets[last]++;
    return host;
}

/* What becomes of the first packet that should bring the tunnel up; NULL: not asked. */
static const struct ikt_model_beginning *begin(const struct playing *p, const struct ikt_group *group, int from)
{
    for (guint i = 0; i < group->lines[from]->len; i++) {
        const struct ikt_desk_line *line = &g_array_index(group->lines[from], struct ikt_desk_line, i);
        const struct ikt_proxies *networks = &line->networks;
        if (line->link->kind != IKT_LINK_ENTRY || !networks->initiator.known || !networks->responder.known ||
            ikt_proxy_is_any(&networks->initiator) || ikt_proxy_is_any(&networks->responder))
            continue;
        const struct ikt_model_flow flow = {host_of(&networks->initiator), host_of(&networks->responder),
                                            networks->initiator.protocol, networks->initiator.port,
                                            networks->responder.port};
        return ikt_model_begin(p->arena, p->router[0], &flow);
    }
    return NULL;
}

static bool is_aggressive(const struct ikt_router *router, const struct ikt_router_entry *entry)
{
    const char *name = entry ? entry->isakmp_profile.text : NULL;
    const struct ikt_router_isakmp_profile *profile = name ? ikt_router_isakmp_profile_find(router, name) : NULL;
    return entry && (entry->aggressive.on || (profile && profile->aggressive.on));
}

/* Is there a key, and is it the other side's? What is not known is no difference. */
static bool has_key(const struct playing *p, const struct ikt_document_way *way, const struct ikt_model_phase1 *offer)
{
    bool unclear;
    if (ikt_document_wants_key(p->router[0]) != IKT_YES)
        return true;
    if (!way->own_key)
        return way->own_key_unclear;
    const struct ikt_router_key *theirs = ikt_model_key_for(p->router[1], &offer->local, &offer->remote, &unclear);
    return !theirs || ikt_router_mark_equal(&way->own_key->mark, &theirs->mark) != IKT_NO;
}

/* Phase 1: what this side offers and which key it has; what the other one answers. False: it fails. */
static bool play_phase1(struct playing *p)
{
    struct ikt_document_way *way = &p->play->way;
    const struct ikt_link *link = p->by->links->len > 0 ? link_at(p->by, 0) : NULL;
    const struct ikt_address peer = p->by->may_be_nat && link ? link->peer : known_as(p->to);
    if (!link || !is_known(&peer))
        return true;
    way->policies = ikt_model_offer_phase1(p->arena, p->router[0], &peer);
    way->own_key = ikt_model_key_for(p->router[0], &p->by->address, &peer, &way->own_key_unclear);
    if (!p->router[1] || !way->policies)
        return true;
    if (way->policies->proposal_count == 0)
        return way->own_key || way->own_key_unclear || ikt_document_wants_key(p->router[0]) != IKT_YES;
    const struct ikt_model_phase1 offer = {
        .local = known_as(p->to),
        .remote = p->to->may_be_nat && p->to->links->len > 0 ? link_at(p->to, 0)->peer : p->by->address,
        .local_translated = ikt_configs_bound(p->configs, p->to->config),
        .proposals = way->policies,
        .aggressive = is_aggressive(p->router[0], link->entry),
    };
    way->phase1 = ikt_model_answer_phase1(p->arena, p->router[1], &offer);
    return way->phase1->says != IKT_MODEL_REFUSES && has_key(p, way, &offer);
}

static void play_quick_modes(struct playing *p, const struct ikt_group *group, int from)
{
    const struct ikt_address peer = known_as(p->to);
    const struct ikt_model_lines *ours =
        lines_of(p->arena, p->configs, p->router[0], &p->by->address, p->by->config, &peer);
    const guint played = MIN(group->lines[from]->len, IKT_GROUP_LINES);
    p->unknown += group->lines[from]->len - played;
    for (guint i = 0; i < played; i++) {
        const struct ikt_model_line *line = line_of(ours, &g_array_index(group->lines[from], struct ikt_desk_line, i));
        if (line)
            play_line(p, ours, line);
        else
            p->unknown++;
    }
}

void ikt_play(struct ikt_arena *arena, const struct ikt_configs *configs, const struct ikt_pair *pair,
              const struct ikt_group *group, int from, struct ikt_play *play)
{
    struct playing p = playing_of(arena, configs, pair, from, play);
    *play = (struct ikt_play){.end = IKT_PLAY_UNKNOWN, .sure = true};
    if (!p.router[0])
        return;
    if (p.by->misnamed || p.to->misnamed) {
        play->end = p.by->misnamed ? IKT_PLAY_NO_BEGIN : IKT_PLAY_UNKNOWN;
        return;
    }
    const bool phase1 = play_phase1(&p);
    play->way.begins = begin(&p, group, from);
    if (!p.router[1])
        return;
    if (p.by->takes_any || p.by->may_be_nat) {
        play->end = IKT_PLAY_NOT_ITS;
        return;
    }
    if (is_known(&p.by->address) && is_known(&p.to->address) && p.by->links->len > 0)
        play_quick_modes(&p, group, from);
    for (guint i = 0; i < p.by->links->len; i++) {
        const struct ikt_link *link = g_array_index(p.by->links, const struct ikt_link *, i);
        p.unknown += link->entry && link->entry->ikev2_profile.line; /* it begins with IKEv2 */
    }
    play->way.up = phase1 && p.refused == 0 && p.accepted > 0 && p.unknown == 0;
    play->end = !phase1         ? IKT_PLAY_PHASE1
                : p.refused > 0 ? IKT_PLAY_PHASE2
                : play->way.up  ? IKT_PLAY_UP
                                : IKT_PLAY_UNKNOWN;
    play->partly = play->end == IKT_PLAY_PHASE2 && p.accepted > 0 &&
                   (!play->way.phase1 || play->way.phase1->says != IKT_MODEL_EITHER);
    if (play->way.phase1 && play->way.phase1->says == IKT_MODEL_EITHER && play->end == IKT_PLAY_UP) {
        play->end = IKT_PLAY_UNKNOWN;
        play->way.up = false;
    }
}
