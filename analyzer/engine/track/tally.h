/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is judged of the datagrams of an ISAKMP SA, phase 1, Transactions and Informationals, however many of them its
 * record lists: counts, and what comes last. Copies are left out, repetitions are not.
 */
#ifndef IKT_TRACK_TALLY_H
#define IKT_TRACK_TALLY_H

#include "iketriage/exchange.h"

struct ikt_run {
    uint64_t count, unread; /* count 0: there is none */
    bool from_initiator;
    uint64_t first_sequence, first_frame, last_frame;
};

/* Transaction exchanges (XAUTH, mode config). */
struct ikt_transactions {
    uint64_t count, unread; /* of the count, those that no key opens */
    uint64_t first_frame, last_frame;
    bool first_from_initiator, both_sides; /* who sent the first one; has the other side sent one, too? */
    uint64_t requests; /* the newest ones that are of one side and one message ID, with none of another in between */
    struct ikt_run newest; /* the newest message and its repetitions, with none of another in between */
    uint32_t message_id;   /* of the requests */
    bool from_initiator;   /* likewise */
};

struct ikt_tally {
    uint64_t sent[IKT_MESSAGE_NAME_COUNT];
    uint64_t error_sequence;   /* of the first error notify, readable or not; 0: there is none */
    uint64_t fifth_again;      /* message 5 of main mode after that */
    uint64_t echoes;           /* message 4 within a round trip after message 5: it was got, and could not be used */
    bool from_4500[2];         /* from UDP port 4500 of the initiator, of the responder */
    uint64_t last_sequence[2]; /* of the newest that the initiator sent, and the responder; 0: none */
    /* All are encrypted Informationals of one side and one length, none a repetition. */
    bool alike;
    bool alike_from_initiator;
    uint32_t alike_length;
    uint64_t total;
    struct ikt_transactions transactions;
    ikt_time third_time, fourth_time,
        fifth_time; /* for echoes: of the first ones, of the newest fifth before a fourth */
    bool third, fourth, fifth;
};

void ikt_tally_init(struct ikt_tally *tally);
void ikt_tally_add(struct ikt_tally *tally, const struct ikt_seen *seen);
/* Before the message that it stands in is added. */
void ikt_tally_notification(struct ikt_tally *tally, const struct ikt_notification *notification);
/* The record's own; where it has none, of what it lists, in room. */
const struct ikt_tally *ikt_tally_of(const struct ikt_phase1 *record, struct ikt_tally *room);

#endif
