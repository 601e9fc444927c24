/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two Quick Mode offers against each other. A suite is one choice out of an offer: the AH, ESP and IPCOMP transforms
 * that proposals of one number ask for together (RFC 2408 section 4.2). Suites are views into the offer's message.
 */
#ifndef IKT_EVIDENCE_OFFER_COMPARE_H
#define IKT_EVIDENCE_OFFER_COMPARE_H

#include "iketriage/message.h"

#define IKT_SUITES_MAX 64

struct ikt_suite {
    const struct ikt_transform *ah, *esp, *ipcomp; /* NULL when the protocol is not in it */
};

struct ikt_suites {
    unsigned count;
    bool complete; /* false: the offer has more than fit, so nothing follows from what is not found */
    struct ikt_suite items[IKT_SUITES_MAX];
};

/* What two suites differ in, a set of bits. */
enum ikt_difference {
    IKT_DIFFERS_PROTOCOL = 1 << 0, /* AH and ESP */
    IKT_DIFFERS_CIPHER = 1 << 1,
    IKT_DIFFERS_KEYLEN = 1 << 2, /* of the same cipher */
    IKT_DIFFERS_HASH = 1 << 3,
    IKT_DIFFERS_MODE = 1 << 4,
    IKT_DIFFERS_COMP = 1 << 5
};

struct ikt_comparison {
    bool comparable;               /* both offers hold a suite */
    bool complete;                 /* every suite of both was compared */
    unsigned every;                /* differences that all nearest pairs have */
    unsigned some;                 /* differences that one of the nearest pairs has; 0: a suite in common */
    struct ikt_suite ours, theirs; /* the first nearest pair */
};

void ikt_suites_of(const struct ikt_sa *sa, struct ikt_suites *out); /* sa may be NULL */
unsigned ikt_suite_differences(const struct ikt_suite *a, const struct ikt_suite *b);
/* Either may be NULL: not comparable. */
struct ikt_comparison ikt_offers_compare(const struct ikt_sa *ours, const struct ikt_sa *theirs);

/* IKT_ENCAPSULATION_TUNNEL or _TRANSPORT, whatever the wire calls them under NAT; IKT_ABSENT when not said. */
int ikt_suite_mode(const struct ikt_suite *suite);
/* Key bits with the default filled in: AES without a length is 128; IKT_ABSENT for ciphers of one length. */
int ikt_transform_key_bits(const struct ikt_transform *transform);
/* A cipher that authenticates by itself and takes no hash (RFC 4106, RFC 4309, RFC 4543). */
bool ikt_transform_is_aead(const struct ikt_transform *transform);
/* The first life of the offer's transforms, IKT_ABSENT when there is none. */
int64_t ikt_offer_seconds(const struct ikt_sa *sa);
int64_t ikt_offer_kilobytes(const struct ikt_sa *sa);
/* The greater one is the one to keep. */
int ikt_suite_strength(const struct ikt_suite *suite);

#endif
