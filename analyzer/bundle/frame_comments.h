/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said of each IKE frame of a capture, in the comment that a reader of the bundle's captures sees: which
 * message it is when it comes, and what its exchange's record adds. Bounded: what is over is counted, and not said.
 */
#ifndef IKT_BUNDLE_FRAME_COMMENTS_H
#define IKT_BUNDLE_FRAME_COMMENTS_H

#include <glib.h>

#include "iketriage/triage.h"

#define IKT_FRAME_COMMENTS_MAX 200000

struct ikt_frame_comments;

struct ikt_frame_comments *ikt_frame_comments_new(void);
void ikt_frame_comments_free(struct ikt_frame_comments *comments); /* NULL is allowed */
void ikt_frame_comments_message(struct ikt_frame_comments *comments, const struct ikt_message_event *event);
void ikt_frame_comments_phase1(struct ikt_frame_comments *comments, const struct ikt_phase1 *record);
void ikt_frame_comments_phase2(struct ikt_frame_comments *comments, const struct ikt_phase2 *record);
/* So much that was to be said of frames had no room. */
uint64_t ikt_frame_comments_more(const struct ikt_frame_comments *comments);
/* "QM1 (Quick Mode 1 of 3), refused in frame 8"; NULL: nothing is said of it. Lives until the next call that adds. */
const char *ikt_frame_comment(const struct ikt_frame_comments *comments, uint64_t frame);

#endif
