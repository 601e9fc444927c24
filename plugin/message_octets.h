/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The octets of a message that was noted, and the message once more out of them.
 */
#ifndef IKT_PLUGIN_MESSAGE_OCTETS_H
#define IKT_PLUGIN_MESSAGE_OCTETS_H

#include "frame_notes.h"

/* Names and passwords of XAUTH are shown to nobody. octets: a copy of the message's own, from its first octet on. */
void ikt_octets_mask(const struct ikt_message *message, uint8_t *octets, size_t first);

/*
 * All of them, in the frame or in scope: header and payloads, of an opened message the plaintext. False where the frame
 * is not what it was.
 */
bool ikt_octets_of(const struct ikt_note_message *note, tvbuff_t *frame, wmem_allocator_t *scope,
                   struct ikt_bytes *out);
/* Never NULL; ikt_message_unref. */
struct ikt_message *ikt_octets_decode(const struct ikt_note_message *note, const uint8_t *octets, size_t length);

#endif
