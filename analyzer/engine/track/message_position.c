/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/message_position.h"

/* A HASH of 64 bytes with padding is 28 + 80; the smallest proposal (MD5, no key length, two IDs) is 172. */
#define SHORT_LENGTH 128

bool ikt_position_is_third(const struct ikt_message *message)
{
    return message->encrypted ? message->wire_length < SHORT_LENGTH : !ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
}

bool ikt_position_is_error(uint16_t type)
{
    return type > 0 && type < 16384;
}

static bool names_and_proves(const struct ikt_message *message)
{
    return ikt_message_payload(message, IKT_PAYLOAD_ID, 0) &&
           (ikt_message_payload(message, IKT_PAYLOAD_HASH, 0) || ikt_message_payload(message, IKT_PAYLOAD_SIG, 0));
}

static enum ikt_message_name main_mode(const struct ikt_message *message, bool from_initiator)
{
    if (message->encrypted || message->opened)
        return from_initiator ? IKT_MAIN5 : IKT_MAIN6;
    if (ikt_message_payload(message, IKT_PAYLOAD_SA, 0))
        return from_initiator ? IKT_MAIN1 : IKT_MAIN2;
    if (ikt_message_payload(message, IKT_PAYLOAD_KE, 0) || ikt_message_payload(message, IKT_PAYLOAD_NONCE, 0))
        return from_initiator ? IKT_MAIN3 : IKT_MAIN4;
    if (names_and_proves(message)) /* a decrypted copy */
        return from_initiator ? IKT_MAIN5 : IKT_MAIN6;
    return IKT_MESSAGE_OTHER;
}

static enum ikt_message_name aggressive_mode(const struct ikt_message *message, bool from_initiator)
{
    if (message->encrypted || message->opened)
        return from_initiator ? IKT_AGGRESSIVE3 : IKT_MESSAGE_OTHER;
    if (ikt_message_payload(message, IKT_PAYLOAD_SA, 0))
        return from_initiator ? IKT_AGGRESSIVE1 : IKT_AGGRESSIVE2;
    if (from_initiator &&
        (ikt_message_payload(message, IKT_PAYLOAD_HASH, 0) || ikt_message_payload(message, IKT_PAYLOAD_SIG, 0)))
        return IKT_AGGRESSIVE3;
    return IKT_MESSAGE_OTHER;
}

static enum ikt_message_name base_mode(const struct ikt_message *message, bool from_initiator)
{
    if (!message->encrypted && ikt_message_payload(message, IKT_PAYLOAD_SA, 0))
        return from_initiator ? IKT_BASE1 : IKT_BASE2;
    return from_initiator ? IKT_BASE3 : IKT_BASE4;
}

enum ikt_message_name ikt_position_phase1(const struct ikt_message *message, bool from_initiator)
{
    switch (message->header.exchange) {
    case IKT_EXCHANGE_MAIN:
        return main_mode(message, from_initiator);
    case IKT_EXCHANGE_AGGRESSIVE:
        return aggressive_mode(message, from_initiator);
    case IKT_EXCHANGE_BASE:
        return base_mode(message, from_initiator);
    default:
        return IKT_MESSAGE_OTHER;
    }
}

unsigned ikt_position_quick(const struct ikt_quick_mode *quick, const struct ikt_message *message,
                            bool from_quick_initiator)
{
    bool has_sa = !message->encrypted && ikt_message_payload(message, IKT_PAYLOAD_SA, 0);

    if (from_quick_initiator) {
        /* Without QM1 before it, a short message is the end of a Quick Mode whose beginning was not captured. */
        if (ikt_position_is_third(message))
            return 2;
        return quick && quick->places[0].message ? 2 : 0;
    }
    if (quick && quick->places[1].message && quick->places[2].message)
        return 3;
    return has_sa || !quick || !quick->places[1].message ? 1 : 3;
}

const struct ikt_notify *ikt_position_error_notify(const struct ikt_message *message)
{
    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type == IKT_PAYLOAD_NOTIFY && ikt_position_is_error(payload->notify.type))
            return &payload->notify;
    }
    return NULL;
}

enum ikt_message_name ikt_position_informational(const struct ikt_message *message)
{
    if (message->encrypted)
        return IKT_INFORMATIONAL;
    if (ikt_position_error_notify(message))
        return IKT_NOTIFY;
    if (ikt_message_payload(message, IKT_PAYLOAD_DELETE, 0))
        return IKT_DELETE;
    return IKT_INFORMATIONAL;
}
