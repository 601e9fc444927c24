/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "anonymize_message.h"

#include <string.h>

#include "anonymize_payload.h"

enum {
    /* RFC 2408 section 3.1 */
    NEXT_PAYLOAD = 16,
    FLAGS = 19,
    MESSAGE_LENGTH = 24,
    FLAG_ENCRYPTED = 1,
    /* section 3.2 */
    GENERIC_HEADER = 4,
    /* RFC 7296 section 3.2 */
    IKEV2_NOTIFY = 41,
    IKEV2_SA = 33,
    IKEV2_ENCRYPTED = 46
};

static void store(uint8_t *at, uint32_t value, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++)
        at[i] = (uint8_t)(value >> (8 * (octets - 1 - i)));
}

void ikt_anonymize_learn_message(struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event)
{
    const struct ikt_message *message = event->message;
    if (!message->has_header)
        return;
    ikt_anonymizer_learn_cookie(anonymizer, message->header.initiator_cookie);
    ikt_anonymizer_learn_cookie(anonymizer, message->header.responder_cookie);
    for (size_t i = 0; i < message->payload_count; i++)
        ikt_anonymize_learn_payload(anonymizer, &message->payloads[i]);
}

static void put_header(const struct ikt_anonymizer *anonymizer, struct ikt_bytes message, GByteArray *out)
{
    uint8_t cookie[IKT_COOKIE_SIZE];
    for (size_t place = 0; place < 2 * IKT_COOKIE_SIZE; place += IKT_COOKIE_SIZE) {
        ikt_anonymizer_cookie(anonymizer, message.data + place, cookie);
        g_byte_array_append(out, cookie, sizeof cookie);
    }
    g_byte_array_append(out, message.data + NEXT_PAYLOAD, IKT_HEADER_SIZE - NEXT_PAYLOAD);
}

static void put_payloads(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                         GByteArray *out)
{
    const struct ikt_message *message = event->message;
    for (size_t i = 0; i < message->payload_count; i++) {
        const struct ikt_payload *payload = &message->payloads[i];
        const guint start = out->len;
        const uint8_t header[GENERIC_HEADER] = {payload->next};
        g_byte_array_append(out, header, sizeof header);
        ikt_anonymize_payload(anonymizer, event, payload, out);
        store(out->data + start + 2, out->len - start, 2);
    }
}

void ikt_anonymize_message(const struct ikt_anonymizer *anonymizer, const struct ikt_message_event *event,
                           GByteArray *out)
{
    const struct ikt_message *message = event->message;
    const guint start = out->len;
    if (!message->has_header)
        return;
    put_header(anonymizer, message->octets, out);
    if (message->encrypted) {
        g_byte_array_append(out, message->octets.data + IKT_HEADER_SIZE,
                            (guint)(message->octets.length - IKT_HEADER_SIZE));
        return; /* with the length that it claims */
    }
    put_payloads(anonymizer, event, out);
    out->data[start + FLAGS] &= (uint8_t)~FLAG_ENCRYPTED;
    if (!message->truncated || message->opened)
        store(out->data + start + MESSAGE_LENGTH, out->len - start, 4);
}

/* The types of clear payloads, SAs and what notifies say; all else is zeros. */
void ikt_anonymize_ikev2(const struct ikt_anonymizer *anonymizer, struct ikt_bytes message, GByteArray *out)
{
    if (message.length < IKT_HEADER_SIZE)
        return;
    const guint start = out->len;
    put_header(anonymizer, message, out);
    g_byte_array_append(out, message.data + IKT_HEADER_SIZE, (guint)(message.length - IKT_HEADER_SIZE));
    uint8_t type = message.data[NEXT_PAYLOAD];
    for (size_t at = IKT_HEADER_SIZE; type != 0 && at + GENERIC_HEADER <= message.length;) {
        const size_t length = (size_t)message.data[at + 2] << 8 | message.data[at + 3];
        const size_t whole = MIN(MAX(length, GENERIC_HEADER), message.length - at);
        const size_t kept = type == IKEV2_SA || type == IKEV2_ENCRYPTED ? whole
                            : type == IKEV2_NOTIFY                      ? MIN(2 * GENERIC_HEADER, whole)
                                                                        : GENERIC_HEADER;
        memset(out->data + start + at + kept, 0, whole - kept);
        if (type == IKEV2_ENCRYPTED)
            break; /* its next payload is within */
        type = message.data[at];
        at += whole;
    }
}

void ikt_anonymize_quoted(const struct ikt_anonymizer *anonymizer, struct ikt_bytes quoted, GByteArray *out)
{
    const guint start = out->len;
    if (quoted.length == 0)
        return;
    if (quoted.length >= IKT_HEADER_SIZE)
        put_header(anonymizer, quoted, out);
    g_byte_array_set_size(out, (guint)(start + quoted.length));
    const size_t told = quoted.length >= IKT_HEADER_SIZE ? IKT_HEADER_SIZE : 0;
    memset(out->data + start + told, 0, quoted.length - told);
}
