/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crypto/crypto.h"

#include <string.h>

#include <gcrypt.h>
#include <glib.h>

#include "iketriage/isakmp.h"

bool ikt_digest_equal(const struct ikt_digest *digest, struct ikt_bytes bytes)
{
    return digest->length > 0 && digest->length == bytes.length &&
           memcmp(digest->octets, bytes.data, bytes.length) == 0;
}

/*
 * Has a call of libgcrypt done what it was asked for? Memory that is out, for one of its self-tests too, says nothing
 * of the keys that are tried: it ends the program as it does in GLib's allocators, one of which is asked for what it
 * never has.
 */
static bool worked(gcry_error_t error)
{
    const volatile gsize never_had = G_MAXSIZE; /* nor does a compiler see it */
    const gcry_err_code_t code = gcry_err_code(error);
    if (code == GPG_ERR_ENOMEM || code == GPG_ERR_SELFTEST_FAILED)
        (void)g_malloc_n(never_had, 2);
    return error == 0;
}

static int hash_algorithm(int hash)
{
    switch (hash) {
    case IKT_HASH_MD5:
        return GCRY_MD_MD5;
    case IKT_HASH_SHA1:
        return GCRY_MD_SHA1;
    case IKT_HASH_SHA2_256:
        return GCRY_MD_SHA256;
    case IKT_HASH_SHA2_384:
        return GCRY_MD_SHA384;
    case IKT_HASH_SHA2_512:
        return GCRY_MD_SHA512;
    default:
        return GCRY_MD_NONE;
    }
}

bool ikt_crypto_knows_hash(int hash)
{
    int algorithm = hash_algorithm(hash);
    return algorithm != GCRY_MD_NONE && gcry_md_test_algo(algorithm) == 0;
}

/* All at once: to open a handle costs more than most of these hashes. */
struct ikt_digest ikt_crypto_hash(int hash, const struct ikt_bytes *parts, size_t count)
{
    struct ikt_digest digest = {0};
    const int algorithm = hash_algorithm(hash);
    gcry_buffer_t buffers[IKT_HASH_PARTS_MAX];
    if (algorithm == GCRY_MD_NONE || count > G_N_ELEMENTS(buffers))
        return digest;
    for (size_t i = 0; i < count; i++)
        buffers[i] = (gcry_buffer_t){.data = (void *)(uintptr_t)parts[i].data, .len = parts[i].length};
    if (worked(gcry_md_hash_buffers(algorithm, 0, digest.octets, buffers, (int)count)))
        digest.length = gcry_md_get_algo_dlen(algorithm);
    return digest;
}

struct ikt_digest ikt_crypto_prf(int hash, struct ikt_bytes key, const struct ikt_bytes *parts, size_t count)
{
    static const uint8_t nothing = 0;
    struct ikt_digest digest = {0};
    const int algorithm = hash_algorithm(hash);
    gcry_md_hd_t handle;
    if (algorithm == GCRY_MD_NONE || !worked(gcry_md_open(&handle, algorithm, GCRY_MD_FLAG_HMAC)))
        return digest;
    if (worked(gcry_md_setkey(handle, key.length > 0 ? key.data : &nothing, key.length))) {
        for (size_t i = 0; i < count; i++)
            if (parts[i].length > 0)
                gcry_md_write(handle, parts[i].data, parts[i].length);
        const uint8_t *result = gcry_md_read(handle, algorithm);
        if (result) {
            digest.length = gcry_md_get_algo_dlen(algorithm);
            memcpy(digest.octets, result, digest.length);
        }
    }
    gcry_md_close(handle);
    return digest;
}

struct ikt_cipher {
    gcry_cipher_hd_t handle;
    int algorithm;
    unsigned block_size, key_size;
    uint64_t keys;
};

