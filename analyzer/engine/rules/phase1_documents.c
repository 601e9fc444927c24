/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_documents.h"

#include <string.h>

#include "model/keys.h"

/* Lines that are compared to find the mirror of one. */
#define COMPARISONS 100000

void ikt_phase1_policies_of(const struct ikt_pair_router *router, struct ikt_policies *out)
{
    *out = (struct ikt_policies){0};
    const struct ikt_router_policy *policy = router->router ? router->router->policies : NULL;
    for (; policy; policy = policy->next) {
        out->offered++;
        if (policy->unclear)
            continue; /* counted, and so not all are kept */
        if (out->count < IKT_POLICIES_MAX)
            out->items[out->count++] = ikt_model_policy_transform(policy);
    }
}

bool ikt_phase1_lacks_policy(const struct ikt_pair_router *router, const struct ikt_sa *sa)
{
    struct ikt_policies policies;
    ikt_phase1_policies_of(router, &policies);
    if (policies.count == 0 || policies.offered > policies.count)
        return false; /* not all are known */
    for (size_t i = 0; sa && i < sa->proposal_count; i++) {
        for (size_t k = 0; k < sa->proposals[i].transform_count; k++) {
            const struct ikt_policies one = {.offered = 1, .count = 1, .items = {sa->proposals[i].transforms[k]}};
            const struct ikt_policy_match match = ikt_policies_compare(&one, &policies);
            if (match.comparable && !match.common)
                return true;
        }
    }
    return false;
}

bool ikt_phase1_lacks_key(const struct ikt_pair_router *router, const struct ikt_address *own,
                          const struct ikt_address *peer)
{
    bool unclear;
    if (!router->router || !router->router->keys || router->router->several || router->router->truncated)
        return false;
    return !ikt_model_key_for(router->router, own, peer, &unclear) && !unclear;
}

static void leave_out_stale(struct ikt_phase1_documents *d, const struct ikt_phase1 *record)
{
    if (record->exchange == IKT_EXCHANGE_MAIN && d->initiator.router &&
        ikt_phase1_lacks_policy(&d->initiator, record->offer)) {
        d->initiator_is_stale = true;
        d->initiator.router = NULL;
    }
    if (d->responder.router && ikt_phase1_lacks_policy(&d->responder, record->choice)) {
        d->responder_is_stale = true;
        d->responder.router = NULL;
    }
}

/* Several may be meant, and all are one key. */
static bool is_only_key(const struct ikt_router *router, const struct ikt_router_key *key)
{
    for (const struct ikt_router_key *one = router->keys; one; one = one->next)
        if (ikt_router_mark_equal(&one->mark, &key->mark) != IKT_YES)
            return false;
    return true;
}

static void find_keys(struct ikt_phase1_documents *d, const struct ikt_address *initiator,
                      const struct ikt_address *responder)
{
    bool unclear[2] = {true, true};
    d->same_key = IKT_UNKNOWN;
    if (d->initiator.router)
        d->keys[0] = ikt_model_key_for(d->initiator.router, initiator, responder, &unclear[0]);
    if (d->responder.router)
        d->keys[1] = ikt_model_key_for(d->responder.router, responder, initiator, &unclear[1]);
    for (int i = 0; i < 2; i++)
        if (d->keys[i] && unclear[i])
            unclear[i] = !is_only_key(i == 0 ? d->initiator.router : d->responder.router, d->keys[i]);
    if (d->keys[0] && d->keys[1] && !unclear[0] && !unclear[1])
        d->same_key = ikt_router_mark_equal(&d->keys[0]->mark, &d->keys[1]->mark);
}

static bool names(const struct ikt_router_entry *entry, const struct ikt_address *peer)
{
    for (const struct ikt_router_names *one = entry->peers; one; one = one->next)
        if (ikt_address_equal(&one->address, peer))
            return true;
    return false;
}

static bool knows(const struct ikt_router *router, const struct ikt_address *peer)
{
    for (const struct ikt_router_entry *entry = router->entries; entry; entry = entry->next)
        if (names(entry, peer))
            return true;
    for (const struct ikt_router_interface *one = router->interfaces; one; one = one->next)
        if (ikt_address_equal(&one->destination_address, peer))
            return true;
    return false;
}

/* Names another peer, and takes what the initiator would ask for. */
static bool is_mirror(const struct ikt_router *router, const struct ikt_router_entry *entry,
                      const struct ikt_proxies *networks, unsigned *compared, unsigned *line)
{
    const struct ikt_router_acl *acl = ikt_router_acl_find(router, entry->acl.text);
    if (!entry->peers || entry->unclear || !acl || acl->unclear)
        return false;
    for (const struct ikt_router_acl_line *one = acl->lines; one; one = one->next) {
        const struct ikt_proxies theirs = {
            {one->destination.low, one->destination.high, one->protocol, one->destination.port, true},
            {one->source.low, one->source.high, one->protocol, one->source.port, true}};
        if (++*compared > COMPARISONS || one->unclear || !one->permit)
            continue;
        if (ikt_proxies_relation(networks, &theirs) == IKT_RELATION_EQUAL) {
            *line = one->line;
            return true;
        }
    }
    return false;
}

static void find_mirror(struct ikt_phase1_documents *d, const struct ikt_claims *claims,
                        const struct ikt_address *initiator)
{
    unsigned compared = 0;
    if (!d->initiator.router || !d->responder.router)
        return;
    for (const struct ikt_router_entry *entry = d->responder.router->entries; entry; entry = entry->next) {
        for (size_t i = 0; i < claims->count && entry->kind == IKT_ROUTER_ENTRY_STATIC; i++) {
            const struct ikt_claim *claim = &claims->items[i];
            if (claim->kind != IKT_CLAIM_CONFIGURED || !ikt_address_equal(&claim->owner, initiator) ||
                !is_mirror(d->responder.router, entry, &claim->networks, &compared, &d->mirror_line))
                continue;
            d->mirror = entry;
            d->own_line = claim->ref;
            return;
        }
    }
}

