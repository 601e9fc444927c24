/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bounds-checked reads below IKE: every access of the capture stage to packet bytes goes through here. A read that does
 * not fit returns false and leaves out as it was. Numbers come in network byte order.
 */
#ifndef IKT_CAPTURE_WIRE_H
#define IKT_CAPTURE_WIRE_H

#include "iketriage/bytes.h"

/* Do length bytes stand at offset? */
static inline bool ikt_wire_has(struct ikt_bytes bytes, size_t offset, size_t length)
{
    return offset <= bytes.length && length <= bytes.length - offset;
}

static inline bool ikt_wire_u8(struct ikt_bytes bytes, size_t offset, uint8_t *out)
{
    if (!ikt_wire_has(bytes, offset, 1))
        return false;
    *out = bytes.data[offset];
    return true;
}

static inline bool ikt_wire_u16(struct ikt_bytes bytes, size_t offset, uint16_t *out)
{
    if (!ikt_wire_has(bytes, offset, 2))
        return false;
    *out = (uint16_t)(bytes.data[offset] << 8 | bytes.data[offset + 1]);
    return true;
}

static inline bool ikt_wire_u32(struct ikt_bytes bytes, size_t offset, uint32_t *out)
{
    if (!ikt_wire_has(bytes, offset, 4))
        return false;
    const uint8_t *at = bytes.data + offset;
    *out = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return true;
}

/* The view without its first count bytes; empty when there are no more. */
static inline struct ikt_bytes ikt_wire_skip(struct ikt_bytes bytes, size_t count)
{
    if (count >= bytes.length)
        return (struct ikt_bytes){.data = NULL, .length = 0};
    return (struct ikt_bytes){.data = bytes.data + count, .length = bytes.length - count};
}

/* At most the first count bytes. */
static inline struct ikt_bytes ikt_wire_first(struct ikt_bytes bytes, size_t count)
{
    if (count < bytes.length) {
        bytes.length = count;
        if (count == 0)
            bytes.data = NULL;
    }
    return bytes;
}

#endif
