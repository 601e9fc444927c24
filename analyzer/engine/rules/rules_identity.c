/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who a peer says it is and how it proves that: identities, methods, certificates, exchanges that are not allowed, and
 * addresses that a NAT changed.
 */
#include <inttypes.h>

#include "rules/ios_words.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

/* A refusal as these checks read it. */
struct refusal {
    const struct ikt_view *v;
    int type; /* IKT_ABSENT: not readable */
    bool by_initiator;
    const char *who, *whom; /* refuses, is refused */
    const struct ikt_party *refused;
    bool opening;      /* it answers the first message */
    bool keys_fit;     /* the refuser could read and verify the message that it refuses */
    bool other_method; /* the refuser itself offers another kind of authentication when it begins */
    int own_method;
};

static void read_refusal(struct refusal *r, const struct ikt_view *v)
{
    const struct ikt_phase1 *record = v->record;
    *r = (struct refusal){.v = v, .type = ikt_view_refusal_type(v), .by_initiator = v->refusal->from_initiator};
    r->who = r->by_initiator ? v->initiator : v->responder;
    r->whom = r->by_initiator ? v->responder : v->initiator;
    r->refused = r->by_initiator ? &record->responder : &record->initiator;
    r->opening = !v->answered && !v->authenticating;
    /* strongSwan as responder of main mode does not get as far as this notify with another key */
    const struct ikt_party *refuser = r->by_initiator ? &record->initiator : &record->responder;
    bool main_mode = record->exchange == IKT_EXCHANGE_MAIN;
    bool strongswan = main_mode && refuser->vendor == IKT_VENDOR_STRONGSWAN && r->type != IKT_ABSENT;
    const struct ikt_seen *fifth = v->first[IKT_MAIN5];
    bool both_read = v->refusal->authenticated && fifth != NULL && fifth->decryption == IKT_DECRYPTION_VERIFIED;
    r->keys_fit = v->refusal->encrypted && (v->keys_agree || strongswan || both_read);
    r->own_method = v->evidence->own_method[r->by_initiator ? 0 : 1];
    enum ikt_tristate own = ikt_is_preshared(r->own_method);
    r->other_method = own != IKT_UNKNOWN && v->preshared != IKT_UNKNOWN && own != v->preshared;
}

static void tell(struct ikt_draft *draft, const struct refusal *r)
{
    ikt_draft_frame(draft, ikt_view_proof_frame(r->v));
    ikt_view_say_refusal(draft, r->v);
}

static void add_identity(const struct refusal *r, struct ikt_drafts *drafts, enum ikt_likelihood likelihood, int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_IDENTITY_MISMATCH, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, weight);
    g_autofree char *name = r->refused->id == NULL ? NULL : ikt_identity_name(r->refused->id);
    if (name != NULL)
        ikt_draft_summary(draft, "%s %s the identity %s of %s", r->who,
                          likelihood == IKT_LIKELIHOOD_PROBABLE ? "seems to refuse" : "may refuse", name, r->whom);
    else
        ikt_draft_summary(draft, "%s %s the identity of %s", r->who,
                          likelihood == IKT_LIKELIHOOD_PROBABLE ? "seems to refuse" : "may refuse", r->whom);
    tell(draft, r);
    if (name != NULL) {
        ikt_draft_values(draft, r->by_initiator ? NULL : name, r->by_initiator ? name : NULL);
        ikt_draft_evidence(draft, "%s names itself %s.", r->whom, name);
    }
    if (r->keys_fit)
        ikt_draft_evidence(draft, "Both sides could read each other, so the keys agree.");
    ikt_say_check(draft, "show crypto isakmp profile", r->who, "no \"match identity\" and no key there names it");
    ikt_view_advise(draft, r->v, false, !r->by_initiator);
}

static void add_method(const struct refusal *r, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_AUTH_METHOD,
                                            r->other_method ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, r->other_method ? 90 : 60);
    const char *used = ikt_policy_authentication(r->v->record->authentication);
    const char *own = r->other_method ? ikt_policy_authentication(r->own_method) : NULL;
    if (r->other_method)
        ikt_draft_summary(draft, "Here %s is used, %s itself offers %s", used != NULL ? used : "one method", r->who,
                          own != NULL ? own : "another method");
    else
        ikt_draft_summary(draft, "%s may want %s to authenticate in another way", r->who, r->whom);
    ikt_draft_values(draft, r->by_initiator ? own : used, r->by_initiator ? used : own);
    tell(draft, r);
    if (r->other_method)
        ikt_draft_evidence(draft,
                           "When %s begins phase 1 with this peer, it offers another authentication; offers are in "
                           "clear and unauthenticated.",
                           r->who);
    ikt_say_check(draft, "show crypto isakmp policy", r->who, "its authentication method is another one");
    ikt_view_advise(draft, r->v, r->by_initiator, !r->by_initiator);
}

