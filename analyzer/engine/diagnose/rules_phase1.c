/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1: policies, peers, preshared keys, and messages that nobody answers.
 */
#include <inttypes.h>
#include <string.h>

#include "diagnose/ios_words.h"
#include "diagnose/rules.h"
#include "diagnose/sentences.h"

/* The record as the checks read it. */
struct view {
    const struct ikt_phase1 *record;
    char initiator[IKT_ADDRESS_TEXT], responder[IKT_ADDRESS_TEXT];
    unsigned count[IKT_MESSAGE_NAME_COUNT]; /* repetitions included */
    const struct ikt_seen *last[IKT_MESSAGE_NAME_COUNT];
    const struct ikt_notification *refusal; /* the first error notify, readable or not; NULL */
    bool answered;                          /* the responder's first message is there */
    bool authenticating;                    /* a message that proves a key was sent */
    enum ikt_tristate preshared;            /* is a preshared key what authenticates? */
    bool keys_agree;                        /* both sides' messages verified under one preshared key */
};

static enum ikt_tristate is_preshared(int method)
{
    switch (method) {
    case IKT_ABSENT:
        return IKT_UNKNOWN;
    case IKT_AUTH_PSK:
    case IKT_AUTH_XAUTHINITPRESHARED:
    case IKT_AUTH_XAUTHRESPPRESHARED:
        return IKT_YES;
    default:
        return IKT_NO;
    }
}

static void read_record(struct view *v, const struct ikt_phase1 *record)
{
    *v = (struct view){.record = record};
    ikt_address_format(&record->initiator.endpoint.address, v->initiator);
    ikt_address_format(&record->responder.endpoint.address, v->responder);
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name >= IKT_MESSAGE_NAME_COUNT)
            continue;
        v->count[seen->name]++;
        v->last[seen->name] = seen;
    }
    for (size_t i = 0; i < record->notification_count && v->refusal == NULL; i++) {
        const struct ikt_notify *notify = record->notifications[i].notify;
        if (notify == NULL || notify->type < IKT_NOTIFY_CONNECTED)
            v->refusal = &record->notifications[i];
    }
    v->answered = v->count[IKT_MAIN2] + v->count[IKT_AGGRESSIVE2] + v->count[IKT_BASE2] > 0 || record->choice != NULL;
    v->authenticating = v->count[IKT_MAIN5] + v->count[IKT_AGGRESSIVE2] + v->count[IKT_BASE3] > 0;
    v->preshared = is_preshared(record->authentication);
    v->keys_agree = record->initiator.psk != NULL && record->responder.psk != NULL &&
                    strcmp(record->initiator.psk, record->responder.psk) == 0 && !record->psk_differs;
}

static const struct ikt_transform *first_transform(const struct ikt_sa *sa)
{
    for (size_t i = 0; sa != NULL && i < sa->proposal_count; i++) {
        if (sa->proposals[i].transform_count > 0)
            return &sa->proposals[i].transforms[0];
    }
    return NULL;
}

static struct ikt_words *words_of(const struct view *v)
{
    struct ikt_words *words = ikt_words_new();
    const struct ikt_transform *transform = first_transform(v->record->choice);
    if (transform == NULL)
        transform = first_transform(v->record->offer);
    ikt_words_set(words, "initiator", v->initiator);
    ikt_words_set(words, "responder", v->responder);
    ikt_words_set(words, "exchange", v->record->exchange == IKT_EXCHANGE_AGGRESSIVE ? "Aggressive" : "Main");
    ikt_words_set(words, "state", v->record->ios_state);
    if (transform != NULL) {
        ikt_words_set(words, "encr", ikt_policy_encryption(transform));
        ikt_words_set(words, "hash", ikt_policy_hash(transform));
        ikt_words_set(words, "authentication", ikt_policy_authentication(transform->authentication));
        if (transform->group != IKT_ABSENT)
            ikt_words_take(words, "group", g_strdup_printf("%d", transform->group));
    }
    return words;
}

static void advise(struct ikt_draft *draft, const struct view *v, bool fix_initiator, bool fix_responder)
{
    IKT_AUTO_WORDS struct ikt_words *words = words_of(v);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", v->responder);
    if (fix_initiator)
        ikt_draft_fix(draft, words, true);
    ikt_words_set(words, "peer", v->initiator);
    if (fix_responder)
        ikt_draft_fix(draft, words, false);
}

