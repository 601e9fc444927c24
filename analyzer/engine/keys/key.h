/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One key of a key file: a preshared key and whom it is for, or a secret of one ISAKMP SA.
 */
#ifndef IKT_KEYS_KEY_H
#define IKT_KEYS_KEY_H

#include "crypto/crypto.h"
#include "crypto/secret.h"
#include "iketriage/isakmp.h"

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

/* The rings of keys that are found by the same name. */
enum ikt_key_name {
    IKT_KEY_BY_NAME, /* cookie, message ID, or both */
    IKT_KEY_BY_IV,
    IKT_KEY_LINKS
};

/* Owns what it points to, but for its links, which are the keyring's. Never changes once a keyring has it. */
struct ikt_key {
    enum ikt_key_kind kind : 8;              /* small ones together: there are hundreds of thousands of these */
    bool has_cookie : 1, has_message_id : 1; /* see below */
    uint8_t initial_iv_length;               /* 0: not known */
    unsigned line;                           /* of its file */
    uint32_t ordinal;                        /* in the order given */
    uint32_t message_id;
    struct ikt_secret *secret;
    char *file;   /* a GRefString that all keys of a file share */
    char *origin; /* ikt_key_origin's */

    /* A preshared key: whom it is for. None: every pair. */
    unsigned selector_count;
    uint16_t places[IKT_KEY_LINKS]; /* in each ring, from 1 */
    struct ikt_selector *selectors;

    /*
     * A secret of one ISAKMP SA, known by its initiator cookie or by its initial IV; or with a message ID of one Quick
     * Mode (PFS). Out of a log it may be known by nothing.
     */
    uint8_t cookie[IKT_COOKIE_SIZE];
    uint8_t initial_iv[IKT_BLOCK_MAX];
    struct ikt_key *next[IKT_KEY_LINKS]; /* in each ring; after the last comes the first */
};

/* file, line: where it was read; file is a GRefString, and referenced. Never NULL. */
struct ikt_key *ikt_key_new(enum ikt_key_kind kind, char *file, unsigned line);
void ikt_key_free(struct ikt_key *key); /* wipes; NULL is allowed */
/* "file:line", as long as the key; made when it is asked for first, from any thread. */
const char *ikt_key_origin(const struct ikt_key *key);
/* Octets of memory that it takes. */
size_t ikt_key_size(const struct ikt_key *key);
/* Is a secret bound to one SA, or is it one of those that may be any SA's? */
bool ikt_key_is_bound(const struct ikt_key *key);
/* A selector for prefix/bits: bits 0, or the unspecified address in full length, mean every peer. */
void ikt_selector_set_prefix(struct ikt_selector *selector, unsigned bits);
/* Is it for one address? */
bool ikt_selector_is_host(const struct ikt_selector *selector);
/* What is wrong with a secret of this kind and of so many octets; NULL when nothing is. */
const char *ikt_key_length_error(enum ikt_key_kind kind, size_t length);

#endif