static bool names_certificate(int type)
{
    switch (type) {
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
    case IKT_NOTIFY_INVALID_CERT_ENCODING:
    case IKT_NOTIFY_INVALID_CERTIFICATE:
    case IKT_NOTIFY_CERT_TYPE_UNSUPPORTED:
    case IKT_NOTIFY_INVALID_CERT_AUTHORITY:
    case IKT_NOTIFY_CERTIFICATE_UNAVAILABLE:
        return true;
    default:
        return false;
    }
}

/* Was a certificate in what the refused peer sent? IKT_UNKNOWN: that could not be read. */
static enum ikt_tristate sent_certificate(const struct refusal *r)
{
    const struct ikt_phase1 *record = r->v->record;
    enum ikt_tristate sent = IKT_UNKNOWN;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        bool proof = seen->name == IKT_MAIN5 || seen->name == IKT_MAIN6 || seen->name == IKT_AGGRESSIVE2 ||
                     seen->name == IKT_AGGRESSIVE3;
        if (!proof || seen->from_initiator == r->by_initiator || seen->message == NULL || seen->message->encrypted)
            continue;
        if (ikt_message_payload(seen->message, IKT_PAYLOAD_CERT, 0) != NULL)
            return IKT_YES;
        sent = IKT_NO;
    }
    return sent;
}

static void add_certificate(const struct refusal *r, struct ikt_drafts *drafts, enum ikt_likelihood likelihood,
                            int weight)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_CERTIFICATE, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, weight);
    enum ikt_tristate sent = sent_certificate(r);
    ikt_draft_summary(draft, "%s %s the certificate of %s", r->who,
                      likelihood == IKT_LIKELIHOOD_PROBABLE ? "seems not to accept" : "may not accept", r->whom);
    tell(draft, r);
    if (sent == IKT_YES)
        ikt_draft_evidence(draft, "%s sent a certificate with its signature.", r->whom);
    else if (sent == IKT_NO)
        ikt_draft_evidence(draft, "%s sent a signature without a certificate.", r->whom);
    ikt_say_check(draft, "show crypto pki certificates", r->who,
                  "it has no certificate of the authority that signed the peer's, or its clock is outside the dates");
    ikt_view_advise(draft, r->v, r->by_initiator, !r->by_initiator);
}

static void add_exchange_mode(const struct refusal *r, struct ikt_drafts *drafts, enum ikt_likelihood likelihood)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_EXCHANGE_MODE, likelihood, IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 88);
    bool aggressive = r->v->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    ikt_draft_summary(draft, "%s %s %s mode, which %s begins", r->who,
                      likelihood == IKT_LIKELIHOOD_PROBABLE ? "does not allow" : "may not allow",
                      aggressive ? "aggressive" : "main", r->whom);
    ikt_view_say_offer(draft, r->v);
    tell(draft, r);
    ikt_draft_evidence(draft, "It answers the first message, before any key was proved.");
    ikt_view_advise(draft, r->v, !r->by_initiator, r->by_initiator);
}

