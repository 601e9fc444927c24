/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP policies: what one side offers against what the other offers when it begins itself, or chooses.
 */
#include <string.h>

#include "evidence/policy_compare.h"
#include "rules/log_checks.h"
#include "rules/phase1_past.h"
#include "rules/phase1_refusal.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* What the responder offered when it began phase 1 itself; frame 0 where it did not. */
static const struct ikt_policies *own_of_responder(const struct ikt_phase1_case *c)
{
    static const struct ikt_policies none;
    const struct ikt_policies *own = c->evidence->own_policies[1];
    return own ? own : &none;
}

static struct ikt_policy_match compare_policies(const struct ikt_phase1_case *c, const struct ikt_policies *theirs)
{
    struct ikt_policies ours;
    ikt_policies_copy(&ours, c->record->offer, c->record->seen_count > 0 ? c->record->seen[0].frame : 0);
    return ikt_policies_compare(&ours, theirs);
}

static struct ikt_value policy_value(const struct ikt_phase1_case *c, const struct ikt_transform *policy)
{
    return ikt_object(IKT_VALUE_POLICY, IKT_KEEP(c->arena, policy));
}

/* "encryption, hash" */
static struct ikt_value nouns_of(const struct ikt_phase1_case *c, const struct ikt_policy_match *match)
{
    struct ikt_value nouns = ikt_words(match->differ[0]);
    for (size_t i = 1; i < G_N_ELEMENTS(match->differ) && match->differ[i]; i++)
        nouns = ikt_made(c->arena, "%s, %s", nouns.is.text, match->differ[i]);
    return nouns;
}

static void say_difference(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_policies *theirs,
                           const struct ikt_policy_match *match)
{
    struct ikt_value ours_value = policy_value(c, &match->ours), theirs_value = policy_value(c, &match->theirs);
    ikt_draft_frame(draft, theirs->frame);
    if (match->common) {
        IKT_SAY(draft,
                "{} itself offers {} in frame {}, which is among what it refuses: its configuration may have changed, "
                "or the key or entry for {} is missing.",
                c->responder, theirs_value, ikt_frame(theirs->frame), c->initiator);
        return;
    }
    IKT_SUMMARY(draft, "{} offers the policy {}, {} has {}", c->initiator, ours_value, c->responder, theirs_value);
    ikt_draft_has(draft, ours_value, theirs_value);
    IKT_SAY(draft,
            theirs->offered == 1 ? "{} itself offers {} policy in frame {}, none of which is among these; the nearest "
                                   "two differ in {}: {} against {}."
                                 : "{} itself offers {} policies in frame {}, none of which is among these; the "
                                   "nearest two differ in {}: {} against {}.",
            c->responder, ikt_number(theirs->offered), ikt_frame(theirs->frame), nouns_of(c, match), ours_value,
            theirs_value);
}

/* Roughly how much a policy is worth: which of two is the one to keep. */
static int policy_strength(const struct ikt_transform *policy)
{
    int cipher = policy->encryption == IKT_ENCRYPTION_AES_CBC    ? MAX(policy->key_bits, 128)
                 : policy->encryption == IKT_ENCRYPTION_3DES_CBC ? 112
                                                                 : 56;
    int hash = policy->hash == IKT_HASH_MD5 ? 0 : policy->hash == IKT_HASH_SHA1 ? 1 : policy->hash;
    int group = (int)ikt_group_ke_size((unsigned)MAX(policy->group, 0));
    bool elliptic = policy->group >= 19 && policy->group <= 21;
    return cipher * 1000 + (elliptic ? 256 + group : group) * 10 + hash;
}

/* The stronger of two, of what IOS can hold; best: NULL where there is none so far; policy: as it may be. */
static const struct ikt_transform *stronger(const struct ikt_transform *best, const struct ikt_transform *policy)
{
    if (!policy || !ikt_policy_has_ios(policy))
        return best;
    return !best || policy_strength(policy) > policy_strength(best) ? policy : best;
}

static const struct ikt_transform *strongest_offered(const struct ikt_sa *offer)
{
    const struct ikt_transform *best = NULL;
    for (size_t i = 0; offer && i < offer->proposal_count; i++) {
        for (size_t n = 0; n < offer->proposals[i].transform_count; n++)
            best = stronger(best, &offer->proposals[i].transforms[n]);
    }
    return best;
}

/* Above all that are there. */
static uint64_t free_number(const struct ikt_router *router)
{
    unsigned most = 0;
    for (const struct ikt_router_policy *policy = router->policies; policy; policy = policy->next)
        most = MAX(most, policy->priority);
    return (most / 10 + 1) * 10;
}

