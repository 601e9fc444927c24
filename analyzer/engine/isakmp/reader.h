/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The only way to wire bytes: every read checks what is left, and a read that fails neither advances nor writes.
 * A reader is a plain value that owns nothing; a copy of it reads ahead. Numbers come in host byte order.
 */
#ifndef IKT_ISAKMP_READER_H
#define IKT_ISAKMP_READER_H

#include <glib.h>

#include "iketriage/isakmp.h"

struct ikt_reader {
    struct ikt_bytes left; /* not read yet */
    uint32_t offset;       /* of left, from the first octet of the ISAKMP header */
};

/* RFC 2408 section 3.2: payloads, proposals and transforms begin alike. */
struct ikt_generic_header {
    uint8_t next;
    uint8_t reserved;
    uint16_t length; /* these four octets included */
};

/* A view of the next length octets. These are read a hundred times a message, so they stand here. */
G_GNUC_WARN_UNUSED_RESULT static inline bool ikt_read_bytes(struct ikt_reader *reader, size_t length,
                                                            struct ikt_bytes *out)
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

G_GNUC_WARN_UNUSED_RESULT static inline bool ikt_read_u8(struct ikt_reader *reader, uint8_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 1, &octets))
        return false;
    *out = octets.data[0];
    return true;
}

G_GNUC_WARN_UNUSED_RESULT static inline bool ikt_read_u16(struct ikt_reader *reader, uint16_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 2, &octets))
        return false;
    *out = (uint16_t)(octets.data[0] << 8 | octets.data[1]);
    return true;
}

G_GNUC_WARN_UNUSED_RESULT static inline bool ikt_read_u32(struct ikt_reader *reader, uint32_t *out)
{
    struct ikt_bytes octets;
    if (!ikt_read_bytes(reader, 4, &octets))
        return false;
    *out = (uint32_t)octets.data[0] << 24 | (uint32_t)octets.data[1] << 16 | (uint32_t)octets.data[2] << 8 |
           (uint32_t)octets.data[3];
    return true;
}

G_GNUC_WARN_UNUSED_RESULT static inline bool ikt_read_generic_header(struct ikt_reader *reader,
                                                                     struct ikt_generic_header *out)
{
    if (reader->left.length < IKT_GENERIC_HEADER_SIZE)
        return false;
    return ikt_read_u8(reader, &out->next) && ikt_read_u8(reader, &out->reserved) && ikt_read_u16(reader, &out->length);
}

/* The four octets of a header, reserved 0: for who puts one back that was lost. length has 16 bits. */
void ikt_write_generic_header(uint8_t next, size_t length, uint8_t out[static IKT_GENERIC_HEADER_SIZE]);
/* Copies the next length octets. */
bool ikt_read_copy(struct ikt_reader *reader, size_t length, uint8_t *out) G_GNUC_WARN_UNUSED_RESULT;
/* A reader over just the next length octets. */
bool ikt_read_part(struct ikt_reader *reader, size_t length, struct ikt_reader *out) G_GNUC_WARN_UNUSED_RESULT;
/* A view of everything that is left; nothing is left then. */
struct ikt_bytes ikt_read_rest(struct ikt_reader *reader);
/*
 * How many structures with generic headers follow one another, counting a last one whose length does not fit;
 * at most limit. Does not look at their next fields.
 */
size_t ikt_count_structures(struct ikt_reader reader, size_t limit);

#endif
