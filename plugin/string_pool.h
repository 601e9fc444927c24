/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets known by a number of 32 bits: findings are many, and most of their texts are alike. Wireshark's own maps take
 * several times as much.
 */
#ifndef IKT_PLUGIN_STRING_POOL_H
#define IKT_PLUGIN_STRING_POOL_H

#include <glib.h>
#include <stdint.h>

#include "iketriage/bytes.h"

struct ikt_string_pool;

/* Number of nothing. */
#define IKT_POOL_NONE 0

struct ikt_string_pool *ikt_string_pool_new(void);
void ikt_string_pool_free(struct ikt_string_pool *pool);
/* The number of these octets, which are kept once; IKT_POOL_NONE when the pool is full (4 GiB). */
uint32_t ikt_string_pool_keep(struct ikt_string_pool *pool, const void *octets, size_t length);
/* The same for octets that nothing is like: they are not looked for. */
uint32_t ikt_string_pool_add(struct ikt_string_pool *pool, const void *octets, size_t length);
/* Aligned for 32-bit numbers; valid until the next octets are kept. */
struct ikt_bytes ikt_string_pool_octets(const struct ikt_string_pool *pool, uint32_t number);

#endif
