/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One capture as it is read: a file, or pieces of one that are stitched.
 */
#ifndef IKT_CAPTURE_READING_H
#define IKT_CAPTURE_READING_H

#include "stitch.h"

/* It belongs to one thread. */
struct ikt_reading;

/* As ikt_capture_file_open. */
struct ikt_reading *ikt_reading_open(const char *path, const struct ikt_capture_filter *filter, bool hashed,
                                     GError **error);
/* As ikt_stitch_new; what cannot be read is said of its piece. */
struct ikt_reading *ikt_reading_stitch(const GPtrArray *paths, const struct ikt_capture_filter *filter, bool hashed);
void ikt_reading_close(struct ikt_reading *reading); /* NULL is allowed */

/* The file, or how many pieces it has and the first one's name. Lives with the reading. */
const char *ikt_reading_name(const struct ikt_reading *reading);
/* NULL: it is no stitched one. */
const struct ikt_stitch *ikt_reading_pieces(const struct ikt_reading *reading);

/* The next frame; false at the end, with error as ikt_capture_file_next sets it (a stitched one sets none). */
bool ikt_reading_next(struct ikt_reading *reading, struct ikt_frame *out, GError **error);
/* What its file says of that frame besides. */
void ikt_reading_origin(const struct ikt_reading *reading, struct ikt_capture_origin *out);
bool ikt_reading_live(const struct ikt_reading *reading);
/* Frames of all files that were read so far, those that the filter refused as well. */
uint64_t ikt_reading_frames(const struct ikt_reading *reading);
/* Of these, records that hold no packet. */
uint64_t ikt_reading_others(const struct ikt_reading *reading);
/* Octets that were read so far; files that were read to their end. */
uint64_t ikt_reading_octets(const struct ikt_reading *reading);
guint ikt_reading_done(const struct ikt_reading *reading);
/* As of the capture file; NULL where it is stitched: each piece has its own. g_free. */
char *ikt_reading_remark(const struct ikt_reading *reading);
char *ikt_reading_sha256(struct ikt_reading *reading);

#endif
