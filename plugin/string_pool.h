/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Octets kept once, and known by a number of 32 bits: findings are many, and most of their texts are alike.
 * Wireshark's own maps take several times as much.
 */
#ifndef IKT_PLUGIN_STRING_POOL_H
#define IKT_PLUGIN_STRING_POOL_H

#include <glib.h>
#include <stdint.h>

#include "iketriage/bytes.h"

struct ikt_pool;

/* Number of nothing, which NULL has. */
#define IKT_POOL_NONE 0

struct ikt_pool *ikt_pool_new(void);
void ikt_pool_free(struct ikt_pool *pool);
/* The number of these octets; IKT_POOL_NONE when the pool is full (4 GiB). */
uint32_t ikt_pool_keep(struct ikt_pool *pool, const void *octets, size_t length);
/* With the NUL that ends it. NULL gives IKT_POOL_NONE. */
uint32_t ikt_pool_keep_text(struct ikt_pool *pool, const char *text);
/* Aligned for 32-bit numbers; valid until the next octets are kept. */
struct ikt_bytes ikt_pool_octets(const struct ikt_pool *pool, uint32_t number);
/* NULL for IKT_POOL_NONE; valid likewise. */
const char *ikt_pool_text(const struct ikt_pool *pool, uint32_t number);

#endif
