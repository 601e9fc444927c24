/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What captures of the same time from several places show together: which datagrams left one place and did not reach
 * the next. Whoever joins captures gives it to a triage (triage.h); all addresses are those that the triage is fed.
 *
 * A datagram counts only where both places were capturing at its time, and both are known to see its direction; what is
 * not known so is not lost.
 */
#ifndef IKETRIAGE_TRANSIT_H
#define IKETRIAGE_TRANSIT_H

#include "bytes.h"
#include "message.h"

#ifdef __cplusplus
extern "C" {
#endif

#define IKT_PLACES_MAX 8 /* captures that are joined at most */

enum ikt_transit_kind {
    IKT_TRANSIT_PORT_500,  /* IKE messages, but for those on */
    IKT_TRANSIT_PORT_4500, /* UDP port 4500 */
    IKT_TRANSIT_ESP,       /* ESP and AH, in UDP or not */
    IKT_TRANSIT_KIND_COUNT
};
const char *ikt_transit_kind_name(enum ikt_transit_kind kind); /* "udp-500" */

/* Datagrams of one kind that one side sent, on the stretch between two places where most of them are lost. */
struct ikt_transit_count {
    uint8_t from, to;        /* places, from 0; equal: the stretch is not known, and nothing is counted */
    uint64_t sent, arrived;  /* seen before the stretch; of these, seen behind it. Each repetition counts */
    uint64_t lost;           /* the others */
    uint64_t in_fragments;   /* of the lost: left in IP fragments */
    uint64_t beginning_came; /* of the lost: their first fragment arrived, and not all others */
    /* octets of IKE, 0: none, or ESP */
    uint32_t arrived_largest, lost_smallest, lost_largest;
    uint64_t first_lost, last_lost; /* frames, 0: none, or ESP that was not noted */
    ikt_time first_time, last_time; /* of the lost */
};

struct ikt_transit_way {
    struct ikt_transit_count of[IKT_TRANSIT_KIND_COUNT];
};

/* Of two addresses: what the lower one sent, and what the higher one sent. */
struct ikt_transit {
    struct ikt_transit_way ways[2];
    uint8_t order[IKT_PLACES_MAX]; /* of two peers: the places as what the first way carries passes them */
    unsigned ordered;              /* how many; 0: not known */
};

/* How one place sees two peers; what it never saw has family IKT_FAMILY_NONE. */
struct ikt_transit_view {
    struct ikt_endpoint peers[2][2]; /* the lower address, the higher one; on port 500, on port 4500 */
    uint64_t seen[2];                /* IKE messages that the lower one sent, the higher one */
};

/* Functions of who joins: each fills out, or says false and leaves it. */
struct ikt_transits {
    void *user;
    unsigned places;
    /* The messages of one exchange, message ID 0: of phase 1. */
    bool (*of_exchange)(void *user, const uint8_t initiator_cookie[IKT_AT_LEAST(IKT_COOKIE_SIZE)], uint32_t message_id,
                        struct ikt_transit *out);
    /* All of an ISAKMP SA; of two peers, ESP too. */
    bool (*of_sa)(void *user, const uint8_t initiator_cookie[IKT_AT_LEAST(IKT_COOKIE_SIZE)], struct ikt_transit *out);
    bool (*of_pair)(void *user, const struct ikt_address *one, const struct ikt_address *other, struct ikt_transit *out,
                    struct ikt_transit_view views[IKT_AT_LEAST(IKT_PLACES_MAX)]);
    /* ESP or AH under one SPI, until now. */
    bool (*of_spi)(void *user, uint8_t protocol, uint32_t spi, struct ikt_transit_count *out);
    /* In which places the datagram of this frame was seen: bit 0 for the first; 0: not known. */
    uint32_t (*seen_at)(void *user, uint64_t frame);
};

#ifdef __cplusplus
}
#endif

#endif
