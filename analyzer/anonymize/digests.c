/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "digests.h"

#include <gcrypt.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

struct ikt_keyed_digest {
    gcry_md_hd_t handle;
};

struct ikt_block_cipher {
    gcry_cipher_hd_t handle;
};

struct ikt_keyed_digest *ikt_keyed_digest_new(const uint8_t key[static IKT_DIGEST_SIZE])
{
    struct ikt_keyed_digest *digest = g_new0(struct ikt_keyed_digest, 1);
    if (gcry_md_open(&digest->handle, GCRY_MD_SHA256, GCRY_MD_FLAG_HMAC) == 0 &&
        gcry_md_setkey(digest->handle, key, IKT_DIGEST_SIZE) == 0)
        return digest;
    ikt_keyed_digest_free(digest);
    return NULL;
}

void ikt_keyed_digest_free(struct ikt_keyed_digest *digest)
{
    if (!digest)
        return;
    gcry_md_close(digest->handle);
    g_free(digest);
}

/* One handle for all, whose key is hashed once. */
void ikt_keyed_digest_of(const struct ikt_keyed_digest *digest, const char *what, struct ikt_bytes octets,
                         uint8_t out[static IKT_DIGEST_SIZE])
{
    gcry_md_reset(digest->handle);
    gcry_md_write(digest->handle, what, strlen(what) + 1);
    gcry_md_write(digest->handle, octets.data, octets.length);
    memcpy(out, gcry_md_read(digest->handle, GCRY_MD_SHA256), IKT_DIGEST_SIZE);
}

void ikt_digest_sha256(struct ikt_bytes octets, uint8_t out[static IKT_DIGEST_SIZE])
{
    gcry_md_hash_buffer(GCRY_MD_SHA256, out, octets.data, octets.length);
}

bool ikt_digest_of_length(size_t length, struct ikt_bytes octets, uint8_t out[static IKT_DIGEST_MAX])
{
    static const int known[] = {GCRY_MD_MD5, GCRY_MD_SHA1, GCRY_MD_SHA256, GCRY_MD_SHA384, GCRY_MD_SHA512};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
        if (gcry_md_get_algo_dlen(known[i]) != length)
            continue;
        gcry_md_hash_buffer(known[i], out, octets.data, octets.length);
        return true;
    }
    return false;
}

/* From the kernel: once libgcrypt's own generator runs, each handle that is opened asks the system for its clocks. */
void ikt_digest_random(uint8_t *out, size_t size)
{
    if (getentropy(out, size) != 0)
        gcry_randomize(out, size, GCRY_STRONG_RANDOM);
}

struct ikt_block_cipher *ikt_block_cipher_new(const uint8_t key[static IKT_BLOCK_SIZE])
{
    struct ikt_block_cipher *cipher = g_new0(struct ikt_block_cipher, 1);
    if (gcry_cipher_open(&cipher->handle, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_ECB, 0) == 0 &&
        gcry_cipher_setkey(cipher->handle, key, IKT_BLOCK_SIZE) == 0)
        return cipher;
    ikt_block_cipher_free(cipher);
    return NULL;
}

void ikt_block_cipher_free(struct ikt_block_cipher *cipher)
{
    if (!cipher)
        return;
    gcry_cipher_close(cipher->handle);
    g_free(cipher);
}

void ikt_block_cipher_encrypt(const struct ikt_block_cipher *cipher, const uint8_t *in, uint8_t *out, size_t blocks)
{
    (void)gcry_cipher_encrypt(cipher->handle, out, blocks * IKT_BLOCK_SIZE, in, blocks * IKT_BLOCK_SIZE);
}
