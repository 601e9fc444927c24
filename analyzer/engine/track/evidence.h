/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a record rests on besides itself: the other Quick Modes of the same two peers, and the sizes of their cipher.
 */
#ifndef IKT_TRACK_EVIDENCE_H
#define IKT_TRACK_EVIDENCE_H

#include "track/forgotten.h"
#include "track/had_policies.h"
#include "track/offered_policies.h"
#include "iketriage/exchange.h"
#include "iketriage/transit.h"

/*
 * One Quick Mode between the same two peers (by address) as the case, of either direction, remembered beyond its
 * record. Views live in messages that the owner keeps.
 */
struct ikt_history {
    struct ikt_address initiator; /* who offered */
    uint32_t message_id;
    uint64_t sequence, frame;           /* of the offer */
    uint64_t last_sequence, last_frame; /* of its last message so far */
    uint32_t length, answer_length;     /* of messages 1 and 2 on the wire, 0: not captured */
    unsigned block_size, hash_size;     /* of its ISAKMP SA's cipher and hash, 0 unknown */
    ikt_time time;
    ikt_time end_time;          /* of its last message so far */
    enum ikt_outcome outcome;   /* IKT_OUTCOME_INCOMPLETE while it is open */
    bool authenticated;         /* the offer's HASH was verified */
    const struct ikt_sa *offer; /* NULL when not readable */
    const struct ikt_sa *choice;
    const struct ikt_identity *proxy_initiator, *proxy_responder;
    int pfs_group;
};

/* An ISAKMP SA of the pair in which a side says, verified, that it has no other SA with its peer. */
struct ikt_contact {
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint64_t sequence, frame;   /* of the INITIAL-CONTACT */
    ikt_time time;              /* by the session's clock, which no step of half an hour moves */
    struct ikt_endpoint source; /* of who says it */
    uint32_t identity;          /* likewise, see identity_hash.h */
    bool came_up;               /* a Quick Mode followed: the receiver took it */
    uint64_t deleted_sequence;  /* of the DELETE of this ISAKMP SA, 0: none was seen */
};
/* So many of a pair are remembered, the newest. */
#define IKT_CONTACTS 8

struct ikt_evidence {
    size_t history_count;
    const struct ikt_history *history; /* in the order in which they began, the case itself left out */
    uint64_t history_more;             /* Quick Modes of the pair that are forgotten */
    /* what they may have said: those that the ISAKMP SA's initiator began, its responder; NULL: none */
    const struct ikt_forgotten *forgotten[2];
    bool pair_forgotten;            /* all of them, once: what came up, and what was sent, is not all known */
    unsigned block_size, hash_size; /* of the ISAKMP SA's cipher and hash, 0 unknown */
    size_t stray_count;
    /* ESP and AH between the two peers under SPIs that no readable Quick Mode names, or that came after their end */
    const struct ikt_flow *strays;
    bool more_strays;          /* ... of which the newest are left out, for there are too many */
    uint64_t ipsec_packets[2]; /* ESP and AH under any SPI, sent by the ISAKMP SA's initiator, by its responder */
    uint64_t ipsec_newest[2];  /* frame that began the newest SPI of each, 0: none */
    uint64_t ipsec_newest_sequence[2];
    uint64_t ipsec_last[2]; /* frame of the last packet of each, 0: none */
    uint64_t ipsec_last_sequence[2];
    ikt_time ipsec_last_time[2]; /* means nothing where there is none */
    int own_method[2]; /* IKT_AUTH_*: what the ISAKMP SA's initiator, its responder offered last when it began phase 1
                          with the other; IKT_ABSENT: it did not, or offered several */
    const struct ikt_policies *own_policies[2]; /* that each offered then; NULL: it did not */
    struct ikt_moment came_up[2]; /* the first Quick Mode under an ISAKMP SA that the initiator of this one began, that
                                     its responder began */
    const struct ikt_had_policies *had; /* what the responder of this ISAKMP SA was seen to have for the initiator;
                                           NULL: nothing */
    size_t contact_count;
    const struct ikt_contact *contacts; /* in the order in which they came */
    bool from_4500[2]; /* a packet of any kind came from UDP port 4500 of the ISAKMP SA's initiator, its responder */
    const struct ikt_transits *transits; /* captures of several places are joined; NULL: they are not */
    ikt_time now; /* capture time of the judgement, but that repetitions and copies do not move it */
};

#endif