/* The key length where the Key-Length attribute is absent: RFC 2409 appendix A, RFC 3602, RFC 4312. */
static int cipher_algorithm(int encryption, int key_bits)
{
    switch (encryption) {
    case IKT_ENCRYPTION_DES_CBC:
        return GCRY_CIPHER_DES;
    case IKT_ENCRYPTION_3DES_CBC:
        return GCRY_CIPHER_3DES;
    case IKT_ENCRYPTION_IDEA_CBC:
        return GCRY_CIPHER_IDEA;
    case IKT_ENCRYPTION_CAST_CBC:
        return key_bits <= 0 || key_bits == 128 ? GCRY_CIPHER_CAST5 : GCRY_CIPHER_NONE;
    case IKT_ENCRYPTION_BLOWFISH_CBC:
        return GCRY_CIPHER_BLOWFISH;
    case IKT_ENCRYPTION_AES_CBC:
        return key_bits <= 0 || key_bits == 128 ? GCRY_CIPHER_AES128
               : key_bits == 192                ? GCRY_CIPHER_AES192
               : key_bits == 256                ? GCRY_CIPHER_AES256
                                                : GCRY_CIPHER_NONE;
    case IKT_ENCRYPTION_CAMELLIA_CBC:
        return key_bits <= 0 || key_bits == 128 ? GCRY_CIPHER_CAMELLIA128
               : key_bits == 192                ? GCRY_CIPHER_CAMELLIA192
               : key_bits == 256                ? GCRY_CIPHER_CAMELLIA256
                                                : GCRY_CIPHER_NONE;
    default:
        return GCRY_CIPHER_NONE;
    }
}

static unsigned cipher_key_size(int algorithm, int key_bits)
{
    /* Only Blowfish has keys of any length: 40 to 448 bits, 128 where nothing is said. */
    if (algorithm != GCRY_CIPHER_BLOWFISH)
        return (unsigned)gcry_cipher_get_algo_keylen(algorithm);
    if (key_bits <= 0)
        return 16;
    return key_bits >= 40 && key_bits <= 448 && key_bits % 8 == 0 ? (unsigned)key_bits / 8 : 0;
}

/* In secure memory, or where there is no more of it in other memory, which libgcrypt wipes as well. */
static bool open_cipher(int algorithm, gcry_cipher_hd_t *out)
{
    return gcry_cipher_open(out, algorithm, GCRY_CIPHER_MODE_CBC, GCRY_CIPHER_SECURE) == 0 ||
           worked(gcry_cipher_open(out, algorithm, GCRY_CIPHER_MODE_CBC, 0));
}

struct ikt_cipher *ikt_cipher_new(int encryption, int key_bits)
{
    int algorithm = cipher_algorithm(encryption, key_bits);
    if (algorithm == GCRY_CIPHER_NONE)
        return NULL;

    unsigned key_size = cipher_key_size(algorithm, key_bits);
    size_t block_size = gcry_cipher_get_algo_blklen(algorithm);
    gcry_cipher_hd_t handle;
    if (key_size == 0 || block_size == 0 || block_size > IKT_BLOCK_MAX || !open_cipher(algorithm, &handle))
        return NULL;

#if GCRYPT_VERSION_NUMBER >= 0x010a00
    if (gcry_cipher_ctl(handle, GCRYCTL_SET_ALLOW_WEAK_KEY, NULL, 1) != 0) {
        gcry_cipher_close(handle);
        return NULL;
    }
#endif
    struct ikt_cipher *cipher = g_new0(struct ikt_cipher, 1);
    cipher->handle = handle;
    cipher->algorithm = algorithm;
    cipher->block_size = (unsigned)block_size;
    cipher->key_size = key_size;
    return cipher;
}

bool ikt_cipher_is(const struct ikt_cipher *cipher, int encryption, int key_bits)
{
    return cipher->algorithm == cipher_algorithm(encryption, key_bits) &&
           cipher->key_size == cipher_key_size(cipher->algorithm, key_bits);
}

void ikt_cipher_free(struct ikt_cipher *cipher)
{
    if (!cipher)
        return;
    gcry_cipher_close(cipher->handle);
    g_free(cipher);
}

unsigned ikt_cipher_block_size(const struct ikt_cipher *cipher)
{
    return cipher->block_size;
}

unsigned ikt_cipher_key_size(const struct ikt_cipher *cipher)
{
    return cipher->key_size;
}

bool ikt_cipher_set_key(struct ikt_cipher *cipher, struct ikt_bytes key)
{
    if (key.length != cipher->key_size)
        return false;
    cipher->keys++;
    gcry_error_t error = gcry_cipher_setkey(cipher->handle, key.data, key.length);
    return gcry_err_code(error) == GPG_ERR_WEAK_KEY || worked(error);
}

uint64_t ikt_cipher_keys(const struct ikt_cipher *cipher)
{
    return cipher->keys;
}