static void say_refusal(struct ikt_draft *draft, const struct view *v)
{
    const struct ikt_notification *refusal = v->refusal;
    if (refusal == NULL)
        return;
    const char *who = refusal->from_initiator ? v->initiator : v->responder;
    ikt_draft_frame(draft, refusal->frame);
    if (refusal->notify == NULL) {
        ikt_draft_evidence(draft, "%s answers in frame %" PRIu64 " with an encrypted Informational that was not read.",
                           who, refusal->frame);
        ikt_say_keys(draft, v->record);
        return;
    }
    g_autofree char *name = ikt_notify_text(refusal->notify->type);
    ikt_draft_evidence(draft, "%s sends %s in frame %" PRIu64 "%s.", who, name, refusal->frame,
                       !refusal->encrypted      ? ", in clear and unauthenticated"
                       : refusal->authenticated ? ", its HASH verified"
                                                : ", encrypted");
}

static void say_first(struct ikt_draft *draft, const struct view *v)
{
    const struct ikt_phase1 *record = v->record;
    if (record->seen_count > 0)
        ikt_draft_frame(draft, record->seen[0].frame);
    struct ikt_transform const *transform = first_transform(record->offer);
    if (transform == NULL)
        return;
    g_autofree char *policy = ikt_policy_text(transform);
    size_t offered = 0;
    for (size_t i = 0; i < record->offer->proposal_count; i++)
        offered += record->offer->proposals[i].transform_count;
    ikt_draft_evidence(draft, "%s offers %zu polic%s, the first: %s.", v->initiator, offered,
                       offered == 1 ? "y" : "ies", policy);
}

static struct ikt_draft *add_psk(const struct view *v, GPtrArray *drafts, enum ikt_likelihood likelihood)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PSK_MISMATCH, likelihood, IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 80);
    ikt_draft_summary(draft, "%s and %s %s different preshared keys", v->initiator, v->responder,
                      likelihood == IKT_LIKELIHOOD_CERTAIN    ? "use"
                      : likelihood == IKT_LIKELIHOOD_PROBABLE ? "seem to use"
                                                              : "may use");
    if (v->record->seen_count > 0)
        ikt_draft_frame(draft, v->record->seen[0].frame);
    advise(draft, v, true, true);
    return draft;
}

static void check_psk_values(const struct view *v, GPtrArray *drafts)
{
    if (!v->record->psk_differs)
        return;
    struct ikt_draft *draft = add_psk(v, drafts, IKT_LIKELIHOOD_CERTAIN);
    const char *ours = v->record->initiator.psk, *theirs = v->record->responder.psk;
    ikt_draft_values(draft, ours, theirs);
    ikt_draft_evidence(draft, "Messages of %s verify under the key of %s, those of %s under the key of %s.",
                       v->initiator, ours != NULL ? ours : "one file", v->responder,
                       theirs != NULL ? theirs : "another");
    say_refusal(draft, v);
}

static void add_policy(const struct view *v, GPtrArray *drafts, enum ikt_likelihood likelihood)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_POLICY_MISMATCH, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, 50);
    const struct ikt_transform *transform = first_transform(v->record->offer);
    g_autofree char *policy = transform == NULL ? NULL : ikt_policy_text(transform);
    if (policy != NULL)
        ikt_draft_summary(draft, "%s offers the policy %s, %s accepts none that is offered", v->initiator, policy,
                          v->responder);
    else
        ikt_draft_summary(draft, "%s accepts none of the policies that %s offers", v->responder, v->initiator);
    ikt_draft_values(draft, policy, NULL);
    say_first(draft, v);
    say_refusal(draft, v);
    ikt_say_check(draft, "show crypto isakmp policy", v->responder, "no policy there equals one that is offered");
    advise(draft, v, false, true);
}

static void add_peer_address(const struct view *v, GPtrArray *drafts, enum ikt_likelihood likelihood, int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, weight);
    if (v->refusal != NULL)
        ikt_draft_summary(draft, "%s may have no entry for the peer address %s", v->responder, v->initiator);
    else
        ikt_draft_summary(draft, "%s may not be the peer's address: it never answers %s", v->responder, v->initiator);
    say_first(draft, v);
    say_refusal(draft, v);
    if (v->refusal != NULL)
        ikt_say_check(draft, "show crypto map", v->responder, "no entry and no key names this peer");
    else
        ikt_say_check(draft, "show crypto map", v->initiator, "its \"Peer =\" line is not the other router's address");
    advise(draft, v, v->refusal == NULL, v->refusal != NULL);
}

/* No policy in common; some say so too of a peer they do not know. */
static void check_no_proposal(const struct view *v, GPtrArray *drafts)
{
    bool strongswan = v->record->responder.vendor == IKT_VENDOR_STRONGSWAN;
    bool unknown = v->record->responder.vendor == IKT_VENDOR_UNKNOWN;
    bool names_cookies = v->refusal->notify->spi.length == 2 * IKT_COOKIE_SIZE;
    if (strongswan && !names_cookies) {
        add_peer_address(v, drafts, IKT_LIKELIHOOD_PROBABLE, 60);
        add_policy(v, drafts, IKT_LIKELIHOOD_POSSIBLE);
        return;
    }
    add_policy(v, drafts, IKT_LIKELIHOOD_PROBABLE);
    if (unknown)
        add_peer_address(v, drafts, IKT_LIKELIHOOD_POSSIBLE, 20);
}

