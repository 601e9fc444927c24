/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures of the same time from different places, as one: each is read twice. The first pass finds the datagrams that
 * several places saw, and by them the clocks, who translated what, and what was lost on the way; the second one feeds a
 * triage with each datagram once, in the order of the first place's clock, under the addresses that the first place has
 * which sees its SA.
 *
 * Frames are counted through the places: those of a place begin behind the last one of the place before it.
 */
#ifndef IKT_JOIN_JOIN_H
#define IKT_JOIN_JOIN_H

#include "capture/capture_file.h"
#include "place_clock.h"

struct ikt_join;

struct ikt_join_place {
    const char *path;
    uint64_t packets;                 /* read from it */
    uint64_t first_frame, last_frame; /* counted through; 0: it has none */
    ikt_time first_time, last_time;   /* by its own clock; IKT_TIME_NONE: there was no packet */
    struct ikt_place_clock clock;     /* against that of the first place */
    uint64_t messages;                /* IKE datagrams that it saw */
    const char *sha256;               /* NULL: not known */
    const char *error, *remark;       /* why it was not read to its end, what nobody looked at; NULL */
};

/* Asked now and then while captures are read: false ends it early. */
typedef bool ikt_join_goes_on(void *user);

/*
 * The first pass. paths: of char *, at most IKT_PLACES_MAX regular files. filter, hashed: as for
 * ikt_capture_file_open; peers as for a feed. All outlive it.
 */
struct ikt_join *ikt_join_new(const GPtrArray *paths, const struct ikt_capture_filter *filter,
                              const struct ikt_peers *peers, bool hashed, ikt_join_goes_on *goes_on, void *user);
void ikt_join_free(struct ikt_join *join); /* NULL is allowed */

unsigned ikt_join_count(const struct ikt_join *join);
struct ikt_join_place ikt_join_place(const struct ikt_join *join, unsigned place);
/* Datagrams that were too many to be compared. */
uint64_t ikt_join_left_out(const struct ikt_join *join);
/* For the triage that is fed. Lives with the join. */
const struct ikt_transits *ikt_join_transits(struct ikt_join *join);

/* The second pass, once. */
void ikt_join_feed(struct ikt_join *join, struct ikt_triage *triage, ikt_join_goes_on *goes_on, void *user);
/* All packets; the first and the last time, by the first place's clock. */
struct ikt_feed_counts ikt_join_feed_counts(const struct ikt_join *join);

#endif