bool ikt_cipher_decrypt(struct ikt_cipher *cipher, const uint8_t *iv, struct ikt_bytes in, uint8_t *out)
{
    if (in.length == 0 || in.length % cipher->block_size != 0)
        return false;
    return worked(gcry_cipher_setiv(cipher->handle, iv, cipher->block_size)) &&
           worked(gcry_cipher_decrypt(cipher->handle, out, in.length, in.data, in.length));
}

static gcry_mpi_t scan(struct ikt_bytes bytes)
{
    gcry_mpi_t number = NULL;
    if (!worked(gcry_mpi_scan(&number, GCRYMPI_FMT_USG, bytes.data, bytes.length, NULL)))
        return NULL;
    return number;
}

/* Big endian, as long as room is. */
static bool print(gcry_mpi_t number, uint8_t *room, size_t length)
{
    size_t used = (gcry_mpi_get_nbits(number) + 7) / 8;
    return used <= length && worked(gcry_mpi_print(GCRYMPI_FMT_USG, room + (length - used), used, NULL, number));
}

struct ikt_secret *ikt_crypto_power(struct ikt_vault *vault, struct ikt_bytes prime, struct ikt_bytes base,
                                    struct ikt_bytes exponent)
{
    struct ikt_secret *power = NULL;
    gcry_mpi_t p = scan(prime);
    gcry_mpi_t g = scan(base);
    gcry_mpi_t x = scan(exponent);
    gcry_mpi_t top = gcry_mpi_new(0);
    gcry_mpi_t result = gcry_mpi_new(0);
    if (p && g && x) {
        gcry_mpi_sub_ui(top, p, 1);
        if (gcry_mpi_cmp_ui(g, 1) > 0 && gcry_mpi_cmp(g, top) < 0) {
            gcry_mpi_powm(result, g, x, p);
            power = ikt_secret_alloc(vault, prime.length);
            if (!print(result, power->octets, prime.length))
                g_clear_pointer(&power, ikt_secret_free);
        }
    }
    /* libgcrypt wipes a number's memory when it is released. */
    gcry_mpi_release(result);
    gcry_mpi_release(top);
    gcry_mpi_release(x);
    gcry_mpi_release(g);
    gcry_mpi_release(p);
    return power;
}

/* x | y. NULL when it is not on the curve. */
static gcry_mpi_point_t scan_point(struct ikt_bytes bytes, size_t length, gcry_ctx_t context)
{
    gcry_mpi_t x = bytes.length == 2 * length ? scan((struct ikt_bytes){bytes.data, length}) : NULL;
    gcry_mpi_t y = bytes.length == 2 * length ? scan((struct ikt_bytes){bytes.data + length, length}) : NULL;
    gcry_mpi_point_t point = NULL;
    if (x && y) {
        point = gcry_mpi_point_new(0);
        gcry_mpi_t one = gcry_mpi_set_ui(NULL, 1);
        gcry_mpi_point_set(point, x, y, one);
        gcry_mpi_release(one);
        if (!gcry_mpi_ec_curve_point(point, context)) {
            gcry_mpi_point_release(point);
            point = NULL;
        }
    }
    gcry_mpi_release(y);
    gcry_mpi_release(x);
    return point;
}

struct ikt_secret *ikt_crypto_multiply(struct ikt_vault *vault, const char *curve, size_t length,
                                       struct ikt_bytes point, struct ikt_bytes scalar)
{
    struct ikt_secret *product = NULL;
    gcry_ctx_t context;
    if (!worked(gcry_mpi_ec_new(&context, NULL, curve)))
        return NULL;
    gcry_mpi_point_t base =
        point.length > 0 ? scan_point(point, length, context) : gcry_mpi_ec_get_point("g", context, 1);
    gcry_mpi_t n = scan(scalar);
    if (base && n) {
        gcry_mpi_point_t result = gcry_mpi_point_new(0);
        gcry_mpi_t x = gcry_mpi_new(0), y = gcry_mpi_new(0);
        gcry_mpi_ec_mul(result, n, base, context);
        product = ikt_secret_alloc(vault, 2 * length);
        if (gcry_mpi_ec_get_affine(x, y, result, context) != 0 || !print(x, product->octets, length) ||
            !print(y, product->octets + length, length))
            g_clear_pointer(&product, ikt_secret_free);
        gcry_mpi_release(y);
        gcry_mpi_release(x);
        gcry_mpi_point_release(result);
    }
    gcry_mpi_release(n);
    if (base)
        gcry_mpi_point_release(base);
    gcry_ctx_release(context);
    return product;
}
