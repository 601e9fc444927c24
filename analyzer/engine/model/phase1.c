/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 of a router that has maps: is IKE on, the policy, the key, the ISAKMP profile.
 */
#include "model/model.h"

#include <string.h>

#include "iketriage/isakmp.h"
#include "model/connections.h"
#include "model/keys.h"
#include "model/phase1_checks.h"
#include "model/place.h"
#include "model/policies.h"

#define KEY_IKE     1  /* RFC 2407 section 4.4.2 */
#define RELEASE_OFF 15 /* measured on XE 17; what older releases than this do is not known */

/* Something that uses IKE is applied somewhere. */
static enum ikt_tristate is_used(const struct ikt_router *router, unsigned *line)
{
    enum ikt_tristate used = router->stray_apply || !router->interfaces || router->truncated ? IKT_UNKNOWN : IKT_NO;
    *line = router->maps ? router->maps->line : 0;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next) {
        const bool profile = one->protection.line && ikt_router_profile_find(router, one->protection.text) != NULL;
        if (profile || (one->map.line && ikt_router_map_find(router, one->map.text)))
            return IKT_YES;
        if (one->map.line || one->protection.line)
            used = IKT_UNKNOWN; /* it names what is not there */
    }
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (entry->kind == IKT_ROUTER_ENTRY_OTHER)
            used = IKT_UNKNOWN; /* GDOI */
    return used;
}

static bool judge_on(struct ikt_model_phase1_judging *judging)
{
    const struct ikt_router *router = judging->router;
    unsigned line;
    if (!router->isakmp.on)
        return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_ISAKMP_OFF, IKT_MODEL_REFUSES, router->isakmp.line,
                                      NULL);
    const enum ikt_tristate used = is_used(router, &line);
    if (used == IKT_YES)
        return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_ISAKMP_ON, IKT_MODEL_TAKES, 0, NULL);
    if (used == IKT_NO && router->release >= RELEASE_OFF)
        return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_ISAKMP_ON, IKT_MODEL_REFUSES, line,
                                      "no crypto map and no tunnel's protection is applied anywhere");
    return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_ISAKMP_ON, IKT_MODEL_EITHER, line,
                                  used == IKT_NO ? "nothing is applied anywhere, and what its release does then is not "
                                                   "known"
                                                 : "the file does not show whether one is applied");
}

static bool judge_profile(struct ikt_model_phase1_judging *judging)
{
    const struct ikt_router *router = judging->router;
    bool unclear;
    if (!router->isakmp_profiles)
        return true;
    judging->profile = ikt_model_profile_of(router, judging->offer->identity, &judging->offer->remote, &unclear);
    const unsigned line = judging->profile ? judging->profile->line : router->isakmp_profiles->line;
    if (unclear)
        return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_PROFILE, IKT_MODEL_EITHER, line,
                                      "which profile matches the peer is not known");
    if (!ikt_model_phase1_check(judging, IKT_MODEL_CHECK_PROFILE, IKT_MODEL_TAKES, line,
                                judging->profile ? NULL : "no profile matches the peer, which is none's then"))
        return false;
    if (!judging->key || (judging->profile && ikt_model_profile_has(judging->profile, judging->key->keyring)) ||
        (!judging->profile && !judging->key->keyring))
        return true;
    return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_PROFILE_KEYRING, IKT_MODEL_EITHER, judging->key->line,
                                  "the key for this address is not one of the profile's");
}

static void judge(struct ikt_model_phase1_judging *judging)
{
    const struct ikt_router *router = judging->router;
    const char *because = router->several    ? "the file holds several configurations"
                          : router->removals ? "the file takes statements back, so it is no running-config"
                                             : NULL;
    if (because)
        ikt_model_phase1_check(judging, IKT_MODEL_CHECK_WHOLE, IKT_MODEL_EITHER, 0, because);
    if (router->kind != IKT_ROUTER_IOS && router->kind != IKT_ROUTER_ASA) {
        ikt_model_connections_phase1(judging);
        return;
    }
    if (router->kind == IKT_ROUTER_IOS && !judge_on(judging))
        return;
    if (judging->offer->aggressive &&
        !ikt_model_phase1_check(judging, IKT_MODEL_CHECK_AGGRESSIVE,
                                router->aggressive.on ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES, router->aggressive.line,
                                router->aggressive.on ? NULL : "aggressive mode is disabled"))
        return;
    if (ikt_model_phase1_policy(judging, NULL) && ikt_model_phase1_key(judging))
        judge_profile(judging);
}

