/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "desk/logged.h"

#include "desk/plays.h"
#include "desk/supposed.h"
#include "evidence/log_state.h"
#include "evidence/offer_compare.h"
#include "rules/draft.h"

struct telling {
    struct ikt_arena *arena;
    const struct ikt_configs *configs;
    const struct ikt_pair *pair;
    struct ikt_logged_quick *out;
    size_t count;
};

static bool is_failed(const struct ikt_log_quick_mode *mode)
{
    return mode->end == IKT_LOG_END_REFUSED_HERE || mode->end == IKT_LOG_END_REFUSED_THERE ||
           (mode->end == IKT_LOG_END_OPEN && mode->refusal != IKT_REFUSAL_NONE);
}

/* Did one for the same networks come up after it? */
static bool is_over(const struct ikt_log_pair *log, const struct ikt_log_quick_mode *mode)
{
    for (size_t i = 0; i < log->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *other = &log->quick_modes[i];
        if (other->end == IKT_LOG_END_COMPLETED && other->end_at.place > mode->last.place &&
            ikt_log_is_of(&other->networks, &mode->networks))
            return true;
    }
    /* an SA that is shown may be older than the refusal, unless none was shown between */
    for (size_t i = 0; i < log->sa_pair_count; i++) {
        const struct ikt_log_sa_pair *shown = &log->sa_pairs[i];
        if (shown->has_sa && shown->none_at.place > mode->last.place &&
            ikt_log_is_of(&shown->networks, &mode->networks))
            return true;
    }
    return false;
}

static bool share_an_id(const struct ikt_log_quick_mode *a, const struct ikt_log_quick_mode *b)
{
    for (unsigned i = 0; i < a->id_count; i++)
        for (unsigned n = 0; n < b->id_count; n++)
            if (a->ids[i].message_id == b->ids[n].message_id)
                return true;
    return false;
}

static bool are_known(const struct ikt_proxies *networks)
{
    return networks->initiator.known && networks->responder.known;
}

/* The same one in the log of its other end: by message ID, else the only one that may be it. NULL: none. */
static const struct ikt_log_quick_mode *other_end(const struct ikt_log_pair *log, const struct ikt_log_quick_mode *mode)
{
    const struct ikt_log_quick_mode *found = NULL;
    const struct ikt_proxies mirror = ikt_proxies_swap(&mode->networks);
    bool several = false;
    for (size_t i = 0; log && i < log->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *other = &log->quick_modes[i];
        if (other->begun_here == mode->begun_here)
            continue;
        if (share_an_id(other, mode))
            return other;
        if (other->end == IKT_LOG_END_COMPLETED || (other->id_count > 0 && mode->id_count > 0) ||
            !ikt_log_is_of(&other->networks, &mirror))
            continue;
        several = several || found;
        found = other;
    }
    return several ? NULL : found;
}

/* An offer as far as it is told, with where its parts come from. */
struct told {
    const struct ikt_sa *sets;
    int group;
    struct ikt_proxies networks; /* the initiator's first */
};

static void add_told(struct told *told, const struct ikt_log_quick_mode *mode)
{
    if (!mode)
        return;
    if (!told->sets && mode->offer) {
        told->sets = mode->offer;
        told->group = mode->pfs_group;
    }
    if (!are_known(&told->networks) && are_known(&mode->networks))
        told->networks = mode->begun_here == IKT_YES ? mode->networks : ikt_proxies_swap(&mode->networks);
}

static bool may_be(const struct ikt_claim *claim, const struct told *told)
{
    if (are_known(&told->networks) && ikt_proxies_relation(&claim->networks, &told->networks) != IKT_RELATION_EQUAL)
        return false;
    const struct ikt_comparison comparison = ikt_offers_compare(claim->sets, told->sets);
    return !told->sets || (comparison.comparable && comparison.some == 0);
}

/* What the logs leave out, by the only line of the initiator's configuration that may be meant. */
static void add_configured(struct told *told, const struct ikt_claims *claims, const struct ikt_address *initiator)
{
    const struct ikt_claim *found = NULL;
    for (size_t i = 0; i < claims->count; i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (claim->kind != IKT_CLAIM_CONFIGURED || !claim->sets || !ikt_address_equal(&claim->owner, initiator) ||
            !may_be(claim, told))
            continue;
        if (found)
            return;
        found = claim;
    }
    if (!found)
        return;
    if (!told->sets) {
        told->sets = found->sets;
        told->group = found->pfs_group;
    }
    if (!are_known(&told->networks))
        told->networks = found->networks;
}

