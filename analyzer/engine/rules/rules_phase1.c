/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1: policies, peers' addresses, preshared keys, and the last word on a refusal.
 */
#include <inttypes.h>

#include "rules/ios_words.h"
#include "rules/policy_compare.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

struct ikt_draft *ikt_add_psk(const struct ikt_view *v, struct ikt_drafts *drafts, enum ikt_likelihood likelihood)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PSK_MISMATCH, likelihood, IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 80);
    ikt_draft_summary(draft, "%s and %s %s different preshared keys", v->initiator, v->responder,
                      likelihood == IKT_LIKELIHOOD_CERTAIN    ? "use"
                      : likelihood == IKT_LIKELIHOOD_PROBABLE ? "seem to use"
                                                              : "may use");
    ikt_draft_frame(draft, ikt_view_proof_frame(v));
    ikt_view_advise(draft, v, true, true);
    return draft;
}

static void check_psk_values(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (!v->record->psk_differs)
        return;
    struct ikt_draft *draft = ikt_add_psk(v, drafts, IKT_LIKELIHOOD_CERTAIN);
    const char *ours = v->record->initiator.psk, *theirs = v->record->responder.psk;
    ikt_draft_values(draft, ours, theirs);
    ikt_draft_evidence(draft, "Messages of %s verify under the key of %s, those of %s under the key of %s.",
                       v->initiator, ours != NULL ? ours : "one file", v->responder,
                       theirs != NULL ? theirs : "another");
    ikt_view_say_refusal(draft, v);
}

/* What the responder offered when it began phase 1 itself; frame 0 where it did not. */
static struct ikt_policies own_of_responder(const struct ikt_view *v)
{
    const struct ikt_policies *own = v->evidence->own_policies[1];
    return own != NULL ? *own : (struct ikt_policies){0};
}

static struct ikt_policy_match compare_policies(const struct ikt_view *v, const struct ikt_policies *theirs)
{
    struct ikt_policies ours;
    ikt_policies_copy(&ours, v->record->offer, v->record->seen_count > 0 ? v->record->seen[0].frame : 0);
    return ikt_policies_compare(&ours, theirs);
}

static void say_difference(struct ikt_draft *draft, const struct ikt_view *v, const struct ikt_policies *theirs,
                           const struct ikt_policy_match *match)
{
    if (draft->wordless)
        return;
    g_autofree char *ours_text = ikt_policy_text(&match->ours);
    g_autofree char *theirs_text = ikt_policy_text(&match->theirs);
    g_autofree char *differ =
        g_strjoin(", ", match->differ[0], match->differ[1], match->differ[2], match->differ[3], NULL);
    ikt_draft_frame(draft, theirs->frame);
    if (match->common) {
        ikt_draft_evidence(draft,
                           "%s itself offers %s in frame %" PRIu64
                           ", which is among what it refuses: its configuration "
                           "may have changed, or the key or entry for %s is missing.",
                           v->responder, theirs_text, theirs->frame, v->initiator);
        return;
    }
    ikt_draft_summary(draft, "%s offers the policy %s, %s has %s", v->initiator, ours_text, v->responder, theirs_text);
    ikt_draft_values(draft, ours_text, theirs_text);
    ikt_draft_evidence(draft,
                       "%s itself offers %zu polic%s in frame %" PRIu64
                       ", none of which is among these; the nearest two "
                       "differ in %s: %s against %s.",
                       v->responder, theirs->offered, theirs->offered == 1 ? "y" : "ies", theirs->frame, differ,
                       ours_text, theirs_text);
}

static void add_policy(const struct ikt_view *v, struct ikt_drafts *drafts, enum ikt_likelihood likelihood)
{
    const struct ikt_policies theirs = own_of_responder(v);
    const struct ikt_policy_match match = compare_policies(v, &theirs);
    if (match.comparable)
        likelihood = match.common ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE; /* both are in clear */
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, match.comparable && !match.common ? 70 : 50);
    const struct ikt_transform *transform = ikt_view_transform(v->record->offer);
    g_autofree char *policy = transform == NULL ? NULL : ikt_policy_text(transform);
    if (policy != NULL)
        ikt_draft_summary(draft, "%s offers the policy %s, %s accepts none that is offered", v->initiator, policy,
                          v->responder);
    else
        ikt_draft_summary(draft, "%s accepts none of the policies that %s offers", v->responder, v->initiator);
    ikt_draft_values(draft, policy, NULL);
    ikt_view_say_offer(draft, v);
    ikt_view_say_refusal(draft, v);
    if (match.comparable)
        say_difference(draft, v, &theirs, &match);
    ikt_say_check(draft, "show crypto isakmp policy", v->responder, "no policy there equals one that is offered");
    ikt_view_advise(draft, v, false, true);
}

/* The answer to the offer names a policy that was not in it: IOS says SA_NOT_OFFERED and stops. */
static void check_choice(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct ikt_policies chosen;
    if (v->record->choice == NULL || v->record->offer == NULL || !ikt_view_failed(v))
        return;
    ikt_policies_copy(&chosen, v->record->choice, 0);
    struct ikt_policy_match match = compare_policies(v, &chosen);
    if (!match.comparable || match.common)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_RESPONDER, 72);
    g_autofree char *ours = ikt_policy_text(&match.ours);
    g_autofree char *theirs = ikt_policy_text(&match.theirs);
    ikt_draft_summary(draft, "%s answers with the policy %s, which %s did not offer", v->responder, theirs,
                      v->initiator);
    ikt_draft_values(draft, ours, theirs);
    ikt_view_say_offer(draft, v);
    ikt_draft_evidence(draft, "The nearest of what was offered is %s; both are in clear and unauthenticated.", ours);
    ikt_view_advise(draft, v, false, true);
}

