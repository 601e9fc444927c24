/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The memory of messages that nobody keeps, for later ones: a peer that repeats itself, or a copy that a mirror
 * makes, costs no allocation.
 */
#ifndef IKT_ISAKMP_MESSAGE_SPARE_H
#define IKT_ISAKMP_MESSAGE_SPARE_H

#include "base/arena.h"
#include "iketriage/message.h"

#define IKT_SPARE_SIZES 17

/* All zeros: there is none. */
struct ikt_message_spare {
    struct ikt_arena
        *arenas[IKT_SPARE_SIZES]; /* by size: of at least 1, 2, 4 octets and so on; larger ones are freed */
};

/* As ikt_message_decode, in spare memory where there is some of about the right size. spare may be NULL, below as well.
 */
struct ikt_message *ikt_message_decode_in(struct ikt_message_spare *spare, struct ikt_bytes octets, size_t wire_length);
/* As ikt_message_unref; the memory of a message that nobody else keeps becomes spare where there is none of its size.
 */
void ikt_message_unref_into(struct ikt_message_spare *spare, const struct ikt_message *message);
void ikt_message_spare_clear(struct ikt_message_spare *spare);

#endif
