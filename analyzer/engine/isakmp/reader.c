/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "isakmp/reader.h"

#include <string.h>

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
