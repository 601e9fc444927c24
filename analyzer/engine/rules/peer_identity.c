/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who a peer says it is and how it proves that: identities, authentication methods, certificates.
 */
#include "evidence/ios_words.h"
#include "rules/phase1_past.h"
#include "rules/phase1_refusal.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

/* Does the refusal speak of an identity? How likely; false: it does not. */
static bool refuses_identity(const struct ikt_phase1_case *c, const struct ikt_refusal *r,
                             enum ikt_likelihood *likelihood)
{
    bool by_id = r->type == IKT_NOTIFY_INVALID_ID_INFORMATION;
    bool aggressive = c->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    bool of_key = r->proof == IKT_REFUSED_KEY_PROOF && c->preshared == IKT_YES && !r->other_method &&
                  r->type != IKT_ABSENT && (r->keys_fit || (by_id && c->refusal->encrypted));
    bool likely = r->opening ? by_id : of_key;
    *likelihood = likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
    if (r->opening)
        return aggressive && (by_id || r->type == IKT_NOTIFY_AUTHENTICATION_FAILED);
    if (r->proof == IKT_REFUSED_KEY_PROOF)
        return !c->refused_unread;
    return r->proof == IKT_REFUSED_SIGNATURE && (by_id || !r->names_certificate);
}

/* The lines of who refuses, and of who is refused. */
static void advise(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_refusal *r)
{
    ikt_phase1_advise(draft, c, r->by_initiator);
    ikt_draft_log_reversed(draft, r->by_initiator);
}

/* Can a profile name it? */
static bool is_matchable(const struct ikt_identity *id)
{
    return id && (id->type == IKT_ID_IPV4_ADDR || id->type == IKT_ID_FQDN || id->type == IKT_ID_USER_FQDN ||
                  id->type == IKT_ID_KEY_ID);
}

/* The profile of the refuser's entry for this peer matches other identities, and the keys are known to agree. */
static bool is_configured(const struct ikt_phase1_case *c, const struct ikt_refusal *r)
{
    const struct ikt_phase1_documents *d = &c->documents;
    return d->unmatched && !r->by_initiator && !r->opening && !r->other_method && r->proof == IKT_REFUSED_KEY_PROOF &&
           (d->same_key == IKT_YES || r->keys_fit) && ikt_phase1_refusal_type(c) != IKT_NOTIFY_INVALID_HASH_INFORMATION;
}

static void cite_profile(struct ikt_draft *draft, const struct ikt_phase1_case *c)
{
    const struct ikt_phase1_documents *d = &c->documents;
    for (const struct ikt_router_match *match = d->unmatched->matches; match; match = match->next)
        ikt_draft_ref(draft, ikt_pair_ref(&d->responder, match->line, true));
    ikt_draft_ref(draft, ikt_pair_ref(&d->initiator, d->identity_line, true));
    IKT_SAY(draft, "The ISAKMP profile {} of {}, line {} of its configuration, matches other identities.",
            ikt_text(c->arena, d->unmatched->name), c->responder, ikt_frame(d->unmatched->line));
    if (d->same_key == IKT_YES)
        IKT_SAY(draft, "The preshared keys of the two configurations are the same.");
}

static enum ikt_likelihood configured_likelihood(const struct ikt_phase1_case *c, const struct ikt_phase1_past *past)
{
    /* an IOS responder takes another profile, or none, where this one does not match */
    return ikt_phase1_past_likelihood(past, !c->responder_is->has_transform_sets);
}