static const struct ikt_identity *named(struct ikt_arena *arena, uint8_t type, const char *name)
{
    const struct ikt_identity identity = {.type = type, .octets = {(const uint8_t *)name, strlen(name)}, .prefix = -1};
    return IKT_KEEP(arena, &identity);
}

/* The profile that its entry for this peer names; NULL: none, or not known. */
static const struct ikt_router_isakmp_profile *profile_for(const struct ikt_router *router,
                                                           const struct ikt_address *peer)
{
    for (const struct ikt_router_entry *entry = router ? router->entries : NULL; entry; entry = entry->next)
        if (names(entry, peer) && entry->isakmp_profile.text)
            return ikt_router_isakmp_profile_find(router, entry->isakmp_profile.text);
    return NULL;
}

/* "self-identity fqdn NAME" of the profile of the initiator's entry for this peer. */
static void find_identity(struct ikt_phase1_documents *d, struct ikt_arena *arena, const struct ikt_address *peer)
{
    const struct ikt_router_isakmp_profile *profile = profile_for(d->initiator.router, peer);
    const char *text = profile ? profile->self_identity.text : NULL;
    if (text && strncmp(text, "fqdn ", 5) == 0)
        d->identity = named(arena, IKT_ID_FQDN, text + 5);
    else if (text && strncmp(text, "user-fqdn ", 10) == 0)
        d->identity = named(arena, IKT_ID_USER_FQDN, text + 10);
    d->identity_line = d->identity ? profile->self_identity.line : 0;
}

/* Every one of its identities is another one. */
static bool matches_none(const struct ikt_router_isakmp_profile *profile, const struct ikt_identity *identity,
                         const struct ikt_address *peer)
{
    for (const struct ikt_router_match *match = profile->matches; match; match = match->next)
        if (ikt_model_whom_is(&match->whom, identity, peer) != IKT_NO)
            return false;
    return profile->matches && !profile->unclear;
}

void ikt_phase1_documents_init(struct ikt_phase1_documents *out, struct ikt_arena *arena,
                               const struct ikt_phase1 *record, const struct ikt_pair_documents *documents)
{
    const struct ikt_address *initiator = &record->initiator.endpoint.address;
    const struct ikt_address *responder = &record->responder.endpoint.address;
    *out = (struct ikt_phase1_documents){
        .initiator = documents->initiator, .responder = documents->responder, .same_key = IKT_UNKNOWN};
    if (!out->initiator.router && !out->responder.router)
        return;
    leave_out_stale(out, record);
    find_keys(out, initiator, responder);
    find_mirror(out, &documents->claims, initiator);
    find_identity(out, arena, responder);
    if (!out->responder.router)
        return;
    const struct ikt_identity *identity = record->initiator.id ? record->initiator.id : out->identity;
    const struct ikt_router_isakmp_profile *profile = profile_for(out->responder.router, initiator);
    if (profile && identity && matches_none(profile, identity, initiator))
        out->unmatched = profile;
    out->knows_peer = out->keys[1] || knows(out->responder.router, initiator);
    if (!record->offer)
        return;
    const struct ikt_model_phase1 offer = {
        .local = *responder,
        .remote = *initiator,
        .local_translated = out->responder.bound,
        .proposals = record->offer,
        .aggressive = record->exchange == IKT_EXCHANGE_AGGRESSIVE,
        .identity = identity,
    };
    out->answer = ikt_model_answer_phase1(arena, out->responder.router, &offer);
}

bool ikt_phase1_refuses_at(const struct ikt_phase1_documents *documents, enum ikt_model_check check, bool *sure)
{
    const struct ikt_model_phase1_answer *answer = documents->answer;
    if (!answer || answer->says != IKT_MODEL_REFUSES || answer->step_count == 0 ||
        answer->steps[answer->step_count - 1].check != check)
        return false;
    *sure = answer->sure;
    return true;
}

static const struct ikt_router_policy *policy_like(const struct ikt_router *router, const struct ikt_transform *wanted)
{
    const struct ikt_policies one = {.offered = 1, .count = 1, .items = {*wanted}};
    for (const struct ikt_router_policy *policy = router->policies; policy; policy = policy->next) {
        const struct ikt_policies other = {.offered = 1, .count = 1, .items = {ikt_model_policy_transform(policy)}};
        if (ikt_policies_compare(&one, &other).common)
            return policy;
    }
    return NULL;
}

/* A default has no statement: then the policy stands for it. */
static void cite(struct ikt_draft *draft, const struct ikt_pair_router *router, unsigned line, unsigned otherwise)
{
    ikt_draft_ref(draft, ikt_pair_ref(router, line ? line : otherwise, true));
}

void ikt_phase1_cite_policy(struct ikt_draft *draft, const struct ikt_pair_router *router,
                            const struct ikt_transform *policy, const struct ikt_transform *other)
{
    const struct ikt_router_policy *found = router->router ? policy_like(router->router, policy) : NULL;
    if (!found)
        return;
    if (policy->encryption != other->encryption || policy->key_bits != other->key_bits)
        cite(draft, router, found->encryption_line, found->line);
    if (policy->hash != other->hash)
        cite(draft, router, found->hash_line, found->line);
    if (policy->authentication != other->authentication)
        cite(draft, router, found->authentication_line, found->line);
    if (policy->group != other->group)
        cite(draft, router, found->group_line, found->line);
}
