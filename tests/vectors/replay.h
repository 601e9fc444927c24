/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ISAKMP messages out of a capture, by their cookie: for tests of decryption that want no engine around them.
 */
#ifndef IKT_TESTS_VECTORS_REPLAY_H
#define IKT_TESTS_VECTORS_REPLAY_H

#include <glib.h>

#include "iketriage/message.h"

/* Every packet of a capture file, as GBytes. */
GPtrArray *replay_packets(const char *path);
/* From 16 hex digits. */
void replay_cookie(const char *hex, uint8_t out[static IKT_COOKIE_SIZE]);
/*
 * The ISAKMP message in a packet: it begins with its own cookie, whatever lies below. As long as its header says, or as
 * the packet is where it was cut. NULL when the cookie is not there.
 */
GBytes *replay_message(GBytes *packet, const uint8_t cookie[static IKT_COOKIE_SIZE]);

#endif
