/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pieces of one capture, as a ring buffer leaves them, read as one. They are ordered by their first packet, whatever
 * their names; a piece that begins before another one ends is merged with it by time, as mergecap does, and what stands
 * in both, with the same time and octets, counts once. Pieces may be of any kind that a capture file is, each of its
 * own.
 *
 * A piece is open while its frames are due alone, at most IKT_STITCH_OPEN at once, so that memory does not grow with
 * their number. What cannot be read is said of its piece, and the others go on.
 */
#ifndef IKT_CAPTURE_STITCH_H
#define IKT_CAPTURE_STITCH_H

#include "capture_file.h"

#define IKT_STITCH_OPEN 16

/* In the order of their first packets, those without a packet last. */
struct ikt_piece {
    char *path;
    ikt_time first_time, last_time;   /* IKT_TIME_NONE: there was no packet */
    uint64_t first_frame, last_frame; /* numbers of its frames, those of repeated left out; 0: it has none */
    uint64_t first_number;            /* of the first of these, within its file */
    uint64_t packets;                 /* read from it, those of repeated too */
    uint64_t repeated;                /* that stand in an earlier one as well */
    uint64_t missing;                 /* pieces before it that are not there, by the numbers that dumpcap gives files */
    char *sha256;                     /* NULL: not known */
    char *error;                      /* why it was not read, or not to its end; NULL */
    char *remark;                     /* what nobody looked at; NULL */
    bool crowded;                     /* more pieces overlapped than are open at once: it came late */
};

/* They belong to one thread. */
struct ikt_stitch;

/*
 * Looks at the first packet of each of paths (of char *). Pipes and standard input are open from then on. filter and
 * hashed: as for ikt_capture_file_open. A file that is named twice, by whatever name, is taken once.
 */
struct ikt_stitch *ikt_stitch_new(const GPtrArray *paths, const struct ikt_capture_filter *filter, bool hashed);
void ikt_stitch_free(struct ikt_stitch *stitch); /* NULL is allowed */

/*
 * The next frame. Frames are counted over all pieces in the order they come in, those that a filter refused too: their
 * numbers are those of the whole capture. False at the end of all.
 */
bool ikt_stitch_next(struct ikt_stitch *stitch, struct ikt_frame *out);
/* What its file says of that frame besides. */
void ikt_stitch_origin(const struct ikt_stitch *stitch, struct ikt_capture_origin *out);

/* Their number does not change, what is in them does as they are read. */
guint ikt_stitch_count(const struct ikt_stitch *stitch);
const struct ikt_piece *ikt_stitch_piece(const struct ikt_stitch *stitch, guint place);
/* How many names were of a file that was named before. */
guint ikt_stitch_twice(const struct ikt_stitch *stitch);
/* How many were read to their end, or could not be. */
guint ikt_stitch_done(const struct ikt_stitch *stitch);
/* Octets of the files that were read so far; does more come as time passes? */
uint64_t ikt_stitch_frames(const struct ikt_stitch *stitch);
uint64_t ikt_stitch_others(const struct ikt_stitch *stitch);
uint64_t ikt_stitch_octets(const struct ikt_stitch *stitch);
bool ikt_stitch_live(const struct ikt_stitch *stitch);

#endif