const struct ikt_model_phase1_answer *ikt_model_answer_phase1(struct ikt_arena *arena, const struct ikt_router *router,
                                                              const struct ikt_model_phase1 *offer)
{
    struct ikt_model_steps steps;
    struct ikt_model_phase1_answer *answer = ikt_arena_alloc(arena, 1, sizeof *answer);
    struct ikt_model_phase1_judging judging = {.router = router,
                                               .offer = offer,
                                               .verdict = ikt_model_verdict_begin(),
                                               .steps = &steps,
                                               .authentication = IKT_ABSENT};
    ikt_model_steps_begin(&steps);
    judge(&judging);
    answer->says = judging.verdict.says;
    answer->sure = judging.verdict.sure;
    answer->line = judging.verdict.decides.line;
    answer->policy = judging.policy;
    answer->key = judging.key;
    answer->profile = judging.profile;
    answer->steps = ikt_model_steps_end(&steps, arena, &judging.verdict.decides, &answer->step_count);
    return answer;
}

struct ikt_transform ikt_model_policy_transform(const struct ikt_router_policy *policy)
{
    return (struct ikt_transform){.id = KEY_IKE,
                                  .protocol = IKT_PROTOCOL_ISAKMP,
                                  .life_seconds = policy->lifetime,
                                  .life_kilobytes = IKT_ABSENT,
                                  .key_bits = policy->key_bits,
                                  .group = policy->group,
                                  .encryption = policy->encryption,
                                  .hash = policy->hash,
                                  .authentication = policy->authentication,
                                  .prf = IKT_ABSENT,
                                  .encapsulation = IKT_ABSENT,
                                  .integrity = IKT_ABSENT};
}

const struct ikt_sa *ikt_model_offer_phase1(struct ikt_arena *arena, const struct ikt_router *router,
                                            const struct ikt_address *remote)
{
    const bool maps = router->kind == IKT_ROUTER_IOS || router->kind == IKT_ROUTER_ASA;
    const struct ikt_router_entry *entry = maps ? NULL : ikt_model_connection_for(router, NULL, remote);
    bool unclear;
    const bool key = ikt_model_key_for(router, NULL, remote, &unclear) != NULL || unclear;
    g_autoptr(GPtrArray) policies = g_ptr_array_new();
    if (maps || entry)
        ikt_model_policies(router, entry ? entry->map : NULL, policies);
    struct ikt_transform *transforms = ikt_arena_alloc(arena, MAX(policies->len, 1), sizeof *transforms);
    size_t count = 0;
    for (guint i = 0; i < policies->len; i++) {
        const struct ikt_router_policy *policy = g_ptr_array_index(policies, i);
        if (policy->taken_only || (policy->authentication == IKT_AUTH_PSK && !key))
            continue;
        transforms[count] = ikt_model_policy_transform(policy);
        transforms[count].number = (uint8_t)(count + 1);
        count++;
    }
    struct ikt_sa *sa = ikt_arena_alloc(arena, 1, sizeof *sa);
    struct ikt_proposal *proposal = ikt_arena_alloc(arena, 1, sizeof *proposal);
    *proposal = (struct ikt_proposal){.number = 1,
                                      .protocol = IKT_PROTOCOL_ISAKMP,
                                      .declared_transforms = (uint8_t)count,
                                      .transform_count = count,
                                      .transforms = transforms};
    *sa = (struct ikt_sa){.doi = 1, .situation = 1, .proposal_count = count > 0, .proposals = proposal};
    return sa;
}

const struct ikt_identity *ikt_model_identity(struct ikt_arena *arena, const struct ikt_router *router,
                                              const struct ikt_address *own, const struct ikt_address *remote)
{
    const bool maps = router->kind == IKT_ROUTER_IOS || router->kind == IKT_ROUTER_ASA;
    const struct ikt_router_entry *entry = maps ? NULL : ikt_model_connection_for(router, own, remote);
    const struct ikt_router_name *name = entry ? &entry->own_identity : &router->identity;
    struct ikt_address address = *own;
    /* a profile of its own may set another one */
    for (const struct ikt_router_isakmp_profile *one = router->isakmp_profiles; one; one = one->next)
        if (one->self_identity.line)
            return NULL;
    const bool usual =
        !name->line || (name->text && (strcmp(name->text, "address") == 0 || strcmp(name->text, "auto") == 0));
    if ((!maps && !entry) || (!usual && (!name->text || !ikt_address_parse(name->text, &address))))
        return NULL;
    struct ikt_identity *identity = ikt_arena_alloc(arena, 1, sizeof *identity);
    *identity = (struct ikt_identity){.type = address.family == IKT_FAMILY_IPV4 ? IKT_ID_IPV4_ADDR : IKT_ID_IPV6_ADDR,
                                      .low = address,
                                      .high = address,
                                      .prefix = address.family == IKT_FAMILY_IPV4 ? 32 : 128};
    return identity;
}