static bool is_of(const struct told *told, const struct ikt_proxies *networks, bool by_a)
{
    const struct ikt_proxies asked = by_a ? *networks : ikt_proxies_swap(networks);
    return ikt_log_is_of(&told->networks, &asked);
}

static void tell(struct telling *t, int writer, const struct ikt_log_quick_mode *mode,
                 const struct ikt_proxies *networks)
{
    const struct ikt_log_pair *log = t->pair->side[writer].log;
    const int from = mode->begun_here == IKT_YES ? writer : 1 - writer;
    struct told told = {.group = IKT_ABSENT};
    struct ikt_log_answer *answer = ikt_arena_alloc(t->arena, 1, sizeof *answer);
    *answer = (struct ikt_log_answer){log, mode, IKT_LOG_JOINED_ITSELF, false, 0};
    const struct ikt_log_pair *other = t->pair->side[1 - writer].log;
    if (other)
        answer->clock_known = ikt_log_clocks(log, other, &answer->clock);
    add_told(&told, mode);
    add_told(&told, other_end(other, mode));
    struct ikt_claims claims = ikt_play_claims(t->arena, t->configs, t->pair, from, &told.networks);
    struct ikt_address initiator, responder;
    ikt_play_ends(t->pair, from, &initiator, &responder);
    add_configured(&told, &claims, &initiator);
    if (!is_of(&told, networks, from == 0))
        return;
    claims.answer = answer;
    const struct ikt_claim offer = {.sets = told.sets, .pfs_group = told.group, .networks = told.networks};
    const struct ikt_supposed_quick quick = {
        .initiator = ikt_configs_router(t->configs, t->pair->side[from].config),
        .responder = ikt_configs_router(t->configs, t->pair->side[1 - from].config),
        .initiator_address = initiator,
        .responder_address = responder,
        .offer = IKT_KEEP(t->arena, &offer),
        .logged = true,
        .initiator_logs = t->pair->side[from].log,
        .responder_logs = t->pair->side[1 - from].log,
        .message_id = mode->message_id,
    };
    t->out[t->count++] = (struct ikt_logged_quick){ikt_supposed_record(t->arena, &quick), claims, from == 0};
}

size_t ikt_logged_quicks(struct ikt_arena *arena, const struct ikt_configs *configs, const struct ikt_pair *pair,
                         const struct ikt_proxies *networks, struct ikt_logged_quick out[IKT_LOGGED_QUICKS])
{
    struct telling t = {arena, configs, pair, out, 0};
    for (int writer = 0; writer < 2; writer++) {
        const struct ikt_log_pair *log = pair->side[writer].log;
        const struct ikt_log_pair *other = pair->side[1 - writer].log;
        for (size_t i = log ? log->quick_mode_count : 0; i > 0 && t.count < IKT_LOGGED_QUICKS; i--) {
            const struct ikt_log_quick_mode *mode = &log->quick_modes[i - 1];
            if (!is_failed(mode) || is_over(log, mode))
                continue;
            /* the router that refuses it knows more of it than the one that is refused */
            const struct ikt_log_quick_mode *across = mode->begun_here == IKT_YES ? other_end(other, mode) : NULL;
            if (!across || !is_failed(across))
                tell(&t, writer, mode, networks);
        }
    }
    return t.count;
}

struct ikt_proxies ikt_logged_networks(const struct ikt_log_pair *log)
{
    static const struct ikt_proxies unknown;
    struct ikt_proxies found = unknown;
    for (size_t i = 0; i < log->quick_mode_count + log->sa_pair_count; i++) {
        const struct ikt_proxies *one = i < log->quick_mode_count ? &log->quick_modes[i].networks
                                                                  : &log->sa_pairs[i - log->quick_mode_count].networks;
        if (!are_known(one))
            continue;
        if (are_known(&found) && ikt_proxies_relation(&found, one) != IKT_RELATION_EQUAL)
            return unknown;
        found = *one;
    }
    return found;
}
