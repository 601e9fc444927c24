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
    ikt_block_cipher_encrypt(cipher, key + BLOCK, pan->pad);
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

/* The bit that is added to bit number place: a function of those before it. */
static unsigned flip(const struct ikt_cryptopan *pan, const uint8_t *in, unsigned place)
{
    uint8_t block[BLOCK], out[BLOCK];
    const unsigned whole = place / 8, rest = place % 8;
    const uint8_t kept = (uint8_t)(0xff00 >> rest);
    memcpy(block, pan->pad, sizeof block);
    memcpy(block, in, whole);
    if (rest > 0)
        block[whole] = (uint8_t)((in[whole] & kept) | (block[whole] & ~kept));
    ikt_block_cipher_encrypt(pan->cipher, block, out);
    return out[0] >> 7;
}

void ikt_cryptopan_map(const struct ikt_cryptopan *pan, const uint8_t *in, unsigned first, unsigned last, uint8_t *out)
{
    uint8_t mapped[BLOCK];
    memcpy(mapped, in, (last + 7) / 8);
    for (unsigned place = first; place < last; place++)
        mapped[place / 8] ^= (uint8_t)(flip(pan, in, place) << (7 - place % 8));
    memcpy(out, mapped, (last + 7) / 8);
}
