/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What libgcrypt does for the anonymizer, here alone.
 */
#ifndef IKT_ANONYMIZE_DIGESTS_H
#define IKT_ANONYMIZE_DIGESTS_H

#include "iketriage/bytes.h"

#define IKT_DIGEST_SIZE 32 /* of SHA-256 */
#define IKT_DIGEST_MAX  64
#define IKT_BLOCK_SIZE  16 /* of AES */

/* HMAC-SHA-256 under one key; for one thread. NULL: there is none. */
struct ikt_keyed_digest;
struct ikt_keyed_digest *ikt_keyed_digest_new(const uint8_t key[static IKT_DIGEST_SIZE]);
void ikt_keyed_digest_free(struct ikt_keyed_digest *digest); /* NULL is allowed */
/* Of what, its NUL, and the octets. */
void ikt_keyed_digest_of(const struct ikt_keyed_digest *digest, const char *what, struct ikt_bytes octets,
                         uint8_t out[static IKT_DIGEST_SIZE]);
void ikt_digest_sha256(struct ikt_bytes octets, uint8_t out[static IKT_DIGEST_SIZE]);
/* By the hash whose result is so long: MD5, SHA-1, SHA-256, SHA-384, SHA-512. False: none is. */
bool ikt_digest_of_length(size_t length, struct ikt_bytes octets, uint8_t out[static IKT_DIGEST_MAX]);
void ikt_digest_random(uint8_t *out, size_t size);

/* AES-128, each block by itself. NULL: there is none. */
struct ikt_block_cipher;
struct ikt_block_cipher *ikt_block_cipher_new(const uint8_t key[static IKT_BLOCK_SIZE]);
void ikt_block_cipher_free(struct ikt_block_cipher *cipher); /* NULL is allowed */
void ikt_block_cipher_encrypt(const struct ikt_block_cipher *cipher, const uint8_t *in, uint8_t *out, size_t blocks);

#endif
