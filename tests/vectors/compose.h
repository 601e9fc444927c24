/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages put together by hand.
 */
#ifndef VECTORS_COMPOSE_H
#define VECTORS_COMPOSE_H

#include <glib.h>

#include "iketriage/message.h"

/* A payload with its generic header. next: the type of the one behind it. */
void compose_payload(GByteArray *to, uint8_t next, const void *body, size_t length);
/* Header and payloads between the cookies 0102030405060708 and 0909090909090909; takes payloads. */
struct ikt_message *compose_message(uint8_t exchange, uint8_t flags, uint32_t message_id, uint8_t first,
                                    GByteArray *payloads);

#endif
