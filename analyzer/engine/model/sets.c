/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/sets.h"

#include <glib.h>

#define RELEASE_BUILT_IN 15

/* What a profile without a set has. "show crypto ipsec transform-set" calls it "default". */
static const struct ikt_router_set built_in = {.name = "default",
                                               .esp = IKT_ESP_AES_CBC,
                                               .integrity = IKT_INTEGRITY_HMAC_SHA1,
                                               .ah_integrity = IKT_ABSENT,
                                               .key_bits = 128,
                                               .transport = true};

static void doubt(struct ikt_model_sets *out, enum ikt_model_says says, unsigned line, const char *because)
{
    if (out->says != IKT_MODEL_TAKES)
        return;
    out->says = says;
    out->line = line;
    out->because = because;
}

void ikt_model_sets_of(const struct ikt_router *router, const struct ikt_router_entry *entry,
                       struct ikt_model_sets *out)
{
    *out = (struct ikt_model_sets){.says = IKT_MODEL_TAKES};
    if (!entry->sets && entry->kind == IKT_ROUTER_PROFILE) {
        out->items[out->count++] = built_in;
        if (router->release < RELEASE_BUILT_IN)
            doubt(out, IKT_MODEL_EITHER, entry->line,
                  "its profile has no transform set, and the built-in one depends on the release");
        return;
    }
    const char *undefined = NULL;
    unsigned line = entry->line;
    for (const struct ikt_router_names *one = entry->sets; one; one = one->next) {
        const struct ikt_router_set *set = ikt_router_set_find(router, one->name.text);
        if (!set && !one->name.text) {
            doubt(out, IKT_MODEL_EITHER, one->name.line, "the name of its transform set is not known");
        } else if (!set) {
            undefined = "its transform set is not in it";
            line = one->name.line;
        } else if (set->unclear) {
            doubt(out, IKT_MODEL_EITHER, set->line, "its transform set was not understood");
        } else if (out->count == IKT_MODEL_SETS) {
            doubt(out, IKT_MODEL_EITHER, one->name.line, "it has more transform sets than are compared");
        } else {
            out->items[out->count++] = *set;
        }
    }
    /* an excerpt may lack it: only where the file holds others is it known not to be there */
    if (undefined && !router->sets)
        doubt(out, IKT_MODEL_EITHER, line, "its transform set is not in it");
    else if (out->count == 0)
        doubt(out, IKT_MODEL_REFUSES, line, undefined ? undefined : "its entry has no transform set");
}

static int64_t or_default(const struct ikt_router_number *own, const struct ikt_router_number *global)
{
    return own->line ? own->value : global->value;
}

struct ikt_model_terms ikt_model_terms_of(const struct ikt_router *router, const struct ikt_router_entry *entry)
{
    const bool pfs = entry->pfs.line != 0;
    return (struct ikt_model_terms){.group = pfs ? (int)entry->pfs.value : IKT_ABSENT,
                                    .group_known = pfs && entry->pfs.value == IKT_ABSENT ? IKT_UNKNOWN : IKT_YES,
                                    .seconds = or_default(&entry->seconds, &router->seconds),
                                    .kilobytes = or_default(&entry->kilobytes, &router->kilobytes)};
}

static void add_proposal(struct ikt_arena *arena, struct ikt_proposal *out, uint8_t number, uint8_t protocol,
                         const struct ikt_transform *values)
{
    struct ikt_transform *transform = ikt_arena_alloc(arena, 1, sizeof *transform);
    *transform = *values;
    transform->number = 1;
    transform->protocol = protocol;
    *out = (struct ikt_proposal){.number = number,
                                 .protocol = protocol,
                                 .declared_transforms = 1,
                                 .transform_count = 1,
                                 .transforms = transform};
}

/* Transport is asked for between the two peers alone, unless it is required. */
static bool is_transport(const struct ikt_router_set *set, const struct ikt_proxies *networks,
                         const struct ikt_address *own, const struct ikt_address *peer)
{
    return set->transport && (set->require || (ikt_proxy_is_address(&networks->initiator, own) &&
                                               ikt_proxy_is_address(&networks->responder, peer)));
}