/* The side with the stronger policy keeps it; where only one side's are known, the one that refuses gets it. */
static void fix_policy(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_policies *theirs)
{
    const struct ikt_transform *ours = strongest_offered(c->record->offer), *own = NULL;
    for (size_t i = 0; i < theirs->count; i++)
        own = stronger(own, &theirs->items[i]);
    const struct ikt_transform *kept = stronger(ours, own ? own : ours);
    bool on_initiator = own && kept == own;
    if (!kept)
        return;
    const struct ikt_named_values *values = ikt_policy_values(c->arena, draft->finding.values, kept);
    const char *why = own ? "the weaker policy gives way" : "the one that refuses gets a policy that is offered";
    const struct ikt_pair_router *router = on_initiator ? &c->documents.initiator : &c->documents.responder;
    const struct ikt_named_value items[] = {
        IKT_NAMED("peer", ikt_phase1_peer(c, !on_initiator)), IKT_NAMED("why", ikt_words(why)),
        IKT_NAMED("FREE-NUMBER", router->router ? ikt_number(free_number(router->router)) : ikt_unknown())};
    const size_t count = router->router ? G_N_ELEMENTS(items) : G_N_ELEMENTS(items) - 1; /* else it is filled in */
    IKT_SAY_NEEDS(draft, on_initiator, "the policy {}", policy_value(c, kept));
    ikt_draft_fix_with(draft, on_initiator, ikt_named_values_new(c->arena, values, count, items));
}

/* Which line a responder logs first, in the order in which IOS compares; unknown: that is not known. */
static struct ikt_named_value first_difference(const struct ikt_policy_match *match)
{
    const struct ikt_transform *ours = &match->ours, *theirs = &match->theirs;
    const char *name = ours->encryption != theirs->encryption                            ? "encryption-differs"
                       : match->differ[0] && strcmp(match->differ[0], "encryption") == 0 ? "length-differs"
                       : ours->hash != theirs->hash                                      ? "hash-differs"
                       : ours->group != theirs->group                                    ? "group-differs"
                                                                                         : "method-differs";
    return IKT_NAMED(name, match->comparable && !match->common ? ikt_words("") : ikt_unknown());
}

/* The responder's configuration has none of them, and what was offered is in clear: both halves are there. */
static bool check_configured(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1_documents *d = &c->documents;
    const bool refused = ikt_refuses_policy(c);
    struct ikt_policies theirs;
    bool sure;
    if (!ikt_phase1_refuses_at(d, IKT_MODEL_CHECK_POLICY, &sure) || (!refused && !ikt_phase1_unanswered(c)))
        return false;
    ikt_phase1_policies_of(&d->responder, &theirs);
    const struct ikt_policy_match match = compare_policies(c, &theirs);
    if (!match.comparable || match.common)
        return false;
    const struct ikt_phase1_past past = ikt_phase1_past_policy(c);
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH,
                                            ikt_phase1_past_likelihood(&past, refused && sure && d->knows_peer),
                                            IKT_BASIS_VALUES, IKT_MISCONFIGURED_EITHER, IKT_RANK_DIFFERENCE);
    const struct ikt_value ours_value = policy_value(c, &match.ours), theirs_value = policy_value(c, &match.theirs);
    IKT_SUMMARY(draft, "{} offers the policy {}, {} has {}", c->initiator, ours_value, c->responder, theirs_value);
    ikt_draft_has(draft, ours_value, theirs_value);
    ikt_cite(draft, &c->offer);
    ikt_phase1_cite_policy(draft, &d->initiator, &match.ours, &match.theirs);
    ikt_phase1_cite_policy(draft, &d->responder, &match.theirs, &match.ours);
    IKT_SAY(draft,
            theirs.offered == 1
                ? "The configuration of {} has {} policy, none of which is among these; the nearest two "
                  "differ in {}: {} against {}."
                : "The configuration of {} has {} policies, none of which is among these; the nearest "
                  "two differ in {}: {} against {}.",
            c->responder, ikt_number(theirs.offered), nouns_of(c, &match), ours_value, theirs_value);
    ikt_phase1_past_say(draft, &past);
    if (refused)
        ikt_cite(draft, &c->answer);
    else
        IKT_SAY(draft, "No answer of {} is in this capture.", c->responder);
    IKT_ADVISE(draft, c->values, first_difference(&match));
    fix_policy(draft, c, &theirs);
    return true;
}

/* What its configuration takes, it refuses for something else, or the configuration is not what runs. */
static bool is_taken(const struct ikt_phase1_case *c)
{
    const struct ikt_model_phase1_answer *answer = c->documents.answer;
    bool sure;
    return answer && (answer->policy || ikt_phase1_refuses_at(&c->documents, IKT_MODEL_CHECK_KEY, &sure));
}

