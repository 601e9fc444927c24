/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "compose.h"

void compose_payload(GByteArray *to, uint8_t next, const void *body, size_t length)
{
    const uint8_t header[] = {next, 0, (uint8_t)((length + 4) >> 8), (uint8_t)(length + 4)};

    g_byte_array_append(to, header, 4);
    g_byte_array_append(to, body, (guint)length);
}

struct ikt_message *compose_message(uint8_t exchange, uint8_t flags, uint32_t message_id, uint8_t first,
                                    GByteArray *payloads)
{
    const uint32_t length = IKT_HEADER_SIZE + payloads->len;
    uint8_t header[IKT_HEADER_SIZE] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, first, 0x10, exchange, flags};

    for (unsigned i = 0; i < 4; i++) {
        header[20 + i] = (uint8_t)(message_id >> (24 - 8 * i));
        header[24 + i] = (uint8_t)(length >> (24 - 8 * i));
    }
    g_byte_array_prepend(payloads, header, sizeof header);
    struct ikt_message *message = ikt_message_decode((struct ikt_bytes){payloads->data, payloads->len}, payloads->len);
    g_byte_array_unref(payloads);
    return message;
}
