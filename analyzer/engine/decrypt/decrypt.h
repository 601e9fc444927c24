/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decryption of one ISAKMP SA. The decryptor learns from the clear messages of phase 1, derives candidate keys from the
 * keyring, and opens encrypted messages. It keeps the IV chains: IVs are proposed and confirmed by a verified HASH or
 * a well-formed chain, never simply advanced. Retransmissions must not be offered (the caller recognises them on the
 * ciphertext). Each side may encrypt under keys of its own (another preshared key).
 */
#ifndef IKT_DECRYPT_DECRYPT_H
#define IKT_DECRYPT_DECRYPT_H

#include "iketriage/exchange.h"
#include "iketriage/keys.h"
#include "iketriage/message.h"
#include "keys/key_work.h"

struct ikt_decryptor;

/*
 * initiator and responder are the ISAKMP SA's, addresses select preshared keys. work is the capture's, and is
 * referenced.
 */
struct ikt_decryptor *ikt_decryptor_new(struct ikt_key_work *work,
                                        const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                                        const struct ikt_endpoint *initiator, const struct ikt_endpoint *responder);
void ikt_decryptor_free(struct ikt_decryptor *decryptor); /* wipes; NULL is allowed */

/*
 * A clear phase 1 message, first occurrence only: SA (offer, choice: cipher, key length, hash, PRF, group, method), KE,
 * NONCE, ID, HASH (aggressive mode). Returns what is known of it: IKT_DECRYPTION_VERIFIED when a HASH in clear
 * (aggressive 2 and 3) verified under a preshared key, else IKT_DECRYPTION_CLEARTEXT.
 */
enum ikt_decryption ikt_decryptor_learn(struct ikt_decryptor *decryptor, bool from_initiator,
                                        const struct ikt_message *message);

struct ikt_opened {
    enum ikt_decryption decryption; /* never IKT_DECRYPTION_CLEARTEXT */
    struct ikt_message *message;    /* opened form, a reference for the caller; NULL when it was not decrypted */
    unsigned number;                /* which message of its Quick Mode, 1 for the first; 0: nothing tells */
    bool untried;                   /* it did not open, or not whole, and might have if more were kept or tried */
};

/*
 * Open an encrypted message (not a retransmission). Handles every exchange type by message ID; the exchanges' nonces
 * (Ni_b, Nr_b for HASH(2), HASH(3)) are kept inside.
 */
struct ikt_opened ikt_decryptor_open(struct ikt_decryptor *decryptor, bool from_initiator,
                                     const struct ikt_message *message);

/* "file:line" of the preshared key that this side's messages verified under; NULL when none did. */
const char *ikt_decryptor_psk(const struct ikt_decryptor *decryptor, bool of_initiator);
/* Did the two sides verify under different preshared keys? */
bool ikt_decryptor_psk_differs(const struct ikt_decryptor *decryptor);
/* Was a HASH of aggressive mode, in clear, made with none of the preshared keys that were given for the two? */
bool ikt_decryptor_hash_refutes(const struct ikt_decryptor *decryptor);
/*
 * Of an SA whose keys do not fit: "file:line" of those that were given for it, the first IKT_REFUTED_MAX. Returns how
 * many there are. They live as long as the keyring.
 */
size_t ikt_decryptor_refuted(const struct ikt_decryptor *decryptor, const char *out[static IKT_REFUTED_MAX]);
/* What stood in the way of decryption. Not const: what was learned last may have to be worked in. */
enum ikt_missing_key ikt_decryptor_missing(struct ikt_decryptor *decryptor);
/* Cipher block and hash size of the ISAKMP SA, 0 when not known: for size arithmetic on messages that stay encrypted.
 */
unsigned ikt_decryptor_block_size(const struct ikt_decryptor *decryptor);
unsigned ikt_decryptor_hash_size(const struct ikt_decryptor *decryptor);

/* The cipher key that a side's messages opened under; NULL: none did. As long as nothing more is learned or opened. */
const struct ikt_secret *ikt_decryptor_ka(const struct ikt_decryptor *decryptor, bool of_initiator);
/* Likewise SKEYID_d, which the keys of its IPsec SAs are made of; NULL when it is not known. */
const struct ikt_secret *ikt_decryptor_skeyid_d(const struct ikt_decryptor *decryptor);
/* Append what was given of a Quick Mode's own secrets (PFS): struct ikt_key, not owned. */
void ikt_decryptor_quick_secrets(const struct ikt_decryptor *decryptor, uint32_t message_id, GPtrArray *out);
/* Where secrets of this SA stand; they go before it does. */
struct ikt_vault *ikt_decryptor_vault(const struct ikt_decryptor *decryptor);
/* g^xy out of a private exponent that was given; see ikt_key_work_dh_secret. */
struct ikt_secret *ikt_decryptor_dh_secret(struct ikt_decryptor *decryptor, const struct ikt_key *key, int group,
                                           const struct ikt_bytes ke[static 2], bool *too_dear);
const uint8_t *ikt_decryptor_cookie(const struct ikt_decryptor *decryptor); /* the initiator's */
int ikt_decryptor_hash(const struct ikt_decryptor *decryptor);              /* IKT_HASH_*, IKT_ABSENT: not known */

#endif
