/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/model.h"

#include <string.h>

#include <glib.h>

#include "model/connections.h"
#include "model/judge.h"

/* Numbers that IOS prints with "IPSec policy invalidated proposal with error". */
#define ERROR_LOCAL_ADDRESS 8
#define ERROR_NO_ENTRY      32
#define ERROR_PEER          64
#define ERROR_TRANSFORMS    256
#define ERROR_FLAGS         1024
#define RELEASE_XE          16 /* from it on another peer's entry is no entry */

struct answering {
    struct ikt_model_judging judging;
    struct ikt_model_index index;
    struct ikt_model_steps steps;
    struct ikt_model_judged best;  /* refused, and came nearest */
    struct ikt_model_judged doubt; /* the first that may take it */
    struct ikt_model_judged taken; /* the first that takes it */
    struct ikt_model_step rival;   /* why another one may have taken it before */
    struct ikt_proxies narrowed;   /* of the first that takes it */
    bool has_best, has_doubt, has_taken, has_rival;
    bool sure; /* of all that refused */
};

static void set_rival(struct answering *answering, enum ikt_model_check check, const struct ikt_model_judged *judged,
                      unsigned line, const char *because)
{
    if (answering->has_rival)
        return;
    answering->has_rival = true;
    answering->rival = (struct ikt_model_step){
        .check = check, .says = IKT_MODEL_EITHER, .entry = judged->entry, .line = line, .because = because};
}

static void note(struct answering *answering, const struct ikt_model_judged *judged)
{
    const struct ikt_model_verdict *verdict = &judged->verdict;
    if (verdict->says == IKT_MODEL_TAKES) {
        if (!answering->has_taken)
            answering->taken = *judged;
        answering->has_taken = true;
        return;
    }
    if (verdict->says == IKT_MODEL_EITHER) {
        if (!answering->has_doubt)
            answering->doubt = *judged;
        answering->has_doubt = true;
        return;
    }
    answering->sure = answering->sure && verdict->sure;
    if (!answering->has_best || judged->reach > answering->best.reach)
        answering->best = *judged;
    answering->has_best = true;
    if (answering->has_taken)
        return;
    if (judged->reach == IKT_MODEL_REACH_THEIR_NETWORK)
        set_rival(answering, IKT_MODEL_CHECK_MAP_OVERLAP, judged, verdict->decides.line,
                  "an earlier entry, of another peer, takes these networks");
    else if (judged->reach >= IKT_MODEL_REACH_NETWORKS)
        set_rival(answering, IKT_MODEL_CHECK_ENTRY_ORDER, judged, verdict->decides.line,
                  "an earlier entry takes these networks, and refuses the rest");
}

static void judge_template(struct answering *answering, const struct ikt_model_place *place,
                           const struct ikt_router_entry *entry)
{
    const GPtrArray *templates = ikt_model_templates(&answering->index, entry->dynamic.text);
    if (!templates) {
        struct ikt_model_judged judged = {
            .verdict = ikt_model_verdict_begin(), .entry = entry, .interface = place->interface, .dynamic = true};
        const struct ikt_model_step step = {
            .check = IKT_MODEL_CHECK_TEMPLATE_DEFINED,
            .says = entry->dynamic.text ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER,
            .entry = entry,
            .line = entry->dynamic.line ? entry->dynamic.line : entry->line,
            .because = entry->dynamic.text ? NULL : "the name of the dynamic map is not known"};
        ikt_model_verdict_add(&judged.verdict, &answering->steps, &step);
        note(answering, &judged);
        return;
    }
    for (guint i = 0; i < templates->len && !answering->has_taken; i++) {
        const struct ikt_model_judged judged =
            ikt_model_judge_entry(&answering->judging, place, g_ptr_array_index(templates, i));
        note(answering, &judged);
    }
}

/* A place whose interface cannot carry anything, or whose map has no entries. */
static bool is_barred(struct answering *answering, const struct ikt_model_place *place)
{
    const struct ikt_router_interface *one = place->interface;
    const bool down = one && one->shutdown.on;
    /* a file of interfaces alone shows no map at all */
    const bool known = place->map_name && answering->judging.router->entries;
    if (!down && place->map)
        return false;
    struct ikt_model_judged judged = {
        .verdict = ikt_model_verdict_begin(), .interface = one, .reach = IKT_MODEL_REACH_PLACE};
    const struct ikt_model_step step = {.check = down ? IKT_MODEL_CHECK_INTERFACE_UP : IKT_MODEL_CHECK_MAP_DEFINED,
                                        .says = down || known ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER,
                                        .line = down ? one->shutdown.line : place->line,
                                        .because = down              ? "the interface is shut down"
                                                   : place->map_name ? NULL
                                                                     : place->because};
    ikt_model_verdict_add(&judged.verdict, &answering->steps, &step);
    note(answering, &judged);
    return true;
}

