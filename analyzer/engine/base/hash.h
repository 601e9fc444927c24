/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keyed hashing for tables whose keys come out of a capture or a file. Who writes the file chooses the keys: with a
 * hash that he can compute, all of them fall into one place of the table and time grows with the square of their
 * number. So hashes are made under keys that are drawn once per process, and that no output shows: no output may follow
 * the order of such a table, nor a hash value leave the process. What is there as a whole is hashed by NH (RFC 4418),
 * of which is proved how rarely two inputs that do not hang on the key collide, once in 2^64 for each 240 octets; what
 * comes in pieces by SipHash-1-3 (Aumasson and Bernstein, 2012; the rounds that tables of Python and Rust use).
 *
 * Nothing fails. Every function may be called from any thread.
 */
#ifndef IKT_BASE_HASH_H
#define IKT_BASE_HASH_H

#include <glib.h>

#include "iketriage/bytes.h"

/* 64 bits of size octets under the process's key. octets may be NULL when size is 0. */
uint64_t ikt_hash(const void *octets, size_t size);

/*
 * In steps, and another hash than the above: begin, any number of adds, end. Equal octets give equal hashes however
 * they are cut into adds; what varies in length needs its length added by the caller, or "ab" + "c" equals "a" + "bc".
 * Values are added as they stand in memory; add the members of a struct with padding one by one.
 */
struct ikt_hasher {
    uint64_t state[4];
    uint64_t pending; /* octets that do not fill a word of eight yet, the first lowest */
    size_t size;      /* octets so far */
};

void ikt_hasher_begin(struct ikt_hasher *hasher);
void ikt_hasher_add(struct ikt_hasher *hasher, const void *octets, size_t size);
void ikt_hasher_add_address(struct ikt_hasher *hasher, const struct ikt_address *address);
void ikt_hasher_add_number(struct ikt_hasher *hasher, uint64_t number);
/* The hasher needs a new begin afterwards. */
uint64_t ikt_hasher_end(struct ikt_hasher *hasher);

/*
 * For g_hash_table_new (GHashFunc and GEqualFunc). The key is a pointer to: a string that ends with NUL, a struct
 * ikt_address, four octets, eight octets (both of any alignment); or, "direct", the number itself (GUINT_TO_POINTER)
 * or a pointer that stands for itself.
 */
guint ikt_hash_string(gconstpointer string);
guint ikt_hash_address(gconstpointer address);
guint ikt_hash_4(gconstpointer octets);
guint ikt_hash_8(gconstpointer octets);
guint ikt_hash_direct(gconstpointer value);
gboolean ikt_hash_equal_string(gconstpointer a, gconstpointer b);
gboolean ikt_hash_equal_address(gconstpointer a, gconstpointer b);
/* Of an array of two addresses, in their order. */
guint ikt_hash_two_addresses(gconstpointer addresses);
gboolean ikt_hash_equal_two_addresses(gconstpointer a, gconstpointer b);
gboolean ikt_hash_equal_4(gconstpointer a, gconstpointer b);
gboolean ikt_hash_equal_8(gconstpointer a, gconstpointer b);
gboolean ikt_hash_equal_direct(gconstpointer a, gconstpointer b);

/* The same of whole words, in one go: what most keys are made of. */
uint64_t ikt_hash_words(const uint64_t *words, size_t count);
/* An address as words for it; returns how many, at most IKT_ADDRESS_WORDS. Equal addresses, and no others, give equal
 * words. */
#define IKT_ADDRESS_WORDS 3
size_t ikt_hash_address_words(const struct ikt_address *address, uint64_t out[static IKT_ADDRESS_WORDS]);

#define IKT_SIPHASH_KEY 16 /* octets */

/* For tests: begin under a key of the caller. */
void ikt_hasher_begin_keyed(struct ikt_hasher *hasher, const uint8_t key[static IKT_SIPHASH_KEY]);

#endif