static void check_identity(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    enum ikt_likelihood likelihood;
    if (!ikt_refusal_read(&r, c) || !refuses_identity(c, &r, &likelihood))
        return;
    const bool configured = is_configured(c, &r);
    const struct ikt_phase1_past past = configured ? ikt_phase1_past_up(c) : (struct ikt_phase1_past){0};
    if (configured)
        likelihood = configured_likelihood(c, &past);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_IDENTITY_MISMATCH, likelihood,
                      configured ? IKT_BASIS_VALUES : IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_PROOF);
    const struct ikt_identity *sent = r.refused->id ? r.refused->id : configured ? c->documents.identity : NULL;
    struct ikt_value name = ikt_object(IKT_VALUE_IDENTITY, sent);
    struct ikt_value verb = ikt_words(likelihood == IKT_LIKELIHOOD_CERTAIN    ? "refuses"
                                      : likelihood == IKT_LIKELIHOOD_PROBABLE ? "seems to refuse"
                                                                              : "may refuse");
    bool named = name.kind != IKT_VALUE_UNKNOWN;
    if (named)
        IKT_SUMMARY(draft, "{} {} the identity {} of {}", r.who, verb, name, r.whom);
    else
        IKT_SUMMARY(draft, "{} {} the identity of {}", r.who, verb, r.whom);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    if (named) {
        ikt_draft_has(draft, r.by_initiator ? ikt_unknown() : name, r.by_initiator ? name : ikt_unknown());
        IKT_SAY(draft, "{} names itself {}.", r.whom, name);
    }
    if (r.keys_fit)
        IKT_SAY(draft, "Both sides could read each other, so the keys agree.");
    if (configured)
        cite_profile(draft, c);
    ikt_phase1_past_say(draft, &past);
    ikt_say_check_or(draft, "show crypto isakmp profile", r.who,
                     "the profile for this peer is there and no \"match identity\" of it names it",
                     "it expects another identity of this peer");
    advise(draft, c, &r);
    if (named)
        IKT_SAY_NEEDS(draft, r.by_initiator, "{} as the identity of this peer", name);
    if (is_matchable(r.refused->id))
        ikt_phase1_fix(draft, c, r.by_initiator);
}

/* Does the refusal speak of the method? */
static bool refuses_method(const struct ikt_phase1_case *c, const struct ikt_refusal *r)
{
    bool by_id = r->type == IKT_NOTIFY_INVALID_ID_INFORMATION;
    if (r->proof == IKT_REFUSED_KEY_PROOF)
        return c->record->exchange != IKT_EXCHANGE_AGGRESSIVE && !by_id && !c->refused_unread;
    return r->proof == IKT_REFUSED_SIGNATURE && (by_id || !r->names_certificate);
}

/*
 * Who signs gets a policy with a preshared key: that can be typed. The other way needs a certificate, which cannot.
 * Not where it is not known who wants what, or other algorithms than were agreed on would have to be guessed.
 */
static void fix_method(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_refusal *r)
{
    const struct ikt_transform *agreed = ikt_phase1_transform(c->record->choice);
    if (!r->other_method || !agreed)
        return;
    struct ikt_transform policy = *agreed;
    policy.authentication = IKT_AUTH_PSK;
    if (!ikt_policy_has_ios(&policy))
        return;
    bool refuser_signs = c->preshared == IKT_YES;
    bool on_initiator = refuser_signs == r->by_initiator;
    const struct ikt_named_values *values = ikt_policy_values(c->arena, draft->finding.values, &policy);
    const struct ikt_named_value peer = IKT_NAMED("peer", ikt_phase1_peer(c, !on_initiator));
    IKT_SAY_NEEDS(draft, on_initiator, "a preshared key for {}, and a proposal that uses it", peer.value);
    ikt_draft_fix_with(draft, on_initiator, ikt_named_values_new(c->arena, values, 1, &peer));
}