static void add_unexplained(const struct view *v, GPtrArray *drafts, enum ikt_basis basis, const char *meaning)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NOTIFY_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE, basis,
                                            IKT_MISCONFIGURED_EITHER, basis == IKT_BASIS_RESIDUE ? 0 : 85);
    if (v->refusal == NULL) {
        ikt_draft_summary(draft, "Phase 1 of %s with %s is refused%s", v->initiator, v->responder,
                          v->count[IKT_TRANSACTION] > 0 ? " after XAUTH or mode config began" : "");
    } else {
        const char *who = v->refusal->from_initiator ? v->initiator : v->responder;
        g_autofree char *name = v->refusal->notify == NULL ? g_strdup("a notify that no key opens")
                                                           : ikt_notify_text(v->refusal->notify->type);
        ikt_draft_summary(draft, "%s ends phase 1 with %s", who, name);
    }
    say_first(draft, v);
    say_refusal(draft, v);
    if (meaning != NULL)
        ikt_draft_evidence(draft, "%s", meaning);
    advise(draft, v, false, false);
}

/* A key that differs is what makes a message unreadable to the other side, or its HASH wrong. */
static void check_key_notify(const struct view *v, GPtrArray *drafts)
{
    if (v->preshared == IKT_NO || v->keys_agree || !v->authenticating)
        return;
    struct ikt_draft *draft =
        add_psk(v, drafts, v->preshared == IKT_YES ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    say_refusal(draft, v);
    ikt_draft_evidence(draft, "It is what a peer sends that cannot read or verify the message of a peer with another "
                              "preshared key.");
}

static void check_authentication_failed(const struct view *v, GPtrArray *drafts)
{
    bool aggressive = v->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    const char *meaning = "It speaks of the peer: its identity, its key or certificate, or the way it authenticates.";
    if (!v->authenticating)
        meaning = "It comes before any identity was proved: the responder may not allow this exchange, aggressive mode "
                  "for one.";
    else if (v->refusal->encrypted && !aggressive && v->preshared == IKT_YES)
        meaning =
            "It was encrypted after the peer's message had been read, so the keys may well agree and the identity "
            "(crypto isakmp identity, match identity) be the trouble.";
    add_unexplained(v, drafts, IKT_BASIS_OBSERVED, meaning);
    /* strongSwan as responder of main mode cannot get this far with another key */
    bool excluded = !aggressive && v->record->responder.vendor == IKT_VENDOR_STRONGSWAN && v->refusal->encrypted;
    if (!v->authenticating || v->preshared == IKT_NO || v->keys_agree || excluded)
        return;
    bool by_initiator = aggressive && v->refusal->from_initiator && v->refusal->encrypted;
    struct ikt_draft *draft = add_psk(v, drafts, by_initiator ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    say_refusal(draft, v);
    if (by_initiator)
        ikt_draft_evidence(draft, "An initiator of aggressive mode sends it when HASH_R does not verify.");
}

static void check_unreadable(const struct view *v, GPtrArray *drafts)
{
    if (v->preshared == IKT_NO || v->keys_agree || !v->authenticating)
        return;
    /* who could read the refusal would stop; who goes on has other keys */
    bool repeated = v->count[IKT_MAIN5] > 1;
    struct ikt_draft *draft =
        add_psk(v, drafts, repeated && v->preshared == IKT_YES ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    say_refusal(draft, v);
    if (repeated)
        ikt_draft_evidence(draft, "%s repeats its fifth message although it is answered: it cannot read the answer.",
                           v->initiator);
    else
        ikt_draft_evidence(draft, "A refused identity or certificate looks the same without keys.");
}

static void check_refused(const struct view *v, GPtrArray *drafts)
{
    if (v->record->outcome != IKT_OUTCOME_REJECTED)
        return;
    add_unexplained(v, drafts, IKT_BASIS_RESIDUE, NULL);
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
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
        check_authentication_failed(v, drafts);
        break;
    default:
        break;
    }
}

static void add_no_response(const struct view *v, GPtrArray *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_P1_NO_RESPONSE, v->record->responder.seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 60);
    enum ikt_message_name name = v->count[IKT_AGGRESSIVE1] > 0 ? IKT_AGGRESSIVE1
                                 : v->count[IKT_BASE1] > 0     ? IKT_BASE1
                                                               : IKT_MAIN1;
    ikt_draft_summary(draft, "%s sends its first message %u time%s, %s never answers", v->initiator, v->count[name],
                      v->count[name] == 1 ? "" : "s", v->responder);
    say_first(draft, v);
    if (v->last[name] != NULL)
        ikt_draft_frame(draft, v->last[name]->frame);
    if (!v->record->responder.seen)
        ikt_draft_evidence(draft, "No packet of %s is in this capture.", v->responder);
    ikt_draft_evidence(draft,
                       "A filter, a route, ISAKMP switched off, a missing key for %s and a wrong peer address "
                       "look the same.",
                       v->initiator);
    advise(draft, v, false, true);
}

/* The last message that was sent, and whose turn it then was. */
static const struct ikt_seen *stalled_at(const struct view *v)
{
    static const enum ikt_message_name latest[] = {IKT_MAIN6, IKT_MAIN5,       IKT_MAIN4,       IKT_MAIN3,
                                                   IKT_MAIN2, IKT_AGGRESSIVE3, IKT_AGGRESSIVE2, IKT_BASE4,
                                                   IKT_BASE3, IKT_BASE2,       IKT_TRANSACTION};
    for (size_t i = 0; i < G_N_ELEMENTS(latest); i++) {
        if (v->last[latest[i]] != NULL)
            return v->last[latest[i]];
    }
    return NULL;
}

static void check_stalled(const struct view *v, GPtrArray *drafts)
{
    const struct ikt_seen *last = stalled_at(v);
    if (last == NULL)
        return;
    const char *sender = last->from_initiator ? v->initiator : v->responder;
    const char *silent = last->from_initiator ? v->responder : v->initiator;
    const struct ikt_party *party = last->from_initiator ? &v->record->responder : &v->record->initiator;
    bool moved = last->name == IKT_MAIN5 && last->destination.port == 4500 && v->last[IKT_MAIN3] != NULL &&
                 v->last[IKT_MAIN3]->destination.port != 4500;
    bool proving =
        v->preshared == IKT_YES && !v->keys_agree && (last->name == IKT_MAIN5 || last->name == IKT_AGGRESSIVE2);
    bool key = proving && !moved;

    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_P1_STALLED, party->seen && !key ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, moved ? IKT_MISCONFIGURED_PATH : IKT_MISCONFIGURED_EITHER, 40);
    ikt_draft_summary(draft, "%s sends %s %u time%s, %s never answers%s", sender, ikt_message_name_text(last->name),
                      v->count[last->name], v->count[last->name] == 1 ? "" : "s", silent,
                      moved ? "; it moved to UDP port 4500" : "");
    say_first(draft, v);
    ikt_draft_frame(draft, last->frame);
    ikt_draft_evidence(draft, "The last message is %s in frame %" PRIu64 " of %s.", ikt_message_name_text(last->name),
                       last->frame, sender);
    if (moved)
        ikt_draft_evidence(draft, "Messages on port 500 were answered, this one went to port 4500: something on the "
                                  "path may pass the one and not the other.");
    advise(draft, v, false, true);

    if (!proving)
        return;
    draft = add_psk(v, drafts, key ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    ikt_draft_frame(draft, last->frame);
    if (last->name == IKT_MAIN5) {
        ikt_draft_evidence(draft,
                           "%s sends its first encrypted message %u time%s and gets no answer, as when %s cannot "
                           "decrypt it.",
                           v->initiator, v->count[IKT_MAIN5], v->count[IKT_MAIN5] == 1 ? "" : "s", v->responder);
        if (v->count[IKT_MAIN4] > 1)
            ikt_draft_evidence(draft, "%s repeats the fourth message meanwhile, so the path carries both ways.",
                               v->responder);
    } else {
        ikt_draft_evidence(draft, "%s does not go on after HASH_R, as when HASH_R does not verify.", v->initiator);
    }
    if (moved)
        ikt_draft_evidence(draft, "That message also moved to UDP port 4500, which something on the path may block.");
    if (v->record->decryption == IKT_DECRYPTION_BAD_KEY)
        ikt_draft_evidence(draft, "The key that was given does not open these messages either.");
}

void ikt_rules_phase1(const struct ikt_phase1 *record, GPtrArray *drafts)
{
    struct view v;
    read_record(&v, record);
    check_psk_values(&v, drafts);
    if (record->psk_differs)
        return;
    check_refused(&v, drafts);
    if (record->outcome != IKT_OUTCOME_NO_RESPONSE || record->one_direction)
        return;
    if (v.answered) {
        check_stalled(&v, drafts);
    } else {
        add_no_response(&v, drafts);
        add_peer_address(&v, drafts, IKT_LIKELIHOOD_POSSIBLE, 50);
    }
}
