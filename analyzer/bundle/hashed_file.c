/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hashed_file.h"

#include "capture/file_hash.h"

struct ikt_hashed_file {
    FILE *file;                 /* NULL: closed */
    struct ikt_file_hash *hash; /* NULL: there is none */
};

struct ikt_hashed_file *ikt_hashed_file_new(FILE *file)
{
    struct ikt_hashed_file *hashed = g_new(struct ikt_hashed_file, 1);
    *hashed = (struct ikt_hashed_file){file, ikt_file_hash_new()};
    return hashed;
}

void ikt_hashed_file_free(struct ikt_hashed_file *file)
{
    if (!file)
        return;
    (void)ikt_hashed_file_close(file);
    ikt_file_hash_free(file->hash);
    g_free(file);
}

bool ikt_hashed_file_put(struct ikt_hashed_file *file, const void *octets, size_t size)
{
    if (file->hash)
        ikt_file_hash_add(file->hash, octets, size);
    return fwrite(octets, 1, size, file->file) == size;
}

bool ikt_hashed_file_close(struct ikt_hashed_file *file)
{
    if (!file->file)
        return true;
    const bool well = fflush(file->file) == 0 && !ferror(file->file);
    fclose(file->file);
    file->file = NULL;
    return well;
}

char *ikt_hashed_file_sha256(struct ikt_hashed_file *file)
{
    return file->hash ? ikt_file_hash_end(file->hash) : NULL;
}
