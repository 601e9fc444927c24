/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * IKE datagrams as they were seen, place by place, and which of them are one: those of the same octets, at the same
 * time by corrected clocks. Addresses and ports may be translated between places, so they take no part in it. Of ESP
 * samples are kept, for the clocks.
 */
#ifndef IKT_JOIN_SIGHTINGS_H
#define IKT_JOIN_SIGHTINGS_H

#include <glib.h>

#include "iketriage/feed.h"
#include "place_clock.h"

/* Beyond it no more are kept: what follows is not compared. */
#define IKT_SIGHTINGS_MOST 200000

struct ikt_sighting {
    uint64_t key;         /* of what datagrams have to have in common */
    uint64_t head, whole; /* of its first octets, 0: fewer were captured; of all of them, 0: not all were */
    ikt_time time;        /* by its place's clock; once clocks are known, by that of the first place */
    uint64_t frame;       /* of its file */
    struct ikt_endpoint source, destination;
    uint32_t length, captured; /* octets: as it was sent, and of these */
    uint32_t message_id;
    uint8_t initiator_cookie[IKT_COOKIE_SIZE];
    uint8_t place;
    uint8_t hops;            /* 0: it came in fragments */
    uint16_t identification; /* of IPv4, 0: unknown */
    bool port_4500;
    bool ipsec;        /* a sample of ESP or AH: no datagram is made of it */
    uint32_t datagram; /* its place among them; G_MAXUINT: none, it is a copy of another one in its place */
};

/* One datagram, which was sent once. */
struct ikt_seen_datagram {
    uint32_t at[IKT_PLACES_MAX]; /* its sighting in each place, counted from 1; 0: not seen there */
    uint32_t first;              /* the sighting that has most of it, of equals the earliest; from 0 */
    ikt_time time;               /* of the earliest */
};

struct ikt_sightings {
    GArray *all;       /* struct ikt_sighting, by place, in the order in which a feed gave them */
    GArray *datagrams; /* struct ikt_seen_datagram, by time */
    uint64_t left_out; /* that there was no room for */
};

void ikt_sightings_init(struct ikt_sightings *sightings);
void ikt_sightings_clear(struct ikt_sightings *sightings);

static inline struct ikt_sighting *ikt_sighting_at(const struct ikt_sightings *sightings, guint i)
{
    return &g_array_index(sightings->all, struct ikt_sighting, i);
}

static inline struct ikt_seen_datagram *ikt_datagram_at(const struct ikt_sightings *sightings, guint i)
{
    return &g_array_index(sightings->datagrams, struct ikt_seen_datagram, i);
}

/* An IKE datagram; returns its place among all, G_MAXUINT where there was no room. */
guint ikt_sightings_add(struct ikt_sightings *sightings, uint8_t place, const struct ikt_packet *packet,
                        struct ikt_bytes datagram, size_t wire_length);
void ikt_sightings_add_ipsec(struct ikt_sightings *sightings, uint8_t place, const struct ikt_packet *packet,
                             uint8_t protocol, uint32_t spi, uint32_t sequence);
/* Estimates the clocks of all places against the first one's, and sets the times by them. clocks: one for each. */
void ikt_sightings_set_clocks(struct ikt_sightings *sightings, unsigned places, struct ikt_place_clock *clocks);
/* Then: which sightings are one datagram. apart: their times may differ by so much. */
void ikt_sightings_match(struct ikt_sightings *sightings, ikt_time apart);

#endif
