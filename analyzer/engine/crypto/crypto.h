/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The cryptographic primitives of IKE, on libgcrypt, which is used nowhere else. Algorithms go by their IKE numbers
 * (IKT_HASH_*, IKT_ENCRYPTION_*). The program initialises libgcrypt; every failure of it comes out as "false", NULL or
 * an empty digest: an algorithm that the machine's policy forbids (MD5 in FIPS mode) is like one that is not known.
 */
#ifndef IKT_CRYPTO_CRYPTO_H
#define IKT_CRYPTO_CRYPTO_H

#include "crypto/secret.h"

#define IKT_DIGEST_MAX 64 /* SHA2-512 */
#define IKT_BLOCK_MAX  16 /* AES, Camellia */

/* length 0: the digest could not be made. */
struct ikt_digest {
    size_t length;
    uint8_t octets[IKT_DIGEST_MAX];
};
bool ikt_digest_equal(const struct ikt_digest *digest, struct ikt_bytes bytes);

#define IKT_HASH_PARTS_MAX 8
/* hash(parts[0] | parts[1] | ...), of IKT_HASH_PARTS_MAX at most; nothing of it is secret. */
struct ikt_digest ikt_crypto_hash(int hash, const struct ikt_bytes *parts, size_t count);
/* HMAC with the negotiated hash: the prf of RFC 2409 section 4 where no PRF attribute names another. */
struct ikt_digest ikt_crypto_prf(int hash, struct ikt_bytes key, const struct ikt_bytes *parts, size_t count);
bool ikt_crypto_knows_hash(int hash);

/* CBC decryption with one open handle, rekeyed as often as needed. */
struct ikt_cipher;

/* key_bits as negotiated, <= 0 when the Key-Length attribute was absent. NULL: not supported. The key that it gets
 * stands in memory that libgcrypt locks, where it has some: that is searched slowly, so that few of these are good to
 * have. */
struct ikt_cipher *ikt_cipher_new(int encryption, int key_bits);
/* Is it what ikt_cipher_new would make? */
bool ikt_cipher_is(const struct ikt_cipher *cipher, int encryption, int key_bits);
void ikt_cipher_free(struct ikt_cipher *cipher); /* NULL is allowed */
unsigned ikt_cipher_block_size(const struct ikt_cipher *cipher);
unsigned ikt_cipher_key_size(const struct ikt_cipher *cipher); /* bytes */
/* key has ikt_cipher_key_size bytes. Weak DES keys are taken: they were negotiated. */
bool ikt_cipher_set_key(struct ikt_cipher *cipher, struct ikt_bytes key);
/* How many keys it has got so far: who shares it knows by that whether it still has his. */
uint64_t ikt_cipher_keys(const struct ikt_cipher *cipher);
/* iv has block size bytes; in is a multiple of the block size; out has room for in.length. */
bool ikt_cipher_decrypt(struct ikt_cipher *cipher, const uint8_t *iv, struct ikt_bytes in, uint8_t *out);

/* base^exponent mod prime, as long as prime. NULL for values that no peer may send (base 0, 1 or >= prime - 1). */
struct ikt_secret *ikt_crypto_power(struct ikt_vault *vault, struct ikt_bytes prime, struct ikt_bytes base,
                                    struct ikt_bytes exponent);

/*
 * scalar * point on one of libgcrypt's curves, as x | y with so many bytes of either coordinate. point: likewise, empty
 * for the curve's base point. NULL for a point that is not on the curve, for a result at infinity, and for an unknown
 * curve.
 */
struct ikt_secret *ikt_crypto_multiply(struct ikt_vault *vault, const char *curve, size_t length,
                                       struct ikt_bytes point, struct ikt_bytes scalar);

#endif
