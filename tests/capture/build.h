/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Packets built by hand, inside out: each function takes the inner bytes, frees them and returns the outer ones.
 */
#ifndef IKT_TEST_BUILD_H
#define IKT_TEST_BUILD_H

#include <glib.h>
#include <stdint.h>

/* Bytes of hex digits; blanks are skipped. */
GByteArray *build_hex(const char *hex);
/* The bytes of hex before inner: any header that has no length or checksum. */
GByteArray *build_prefix(const char *hex, GByteArray *inner);
/* count bytes of value behind inner. */
GByteArray *build_pad(GByteArray *inner, uint8_t value, guint count);

/* RFC 768 */
GByteArray *build_udp(uint16_t source, uint16_t destination, GByteArray *inner);
/* RFC 791: 192.0.2.1 to 198.51.100.2; fragment is the word of flags and offset. */
GByteArray *build_ipv4_fragment(uint8_t protocol, uint16_t fragment, GByteArray *inner);
GByteArray *build_ipv4(uint8_t protocol, GByteArray *inner);
/* RFC 8200: 2001:db8::1 to 2001:db8::2 */
GByteArray *build_ipv6(uint8_t next, GByteArray *inner);

/* A 16-bit or 32-bit number at the end, in either byte order. */
void build_u16(GByteArray *bytes, uint16_t value, gboolean big);
void build_u32(GByteArray *bytes, uint32_t value, gboolean big);
/* Overwrite a 16-bit number in network order. */
void build_set_u16(GByteArray *bytes, guint offset, uint16_t value);

#endif
