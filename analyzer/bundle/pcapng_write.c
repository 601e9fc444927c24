/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pcapng_write.h"

#include <string.h>

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_ENHANCED_PACKET = 6,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_NAME = 2,        /* of an interface */
    OPTION_APPLICATION = 4, /* of a section */
    OPTION_RESOLUTION = 9,  /* of an interface's times */
    NANOSECONDS = 9,
    TEXT_MAX = 65532 /* of an option, a multiple of four */
};

static void put16(GString *out, uint16_t value)
{
    const uint16_t little = GUINT16_TO_LE(value);
    g_string_append_len(out, (const char *)&little, sizeof little);
}

static void put32(GString *out, uint32_t value)
{
    const uint32_t little = GUINT32_TO_LE(value);
    g_string_append_len(out, (const char *)&little, sizeof little);
}

static void pad(GString *out, size_t length)
{
    static const char zeros[4];
    g_string_append_len(out, zeros, (gssize)((4 - length % 4) % 4));
}

static void put_option(GString *out, uint16_t code, const void *value, size_t length)
{
    put16(out, code);
    put16(out, (uint16_t)length);
    g_string_append_len(out, value, (gssize)length);
    pad(out, length);
}

static void put_text(GString *out, uint16_t code, const char *text)
{
    if (text)
        put_option(out, code, text, MIN(strlen(text), TEXT_MAX));
}

static void end_options(GString *out, bool any)
{
    if (any)
        put32(out, OPTION_END);
}

/* Type and room for the length: where the block begins. */
static gsize begin_block(GString *out, uint32_t type)
{
    const gsize start = out->len;
    put32(out, type);
    put32(out, 0);
    return start;
}

static void end_block(GString *out, gsize start)
{
    const uint32_t length = GUINT32_TO_LE((uint32_t)(out->len - start + 4));
    memcpy(out->str + start + 4, &length, sizeof length);
    g_string_append_len(out, (const char *)&length, sizeof length);
}

void ikt_pcapng_put_section(GString *out, const char *comment, const char *application)
{
    const gsize start = begin_block(out, BLOCK_SECTION);
    put32(out, BYTE_ORDER_MAGIC);
    put16(out, 1); /* version 1.0 */
    put16(out, 0);
    put32(out, UINT32_MAX); /* its length is not known, 64 bits */
    put32(out, UINT32_MAX);
    put_text(out, OPTION_COMMENT, comment);
    put_text(out, OPTION_APPLICATION, application);
    end_options(out, comment || application);
    end_block(out, start);
}

void ikt_pcapng_put_interface(GString *out, uint16_t link_type, uint32_t snap_length, const char *name,
                              const char *comment)
{
    const uint8_t resolution = NANOSECONDS;
    const gsize start = begin_block(out, BLOCK_INTERFACE);
    put16(out, link_type);
    put16(out, 0);
    put32(out, snap_length);
    put_text(out, OPTION_COMMENT, comment);
    put_text(out, OPTION_NAME, name);
    put_option(out, OPTION_RESOLUTION, &resolution, sizeof resolution);
    end_options(out, true);
    end_block(out, start);
}

void ikt_pcapng_put_packet(GString *out, uint32_t interface, uint64_t nanoseconds, struct ikt_bytes octets,
                           uint32_t wire_length, const char *comment)
{
    const gsize start = begin_block(out, BLOCK_ENHANCED_PACKET);
    put32(out, interface);
    put32(out, (uint32_t)(nanoseconds >> 32));
    put32(out, (uint32_t)nanoseconds);
    put32(out, (uint32_t)octets.length);
    put32(out, wire_length);
    if (octets.length > 0)
        g_string_append_len(out, (const char *)octets.data, (gssize)octets.length);
    pad(out, octets.length);
    put_text(out, OPTION_COMMENT, comment);
    end_options(out, comment);
    end_block(out, start);
}
