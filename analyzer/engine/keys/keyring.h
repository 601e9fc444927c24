/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a keyring is asked. Keys are found by initiator cookie or initial IV (secrets of one SA) or by the two peers
 * (preshared keys); no question walks over all keys, so that many SAs with many keys stay cheap.
 * A key lives as long as its keyring and never changes.
 */
#ifndef IKT_KEYS_KEYRING_H
#define IKT_KEYS_KEYRING_H

#include "iketriage/keys.h"
#include "keys/key_file.h"
#include "keys/psk_match.h"

/* The best preshared keys for a pair, best first, then in the order given. Of out only the member most is read.
 * Returns out->count. */
size_t ikt_keyring_psks(const struct ikt_keyring *keyring, const struct ikt_peer *initiator,
                        const struct ikt_peer *responder, struct ikt_psk_matches *out);

/* An ISAKMP SA, to find its secrets by. */
struct ikt_sa_name {
    const uint8_t *cookie;       /* the initiator's */
    struct ikt_bytes initial_iv; /* hash(g^xi | g^xr), empty when not known */
};
#define IKT_UNBOUND_MAX 16

/*
 * Append the SA's own secrets (not those of its Quick Modes) to out: const struct ikt_key, not owned. Of secrets that
 * nothing is known by, the first IKT_UNBOUND_MAX of each kind come with every SA. Returns whether there were more.
 */
bool ikt_keyring_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, GPtrArray *out);
/* Likewise the secrets of one of its Quick Modes. */
void ikt_keyring_quick_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, uint32_t message_id,
                               GPtrArray *out);

/* Where the secrets of its keys stand: for who reads key files into it, and to count those of others with them. */
struct ikt_vault *ikt_keyring_vault(const struct ikt_keyring *keyring);

/* Octets that keys take: those of 100,000 ISAKMP SAs out of a log take less. */
#define IKT_KEYRING_KEPT ((size_t)144 << 20)
/* So many octets further keys may take. */
size_t ikt_keyring_room(const struct ikt_keyring *keyring);
/* Takes the keys of a file that was read, its room becomes the keyring's, and what was left out is remarked. */
void ikt_keyring_take(struct ikt_keyring *keyring, struct ikt_key_file *file);

#endif
