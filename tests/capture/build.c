/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build.h"

#include <string.h>

GByteArray *build_hex(const char *hex)
{
    GByteArray *bytes = g_byte_array_new();
    while (*hex != '\0') {
        if (*hex == ' ') {
            hex++;
            continue;
        }
        g_assert_true(g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]));
        const guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
        g_byte_array_append(bytes, &byte, 1);
        hex += 2;
    }
    return bytes;
}

static GByteArray *join(GByteArray *outer, GByteArray *inner)
{
    if (inner->len > 0)
        g_byte_array_append(outer, inner->data, inner->len);
    g_byte_array_unref(inner);
    return outer;
}

GByteArray *build_prefix(const char *hex, GByteArray *inner)
{
    return join(build_hex(hex), inner);
}

GByteArray *build_pad(GByteArray *inner, uint8_t value, guint count)
{
    guint length = inner->len;
    g_byte_array_set_size(inner, length + count);
    memset(inner->data + length, value, count);
    return inner;
}

void build_u16(GByteArray *bytes, uint16_t value, gboolean big)
{
    uint16_t ordered = (uint16_t)(big ? GUINT16_TO_BE(value) : GUINT16_TO_LE(value));
    g_byte_array_append(bytes, (const guint8 *)&ordered, sizeof ordered);
}

void build_u32(GByteArray *bytes, uint32_t value, gboolean big)
{
    uint32_t ordered = big ? GUINT32_TO_BE(value) : GUINT32_TO_LE(value);
    g_byte_array_append(bytes, (const guint8 *)&ordered, sizeof ordered);
}

void build_set_u16(GByteArray *bytes, guint offset, uint16_t value)
{
    g_assert_cmpuint(offset + 2, <=, bytes->len);
    bytes->data[offset] = (guint8)(value >> 8);
    bytes->data[offset + 1] = (guint8)value;
}

GByteArray *build_udp(uint16_t source, uint16_t destination, GByteArray *inner)
{
    GByteArray *bytes = g_byte_array_new();
    build_u16(bytes, source, TRUE);
    build_u16(bytes, destination, TRUE);
    build_u16(bytes, (uint16_t)(8 + inner->len), TRUE);
    build_u16(bytes, 0, TRUE);
    return join(bytes, inner);
}

GByteArray *build_ipv4_fragment(uint8_t protocol, uint16_t fragment, GByteArray *inner)
{
    GByteArray *bytes = build_hex("4500 0000 1234 0000 4000 0000 c0000201 c6336402");
    bytes->data[9] = protocol;
    build_set_u16(bytes, 2, (uint16_t)(20 + inner->len));
    build_set_u16(bytes, 6, fragment);
    return join(bytes, inner);
}

GByteArray *build_ipv4(uint8_t protocol, GByteArray *inner)
{
    return build_ipv4_fragment(protocol, 0x4000, inner);
}

GByteArray *build_ipv6(uint8_t next, GByteArray *inner)
{
    GByteArray *bytes =
        build_hex("60000000 0000 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002");
    bytes->data[6] = next;
    build_set_u16(bytes, 4, (uint16_t)inner->len);
    return join(bytes, inner);
}
