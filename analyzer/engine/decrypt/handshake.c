/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "decrypt/handshake.h"

#include <string.h>

#include "isakmp/message_spare.h"

void ikt_handshake_init(struct ikt_handshake *handshake, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE])
{
    *handshake = (struct ikt_handshake){0};
    memcpy(handshake->cookie[IKT_INITIATOR], initiator_cookie, IKT_COOKIE_SIZE);
}

void ikt_handshake_clear(struct ikt_handshake *handshake)
{
    ikt_message_release(handshake->offer_message);
    for (unsigned i = 0; i < handshake->kept_count; i++)
        ikt_message_release(handshake->kept[i]);
    for (unsigned side = 0; side < IKT_SIDES; side++)
        ikt_message_release(handshake->id_message[side]);
}

bool ikt_handshake_learn_cookie(struct ikt_handshake *handshake, const struct ikt_message *message)
{
    static const uint8_t zero[IKT_COOKIE_SIZE];
    if (handshake->has_responder_cookie || !message->has_header ||
        memcmp(message->header.responder_cookie, zero, sizeof(zero)) == 0)
        return false;
    memcpy(handshake->cookie[IKT_RESPONDER], message->header.responder_cookie, IKT_COOKIE_SIZE);
    handshake->has_responder_cookie = true;
    return true;
}

struct ikt_choice ikt_handshake_choice_of(const struct ikt_transform *transform)
{
    return (struct ikt_choice){transform->encryption, transform->key_bits, transform->hash, transform->group,
                               transform->authentication};
}

void ikt_handshake_guess(struct ikt_handshake *handshake, const struct ikt_choice *choice)
{
    handshake->has_choice = choice != NULL;
    if (choice)
        handshake->choice = *choice;
}

/* Of a payload that the capture cut, the formulas would take half. */
static bool learn_body(struct ikt_bytes *value, const struct ikt_message *message, uint8_t type)
{
    if (value->length > 0)
        return false;
    const struct ikt_payload *payload = ikt_message_payload(message, type, 0);
    if (!payload || payload->body.length == 0 || !ikt_payload_is_whole(payload))
        return false;
    *value = payload->body;
    return true;
}

static bool learn_choice(struct ikt_handshake *handshake, const struct ikt_message *message)
{
    const struct ikt_payload *payload = ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    if (handshake->has_choice || !payload || payload->sa.proposal_count != 1 ||
        payload->sa.proposals[0].transform_count != 1)
        return false;
    struct ikt_choice choice = ikt_handshake_choice_of(&payload->sa.proposals[0].transforms[0]);
    ikt_handshake_guess(handshake, &choice);
    return true;
}

static void learn_offer(struct ikt_handshake *handshake, const struct ikt_message *message)
{
    const struct ikt_payload *payload = ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    if (handshake->offer || !payload)
        return;
    handshake->offer_message = ikt_message_ref(message);
    handshake->offer = &payload->sa;
}

bool ikt_handshake_learn(struct ikt_handshake *handshake, unsigned side, const struct ikt_message *message)
{
    bool news = ikt_handshake_learn_cookie(handshake, message), values = false;
    if (side == IKT_INITIATOR) {
        learn_offer(handshake, message);
        values |= learn_body(&handshake->sa, message, IKT_PAYLOAD_SA);
    } else
        news |= learn_choice(handshake, message);
    values |= learn_body(&handshake->ke[side], message, IKT_PAYLOAD_KE);
    values |= learn_body(&handshake->nonce[side], message, IKT_PAYLOAD_NONCE);
    if (values)
        handshake->kept[handshake->kept_count++] = ikt_message_ref(message);
    news |= values;
    const struct ikt_payload *id = ikt_message_payload(message, IKT_PAYLOAD_ID, 0);
    if (id && ikt_payload_is_whole(id) && !handshake->id[side]) {
        handshake->id_message[side] = ikt_message_ref(message);
        handshake->id[side] = id;
        news = true;
    }
    return news;
}

enum ikt_skeyid_method ikt_handshake_method(const struct ikt_handshake *handshake)
{
    switch (handshake->choice.authentication) {
    case IKT_AUTH_PSK:
    case IKT_AUTH_XAUTHINITPRESHARED:
    case IKT_AUTH_XAUTHRESPPRESHARED:
        return IKT_SKEYID_BY_PSK;
    case IKT_AUTH_DSS_SIG:
    case IKT_AUTH_RSA_SIG:
    case IKT_AUTH_ECDSA_SIG:
    case IKT_AUTH_ECDSA_256:
    case IKT_AUTH_ECDSA_384:
    case IKT_AUTH_ECDSA_521:
    case IKT_AUTH_HYBRIDINITRSA:
    case IKT_AUTH_HYBRIDRESPRSA:
    case IKT_AUTH_HYBRIDINITDSS:
    case IKT_AUTH_HYBRIDRESPDSS:
    case IKT_AUTH_XAUTHINITDSS:
    case IKT_AUTH_XAUTHRESPDSS:
    case IKT_AUTH_XAUTHINITRSA:
    case IKT_AUTH_XAUTHRESPRSA:
        return IKT_SKEYID_BY_SIGNATURE;
    case IKT_ABSENT:
        return IKT_SKEYID_BY_EITHER;
    default:
        return IKT_SKEYID_UNSUPPORTED;
    }
}

bool ikt_handshake_is_complete(const struct ikt_handshake *handshake)
{
    return handshake->has_responder_cookie && handshake->ke[IKT_INITIATOR].length > 0 &&
           handshake->ke[IKT_RESPONDER].length > 0 && handshake->nonce[IKT_INITIATOR].length > 0 &&
           handshake->nonce[IKT_RESPONDER].length > 0;
}

struct ikt_phase1_values ikt_handshake_values(const struct ikt_handshake *handshake)
{
    return (struct ikt_phase1_values){
        .hash = handshake->choice.hash,
        .initiator_cookie = {handshake->cookie[IKT_INITIATOR], IKT_COOKIE_SIZE},
        .responder_cookie = {handshake->cookie[IKT_RESPONDER], IKT_COOKIE_SIZE},
        .initiator_ke = handshake->ke[IKT_INITIATOR],
        .responder_ke = handshake->ke[IKT_RESPONDER],
        .initiator_nonce = handshake->nonce[IKT_INITIATOR],
        .responder_nonce = handshake->nonce[IKT_RESPONDER],
        .sa = handshake->sa,
    };
}
