/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "clear_octets.h"

#include <string.h>

enum {
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

uint8_t *ikt_clear_octets(const struct ikt_message *message, bool show_secrets, size_t *length)
{
    if (!message->has_header || message->encrypted)
        return NULL;
    *length = message->octets.length - message->padding.length;
    if (*length < IKT_HEADER_SIZE)
        return NULL;
    uint8_t *isakmp = g_malloc(*length);
    memcpy(isakmp, message->octets.data, *length);
    if (!show_secrets)
        hide_secrets(message, isakmp); /* no payload reaches into the padding */
    isakmp[FLAGS] &= (uint8_t)~FLAG_ENCRYPTED;
    if (message->opened || !message->truncated)
        store32(isakmp + LENGTH, (uint32_t)*length);
    return isakmp;
}
