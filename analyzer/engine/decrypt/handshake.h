/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What phase 1 showed in clear, kept for the formulas: of every value the first that came. A later message that says
 * otherwise (forged, or of another attempt under the same cookies) changes nothing.
 */
#ifndef IKT_DECRYPT_HANDSHAKE_H
#define IKT_DECRYPT_HANDSHAKE_H

#include "crypto/keymat.h"
#include "iketriage/message.h"
#include "keys/keyring.h"

enum {
    IKT_INITIATOR,
    IKT_RESPONDER,
    IKT_SIDES
};

/* What phase 1 agreed on. In a guess the last two may be IKT_ABSENT: not known. */
struct ikt_choice {
    int encryption, key_bits, hash, group, authentication;
};

struct ikt_handshake {
    uint8_t cookie[IKT_SIDES][IKT_COOKIE_SIZE];
    bool has_responder_cookie;
    bool has_choice; /* the next is known, or a guess at it */
    struct ikt_choice choice;
    /* Views of the kept messages, empty while not seen. */
    struct ikt_bytes sa;                               /* SAi_b */
    struct ikt_bytes ke[IKT_SIDES];                    /* g^xi, g^xr */
    struct ikt_bytes nonce[IKT_SIDES];                 /* Ni_b, Nr_b */
    const struct ikt_message *kept[1 + 2 * IKT_SIDES]; /* referenced: one a value at most */
    unsigned kept_count;
    const struct ikt_message *offer_message; /* that has SAi in clear, referenced; NULL while not seen */
    const struct ikt_sa *offer;
    /* messages whose ID payload came in clear (aggressive mode), referenced */
    const struct ikt_message *id_message[IKT_SIDES];
    const struct ikt_payload *id[IKT_SIDES];
};

/* How SKEYID is made, RFC 2409 section 5. */
enum ikt_skeyid_method {
    IKT_SKEYID_BY_PSK,
    IKT_SKEYID_BY_SIGNATURE,
    IKT_SKEYID_BY_EITHER,  /* the method is not known */
    IKT_SKEYID_UNSUPPORTED /* encrypted nonces */
};

void ikt_handshake_init(struct ikt_handshake *handshake, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE]);
void ikt_handshake_clear(struct ikt_handshake *handshake);
/* A clear message of phase 1. Returns whether anything was new. */
bool ikt_handshake_learn(struct ikt_handshake *handshake, unsigned side, const struct ikt_message *message);
/* Any message of the SA: the responder's cookie. Returns whether it was new. */
bool ikt_handshake_learn_cookie(struct ikt_handshake *handshake, const struct ikt_message *message);

/* The answer was not captured: what it may have chosen; NULL takes it back. */
void ikt_handshake_guess(struct ikt_handshake *handshake, const struct ikt_choice *choice);
struct ikt_choice ikt_handshake_choice_of(const struct ikt_transform *transform);

enum ikt_skeyid_method ikt_handshake_method(const struct ikt_handshake *handshake);
/* Both KE payloads, both nonces and both cookies are there. */
bool ikt_handshake_is_complete(const struct ikt_handshake *handshake);
/* Views; what is not known is empty. */
struct ikt_phase1_values ikt_handshake_values(const struct ikt_handshake *handshake);

#endif
