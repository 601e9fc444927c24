/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Negotiations that fail alike are told in the same words but for addresses, frames and message ID. With these taken
 * out, thousands of findings share one text. What is put back is the text, to the octet, whatever it was.
 */
#ifndef IKT_PLUGIN_TEXT_DEDUP_H
#define IKT_PLUGIN_TEXT_DEDUP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What differs. Texts are addresses, NULL: none. */
struct ikt_particulars {
    const char *initiator, *responder;
    bool has_message_id;
    uint32_t message_id;
    size_t frame_count;
    const uint32_t *frames;
};

/* Appends the shape of text. */
void ikt_shape_take(GString *out, const char *text, const struct ikt_particulars *particulars);
/* Appends the text of a shape that was taken with the same particulars. */
void ikt_shape_fill(GString *out, const char *shape, const struct ikt_particulars *particulars);

#endif
