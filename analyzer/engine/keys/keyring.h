/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a keyring holds and how it is asked. Keys are found by initiator cookie (secrets of one SA) or by the two peers
 * (preshared keys); no question walks over all keys, so that many SAs with many keys stay cheap.
 * A key lives as long as its keyring and never changes.
 */
#ifndef IKT_KEYS_KEYRING_H
#define IKT_KEYS_KEYRING_H

#include "iketriage/keys.h"
#include "iketriage/message.h"
#include "secret.h"

enum ikt_key_kind {
    IKT_KEY_PSK,
    IKT_KEY_DH_SECRET,  /* g^xy */
    IKT_KEY_DH_PRIVATE, /* x, of either side */
    IKT_KEY_SKEYID,
    IKT_KEY_SKEYID_D,
    IKT_KEY_SKEYID_A,
    IKT_KEY_SKEYID_E,
    IKT_KEY_KA /* the cipher key itself */
};

enum ikt_selector_kind {
    IKT_SELECTOR_ANY,    /* %any, %any6, 0.0.0.0: every peer */
    IKT_SELECTOR_PREFIX, /* an address is a prefix of full length */
    IKT_SELECTOR_NAME    /* FQDN, user FQDN, key ID: compared with identities */
};

struct ikt_selector {
    enum ikt_selector_kind kind;
    struct ikt_address address;
    unsigned bits;
    char *name; /* of a NAME, the marks around it ("@", "[...]") taken off; else NULL */
};

struct ikt_key {
    enum ikt_key_kind kind;
    struct ikt_secret *secret;
    char *origin;   /* "file:line" */
    size_t ordinal; /* in the order given */

    /* A preshared key: whom it is for. None: every pair. */
    size_t selector_count;
    struct ikt_selector *selectors;

    /* A secret of one ISAKMP SA, or with a message ID of one Quick Mode under it (PFS). */
    uint8_t cookie[IKT_COOKIE_SIZE];
    bool has_message_id;
    uint32_t message_id;
};

/* Takes secret, selectors and what they hold. */
void ikt_keyring_take(struct ikt_keyring *keyring, struct ikt_key *key);
struct ikt_key *ikt_key_new(enum ikt_key_kind kind, const char *file, unsigned line);
void ikt_key_free(struct ikt_key *key);

/* Who the two peers are, as far as it is known. */
struct ikt_peer {
    struct ikt_address address;
    const struct ikt_identity *identity; /* ID payload that came in clear; NULL when none did */
};

/* How well a preshared key fits a pair of peers, best first. */
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

/* The best preshared keys for a pair, best first, then in the order given. Returns how many were written. */
size_t ikt_keyring_psks(const struct ikt_keyring *keyring, const struct ikt_peer *initiator,
                        const struct ikt_peer *responder, struct ikt_psk_match out[static IKT_PSK_MATCHES_MAX]);
/* Secrets that name this initiator cookie, those of its Quick Modes included: struct ikt_key. NULL when none do. */
const GPtrArray *ikt_keyring_of_cookie(const struct ikt_keyring *keyring, const uint8_t cookie[static IKT_COOKIE_SIZE]);

#endif