static void check_opening(const struct refusal *r, struct ikt_drafts *drafts)
{
    const struct ikt_view *v = r->v;
    bool aggressive = v->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    bool strongswan = v->record->responder.vendor == IKT_VENDOR_STRONGSWAN;
    /* strongSwan's form, where nothing else names it: both cookies, and a message ID of its own */
    bool its_form = v->refusal->notify != NULL && v->refusal->notify->spi.length == 2 * IKT_COOKIE_SIZE &&
                    v->refusal_message != NULL && v->refusal_message->header.message_id != 0;
    switch (r->type) {
    case IKT_NOTIFY_INVALID_EXCHANGE_TYPE:
    case IKT_NOTIFY_UNSUPPORTED_EXCHANGE_TYPE:
        add_exchange_mode(r, drafts, IKT_LIKELIHOOD_PROBABLE);
        break;
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
        add_exchange_mode(r, drafts,
                          aggressive && (strongswan || its_form) ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
        if (aggressive)
            add_identity(r, drafts, IKT_LIKELIHOOD_POSSIBLE, 84);
        break;
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        if (aggressive)
            add_identity(r, drafts, IKT_LIKELIHOOD_PROBABLE, 84);
        break;
    default:
        break;
    }
}

/* AUTHENTICATION-FAILED, INVALID-ID-INFORMATION, or a refusal that is not readable, of a preshared key. */
static void check_preshared(const struct refusal *r, struct ikt_drafts *drafts)
{
    const struct ikt_view *v = r->v;
    bool aggressive = v->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    bool by_id = r->type == IKT_NOTIFY_INVALID_ID_INFORMATION && v->refusal->encrypted;
    bool likely = v->preshared == IKT_YES && !r->other_method && r->type != IKT_ABSENT && (r->keys_fit || by_id);

    if (r->type == IKT_ABSENT && v->count[IKT_MAIN5] > 1)
        return; /* who could read the refusal would stop; who goes on has other keys */
    add_identity(r, drafts, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, 84);
    if (!aggressive && r->type != IKT_NOTIFY_INVALID_ID_INFORMATION)
        add_method(r, drafts);
    if (r->type != IKT_NOTIFY_AUTHENTICATION_FAILED || v->keys_agree || r->keys_fit)
        return;
    bool by_initiator = aggressive && r->by_initiator && v->refusal->encrypted;
    struct ikt_draft *draft = ikt_add_psk(v, drafts, by_initiator ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE);
    ikt_view_say_refusal(draft, v);
    if (by_initiator)
        ikt_draft_evidence(draft, "An initiator of aggressive mode sends it when HASH_R does not verify.");
}

static void check_signature(const struct refusal *r, struct ikt_drafts *drafts)
{
    bool named = names_certificate(r->type);
    bool sent = sent_certificate(r) == IKT_YES;
    bool likely = r->v->preshared == IKT_NO && (named || (!r->other_method && sent && r->type != IKT_ABSENT));
    add_certificate(r, drafts, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, 86);
    if (named && r->type != IKT_NOTIFY_INVALID_ID_INFORMATION)
        return;
    add_identity(r, drafts, IKT_LIKELIHOOD_POSSIBLE, 70);
    add_method(r, drafts);
}

static void check_proof_refused(const struct refusal *r, struct ikt_drafts *drafts)
{
    bool speaks = r->type == IKT_ABSENT || r->type == IKT_NOTIFY_AUTHENTICATION_FAILED ||
                  r->type == IKT_NOTIFY_INVALID_SIGNATURE || names_certificate(r->type);
    if (!speaks || !r->v->authenticating)
        return;
    if (r->v->preshared == IKT_NO)
        check_signature(r, drafts);
    else if (r->type == IKT_ABSENT || r->type == IKT_NOTIFY_AUTHENTICATION_FAILED ||
             r->type == IKT_NOTIFY_INVALID_ID_INFORMATION)
        check_preshared(r, drafts);
    else if (r->v->preshared == IKT_UNKNOWN)
        check_signature(r, drafts);
}

/* The refuser knows its peer by the address from before the NAT. */
static void check_nat(const struct refusal *r, struct ikt_drafts *drafts)
{
    const struct ikt_identity *inside = ikt_private_identity(r->refused);
    bool speaks = r->type == IKT_ABSENT || r->type == IKT_NOTIFY_AUTHENTICATION_FAILED ||
                  r->type == IKT_NOTIFY_INVALID_ID_INFORMATION || r->type == IKT_NOTIFY_NO_PROPOSAL_CHOSEN;
    if (!speaks || r->opening || (inside == NULL && r->refused->behind_nat != IKT_YES))
        return;
    bool likely = inside != NULL && r->type != IKT_ABSENT && r->refused->behind_nat != IKT_NO && !r->other_method;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PEER_BEHIND_NAT, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, r->by_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER,
                      likely                              ? 87
                      : r->refused->behind_nat == IKT_YES ? 70 /* more than is known of any other method */
                                                          : 50);
    g_autofree char *name = inside == NULL ? NULL : ikt_identity_name(inside);
    if (name != NULL)
        ikt_draft_summary(draft, "%s names itself %s behind a NAT, %s may know it by another address", r->whom, name,
                          r->who);
    else
        ikt_draft_summary(draft, "%s stands behind a NAT, %s may know it by another address", r->whom, r->who);
    tell(draft, r);
    if (r->refused->behind_nat == IKT_YES)
        ikt_draft_evidence(draft, "NAT-D shows that %s stands behind a NAT.", r->whom);
    if (name != NULL)
        ikt_draft_evidence(draft, "Its identity is the private address %s, its packets come from %s.", name, r->whom);
    ikt_view_advise(draft, r->v, r->by_initiator, !r->by_initiator);
}

void ikt_rules_identity(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct refusal r;
    if (v->record->outcome != IKT_OUTCOME_REJECTED || v->refusal == NULL || v->record->psk_differs)
        return;
    read_refusal(&r, v);
    if (r.opening)
        check_opening(&r, drafts);
    else
        check_proof_refused(&r, drafts);
    check_nat(&r, drafts);
}
