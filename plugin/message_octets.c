/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "message_octets.h"

#include <string.h>

static bool is_private(unsigned type)
{
    return type == IKT_CFGATTR_XAUTH_USER_NAME || type == IKT_CFGATTR_XAUTH_USER_PASSWORD ||
           type == IKT_CFGATTR_XAUTH_PASSCODE || type == IKT_CFGATTR_XAUTH_NEXT_PIN || type == IKT_CFGATTR_XAUTH_ANSWER;
}

void ikt_octets_mask(const struct ikt_message *message, uint8_t *octets, size_t first)
{
    for (size_t i = 0; octets && i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        const size_t count = payload->type == IKT_PAYLOAD_ATTRIBUTES ? payload->config.attribute_count : 0;
        for (size_t j = 0; j < count; j++) {
            const struct ikt_bytes value = payload->config.attributes[j].octets;
            const size_t start = (size_t)(value.data - message->octets.data);
            if (value.length > 0 && is_private(payload->config.attributes[j].type) && start >= first)
                memset(octets + (start - first), '*', value.length);
        }
    }
}

bool ikt_octets_of(const struct ikt_note_message *note, tvbuff_t *frame, wmem_allocator_t *scope, struct ikt_bytes *out)
{
    const uint32_t first = note->opened ? MIN(note->length, IKT_HEADER_SIZE) : note->length;
    const uint32_t there = note->in_frame ? first : 0;
    if (note->length == 0 || !tvb_bytes_exist(frame, (gint)note->offset, (gint)there))
        return false;
    out->length = note->length;
    if (there == note->length) {
        out->data = tvb_get_ptr(frame, (gint)note->offset, (gint)there);
    } else {
        uint8_t *whole = wmem_alloc(scope, note->length);
        tvb_memcpy(frame, whole, (gint)note->offset, there);
        memcpy(whole + there, note->octets, note->length - there);
        out->data = whole;
    }
    return true;
}

struct ikt_message *ikt_octets_decode(const struct ikt_note_message *note, const uint8_t *octets, size_t length)
{
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){octets, length}, note->wire_length);
    if (note->opened && length > IKT_HEADER_SIZE) {
        const struct ikt_bytes plaintext = {octets + IKT_HEADER_SIZE, length - IKT_HEADER_SIZE};
        struct ikt_message *opened = ikt_message_open(message, plaintext, note->first_payload);
        ikt_message_lose(opened, note->lost);
        ikt_message_unref(message);
        message = opened;
    }
    return message;
}
