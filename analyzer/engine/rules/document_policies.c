/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP policies, and the exchange, as the configurations have them.
 */
#include "evidence/ios_words.h"
#include "rules/document_case.h"
#include "rules/phase1_case.h"
#include "rules/shared_checks.h"

/* What two policies differ in. */
struct difference {
    const struct ikt_router_policy *policy[2];
    unsigned count;
    bool encryption, hash, authentication, group;
};

static struct difference differ(const struct ikt_router_policy *a, const struct ikt_router_policy *b)
{
    struct difference d = {.policy = {a, b},
                           .encryption = a->encryption != b->encryption || a->key_bits != b->key_bits,
                           .hash = a->hash != b->hash,
                           .authentication = a->authentication != b->authentication,
                           .group = a->group != b->group};
    d.count = (unsigned)d.encryption + d.hash + d.authentication + d.group;
    return d;
}

/* The two policies that come nearest to each other. */
static bool nearest(const struct ikt_router *a, const struct ikt_router *b, struct difference *out)
{
    bool found = false;
    for (const struct ikt_router_policy *one = a->policies; one; one = one->next) {
        for (const struct ikt_router_policy *other = b->policies; other; other = other->next) {
            const struct difference d = differ(one, other);
            if (!found || d.count < out->count)
                *out = d;
            found = true;
        }
    }
    return found;
}

static unsigned line_or(unsigned line, const struct ikt_router_policy *policy)
{
    return line ? line : policy->line;
}

/* The statements that differ; a default has none, and the policy stands for it. */
static void quote(struct ikt_draft *draft, const struct ikt_document_side *side, const struct difference *d, int which)
{
    const struct ikt_router_policy *policy = d->policy[which];
    if (d->encryption)
        ikt_document_quote(draft, side, line_or(policy->encryption_line, policy), true);
    if (d->hash)
        ikt_document_quote(draft, side, line_or(policy->hash_line, policy), true);
    if (d->authentication)
        ikt_document_quote(draft, side, line_or(policy->authentication_line, policy), true);
    if (d->group)
        ikt_document_quote(draft, side, line_or(policy->group_line, policy), true);
}

/* The greater one is the one to keep; roughly, as the attributes are numbered. */
static int strength(const struct ikt_router_policy *policy)
{
    const int cipher =
        policy->encryption == IKT_ENCRYPTION_AES_CBC ? 100 + MAX(policy->key_bits, 128) : policy->encryption;
    return cipher * 100 + (policy->hash >= 4 ? 60 : 10 * policy->hash) + (policy->group >= 14 ? 30 : policy->group);
}

/* Above all that are there. */
static unsigned free_number(const struct ikt_router *router)
{
    unsigned most = 0;
    for (const struct ikt_router_policy *one = router->policies; one; one = one->next)
        most = MAX(most, one->priority);
    return most == 0 ? 10 : most < 9990 ? (most / 10 + 1) * 10 : most + 1;
}

static bool is_refused(const struct ikt_document_way *way, enum ikt_model_check check)
{
    const struct ikt_model_phase1_answer *answer = way->phase1;
    return answer && answer->says == IKT_MODEL_REFUSES && answer->step_count > 0 &&
           answer->steps[answer->step_count - 1].check == check;
}

static struct ikt_value policy_value(const struct ikt_document_case *c, const struct ikt_router_policy *policy)
{
    const struct ikt_transform transform = ikt_model_policy_transform(policy);
    return ikt_object(IKT_VALUE_POLICY, IKT_KEEP(c->arena, &transform));
}

/* A statement that was not understood may be the one that is the same in both. */
static bool has_unclear(const struct ikt_router *router)
{
    for (const struct ikt_router_policy *one = router->policies; one; one = one->next)
        if (one->unclear)
            return true;
    return false;
}

/* Whoever begins: the model knows what the one that answers has, and not whether all of the offer is known. */
static bool is_sure(const struct ikt_document_case *c)
{
    for (int s = 0; s < 2; s++) {
        const bool refused = is_refused(&c->way[s], IKT_MODEL_CHECK_POLICY);
        if (!ikt_document_is_whole(&c->side[s]) || has_unclear(c->side[s].router) ||
            (refused && !c->way[s].phase1->sure))
            return false;
    }
    return !c->captured;
}