const struct ikt_sa *ikt_model_sets_offered(struct ikt_arena *arena, const struct ikt_model_sets *sets,
                                            const struct ikt_model_terms *terms, const struct ikt_proxies *networks,
                                            const struct ikt_address *own, const struct ikt_address *peer)
{
    if (sets->says != IKT_MODEL_TAKES)
        return NULL;
    struct ikt_proposal *proposals = ikt_arena_alloc(arena, sets->count * 3, sizeof *proposals);
    size_t used = 0;
    uint8_t number = 0;
    for (size_t i = 0; i < sets->count; i++) {
        const struct ikt_router_set *set = &sets->items[i];
        if (set->taken_only)
            continue;
        number++;
        struct ikt_transform values = {.life_seconds = terms->seconds,
                                       .life_kilobytes = terms->kilobytes,
                                       .key_bits = IKT_ABSENT,
                                       .group = set->pfs.line ? (int)set->pfs.value : terms->group,
                                       .encryption = IKT_ABSENT,
                                       .hash = IKT_ABSENT,
                                       .authentication = IKT_ABSENT,
                                       .prf = IKT_ABSENT,
                                       .encapsulation = is_transport(set, networks, own, peer)
                                                            ? IKT_ENCAPSULATION_TRANSPORT
                                                            : IKT_ENCAPSULATION_TUNNEL,
                                       .integrity = set->ah_integrity};
        values.id = (uint8_t)set->ah;
        if (set->ah)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_AH, &values);
        values.id = (uint8_t)set->ipcomp;
        values.integrity = IKT_ABSENT;
        struct ikt_transform esp = values;
        esp.id = (uint8_t)set->esp;
        esp.key_bits = set->key_bits;
        esp.integrity = set->integrity;
        if (set->esp)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_ESP, &esp);
        if (set->ipcomp)
            add_proposal(arena, &proposals[used++], number, IKT_PROTOCOL_IPCOMP, &values);
    }
    struct ikt_sa *sa = ikt_arena_alloc(arena, 1, sizeof *sa);
    *sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = used, .proposals = proposals};
    return sa;
}

struct ikt_suite ikt_model_suite_of(const struct ikt_router_set *set, struct ikt_transform transforms[static 3])
{
    const struct ikt_transform none = {
        .key_bits = IKT_ABSENT, .group = IKT_ABSENT, .encapsulation = IKT_ABSENT, .integrity = IKT_ABSENT};
    transforms[0] = transforms[1] = transforms[2] = none;
    transforms[0].id = (uint8_t)set->ah;
    transforms[0].integrity = set->ah_integrity;
    transforms[1].id = (uint8_t)set->esp;
    transforms[1].integrity = set->integrity;
    transforms[1].key_bits = set->key_bits;
    transforms[2].id = (uint8_t)set->ipcomp;
    return (struct ikt_suite){.ah = set->ah ? &transforms[0] : NULL,
                              .esp = set->esp ? &transforms[1] : NULL,
                              .ipcomp = set->ipcomp ? &transforms[2] : NULL};
}

static struct ikt_model_step step_of(enum ikt_model_check check, enum ikt_model_says says, unsigned line,
                                     const char *because)
{
    return (struct ikt_model_step){.check = check, .says = says, .line = line, .because = because};
}

static unsigned mode_line(const struct ikt_router_set *set)
{
    return set->mode_line ? set->mode_line : set->line;
}

/* Only the mode is in question. */
static struct ikt_model_step mode_step(const struct ikt_router_set *set, int offered, enum ikt_tristate between_peers)
{
    const bool transport = offered == IKT_ENCAPSULATION_TRANSPORT;
    if (offered == IKT_ABSENT)
        return step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_EITHER, mode_line(set), "the mode offered is not known");
    if (!set->transport)
        return transport ? step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_REFUSES, mode_line(set),
                                   "transport mode is offered, and the set has tunnel mode")
                         : step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_TAKES, mode_line(set), NULL);
    if (set->require)
        return transport ? step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_TAKES, mode_line(set), NULL)
                         : step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_REFUSES, mode_line(set),
                                   "tunnel mode is offered, and the set requires transport mode");
    /* mode transport, without "require" */
    if (transport && between_peers == IKT_YES)
        return step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_TAKES, mode_line(set), NULL);
    if (!transport && between_peers == IKT_NO)
        return step_of(IKT_MODEL_CHECK_MODE, IKT_MODEL_TAKES, mode_line(set), NULL);
    if (transport)
        return step_of(IKT_MODEL_CHECK_MODE_FALLBACK, IKT_MODEL_EITHER, mode_line(set),
                       "transport mode is offered for networks that may not be the two peers");
    return step_of(IKT_MODEL_CHECK_MODE_FALLBACK, IKT_MODEL_EITHER, mode_line(set),
                   "tunnel mode is offered between the two peers, and the set has transport mode");
}

