/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/phase1_refusal.h"

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

static enum ikt_refused_proof proof_of(const struct ikt_refusal *r, const struct ikt_phase1_case *c)
{
    bool of_key = r->type == IKT_ABSENT || r->type == IKT_NOTIFY_AUTHENTICATION_FAILED ||
                  r->type == IKT_NOTIFY_INVALID_ID_INFORMATION;
    bool of_signature = of_key || r->type == IKT_NOTIFY_INVALID_SIGNATURE || r->names_certificate;
    if (r->opening || !c->authenticating || !of_signature)
        return IKT_REFUSED_NO_PROOF;
    if (c->preshared == IKT_NO)
        return IKT_REFUSED_SIGNATURE;
    if (of_key)
        return IKT_REFUSED_KEY_PROOF;
    return c->preshared == IKT_UNKNOWN ? IKT_REFUSED_SIGNATURE : IKT_REFUSED_NO_PROOF;
}

bool ikt_refusal_read(struct ikt_refusal *r, const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    if (record->outcome != IKT_OUTCOME_REJECTED || !c->refusal || record->psk_differs)
        return false;
    bool by_initiator = c->refusal->from_initiator;
    *r = (struct ikt_refusal){
        .type = ikt_phase1_refusal_type(c),
        .by_initiator = by_initiator,
        .who = ikt_phase1_peer(c, by_initiator),
        .whom = ikt_phase1_peer(c, !by_initiator),
        .refused = by_initiator ? &record->responder : &record->initiator,
        .opening = !c->answered && !c->authenticating,
        .own_method = c->evidence->own_method[by_initiator ? 0 : 1],
    };
    r->names_certificate = names_certificate(r->type);
    r->proof = proof_of(r, c);
    /* as responder of main mode such a product does not get as far as this notify with another key */
    const struct ikt_product *refuser = by_initiator ? c->initiator_is : c->responder_is;
    bool read_first =
        record->exchange == IKT_EXCHANGE_MAIN && refuser->reads_before_it_refuses && r->type != IKT_ABSENT;
    const struct ikt_seen *fifth = c->first[IKT_MAIN5];
    bool both_read = c->refusal->authenticated && fifth && fifth->decryption == IKT_DECRYPTION_VERIFIED;
    r->keys_fit = c->refusal->encrypted && (c->keys_agree || read_first || both_read);
    enum ikt_tristate own = ikt_is_preshared(r->own_method);
    r->other_method = own != IKT_UNKNOWN && c->preshared != IKT_UNKNOWN && own != c->preshared;
    return true;
}

bool ikt_refuses_policy(const struct ikt_phase1_case *c)
{
    /* Of what was not captured nobody knows what it refuses. */
    if (c->record->outcome != IKT_OUTCOME_REJECTED || c->record->exchange == IKT_ABSENT || c->record->psk_differs ||
        c->answered)
        return false;
    switch (ikt_phase1_refusal_type(c)) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
    case IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED:
    case IKT_NOTIFY_BAD_PROPOSAL_SYNTAX:
        return true;
    default:
        return false;
    }
}

/*
 * strongSwan names both cookies when the policy is refused and nothing when it does not know the peer, and makes up a
 * message ID each time; libreswan sends message ID 0.
 */
bool ikt_refuses_unknown_peer(const struct ikt_phase1_case *c)
{
    if (!ikt_refuses_policy(c) || c->refusal->notify->spi.length != 0)
        return false;
    bool made_up_id = c->refusal_message && c->refusal_message->header.message_id != 0;
    return c->responder_is->policy_refusal_has_spi || (!c->responder_is->known && made_up_id);
}
