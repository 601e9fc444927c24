/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the lengths of encrypted messages say. CBC hides what payloads hold, never how long they are together: the
 * cipher's block and the hash of phase 1, which stand in clear in its second message, give the rest (RFC 2408 section
 * 3, RFC 2409 appendix B). All lengths are octets.
 */
#ifndef IKT_TRACK_LENGTHS_H
#define IKT_TRACK_LENGTHS_H

#include "iketriage/exchange.h"

/* How a sender fills the last block: libreswan tightly; IOS and strongSwan 5.9.8 with an extra octet, as measured. */
enum ikt_padding {
    IKT_PADDING_UNKNOWN, /* either */
    IKT_PADDING_TIGHT,   /* up to the boundary, nothing where the payloads end on one */
    IKT_PADDING_EXTRA    /* at least one octet, so a whole block there */
};

struct ikt_cipher_sizes {
    unsigned block, hash; /* 0: unknown, and then nothing is said */
    enum ikt_padding padding;
};

/* Can a message of this length hold payloads of so many octets, headers and HASH included? */
bool ikt_length_fits(const struct ikt_cipher_sizes *sizes, uint32_t length, unsigned payloads);

struct ikt_span {
    unsigned least, most;
};
/* What the payloads without HASH take; false where the message has no room for a HASH or sizes are unknown. */
bool ikt_length_span(const struct ikt_cipher_sizes *sizes, uint32_t length, struct ikt_span *out);

/* What an Informational can be, a bit each. */
enum ikt_reading {
    IKT_READING_ERROR = 1 << 0,      /* error notify: without SPI, with one of 4, with both cookies */
    IKT_READING_DELETE_SPI = 1 << 1, /* DELETE of one or two SPIs, or of AH and ESP */
    IKT_READING_DELETE_SA = 1 << 2,  /* DELETE of the ISAKMP SA */
    IKT_READING_ALIVE = 1 << 3       /* R-U-THERE or its answer, RFC 3706 */
};
/* All that fit, 0 where none does or sizes are unknown. */
unsigned ikt_length_readings(const struct ikt_cipher_sizes *sizes, uint32_t length);

/*
 * The habit of one sender, from its messages whose payloads are known: the third of Quick Mode; the fifth and sixth of
 * main mode, where an identity that is an address is assumed. IKT_PADDING_UNKNOWN where none of them ends on a
 * boundary, or they disagree. out_frame: the message that shows it, 0 none.
 */
enum ikt_padding ikt_padding_of(const struct ikt_cipher_sizes *sizes, const struct ikt_seen *seen, size_t count,
                                const struct ikt_address *sender, uint64_t *out_frame);

#endif
