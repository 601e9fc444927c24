/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The octets of an IKE message as it would have been in clear: without its encryption bit and its padding. For the
 * bundle, and for what the Wireshark plugin exports.
 */
#ifndef IKT_BUNDLE_CLEAR_OCTETS_H
#define IKT_BUNDLE_CLEAR_OCTETS_H

#include <glib.h>

#include "iketriage/message.h"

/*
 * show_secrets: false: the values of XAUTH attributes (names of users, passwords, challenges and their answers) are
 * asterisks, and the HASH of a phase 1 that was encrypted is zeros. g_free. NULL where the message was not read.
 */
uint8_t *ikt_clear_octets(const struct ikt_message *message, bool show_secrets, size_t *length);

#endif
