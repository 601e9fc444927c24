/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An IKE message as it would have been in clear, in an IP packet of its own: for readers without keys. Addresses and
 * ports are those of the packet it came in; the packet has no link layer.
 */
#ifndef IKT_BUNDLE_CLEAR_MESSAGE_H
#define IKT_BUNDLE_CLEAR_MESSAGE_H

#include <glib.h>

#include "iketriage/triage.h"

/*
 * Appends the IPv4 or IPv6 packet: UDP, the non-ESP marker where a port is 4500 (RFC 3948), the ISAKMP header without
 * its encryption bit, the payloads without their padding. show_secrets: false: the values of XAUTH attributes (names of
 * users, passwords, challenges and their answers) are asterisks. False, and nothing appended, where the message was not
 * read, or its peers have no address.
 */
bool ikt_clear_message_put(GString *out, const struct ikt_message_event *event, bool show_secrets);

#endif
