/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The memory of messages that nobody keeps, for later ones: what repeats itself costs no allocation, and a negotiation
 * that ends leaves its memory to the next one. It belongs to one thread, and is there for as long as who releases
 * messages: the engine itself. Others, who may keep a message longer, have ikt_message_unref.
 */
#ifndef IKT_ISAKMP_MESSAGE_SPARE_H
#define IKT_ISAKMP_MESSAGE_SPARE_H

#include "base/arena.h"
#include "iketriage/message.h"

#define IKT_SPARE_STEP  64 /* octets: sizes of small ones are multiples of it ... */
#define IKT_SPARE_STEPS 48 /* ... so many at most */
#define IKT_SPARE_EACH  64 /* small ones of a size */
#define IKT_SPARE_SIZES 17

/* All zeros: there is none. */
struct ikt_message_spare {
    struct ikt_arena *small[IKT_SPARE_STEPS][IKT_SPARE_EACH];
    unsigned char counts[IKT_SPARE_STEPS];
    /* Larger ones, by size: of at least 1, 2, 4 octets and so on; still larger ones are freed. */
    struct ikt_arena *large[IKT_SPARE_SIZES];
};

/* An empty arena whose first block holds so much, or somewhat more. spare may be NULL, everywhere. */
struct ikt_arena *ikt_message_spare_take(struct ikt_message_spare *spare, size_t octets);
void ikt_message_spare_put(struct ikt_message_spare *spare, struct ikt_arena *arena);
void ikt_message_spare_clear(struct ikt_message_spare *spare);

/* As ikt_message_decode and ikt_message_open, in spare memory where there is some; the latter in that of encrypted. */
struct ikt_message *ikt_message_decode_in(struct ikt_message_spare *spare, struct ikt_bytes octets, size_t wire_length);
struct ikt_message *ikt_message_open_beside(const struct ikt_message *encrypted, struct ikt_bytes plaintext,
                                            uint8_t first_payload);
/* As ikt_message_unref; the memory of what nobody else keeps becomes spare. */
void ikt_message_release(const struct ikt_message *message);

#endif
