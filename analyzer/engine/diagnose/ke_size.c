/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diagnose/ke_size.h"

#include <string.h>

#include <glib.h>

/*
 * Bytes of SA, NONCE and IDs with one suite: SA 56..64, NONCE 20..36, IDs 24..32 (none host to host).
 * AH beside ESP, or several suites, add more: between the two bounds nothing is said.
 */
enum {
    SHORTEST = 104,
    LONGEST = 136,
    KE_HEADER = 4,
    GROUP_ATTRIBUTE = 4
};

struct ikt_ke_guess ikt_ke_guess(uint32_t length, unsigned block_size, unsigned hash_size)
{
    struct ikt_ke_guess guess = {.present = IKT_UNKNOWN};
    unsigned fixed = IKT_HEADER_SIZE + 4 + hash_size;
    if (block_size == 0 || hash_size == 0 || length <= fixed)
        return guess;
    /* padding: up to one whole block */
    unsigned most = length - fixed;
    unsigned least = most > block_size ? most - block_size : 0;
    if (most <= LONGEST + block_size) {
        guess.present = IKT_NO;
        return guess;
    }
    static const int groups[] = {1, 2, 5, 14, 15, 16, 19, 20, 21, 24};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        unsigned ke = KE_HEADER + GROUP_ATTRIBUTE + ikt_group_ke_size((unsigned)groups[i]);
        if (most < SHORTEST + ke || least > LONGEST + ke)
            continue;
        guess.present = IKT_YES;
        size_t used = strlen(guess.groups);
        g_snprintf(guess.groups + used, sizeof guess.groups - used, "%s%d", used > 0 ? " or " : "", groups[i]);
    }
    return guess;
}
