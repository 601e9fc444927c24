/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which message of its exchange a datagram is: by exchange type, direction, what came before, and payloads where they
 * can be read (RFC 2409 section 5).
 */
#ifndef IKT_TRACK_MESSAGE_POSITION_H
#define IKT_TRACK_MESSAGE_POSITION_H

#include "track/sa_state.h"

/* Phase 1 (main, aggressive, base), message ID 0: clear, decrypted or not. */
enum ikt_message_name ikt_position_phase1(const struct ikt_message *message, bool from_initiator);
/* Place 0..3 in a Quick Mode of a message that is no repetition; quick is NULL when it is the first of its message ID.
 */
unsigned ikt_position_quick(const struct ikt_quick_mode *quick, const struct ikt_message *message,
                            bool from_quick_initiator);
/* An informational by its payloads; one that no key opens is IKT_INFORMATIONAL. */
enum ikt_message_name ikt_position_informational(const struct ikt_message *message);
/* The error notify (type < 16384, RFC 2408 section 3.14.1) of a readable message, or NULL. */
const struct ikt_notify *ikt_position_error_notify(const struct ikt_message *message);
/* Is a notify of this type an error (RFC 2408 section 3.14.1)? */
bool ikt_position_is_error(uint16_t type);
/* Has a Quick Mode message nothing but a HASH, as its third? Where no key opens it, its length tells. */
bool ikt_position_is_third(const struct ikt_message *message);

#endif