void ikt_check_document_policies(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const int by = is_refused(&c->way[0], IKT_MODEL_CHECK_POLICY)   ? 0
                   : is_refused(&c->way[1], IKT_MODEL_CHECK_POLICY) ? 1
                                                                    : 2;
    struct difference d = {0};
    if (by == 2)
        return;
    const bool compared = nearest(c->side[0].router, c->side[1].router, &d);
    /* A file without a policy may lack more than its router does: a line that was cut or garbled, or built-in ones. */
    /* They are in both: where no key goes with one it is not offered, and the key is what lacks. */
    if (compared && d.count == 0)
        return;
    const bool sure = compared && is_sure(c);
    struct ikt_draft *draft =
        ikt_document_draft(c, drafts, IKT_RULE_P1_POLICY_MISMATCH, 1 - by,
                           sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    draft->finding.misconfigured = IKT_MISCONFIGURED_EITHER;
    if (!compared) {
        IKT_SUMMARY(draft, "No ISAKMP policy of {} is one that {} offers", c->side[1 - by].name, c->side[by].name);
        for (int s = 0; s < 2; s++)
            if (!c->side[s].router->policies)
                IKT_SAY(draft, "No ISAKMP policy stands in the configuration of {}.", c->side[s].name);
        return;
    }
    const struct ikt_value has[2] = {policy_value(c, d.policy[0]), policy_value(c, d.policy[1])};
    IKT_SUMMARY(draft, "No ISAKMP policy is in both: {} has {}, {} has {}", c->side[0].name, has[0], c->side[1].name,
                has[1]);
    ikt_draft_has(draft, has[0], has[1]);
    for (int s = 0; s < 2; s++)
        quote(draft, &c->side[s], &d, s);
    const int keep = strength(d.policy[1]) > strength(d.policy[0]) ? 1 : 0, change = 1 - keep;
    const struct ikt_transform kept = ikt_model_policy_transform(d.policy[keep]);
    const struct ikt_value yes = ikt_words("");
    IKT_ADVISE(
        draft, draft->finding.values, IKT_NAMED("in-phase1", yes),
        IKT_NAMED("encryption-differs", d.policy[0]->encryption != d.policy[1]->encryption ? yes : ikt_unknown()),
        IKT_NAMED("length-differs",
                  d.encryption && d.policy[0]->encryption == d.policy[1]->encryption ? yes : ikt_unknown()),
        IKT_NAMED("hash-differs", d.hash ? yes : ikt_unknown()),
        IKT_NAMED("group-differs", d.group ? yes : ikt_unknown()),
        IKT_NAMED("method-differs", d.authentication ? yes : ikt_unknown()));
    if (!ikt_policy_has_ios(&kept) || d.authentication)
        return;
    const struct ikt_named_value items[] = {
        IKT_NAMED("FREE-NUMBER", ikt_number(free_number(c->side[change].router))),
        IKT_NAMED("why", ikt_words(strength(d.policy[0]) == strength(d.policy[1]) ? "neither policy is weaker"
                                                                                  : "the weaker policy gives way")),
        IKT_NAMED("peer", ikt_address_of(ikt_document_named(&c->side[keep])))};
    const struct ikt_named_values *values = ikt_policy_values(c->arena, draft->finding.values, &kept);
    ikt_draft_fix_with(draft, change == 0, ikt_named_values_new(c->arena, values, G_N_ELEMENTS(items), items));
}

void ikt_check_document_exchange(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        if (!is_refused(&c->way[s], IKT_MODEL_CHECK_AGGRESSIVE))
            continue;
        const struct ikt_document_side *by = &c->side[s], *to = &c->side[1 - s];
        const char *name = by->entry ? by->entry->isakmp_profile.text : NULL;
        const struct ikt_router_isakmp_profile *profile =
            name ? ikt_router_isakmp_profile_find(by->router, name) : NULL;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_P1_EXCHANGE_MODE, s,
            c->way[s].phase1->sure && !c->captured ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
        IKT_SUMMARY(draft, "{} begins in aggressive mode, which {} does not allow", by->name, to->name);
        ikt_document_quote(draft, to, to->router->aggressive.line, true);
        ikt_document_quote(draft, by, profile ? profile->aggressive.line : 0, true);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("aggressive-mode", ikt_words("")));
        IKT_FIX(draft, s == 0,
                IKT_NAMED("PROFILE",
                          (struct ikt_value){.kind = name ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = name}));
        return;
    }
}
