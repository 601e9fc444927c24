/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/reader.h"

#include <string.h>

bool ikt_read_bytes(struct ikt_reader *reader, size_t length, struct ikt_bytes *out)
{
    if (length > reader->left.length)
        return false;
    *out = (struct ikt_bytes){reader->left.data, length};
    if (length > 0) {
        reader->left.data += length;
        reader->left.length -= length;
        reader->offset += (uint32_t)length;
    }
    return true;
}

bool ikt_read_u8(struct ikt_reader *reader, uint8_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 1, &octets))
        return false;
    *out = octets.data[0];
    return true;
}

bool ikt_read_u16(struct ikt_reader *reader, uint16_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 2, &octets))
        return false;
    *out = (uint16_t)(octets.data[0] << 8 | octets.data[1]);
    return true;
}

bool ikt_read_u32(struct ikt_reader *reader, uint32_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 4, &octets))
        return false;
    *out = (uint32_t)octets.data[0] << 24 | (uint32_t)octets.data[1] << 16 | (uint32_t)octets.data[2] << 8 |
           (uint32_t)octets.data[3];
    return true;
}

bool ikt_read_generic_header(struct ikt_reader *reader, struct ikt_generic_header *out)
{
    if (reader->left.length < IKT_GENERIC_HEADER_SIZE)
        return false;
    return ikt_read_u8(reader, &out->next) && ikt_read_u8(reader, &out->reserved) && ikt_read_u16(reader, &out->length);
}

void ikt_write_generic_header(uint8_t next, size_t length, uint8_t out[static IKT_GENERIC_HEADER_SIZE])
{
    out[0] = next;
    out[1] = 0;
    out[2] = (uint8_t)(length >> 8);
    out[3] = (uint8_t)length;
}

bool ikt_read_copy(struct ikt_reader *reader, size_t length, uint8_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, length, &octets))
        return false;
    if (length > 0)
        memcpy(out, octets.data, length);
    return true;
}

bool ikt_read_part(struct ikt_reader *reader, size_t length, struct ikt_reader *out)
{
    struct ikt_bytes octets;
    uint32_t offset = reader->offset;
    if (!ikt_read_bytes(reader, length, &octets))
        return false;
    *out = (struct ikt_reader){octets, offset};
    return true;
}

struct ikt_bytes ikt_read_rest(struct ikt_reader *reader)
{
    struct ikt_bytes rest = reader->left;
    if (rest.length > 0) {
        reader->offset += (uint32_t)rest.length;
        reader->left = (struct ikt_bytes){rest.data + rest.length, 0};
    }
    return rest;
}

size_t ikt_count_structures(struct ikt_reader reader, size_t limit)
{
    struct ikt_generic_header header;
    struct ikt_bytes body;
    size_t count = 0;
    while (count < limit && ikt_read_generic_header(&reader, &header)) {
        count++;
        if (header.length < IKT_GENERIC_HEADER_SIZE ||
            !ikt_read_bytes(&reader, header.length - IKT_GENERIC_HEADER_SIZE, &body))
            break;
    }
    return count;
}
