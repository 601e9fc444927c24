/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "file_hash.h"

#include <gcrypt.h>
#include <glib.h>

#include "iketriage/bytes.h"

struct ikt_file_hash {
    gcry_md_hd_t handle;
};

struct ikt_file_hash *ikt_file_hash_new(void)
{
    gcry_md_hd_t handle;
    if (gcry_md_open(&handle, GCRY_MD_SHA256, 0) != 0)
        return NULL;
    struct ikt_file_hash *hash = g_new(struct ikt_file_hash, 1);
    hash->handle = handle;
    return hash;
}

void ikt_file_hash_free(struct ikt_file_hash *hash)
{
    if (!hash)
        return;
    gcry_md_close(hash->handle);
    g_free(hash);
}

void ikt_file_hash_add(struct ikt_file_hash *hash, const void *octets, size_t size)
{
    gcry_md_write(hash->handle, octets, size);
}

char *ikt_file_hash_end(struct ikt_file_hash *hash)
{
    const struct ikt_bytes digest = {gcry_md_read(hash->handle, GCRY_MD_SHA256), gcry_md_get_algo_dlen(GCRY_MD_SHA256)};
    return ikt_bytes_hex(digest);
}
