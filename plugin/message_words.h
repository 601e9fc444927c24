/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a message is, in as few words as engineers write it.
 */
#ifndef IKT_PLUGIN_MESSAGE_WORDS_H
#define IKT_PLUGIN_MESSAGE_WORDS_H

#include "frame_notes.h"

/* Packet scope. */
struct ikt_message_words {
    const char *name;     /* "QM2", "R-U-THERE 7", "DELETE ESP 0x4d1107a7" */
    const char *networks; /* "10.1.5.0/24 <-> 10.2.5.0/24", of message 2 of a Quick Mode; NULL: not read, or none */
};

struct ikt_message_words ikt_message_words(const struct ikt_note_message *note, tvbuff_t *frame,
                                           const packet_info *pinfo);

#endif
