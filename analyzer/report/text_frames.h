/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Frame numbers in a line of text: all of them while they are few, else the first ones, the last one and their count,
 * so that a peer that repeats itself for hours does not push everything else off the screen.
 */
#ifndef IKT_REPORT_TEXT_FRAMES_H
#define IKT_REPORT_TEXT_FRAMES_H

#include <glib.h>
#include <stdint.h>

#define IKT_TEXT_FRAMES_SHOWN 6

struct ikt_text_frames {
    uint64_t shown[IKT_TEXT_FRAMES_SHOWN];
    uint64_t last;
    uint64_t count;
};

/* Begin with a list of zeros. */
void ikt_text_frames_add(struct ikt_text_frames *list, uint64_t frame);
/* "1, 2, 4" or "1, 2, 4, 7, 9, 12 ... 4711 (85 in all)". */
void ikt_text_frames_append(GString *text, const struct ikt_text_frames *list);

#endif
