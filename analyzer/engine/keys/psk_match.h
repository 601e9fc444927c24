/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How well preshared keys fit a pair of peers.
 */
#ifndef IKT_KEYS_PSK_MATCH_H
#define IKT_KEYS_PSK_MATCH_H

#include "iketriage/message.h"
#include "keys/key.h"

/* Who one of the two peers is, as far as it is known. */
struct ikt_peer {
    struct ikt_address address;
    const struct ikt_identity *identity; /* ID payload that came in clear; NULL when none did */
};

struct ikt_peers {
    const struct ikt_peer *initiator, *responder;
};

/* Best first. */
enum ikt_psk_rank {
    IKT_PSK_BOTH,     /* both peers are named */
    IKT_PSK_ONE,      /* one is named, the other is left open */
    IKT_PSK_ANY,      /* made for every pair */
    IKT_PSK_UNCERTAIN /* one is named with a third party, or by a name not seen: worth a try, proves nothing */
};

struct ikt_psk_match {
    const struct ikt_key *key;
    enum ikt_psk_rank rank;
};

#define IKT_PSK_MATCHES_MAX 64

/* The best matches, best first, then in the order of the files; the worst falls out when there are too many. */
struct ikt_psk_matches {
    uint64_t most; /* selectors that may be looked at */

    size_t count;
    struct ikt_psk_match items[IKT_PSK_MATCHES_MAX];
    uint64_t looked_at;  /* selectors, and keys without any */
    bool left_out;       /* keys that may be for this pair */
    bool left_uncertain; /* likewise that are only IKT_PSK_UNCERTAIN */
};

/* A key of this rank is left out. */
void ikt_psk_matches_leave(struct ikt_psk_matches *matches, enum ikt_psk_rank rank);
/* False when the key is for others only. */
bool ikt_psk_rank(const struct ikt_key *key, const struct ikt_peers *peers, enum ikt_psk_rank *out);
/* A key that is there already stays where it is. */
void ikt_psk_matches_add(struct ikt_psk_matches *matches, const struct ikt_key *key, enum ikt_psk_rank rank);

#endif
