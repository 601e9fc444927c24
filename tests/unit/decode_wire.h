/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages written by hand for the tests of the decoder: hex in, blanks allowed, lengths in the test's own words.
 */
#ifndef IKT_TEST_DECODE_WIRE_H
#define IKT_TEST_DECODE_WIRE_H

#include <glib.h>
#include <string.h>

#include "iketriage/message.h"

/* Appends the octets of a hex string. */
static inline void wire_append(GByteArray *wire, const char *hex)
{
    int high = -1;
    for (; *hex != '\0'; hex++) {
        int digit = g_ascii_xdigit_value(*hex);
        if (digit < 0)
            continue;
        if (high < 0) {
            high = digit;
        } else {
            uint8_t octet = (uint8_t)(high << 4 | digit);
            g_byte_array_append(wire, &octet, 1);
            high = -1;
        }
    }
    g_assert_cmpint(high, <, 0);
}

static inline GByteArray *wire_hex(const char *hex)
{
    GByteArray *wire = g_byte_array_new();
    wire_append(wire, hex);
    return wire;
}

/*
 * An ISAKMP message: header with the given next payload, exchange and flags, then the hex of the payloads. The header's
 * length is what is there.
 */
static inline GByteArray *wire_message(uint8_t next, uint8_t exchange, uint8_t flags, const char *payloads)
{
    GByteArray *wire = wire_hex("0102030405060708 1112131415161718 00 10 00 00 00000000 00000000");
    wire_append(wire, payloads);
    wire->data[16] = next;
    wire->data[18] = exchange;
    wire->data[19] = flags;
    wire->data[26] = (uint8_t)(wire->len >> 8);
    wire->data[27] = (uint8_t)wire->len;
    return wire;
}

static inline struct ikt_bytes wire_bytes(const GByteArray *wire)
{
    return (struct ikt_bytes){wire->len > 0 ? wire->data : NULL, wire->len};
}

/* Decodes and frees the octets. */
static inline struct ikt_message *wire_decode(GByteArray *wire)
{
    struct ikt_message *message = ikt_message_decode(wire_bytes(wire), wire->len);
    g_byte_array_free(wire, TRUE);
    return message;
}

static inline void assert_hex(struct ikt_bytes octets, const char *hex)
{
    g_autofree char *text = ikt_bytes_hex(octets);
    g_assert_cmpstr(text, ==, hex);
}

/* "name@offset=value" of every problem, separated by blanks. */
static inline char *problem_list(const struct ikt_message *message)
{
    GString *list = g_string_new(NULL);
    for (size_t i = 0; i < message->problem_count; i++)
        g_string_append_printf(list, "%s%s@%u=%u", i > 0 ? " " : "", ikt_problem_name(message->problems[i].kind),
                               message->problems[i].offset, message->problems[i].value);
    return g_string_free(list, FALSE);
}

static inline void assert_problems(const struct ikt_message *message, const char *expected)
{
    g_autofree char *list = problem_list(message);
    g_assert_cmpstr(list, ==, expected);
}

#endif
