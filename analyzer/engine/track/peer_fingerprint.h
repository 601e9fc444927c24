/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which product a peer is: by its vendor IDs, else by what only some products do.
 */
#ifndef IKT_TRACK_PEER_FINGERPRINT_H
#define IKT_TRACK_PEER_FINGERPRINT_H

#include "iketriage/exchange.h"

struct ikt_fingerprint {
    enum ikt_vendor vendor;
    bool guessed;     /* by behaviour, not by a vendor ID */
    const char *name; /* static; NULL when unknown */
    char *evidence;   /* in words, owned; NULL when unknown */
};

void ikt_fingerprint_clear(struct ikt_fingerprint *fingerprint);
/* A sender's vendor IDs. A VID that names a product beats a guess from their order. */
void ikt_fingerprint_learn_vendor(struct ikt_fingerprint *fingerprint, const struct ikt_message *message,
                                  bool from_initiator);
/* The form of an error notify. A guess, kept only where nothing else is known. */
void ikt_fingerprint_learn_notify(struct ikt_fingerprint *fingerprint, const struct ikt_notify *notify);
/* The times between the retransmissions of this sender. A guess, kept only where nothing else is known. */
void ikt_fingerprint_learn_timers(struct ikt_fingerprint *fingerprint, const struct ikt_seen *seen, size_t count,
                                  const struct ikt_address *sender);

#endif
