/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who a peer says it is and how it proves that: identities, authentication methods, certificates.
 */
#include "evidence/ios_words.h"
#include "rules/phase1_refusal.h"
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

static void check_identity(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    enum ikt_likelihood likelihood;
    if (!ikt_refusal_read(&r, c) || !refuses_identity(c, &r, &likelihood))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_IDENTITY_MISMATCH, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, IKT_RANK_PROOF);
    struct ikt_value name = ikt_object(IKT_VALUE_IDENTITY, r.refused->id);
    struct ikt_value verb = ikt_words(likelihood == IKT_LIKELIHOOD_PROBABLE ? "seems to refuse" : "may refuse");
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
    ikt_say_check(draft, "show crypto isakmp profile", r.who, "no \"match identity\" and no key there names it");
    ikt_phase1_advise(draft, c, false, !r.by_initiator);
}

/* Does the refusal speak of the method? */
static bool refuses_method(const struct ikt_phase1_case *c, const struct ikt_refusal *r)
{
    bool by_id = r->type == IKT_NOTIFY_INVALID_ID_INFORMATION;
    if (r->proof == IKT_REFUSED_KEY_PROOF)
        return c->record->exchange != IKT_EXCHANGE_AGGRESSIVE && !by_id && !c->refused_unread;
    return r->proof == IKT_REFUSED_SIGNATURE && (by_id || !r->names_certificate);
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
    ikt_say_check(draft, "show crypto isakmp policy", r.who, "its authentication method is another one");
    ikt_phase1_advise(draft, c, r.by_initiator, !r.by_initiator);
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
    ikt_say_check(draft, "show crypto pki certificates", r.who,
                  "it has no certificate of the authority that signed the peer's, or its clock is outside the dates");
    ikt_phase1_advise(draft, c, r.by_initiator, !r.by_initiator);
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
            "the responder expects stands only in its configuration.",
        .debug = IKT_LINES(
            "peer matches *none* of the profiles",
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>",
            "processing NOTIFY AUTHENTICATION_FAILED protocol 1"),
        .show = IKT_LINES("show crypto isakmp profile", "show crypto isakmp key", "show crypto isakmp sa"),
        .suspect = IKT_LINES("crypto isakmp identity <address|hostname|dn>", "crypto isakmp profile <PROFILE>",
                             " match identity <match>", "crypto isakmp key <KEY> address <initiator>"),
        .fix = IKT_LINES("crypto isakmp profile <PROFILE>", " match identity <match>", "end", "clear crypto isakmp")},
    .phase1 = check_identity};

const struct ikt_rule_def ikt_rule_p1_auth_method = {
    .info = {
        .name = "p1-auth-method", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "preshared key on one side, signatures on the other",
        .explanation = "One side authenticates with a preshared key, the other with signatures.\n\n"
            "Most responders refuse such a policy at once, with NO-PROPOSAL-CHOSEN (p1-policy-mismatch). strongSwan "
            "accepts it and answers message 5 with AUTHENTICATION-FAILED; libreswan stays silent. Probable where the "
            "responder itself offers another method when it begins.",
        .debug = IKT_LINES(
            "Authentication method offered does not match policy!",
            "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <initiator>",
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
        .show = IKT_LINES("show crypto isakmp policy", "show crypto isakmp key", "show crypto pki certificates"),
        .suspect = IKT_LINES("crypto isakmp policy <NUMBER>", " authentication <authentication>"),
        .fix = IKT_LINES("crypto isakmp policy <NUMBER>", " authentication <authentication>", "end",
                         "clear crypto isakmp")},
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
            "it.",
        .debug = IKT_LINES(
            "%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method <n> failed with host <initiator>",
            "%CRYPTO-6-IKMP_NO_ID_CERT_ADDR_MATCH: ID of <identity> (type 1) and certificate addr with <address>",
            "%PKI-3-CERTIFICATE_INVALID_EXPIRED: Certificate chain validation has failed.",
            "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of <exchange> mode failed with peer at <initiator>"),
        .show = IKT_LINES("show crypto pki certificates", "show crypto pki trustpoints", "show clock",
                          "show ntp status"),
        .suspect = IKT_LINES("crypto pki trustpoint <TP>", " revocation-check crl", " subject-name <name>",
                             "ntp server <address>"),
        .fix = IKT_LINES("ntp server <address>", "crypto pki authenticate <TP>", "crypto pki enroll <TP>")},
    .phase1 = check_certificate};
