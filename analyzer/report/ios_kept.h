/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is kept of a capture until it ends, to be told router by router: ISAKMP SAs and Quick Modes as plain values.
 * Both lists are bounded: what is over is forgotten first, then what is older, and how many were forgotten is said.
 */
#ifndef IKT_REPORT_IOS_KEPT_H
#define IKT_REPORT_IOS_KEPT_H

#include <glib.h>

#include "iketriage/ios_show.h"
#include "renderer.h"

/* Each of an ISAKMP SA's or a Quick Mode's initiator and responder. */
struct ikt_ios_end {
    struct ikt_endpoint endpoint; /* its port: where it was last heard of */
    enum ikt_log_style style;
    char product[40]; /* that it is known to be instead of a router of IOS; "": none */
};

/* An ISAKMP SA. */
struct ikt_ios_isakmp {
    struct ikt_ios_end ends[2]; /* initiator, responder */
    const char *state;          /* static; NULL: unknown */
    bool up;                    /* it was established and has not ended */
    bool established;
    bool aggressive;
    bool roles_known; /* which end began it was captured */
    ikt_time up_since, last;
    int encryption, key_bits, hash, authentication, group; /* RFC 2409 appendix A; IKT_ABSENT: unknown */
    int64_t seconds;                                       /* IKT_ABSENT: unknown */
    bool nat_traversal, config, xauth;
    bool asks_dpd[2];
    char *debug[2]; /* what each end says of its fault with debugging on; NULL: nothing */
    uint32_t pair;
};

/* A way to protect: what a transform set stands for. */
struct ikt_ios_suite {
    char ah[24], esp[40], pcp[16]; /* in words of crypto ipsec transform-set; "": not in it */
    bool unknown;                  /* IOS has no word for a part of it */
    char algorithm[24];            /* "AES256+SHA", as show crypto engine says it; "": unknown */
    int key_bits;                  /* of the cipher where these are chosen, else 0 */
    int iv_size;                   /* octets; IKT_ABSENT: unknown */
    int encapsulation;             /* IKT_ABSENT: unknown */
    int group;                     /* of PFS; IKT_ABSENT: none */
    int64_t seconds, kilobytes;    /* IKT_ABSENT: not said */
};

/* How many suites of an offer are kept. */
#define IKT_IOS_SUITES_MAX 8

/* An IPsec SA. */
struct ikt_ios_sa {
    bool to_initiator; /* of the Quick Mode */
    uint8_t protocol;
    uint32_t spi;
    uint64_t packets, octets, last_sequence;
};

struct ikt_ios_quick {
    struct ikt_ios_end ends[2];                      /* of the Quick Mode: initiator, responder */
    struct ikt_ios_network networks[2];              /* likewise: what its SAs carry, or would */
    struct ikt_ios_network asked[2];                 /* ... what the initiator asked for */
    struct ikt_ios_suite suites[IKT_IOS_SUITES_MAX]; /* offered */
    size_t suite_count;
    uint64_t suites_more;
    struct ikt_ios_suite chosen;
    bool read; /* the offer was: suites and networks are known */
    bool chosen_known;
    bool established, up; /* up: and its SAs have not ended */
    bool nat_traversal;
    bool open;    /* whether its SAs came up is not known */
    bool guessed; /* its SPIs were not read: its SAs are tied to it by order */
    ikt_time begun, up_since;
    GArray *sas;    /* of struct ikt_ios_sa */
    char *debug[2]; /* what each end prints of it with its debugging on; NULL: nothing */
    uint32_t part, pair;
};

/* Of each kind at most so many are kept. */
#define IKT_IOS_KEPT_MAX 1000

/* What the two ends of a negotiation would print that no packet showed. */
struct ikt_ios_planned {
    size_t configs[2]; /* of each end; SIZE_MAX: none */
    char *debug[2];    /* NULL: nothing */
};

struct ikt_ios_kept {
    const struct ikt_report_options *options; /* where nothing was captured: whose configurations are told; else NULL */
    GArray *planned;                          /* of struct ikt_ios_planned */
    GArray *isakmp;                           /* of struct ikt_ios_isakmp, in the order in which they settled */
    GArray *quick;                            /* of struct ikt_ios_quick, likewise */
    uint64_t isakmp_forgotten, quick_forgotten;
    /* Of the one tunnel that is asked for. */
    uint32_t pair, parts[2];
};

/* options: as in the struct. */
struct ikt_ios_kept *ikt_ios_kept_new(const struct ikt_report_options *options);
void ikt_ios_kept_free(struct ikt_ios_kept *kept); /* NULL is allowed */
/* Each is taken over. */
void ikt_ios_keep_isakmp(struct ikt_ios_kept *kept, const struct ikt_ios_isakmp *isakmp);
void ikt_ios_keep_quick(struct ikt_ios_kept *kept, const struct ikt_ios_quick *quick);

void ikt_ios_keep_planned(struct ikt_ios_kept *kept, const struct ikt_ios_planned *planned);

/* ios_kept.c: an ISAKMP SA's values, but for debug. */
struct ikt_ios_isakmp ikt_ios_isakmp_of(const struct ikt_phase1 *record);

/* ios_quick.c: a Quick Mode's values, but for debug. */
struct ikt_ios_quick ikt_ios_quick_of(const struct ikt_phase2 *record);
void ikt_ios_quick_clear(struct ikt_ios_quick *quick);
struct ikt_ios_end ikt_ios_end_of(const struct ikt_phase1 *record, bool initiator);

/* Which of two ends has this address: 0 or 1; -1: none. */
int ikt_ios_end_at(const struct ikt_ios_end *ends, const struct ikt_address *address);

#endif