static void check_method(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    if (!ikt_refusal_read(&r, c) || !refuses_method(c, &r))
        return;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_P1_AUTH_METHOD, r.other_method ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, r.other_method ? IKT_RANK_NAMED : IKT_RANK_ANSWER);
    struct ikt_value used = ikt_words(ikt_policy_authentication(c->record->authentication));
    struct ikt_value own = ikt_words(r.other_method ? ikt_policy_authentication(r.own_method) : NULL);
    if (r.other_method)
        IKT_SUMMARY(draft, "Here {} is used, {} itself offers {}",
                    used.kind == IKT_VALUE_UNKNOWN ? ikt_words("one method") : used, r.who,
                    own.kind == IKT_VALUE_UNKNOWN ? ikt_words("another method") : own);
    else
        IKT_SUMMARY(draft, "{} may want {} to authenticate in another way", r.who, r.whom);
    ikt_draft_has(draft, r.by_initiator ? own : used, r.by_initiator ? used : own);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    if (r.other_method)
        IKT_SAY(draft,
                "When {} begins phase 1 with this peer, it offers another authentication; offers are in clear and "
                "unauthenticated.",
                r.who);
    ikt_say_check_or(draft, "show crypto isakmp policy", r.who, "its authentication method is another one",
                     "it wants another authentication method of this peer");
    advise(draft, c, &r);
    fix_method(draft, c, &r);
}

/* Was a certificate in what the refused peer sent? IKT_UNKNOWN: that could not be read. */
static enum ikt_tristate sent_certificate(const struct ikt_phase1 *record, const struct ikt_refusal *r)
{
    enum ikt_tristate sent = IKT_UNKNOWN;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        bool proof = seen->name == IKT_MAIN5 || seen->name == IKT_MAIN6 || seen->name == IKT_AGGRESSIVE2 ||
                     seen->name == IKT_AGGRESSIVE3;
        if (!proof || seen->from_initiator == r->by_initiator || !seen->message || seen->message->encrypted)
            continue;
        if (ikt_message_payload(seen->message, IKT_PAYLOAD_CERT, 0))
            return IKT_YES;
        sent = IKT_NO;
    }
    return sent;
}

