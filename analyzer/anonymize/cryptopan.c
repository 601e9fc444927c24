/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cryptopan.h"

#include <glib.h>
#include <string.h>

#include "digests.h"

#define BLOCK IKT_BLOCK_SIZE

struct ikt_cryptopan {
    struct ikt_block_cipher *cipher;
    uint8_t pad[BLOCK];
};

struct ikt_cryptopan *ikt_cryptopan_new(const uint8_t key[static IKT_CRYPTOPAN_KEY])
{
    struct ikt_block_cipher *cipher = ikt_block_cipher_new(key);
    if (!cipher)
        return NULL;
    struct ikt_cryptopan *pan = g_new0(struct ikt_cryptopan, 1);
    pan->cipher = cipher;
    ikt_block_cipher_encrypt(cipher, key + BLOCK, pan->pad, 1);
    return pan;
}

void ikt_cryptopan_free(struct ikt_cryptopan *pan)
{
    if (!pan)
        return;
    ikt_block_cipher_free(pan->cipher);
    memset(pan->pad, 0, sizeof pan->pad);
    g_free(pan);
}

/* Whose cipher's first bit is added to bit number place: a function of the bits before it. */
static void fill_block(const struct ikt_cryptopan *pan, const uint8_t *in, unsigned place, uint8_t block[static BLOCK])
{
    const unsigned whole = place / 8, rest = place % 8;
    const uint8_t kept = (uint8_t)(0xff00 >> rest);
    memcpy(block, pan->pad, BLOCK);
    memcpy(block, in, whole);
    if (rest > 0)
        block[whole] = (uint8_t)((in[whole] & kept) | (block[whole] & ~kept));
}

void ikt_cryptopan_map(const struct ikt_cryptopan *pan, const uint8_t *in, unsigned first, unsigned last, uint8_t *out)
{
    uint8_t mapped[BLOCK], blocks[8 * BLOCK][BLOCK] = {{0}}, closed[8 * BLOCK][BLOCK];
    memcpy(mapped, in, (last + 7) / 8);
    for (unsigned place = first; place < last; place++)
        fill_block(pan, in, place, blocks[place]);
    ikt_block_cipher_encrypt(pan->cipher, blocks[first], closed[first], last - first);
    for (unsigned place = first; place < last; place++)
        mapped[place / 8] ^= (uint8_t)(closed[place][0] >> 7 << (7 - place % 8));
    memcpy(out, mapped, (last + 7) / 8);
}
