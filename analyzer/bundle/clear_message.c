/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clear_message.h"

#include <string.h>

#include "raw_packet.h"

enum {
    MARKER = 4,
    NAT_T_PORT = 4500,
    /* RFC 2408 section 3.1 */
    FLAGS = 19,
    LENGTH = 24,
    FLAG_ENCRYPTED = 1
};

static void store32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static bool is_of_a_person(uint16_t type)
{
    return type >= IKT_CFGATTR_XAUTH_USER_NAME && type <= IKT_CFGATTR_XAUTH_ANSWER && type != IKT_CFGATTR_XAUTH_STATUS;
}

/* octets: the message's own, copied: part lies in them. */
static void hide(const struct ikt_message *message, struct ikt_bytes part, uint8_t *octets, char with)
{
    if (part.length > 0)
        memset(octets + (part.data - message->octets.data), with, part.length);
}

/*
 * What XAUTH asks of a person; and the proofs of phase 1, since whoever has HASH_I in clear can try preshared keys on
 * it at leisure (RFC 2409 section 5), which encryption had kept from him.
 */
static void hide_secrets(const struct ikt_message *message, uint8_t *octets)
{
    const bool phase1 = message->header.message_id == 0;
    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        if (payload->type == IKT_PAYLOAD_HASH && phase1 && message->opened)
            hide(message, payload->body, octets, 0);
        if (payload->type != IKT_PAYLOAD_ATTRIBUTES)
            continue;
        if (payload->damaged)
            hide(message, payload->body, octets, '*');
        for (size_t j = 0; j < payload->config.attribute_count; j++) {
            const struct ikt_attribute *attribute = &payload->config.attributes[j];
            if (is_of_a_person(attribute->type))
                hide(message, attribute->octets, octets, '*');
        }
    }
}

bool ikt_clear_message_put(GString *out, const struct ikt_message_event *event, bool show_secrets)
{
    const struct ikt_message *message = event->message;
    if (!message->has_header || message->encrypted || !ikt_raw_can(&event->packet))
        return false;
    const bool marked = event->packet.source.port == NAT_T_PORT || event->packet.destination.port == NAT_T_PORT;
    const size_t marker = marked ? MARKER : 0, length = message->octets.length - message->padding.length;
    if (length < IKT_HEADER_SIZE || marker + length > IKT_RAW_UDP_MAX)
        return false;
    g_autofree uint8_t *payload = g_malloc0(marker + length);
    uint8_t *isakmp = payload + marker;
    memcpy(isakmp, message->octets.data, length);
    if (!show_secrets)
        hide_secrets(message, isakmp); /* no payload reaches into the padding */
    isakmp[FLAGS] &= (uint8_t)~FLAG_ENCRYPTED;
    if (message->opened || !message->truncated)
        store32(isakmp + LENGTH, (uint32_t)length);
    ikt_raw_udp_put(out, &event->packet, (struct ikt_bytes){payload, marker + length});
    return true;
}