static void check_refused(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (check_configured(c, drafts) || !ikt_refuses_policy(c))
        return;
    const struct ikt_policies *theirs = own_of_responder(c);
    const struct ikt_policy_match match = compare_policies(c, theirs);
    bool differ = match.comparable && !match.common;
    /* one product says so of a peer that it does not know, others of a policy: where it may be either, nobody knows */
    bool other_meaning = ikt_refuses_unknown_peer(c);
    bool likely = (differ || (!match.comparable && !other_meaning)) && !is_taken(c); /* all of it is in clear */
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, differ ? IKT_RANK_DIFFERENCE : IKT_RANK_READING);
    struct ikt_value policy = ikt_object(IKT_VALUE_POLICY, ikt_phase1_transform(c->record->offer));
    if (policy.kind != IKT_VALUE_UNKNOWN)
        IKT_SUMMARY(draft, "{} offers the policy {}, {} accepts none that is offered", c->initiator, policy,
                    c->responder);
    else
        IKT_SUMMARY(draft, "{} accepts none of the policies that {} offers", c->responder, c->initiator);
    ikt_draft_has(draft, policy, ikt_unknown());
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    if (match.comparable)
        say_difference(draft, c, theirs, &match);
    ikt_say_check_or(draft, "show crypto isakmp policy", c->responder, "no policy there equals one that is offered",
                     "no phase 1 proposal of it for this peer equals one that is offered");
    IKT_ADVISE(draft, c->values, first_difference(&match));
    if (!match.common)
        fix_policy(draft, c, theirs);
}

/* The answer to the offer names a policy that was not in it: IOS says SA_NOT_OFFERED and stops. */
static void check_choice(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_policies chosen;
    if (!c->record->choice || !c->record->offer || c->record->psk_differs || !ikt_phase1_failed(c))
        return;
    ikt_policies_copy(&chosen, c->record->choice, 0);
    struct ikt_policy_match match = compare_policies(c, &chosen);
    if (!match.comparable || match.common)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_OWN_CHOICE);
    struct ikt_value ours = policy_value(c, &match.ours), theirs = policy_value(c, &match.theirs);
    IKT_SUMMARY(draft, "{} answers with the policy {}, which {} did not offer", c->responder, theirs, c->initiator);
    ikt_draft_has(draft, ours, theirs);
    ikt_cite(draft, &c->offer);
    IKT_SAY(draft, "The nearest of what was offered is {}; both are in clear and unauthenticated.", ours);
    ikt_phase1_advise(draft, c, false);
}

static void check_policy(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    check_refused(c, drafts);
    check_choice(c, drafts);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_p1_policy_mismatch = {
    .info = {
        .name = "p1-policy-mismatch", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "no crypto isakmp policy in common",
        .explanation = "No crypto isakmp policy of the responder equals one that the initiator offers, in encryption, "
            "key length, hash, authentication and group; lifetimes need not be equal, the shorter one holds.\n\n"
            "The offer is in clear in the first message; a refusal in clear is unauthenticated, hence probable at "
            "most. \"show crypto isakmp policy\" on the responder settles it. Where it prints no policy but default "
            "ones (65507 to 65514), these are offered and accepted; \"no crypto isakmp default policy\" ends that. An IOS "
            "responder logs the first difference that it meets in each policy: encryption, key length, hash, group or "
            "authentication (the wording of the last is from memory); \"Preshared authentication offered but does not "
            "match policy!\" means a key that is missing, not a policy.",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "encryption-differs", "Encryption algorithm offered does not match policy!"),
            IKT_LOG_RESPONDER_IF(ALL, "length-differs", "Proposed key length does not match policy"),
            IKT_LOG_RESPONDER_IF(ALL, "hash-differs", "Hash algorithm offered does not match policy!"),
            IKT_LOG_RESPONDER_IF(ALL, "group-differs", "Diffie-Hellman group offered does not match policy!"),
            IKT_LOG_RESPONDER_IF(ALL, "method-differs", "Authentication type offered does not match policy!"),
            IKT_LOG_RESPONDER_IF(ALL, "in-phase1", "no offers accepted!"),
            IKT_LOG_RESPONDER_IF(ALL, "in-phase1", "phase 1 SA policy not acceptable! (local <local> remote <remote>)"),
            IKT_LOG_MODE_FAILED),
        .show = IKT_LINES("show crypto isakmp policy", "show crypto isakmp sa", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on both", "crypto isakmp policy <NUMBER>", " encr <encr>", " hash <hash>",
                             " authentication <authentication>", " group <group>", " lifetime <life>"),
        .fix = IKT_LINES("configure terminal", IKT_FIX_POLICY, "end", "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp policy <FREE-NUMBER>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Either router may change, <why>; " IKT_TOUCHES_POLICY "."},
    .phase1 = check_policy,
    .logs = ikt_log_check_policy,
    .documents = ikt_check_document_policies};
/* clang-format on */
