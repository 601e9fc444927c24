/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An ISAKMP SA whose keys the test knows: messages encrypted and authenticated after RFC 2409 section 5 and appendix B.
 */
#ifndef IKT_TESTS_TRACK_KEYED_H
#define IKT_TESTS_TRACK_KEYED_H

#include "feed.h"

#define KEYED_COOKIE 7
/* Lines of a key file for it. */
#define KEYED_LINES                                                                                                    \
    "0707070707070707 : SKEYID_e 0x101112131415161718191a1b1c1d1e1f20212223\n"                                         \
    "0707070707070707 : SKEYID_a 0x303132333435363738393a3b3c3d3e3f40414243\n"

struct keyed {
    struct feed *feed;
    uint8_t phase1_end[16]; /* last block of the last message of phase 1 */
    uint32_t message_id;    /* of the last message */
};

/* libgcrypt as a program initialises it. */
void keyed_init(void);
/* Main mode, six messages in the first six milliseconds. */
void keyed_start(struct keyed *keyed, struct feed *feed);
/* The first message of an exchange of its own: HASH(1), then these payloads, which are freed. */
void keyed_send(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint8_t exchange, uint8_t first,
                GByteArray *payloads);

/* An informational with one notify of ISAKMP; for R-U-THERE and its answer with this number (RFC 3706 section 5.3). */
void keyed_notify(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint16_t type, uint32_t number);
/* A DELETE of an SPI of ESP, or of the ISAKMP SA. */
void keyed_delete(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint32_t spi);
void keyed_delete_isakmp(struct keyed *keyed, int64_t milliseconds, bool from_initiator);
/* A proposal of ESP under this SPI. */
void keyed_quick1(struct keyed *keyed, int64_t milliseconds, bool from_initiator, uint32_t spi);

#endif