static void check_certificate(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    if (!ikt_refusal_read(&r, c) || r.proof != IKT_REFUSED_SIGNATURE)
        return;
    enum ikt_tristate sent = sent_certificate(c->record, &r);
    bool likely =
        c->preshared == IKT_NO && (r.names_certificate || (!r.other_method && sent == IKT_YES && r.type != IKT_ABSENT));
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_CERTIFICATE, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_STATED);
    IKT_SUMMARY(draft,
                likely ? "{} seems not to accept the certificate of {}" : "{} may not accept the certificate of {}",
                r.who, r.whom);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    if (sent == IKT_YES)
        IKT_SAY(draft, "{} sent a certificate with its signature.", r.whom);
    else if (sent == IKT_NO)
        IKT_SAY(draft, "{} sent a signature without a certificate.", r.whom);
    ikt_say_check_or(
        draft, "show crypto pki certificates", r.who,
        "it has no certificate of the authority that signed the peer's, or its clock is outside the dates",
        "it has no certificate of the authority that signed the peer's, or its clock is outside the dates");
    advise(draft, c, &r);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_p1_identity_mismatch = {
    .info = {
        .name = "p1-identity-mismatch", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "keys agree, the identity is refused",
        .explanation = "The keys agree, and the responder refuses the identity that the initiator sends.\n\n"
            "Message 5 is read and answered by AUTHENTICATION-FAILED or INVALID-ID-INFORMATION. IOS sends its address "
            "unless \"crypto isakmp identity\" says otherwise; the responder looks for it in \"match identity\" of its "
            "profiles and under the address of the key. A refusal that is read and verified makes it probable, never "
            "certain: the same notify speaks of the authentication method and of certificates too. The identity that "
            "the responder expects stands only in its configuration. \"peer matches *none* of the profiles\" in a log is "
            "normal where there are no profiles and says nothing. A new profile changes nothing unless it has a keyring "
            "and the map entry names it (\"set isakmp-profile\"): the line belongs into the profile that is there. A "
            "distinguished name is matched through \"match certificate\" and a \"crypto pki certificate map\" (from "
            "memory).",
        .log = IKT_LOG(IKT_LOG_MODE_FAILED),
        .show = IKT_LINES("show crypto isakmp profile", "show crypto isakmp key", IKT_SHOW_PEER,
                          "show crypto isakmp sa", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <remote>, whose identity is refused", "crypto isakmp identity <address|hostname|dn>",
                             "! on <local>, which refuses it", "crypto isakmp profile <PROFILE>",
                             " match identity <match>", "crypto isakmp key <KEY> <address> <remote><length>"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp profile <PROFILE>", " match identity <match>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "crypto isakmp profile <PROFILE>", " no match identity <match>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Every peer that names itself so falls under this profile and its keyring; where no profile is in use "
            "there is nothing to type: the identity is refused by something else."},
    .phase1 = check_identity};

const struct ikt_rule_def ikt_rule_p1_auth_method = {
    .info = {
        .name = "p1-auth-method", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "preshared key on one side, signatures on the other",
        .explanation = "One side authenticates with a preshared key, the other with signatures.\n\n"
            "Most responders refuse such a policy at once, with NO-PROPOSAL-CHOSEN (p1-policy-mismatch): IOS logs "
            "\"Authentication type offered does not match policy!\" then (from memory), and \"Preshared authentication "
            "offered but does not match policy!\" where the method is its own and the key is missing. strongSwan "
            "accepts it and answers message 5 with AUTHENTICATION-FAILED; libreswan stays silent. Probable where the "
            "responder itself offers another method when it begins. Signatures on both sides are the stronger choice, "
            "but need a certificate for each; a preshared key can be typed.",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "exchange",
                "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <remote>"),
            IKT_LOG_MODE_FAILED),
        .show = IKT_LINES("show crypto isakmp policy", "show crypto isakmp key", "show crypto pki certificates",
                          IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on both", "crypto isakmp policy <NUMBER>", " authentication <authentication>"),
        .fix = IKT_LINES("configure terminal", IKT_FIX_POLICY, "crypto isakmp key <KEY> <address> <peer><length>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp policy <FREE-NUMBER>",
                          "no crypto isakmp key <KEY> <address> <peer><length>", "end", "clear crypto session remote <peer>"),
        .touches = "Either router may change: this one, which uses signatures, gets a preshared key for this address; "
            IKT_TOUCHES_POLICY "."},
    .phase1 = check_method};

const struct ikt_rule_def ikt_rule_p1_certificate = {
    .info = {
        .name = "p1-certificate", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "certificate not trusted, expired or for another name",
        .explanation = "A certificate is not trusted, has expired or is not yet valid, or belongs to another name.\n\n"
            "With signatures, message 5 or 6 is refused: INVALID-CERTIFICATE, CERT-TYPE-UNSUPPORTED, "
            "INVALID-CERT-AUTHORITY and CERTIFICATE-UNAVAILABLE name the certificate, AUTHENTICATION-FAILED and "
            "INVALID-SIGNATURE leave the identity open. A router whose clock is wrong finds every certificate "
            "invalid. \"show crypto pki certificates\" and \"show clock\" on the side that refused confirm or refute "
            "it.\n\n"
            "What to type depends on which it is: the clock (\"ntp server\"), the authority's certificate on the side "
            "that refused (\"crypto pki authenticate\"), or a new certificate for the side that was refused (\"crypto pki "
            "enroll\"), never for the other.",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "exchange",
                "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <remote>"),
            IKT_LOG_MODE_FAILED),
        .show = IKT_LINES("show crypto pki certificates", "show crypto pki trustpoints", "show clock",
                          "show ntp status", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <local>, which refuses it", "crypto pki trustpoint <TP>", " revocation-check crl",
                             "ntp server <server>", "! on <remote>, whose certificate is refused",
                             "crypto pki trustpoint <TP>", " subject-name <name>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_certificate,
    .logs = ikt_log_check_certificate};
/* clang-format on */