static void add_peer_address(const struct ikt_view *v, struct ikt_drafts *drafts, enum ikt_likelihood likelihood,
                             int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, weight);
    if (v->refusal != NULL)
        ikt_draft_summary(draft, "%s may have no entry for the peer address %s", v->responder, v->initiator);
    else if (v->unheard)
        ikt_draft_summary(draft, "%s may not be the peer's address: no packet from there is in this capture",
                          v->responder);
    else
        ikt_draft_summary(draft, "%s may not be the peer's address: it never answers %s", v->responder, v->initiator);
    ikt_view_say_offer(draft, v);
    ikt_view_say_refusal(draft, v);
    if (likelihood == IKT_LIKELIHOOD_PROBABLE)
        ikt_draft_evidence(draft, "The refusal names no SPI: strongSwan refuses a peer that it does not know so, and a "
                                  "policy with both cookies.");
    if (v->refusal != NULL)
        ikt_say_check(draft, "show crypto map", v->responder, "no entry and no key names this peer");
    else
        ikt_say_check(draft, "show crypto map", v->initiator, "its \"Peer =\" line is not the other router's address");
    ikt_view_advise(draft, v, v->refusal == NULL, v->refusal != NULL);
}

/*
 * strongSwan names both cookies when the policy is refused and nothing when it does not know the peer, and makes up a
 * message ID each time; libreswan sends message ID 0.
 */
static bool names_no_cookies(const struct ikt_view *v)
{
    return v->refusal->notify->spi.length == 0;
}

static bool made_up_message_id(const struct ikt_view *v)
{
    return v->refusal_message != NULL && v->refusal_message->header.message_id != 0;
}

/* No policy in common; some say so too of a peer they do not know. */
static void check_no_proposal(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    bool strongswan = v->record->responder.vendor == IKT_VENDOR_STRONGSWAN;
    bool unknown = v->record->responder.vendor == IKT_VENDOR_UNKNOWN;
    if (names_no_cookies(v) && (strongswan || (unknown && made_up_message_id(v)))) {
        add_peer_address(v, drafts, IKT_LIKELIHOOD_PROBABLE, 60);
        add_policy(v, drafts, strongswan ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE);
        return;
    }
    add_policy(v, drafts, IKT_LIKELIHOOD_PROBABLE);
    if (unknown && names_no_cookies(v))
        add_peer_address(v, drafts, IKT_LIKELIHOOD_POSSIBLE, 20);
}

static void add_unexplained(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NOTIFY_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_RESIDUE, IKT_MISCONFIGURED_EITHER, 0);
    if (v->refusal == NULL) {
        ikt_draft_summary(draft, "Phase 1 of %s with %s is refused%s", v->initiator, v->responder,
                          v->count[IKT_TRANSACTION] > 0 ? " after XAUTH or mode config began" : "");
    } else {
        const char *who = v->refusal->from_initiator ? v->initiator : v->responder;
        g_autofree char *name = v->refusal->notify == NULL ? g_strdup("a notify that no key opens")
                                                           : ikt_notify_text(v->refusal->notify->type);
        ikt_draft_summary(draft, "%s ends phase 1 with %s", who, name);
    }
    ikt_view_say_offer(draft, v);
    ikt_view_say_refusal(draft, v);
    ikt_view_advise(draft, v, false, false);
}

/* A key that differs is what makes a message unreadable to the other side, or its HASH wrong. */
static void check_key_notify(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (v->preshared == IKT_NO || v->keys_agree || !v->authenticating)
        return;
    struct ikt_draft *draft =
        ikt_add_psk(v, drafts, v->preshared == IKT_YES ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    ikt_view_say_refusal(draft, v);
    ikt_draft_evidence(draft, "It is what a peer sends that cannot read or verify the message of a peer with another "
                              "preshared key.");
}

static void check_unreadable(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (v->preshared == IKT_NO || v->keys_agree || !v->authenticating)
        return;
    /* who could read the refusal would stop; who goes on has other keys */
    bool repeated = v->count[IKT_MAIN5] > 1;
    struct ikt_draft *draft =
        ikt_add_psk(v, drafts, repeated && v->preshared == IKT_YES ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    ikt_view_say_refusal(draft, v);
    if (repeated)
        ikt_draft_evidence(draft, "%s repeats its fifth message although it is answered: it cannot read the answer.",
                           v->initiator);
    else
        ikt_draft_evidence(draft, "A refused identity or certificate looks the same without keys.");
}

static void check_refused(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (v->record->outcome != IKT_OUTCOME_REJECTED)
        return;
    add_unexplained(v, drafts);
    if (v->refusal == NULL)
        return;
    if (v->refusal->notify == NULL) {
        check_unreadable(v, drafts);
        return;
    }
    switch (v->refusal->notify->type) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
    case IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED:
    case IKT_NOTIFY_BAD_PROPOSAL_SYNTAX:
        if (!v->answered)
            check_no_proposal(v, drafts);
        break;
    case IKT_NOTIFY_PAYLOAD_MALFORMED:
    case IKT_NOTIFY_INVALID_PAYLOAD_TYPE:
    case IKT_NOTIFY_INVALID_HASH_INFORMATION:
        check_key_notify(v, drafts);
        break;
    default:
        break;
    }
}

void ikt_rules_phase1(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    check_psk_values(v, drafts);
    if (v->record->psk_differs)
        return;
    check_refused(v, drafts);
    check_choice(v, drafts);
    bool silent = v->record->outcome == IKT_OUTCOME_NO_RESPONSE && !v->record->one_direction && !v->answered;
    if (silent || v->unheard)
        add_peer_address(v, drafts, IKT_LIKELIHOOD_POSSIBLE, 50);
}
