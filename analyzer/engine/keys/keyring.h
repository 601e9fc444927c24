/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a keyring holds and how it is asked. Keys are found by initiator cookie or initial IV (secrets of one SA) or by
 * the two peers (preshared keys); no question walks over all keys, so that many SAs with many keys stay cheap.
 * A key lives as long as its keyring and never changes.
 */
#ifndef IKT_KEYS_KEYRING_H
#define IKT_KEYS_KEYRING_H

#include "crypto/crypto.h"
#include "iketriage/keys.h"
#include "iketriage/message.h"
#include "crypto/secret.h"

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

    /*
     * A secret of one ISAKMP SA, known by its initiator cookie or by its initial IV; or with a message ID of one Quick
     * Mode (PFS). Out of a log it may be known by nothing.
     */
    bool has_cookie;
    uint8_t cookie[IKT_COOKIE_SIZE];
    size_t initial_iv_length; /* 0: not known */
    uint8_t initial_iv[IKT_BLOCK_MAX];
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

/* An ISAKMP SA, to find its secrets by. */
struct ikt_sa_name {
    const uint8_t *cookie;       /* the initiator's */
    struct ikt_bytes initial_iv; /* hash(g^xi | g^xr), empty when not known */
};
#define IKT_UNBOUND_MAX 16

/*
 * Append the SA's own secrets (not those of its Quick Modes) to out: struct ikt_key, not owned. Of secrets that nothing
 * is known by, the first IKT_UNBOUND_MAX of each kind come with every SA.
 */
void ikt_keyring_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, GPtrArray *out);
/* Likewise the secrets of one of its Quick Modes. */
void ikt_keyring_quick_secrets(const struct ikt_keyring *keyring, const struct ikt_sa_name *sa, uint32_t message_id,
                               GPtrArray *out);
/* Is a secret bound to this SA, or is it one of those that may be any SA's? */
bool ikt_key_is_bound(const struct ikt_key *key);

#endif