static struct ikt_model_step match(const struct ikt_router_set *set, const struct ikt_suite *offered,
                                   enum ikt_tristate between_peers)
{
    struct ikt_transform transforms[3];
    const struct ikt_suite own = ikt_model_suite_of(set, transforms);
    const unsigned differences = ikt_suite_differences(offered, &own);
    if ((differences & ~(unsigned)IKT_DIFFERS_COMP) != 0)
        return step_of(IKT_MODEL_CHECK_TRANSFORMS, IKT_MODEL_REFUSES, set->line, NULL);
    if (differences != 0)
        return step_of(IKT_MODEL_CHECK_COMPRESSION, IKT_MODEL_EITHER, set->line, "compression is on at one end alone");
    struct ikt_model_step mode = mode_step(set, ikt_suite_mode(offered), between_peers);
    if (mode.says == IKT_MODEL_TAKES)
        mode.check = set->line == 0 ? IKT_MODEL_CHECK_DEFAULT_SET : IKT_MODEL_CHECK_TRANSFORMS;
    if (mode.says == IKT_MODEL_TAKES)
        mode.line = set->line;
    return mode;
}

/* Which of two steps tells more: one that takes, one that may, one that fails by the mode alone. */
static unsigned worth(const struct ikt_model_step *step)
{
    if (step->says == IKT_MODEL_TAKES)
        return 4;
    if (step->says == IKT_MODEL_EITHER)
        return 3;
    return step->check == IKT_MODEL_CHECK_MODE ? 2 : 1;
}

struct ikt_model_choice ikt_model_sets_choose(const struct ikt_model_sets *sets, const struct ikt_sa *proposals,
                                              enum ikt_tristate between_peers)
{
    struct ikt_model_choice best = {.step = step_of(IKT_MODEL_CHECK_TRANSFORMS, IKT_MODEL_REFUSES,
                                                    sets->count > 0 ? sets->items[0].line : sets->line, NULL)};
    struct ikt_suites suites;
    ikt_suites_of(proposals, &suites);
    if (sets->says == IKT_MODEL_REFUSES)
        return (struct ikt_model_choice){
            .step = step_of(IKT_MODEL_CHECK_SETS_DEFINED, IKT_MODEL_REFUSES, sets->line, sets->because)};
    if (suites.count == 0)
        return (struct ikt_model_choice){.step = step_of(IKT_MODEL_CHECK_TRANSFORMS, IKT_MODEL_EITHER, best.step.line,
                                                         "the transforms offered are not known")};
    unsigned most = 0;
    for (unsigned i = 0; i < suites.count && most < 4; i++)
        for (size_t k = 0; k < sets->count && most < 4; k++) {
            const struct ikt_model_step step = match(&sets->items[k], &suites.items[i], between_peers);
            if (worth(&step) <= most)
                continue;
            most = worth(&step);
            best.step = step;
            best.chosen = step.says != IKT_MODEL_TAKES ? NULL
                          : suites.items[i].esp        ? suites.items[i].esp
                                                       : suites.items[i].ah;
        }
    const bool doubtful = best.step.says == IKT_MODEL_REFUSES || best.step.check == IKT_MODEL_CHECK_DEFAULT_SET;
    if (doubtful && sets->says == IKT_MODEL_EITHER)
        best.step = step_of(IKT_MODEL_CHECK_SETS_DEFINED, IKT_MODEL_EITHER, sets->line, sets->because);
    else if (best.step.says == IKT_MODEL_REFUSES && !suites.complete)
        best.step = step_of(IKT_MODEL_CHECK_TRANSFORMS, IKT_MODEL_EITHER, best.step.line,
                            "the offer holds more suites than are compared");
    return best;
}
