/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a decoded message takes of memory, many times its octets where it proposes much: for who keeps messages and has
 * so much room for them.
 */
#ifndef IKT_ISAKMP_MESSAGE_ROOM_H
#define IKT_ISAKMP_MESSAGE_ROOM_H

#include "iketriage/message.h"

/* In octets; NULL takes none. */
size_t ikt_message_room(const struct ikt_message *message);
/* Has anybody a reference but the caller, who has one? */
bool ikt_message_is_kept(const struct ikt_message *message);

#endif
