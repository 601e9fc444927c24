/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which notes stand in which frame. All of it lives in Wireshark's file scope. Most frames of a capture hold nothing,
 * most others one message, and only some more than that: memory goes by what there is.
 */
#ifndef IKT_PLUGIN_FRAMES_H
#define IKT_PLUGIN_FRAMES_H

#include "frame_notes.h"

/* What a frame shows besides messages. */
struct ikt_mark {
    struct ikt_note_findings *findings;  /* best first */
    struct ikt_note_exchange *exchanges; /* settled ones that began here */
};

struct ikt_frames;

struct ikt_frames *ikt_frames_new(void);
void ikt_frames_free(struct ikt_frames *frames);

/* A note for a message, all zero but its frame; nearly always of the newest frame. It stays where it is. */
struct ikt_note_message *ikt_frames_add(struct ikt_frames *frames, uint32_t frame);
/* NULL when there is none of this name. */
struct ikt_note_message *ikt_frames_find(struct ikt_frames *frames, uint64_t frame, enum ikt_message_name name);
/* Made when it is not there. */
struct ikt_mark *ikt_frames_mark(struct ikt_frames *frames, uint32_t frame);

/* What the frame shows, in scope; NULL: nothing. */
struct ikt_note_frame *ikt_frames_show(struct ikt_frames *frames, uint32_t frame, wmem_allocator_t *scope);
/* Every frame with a mark, rising. What is visited shows no messages. */
void ikt_frames_visit(const struct ikt_frames *frames,
                      void (*visit)(void *user, const struct ikt_note_frame *note, uint32_t frame), void *user);

#endif
