/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a record rests on besides itself: the other Quick Modes of the same two peers, and the sizes of their cipher.
 */
#ifndef IKT_EXCHANGE_EVIDENCE_H
#define IKT_EXCHANGE_EVIDENCE_H

#include "iketriage/exchange.h"

/*
 * One Quick Mode between the same two peers (by address) as the case, of either direction, remembered beyond its
 * record. Views live in messages that the owner keeps.
 */
struct ikt_history {
    struct ikt_address initiator; /* who offered */
    uint32_t message_id;
    uint64_t frame;  /* of the offer */
    uint32_t length; /* of the offer's message on the wire, 0: not captured */
    ikt_time time;
    enum ikt_outcome outcome;   /* IKT_OUTCOME_INCOMPLETE while it is open */
    bool authenticated;         /* the offer's HASH was verified */
    const struct ikt_sa *offer; /* NULL when not readable */
    const struct ikt_sa *choice;
    const struct ikt_identity *proxy_initiator, *proxy_responder;
    int pfs_group;
};

struct ikt_evidence {
    size_t history_count;
    const struct ikt_history *history; /* in capture order, the case itself left out */
    unsigned block_size, hash_size;    /* of the ISAKMP SA's cipher and hash, 0 unknown */
    size_t stray_count;
    const struct ikt_flow *strays; /* ESP and AH between the two peers under SPIs that no readable Quick Mode names */
};

#endif
