/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain values that every stage shares: views of octets, addresses, time, and their text. The headers in this folder
 * are C11 and C++.
 *
 * Nothing here owns memory unless the comment says so, nothing fails but by running out of memory (which ends the
 * process), and every function may be called from any thread. Pointers are never NULL where no comment allows it.
 */
#ifndef IKETRIAGE_BYTES_H
#define IKETRIAGE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An array parameter of at least so many elements: C has a word for it, C++ has none. */
#ifdef __cplusplus
#define IKT_AT_LEAST(size) size
#else
#define IKT_AT_LEAST(size) static size
#endif

/* A view of somebody else's bytes. data is NULL only when length is 0. */
struct ikt_bytes {
    const uint8_t *data;
    size_t length;
};

enum ikt_family {
    IKT_FAMILY_NONE = 0,
    IKT_FAMILY_IPV4 = 4,
    IKT_FAMILY_IPV6 = 6
};

/* An IP address; IPv4 uses the first four octets, the rest are zero, so that memcmp on equal families compares. */
struct ikt_address {
    uint8_t family; /* enum ikt_family; IKT_FAMILY_NONE: unknown */
    uint8_t octets[16];
};

struct ikt_endpoint {
    struct ikt_address address;
    uint16_t port; /* host byte order; 0 when unknown */
};

/* Capture time: microseconds since 1970-01-01 00:00:00 UTC. The engine knows no other clock. */
typedef int64_t ikt_time;
#define IKT_TIME_NONE INT64_MIN
#define IKT_SECOND    ((ikt_time)1000000)
/*
 * Packets whose day nobody wrote down, as in dumps without a date or a time zone, have times before 1970, counted from
 * here, a midnight: spans are what they always are. Those without any time have them all the same one.
 */
#define IKT_TIME_UNDATED (-((ikt_time)365250 * 86400 * IKT_SECOND))
#define IKT_TIME_UNKNOWN (IKT_TIME_UNDATED - IKT_SECOND)

/* Sizes of the buffers below, terminating NUL included. */
#define IKT_ADDRESS_TEXT  46
#define IKT_ENDPOINT_TEXT 54
#define IKT_TIME_TEXT     32

struct ikt_address ikt_address_ipv4(const uint8_t octets[IKT_AT_LEAST(4)]);
struct ikt_address ikt_address_ipv6(const uint8_t octets[IKT_AT_LEAST(16)]);
/* From network byte order, and from text as inet_pton(3) reads it: false, and out untouched, when text is no address.
 */
bool ikt_address_parse(const char *text, struct ikt_address *out);
/* <0, 0, >0: family first, then octets. */
int ikt_address_compare(const struct ikt_address *a, const struct ikt_address *b);
bool ikt_address_equal(const struct ikt_address *a, const struct ikt_address *b);
/* Is address inside prefix/bits? false for different families, and for more bits than the prefix has. */
bool ikt_address_in_prefix(const struct ikt_address *address, const struct ikt_address *prefix, unsigned bits);
bool ikt_endpoint_equal(const struct ikt_endpoint *a, const struct ikt_endpoint *b);
/* "203.0.113.1"; "-" when unknown. Returns out. */
const char *ikt_address_format(const struct ikt_address *address, char out[IKT_AT_LEAST(IKT_ADDRESS_TEXT)]);
/* "203.0.113.1:500", "[2001:db8::1]:500". Returns out. */
const char *ikt_endpoint_format(const struct ikt_endpoint *endpoint, char out[IKT_AT_LEAST(IKT_ENDPOINT_TEXT)]);
/*
 * RFC 3339, UTC, microseconds: "2026-01-02T03:04:05.678901Z". Where the day is not known, the clock's own time without
 * a zone, and without a date where it has none: "03:04:05.678901". IKT_TIME_NONE and IKT_TIME_UNKNOWN give "-".
 * Returns out.
 */
const char *ikt_time_format(ikt_time time, char out[IKT_AT_LEAST(IKT_TIME_TEXT)]);

/* May it be compared with others: is it that of no dump without times? */
bool ikt_time_is_known(ikt_time time);
/* Is its day known? */
bool ikt_time_is_dated(ikt_time time);

bool ikt_bytes_equal(struct ikt_bytes a, struct ikt_bytes b);
/* Lower-case hex without separators, newly allocated (g_free). */
char *ikt_bytes_hex(struct ikt_bytes bytes);
/*
 * Text from a packet made safe to print: valid printable UTF-8 stays; every other byte, what controls (C0, DEL, C1,
 * line separators), what turns text around (marks, and letters of scripts that run from right to left), what shows
 * nothing (spaces but the plain one, zero width, selectors, combining marks of no script) and the backslash become \xNN
 * per byte. Newly allocated (g_free).
 */
char *ikt_bytes_text(struct ikt_bytes bytes);
/*
 * The same decision for who writes without a copy: how many of the bytes (at least one) the first character takes, and
 * whether it stays. bytes must not be empty; the backslash does not stay.
 */
size_t ikt_bytes_character(struct ikt_bytes bytes, bool *stays);

#ifdef __cplusplus
}
#endif

#endif
