/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SHA-256 (FIPS 180-4) of a file as it is read. Nothing in it is secret; the program has initialised libgcrypt.
 */
#ifndef IKT_CAPTURE_FILE_HASH_H
#define IKT_CAPTURE_FILE_HASH_H

#include <stddef.h>

struct ikt_file_hash;

/* NULL when libgcrypt has none. */
struct ikt_file_hash *ikt_file_hash_new(void);
void ikt_file_hash_free(struct ikt_file_hash *hash); /* NULL is allowed */
void ikt_file_hash_add(struct ikt_file_hash *hash, const void *octets, size_t size);
/* Lower-case hex. Nothing may be added after it. g_free. */
char *ikt_file_hash_end(struct ikt_file_hash *hash);

#endif