static void judge_map(struct answering *answering, const struct ikt_model_place *place)
{
    if (is_barred(answering, place))
        return;
    const GPtrArray *entries = ikt_model_entries(&answering->index, place->map->name);
    for (guint i = 0; entries && i < entries->len && !answering->has_taken; i++) {
        const struct ikt_router_entry *entry = g_ptr_array_index(entries, i);
        if (entry->kind == IKT_ROUTER_ENTRY_DYNAMIC) {
            judge_template(answering, place, entry);
        } else if (entry->kind == IKT_ROUTER_ENTRY_STATIC) {
            const struct ikt_model_judged judged = ikt_model_judge_entry(&answering->judging, place, entry);
            note(answering, &judged);
        }
    }
}

/* Every tunnel is looked at: two with the same ends stand in each other's way. */
static void judge_tunnels(struct answering *answering, const GArray *places)
{
    const struct ikt_router_interface *first = NULL;
    const bool by_map = answering->has_taken;
    for (guint i = 0; i < places->len; i++) {
        const struct ikt_model_place *place = &g_array_index(places, struct ikt_model_place, i);
        if (!place->tunnel)
            continue;
        const struct ikt_model_judged judged = ikt_model_judge_tunnel(&answering->judging, place);
        const bool fits = judged.reach >= IKT_MODEL_REACH_NETWORKS;
        const struct ikt_router_interface *one = place->interface;
        if (fits && by_map)
            set_rival(answering, IKT_MODEL_CHECK_TUNNEL_SHARED, &judged, place->line,
                      "a crypto map takes these networks as well");
        if (fits && first && !(first->protection_shared && one->protection_shared))
            set_rival(answering, IKT_MODEL_CHECK_TUNNEL_SHARED, &judged, place->line,
                      "another tunnel takes the same networks, and the profile is not shared");
        if (fits && !first)
            first = one;
        note(answering, &judged);
    }
}

/* Phase 1 chose among the connections for two addresses: one of them that refuses leaves it open. */
static void judge_connections(struct answering *answering)
{
    const struct ikt_router *router = answering->judging.router;
    struct ikt_model_judged taken = {.entry = NULL}, refused = {.entry = NULL};
    bool has_taken = false, has_refused = false;
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next) {
        if (entry->kind != IKT_ROUTER_ENTRY_STATIC && entry->kind != IKT_ROUTER_ENTRY_DYNAMIC)
            continue;
        struct ikt_proxies narrowed = {0};
        const struct ikt_model_judged judged = ikt_model_judge_connection(&answering->judging, entry, &narrowed);
        if (judged.verdict.says == IKT_MODEL_TAKES && !has_taken) {
            taken = judged;
            has_taken = true;
            answering->narrowed = narrowed;
        } else if (judged.verdict.says != IKT_MODEL_TAKES) {
            note(answering, &judged);
        }
        if (judged.verdict.says == IKT_MODEL_REFUSES && judged.reach >= IKT_MODEL_REACH_PEER &&
            (!has_refused || (has_taken && strcmp(refused.entry->map, taken.entry->map) == 0))) {
            refused = judged;
            has_refused = true;
        }
    }
    if (has_taken && has_refused && strcmp(refused.entry->map, taken.entry->map) != 0)
        set_rival(answering, IKT_MODEL_CHECK_ENTRY_ORDER, &refused, refused.verdict.decides.line,
                  "another connection is for the two addresses, too");
    if (has_taken)
        note(answering, &taken);
}

static int notify_of(const struct ikt_model_judged *judged)
{
    switch (judged->verdict.decides.check) {
    case IKT_MODEL_CHECK_CONNECTION_NARROWS:
    case IKT_MODEL_CHECK_CONNECTION_EXACT:
    case IKT_MODEL_CHECK_CONNECTION_MODE:
    case IKT_MODEL_CHECK_ASA_NETWORKS:
        return IKT_NOTIFY_INVALID_ID_INFORMATION;
    default:
        return IKT_NOTIFY_NO_PROPOSAL_CHOSEN;
    }
}

static int error_of(const struct ikt_router *router, const struct ikt_model_judged *judged)
{
    if (router->kind != IKT_ROUTER_IOS)
        return 0;
    switch (judged->verdict.decides.check) {
    case IKT_MODEL_CHECK_LOCAL_ADDRESS:
    case IKT_MODEL_CHECK_MAP_DEFINED:
    case IKT_MODEL_CHECK_INTERFACE_UP:
        return ERROR_LOCAL_ADDRESS;
    case IKT_MODEL_CHECK_PEER:
        return judged->reach == IKT_MODEL_REACH_THEIR_NETWORK && router->release < RELEASE_XE ? ERROR_PEER
                                                                                              : ERROR_NO_ENTRY;
    case IKT_MODEL_CHECK_SETS_DEFINED:
    case IKT_MODEL_CHECK_TRANSFORMS:
    case IKT_MODEL_CHECK_MODE:
        return ERROR_TRANSFORMS;
    case IKT_MODEL_CHECK_PFS_REQUIRED:
    case IKT_MODEL_CHECK_PFS_GROUP:
        return ERROR_FLAGS;
    default:
        return ERROR_NO_ENTRY;
    }
}

/* Nothing is at work there: with the interface that has the address, where there is one. */
static void judge_nothing(struct answering *answering)
{
    const struct ikt_router *router = answering->judging.router;
    const struct ikt_router_interface *one = ikt_router_interface_of(router, &answering->judging.offer->local);
    struct ikt_model_judged judged = {.verdict = ikt_model_verdict_begin(), .interface = one};
    const bool known = one != NULL || answering->judging.offer->local_translated;
    const struct ikt_model_step step = {.check = IKT_MODEL_CHECK_LOCAL_ADDRESS,
                                        .says = known && router->interfaces ? IKT_MODEL_REFUSES : IKT_MODEL_EITHER,
                                        .line = one ? one->line : 0,
                                        .because = known ? "no crypto map and no protected tunnel is at work there"
                                                         : "none of its interfaces has the address"};
    ikt_model_verdict_add(&judged.verdict, &answering->steps, &step);
    note(answering, &judged);
}

static const char *not_whole(const struct ikt_router *router)
{
    return router->several     ? "the file holds several configurations"
           : router->truncated ? "the file is larger than what is read"
           : router->removals  ? "the file takes statements back, so it is no running-config"
                               : NULL;
}

static struct ikt_model_answer *finish(struct answering *answering, struct ikt_arena *arena)
{
    struct ikt_model_answer *answer = ikt_arena_alloc(arena, 1, sizeof *answer);
    const struct ikt_model_judged *judged = answering->has_taken   ? &answering->taken
                                            : answering->has_doubt ? &answering->doubt
                                                                   : &answering->best;
    struct ikt_model_step decides = judged->verdict.decides;
    answer->says = judged->verdict.says;
    answer->sure = answering->has_taken || answering->has_doubt ? judged->verdict.sure : answering->sure;
    if (answering->has_taken && answering->has_doubt) {
        answer->says = IKT_MODEL_EITHER;
        decides = answering->doubt.verdict.decides;
    } else if (answering->has_taken && answering->has_rival) {
        answer->says = IKT_MODEL_EITHER;
        decides = answering->rival;
    }
    const char *because = not_whole(answering->judging.router);
    if (because) {
        answer->says = IKT_MODEL_EITHER;
        decides = (struct ikt_model_step){.check = IKT_MODEL_CHECK_WHOLE, .says = IKT_MODEL_EITHER, .because = because};
    }
    answer->sure = answer->sure && answer->says != IKT_MODEL_EITHER;
    answer->entry = judged->entry;
    answer->interface = judged->interface;
    answer->line = decides.line;
    answer->chosen = answer->says == IKT_MODEL_REFUSES ? NULL : judged->chosen;
    answer->narrowed = answering->has_taken ? answering->narrowed : (struct ikt_proxies){0};
    if (answer->says == IKT_MODEL_REFUSES) {
        answer->notify = notify_of(judged);
        answer->ios_error = error_of(answering->judging.router, judged);
    }
    answer->steps = ikt_model_steps_end(&answering->steps, arena, &decides, &answer->step_count);
    return answer;
}

static void judge_places(struct answering *answering)
{
    const struct ikt_model_offer *offer = answering->judging.offer;
    g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(struct ikt_model_place));
    const bool complete = ikt_model_places(answering->judging.router, &offer->local, offer->local_translated, places);
    for (guint i = 0; i < places->len && !answering->has_taken; i++) {
        const struct ikt_model_place *place = &g_array_index(places, struct ikt_model_place, i);
        if (!place->tunnel)
            judge_map(answering, place);
    }
    judge_tunnels(answering, places);
    if (!complete && !answering->has_doubt) {
        answering->has_doubt = true;
        answering->doubt = (struct ikt_model_judged){
            .verdict = {.says = IKT_MODEL_EITHER,
                        .decides = {.check = IKT_MODEL_CHECK_LOCAL_ADDRESS,
                                    .says = IKT_MODEL_EITHER,
                                    .because = "more is at work at this address than is looked at"}}};
    }
}

const struct ikt_model_answer *ikt_model_answer(struct ikt_arena *arena, const struct ikt_router *router,
                                                const struct ikt_model_offer *offer)
{
    struct answering answering = {
        .judging = {.router = router, .offer = offer, .networks = ikt_proxies_swap(&offer->networks)}, .sure = true};
    struct ikt_model_fits fits;
    ikt_model_fits_begin(&fits, &answering.judging.networks, NULL);
    answering.judging.fits = &fits;
    answering.judging.steps = &answering.steps;
    ikt_model_steps_begin(&answering.steps);
    ikt_model_index_begin(&answering.index, router);
    if (router->kind == IKT_ROUTER_STRONGSWAN || router->kind == IKT_ROUTER_LIBRESWAN)
        judge_connections(&answering);
    else
        judge_places(&answering);
    if (!answering.has_best && !answering.has_doubt && !answering.has_taken)
        judge_nothing(&answering);
    ikt_model_index_end(&answering.index);
    ikt_model_fits_end(&fits);
    return finish(&answering, arena);
}
