/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the length of an encrypted Quick Mode message 1 says about a KE payload in it. CBC hides what the payloads say,
 * never how long they are: a KE is 64 bytes or more, the rest of a proposal with one suite varies by some 50.
 */
#ifndef IKT_DIAGNOSE_KE_SIZE_H
#define IKT_DIAGNOSE_KE_SIZE_H

#include "iketriage/exchange.h"

struct ikt_ke_guess {
    enum ikt_tristate present;
    char groups[48]; /* "2", "14 or 24"; empty unless present is IKT_YES */
};

/* length: ISAKMP bytes; block_size, hash_size: of the ISAKMP SA, 0 unknown. */
struct ikt_ke_guess ikt_ke_guess(uint32_t length, unsigned block_size, unsigned hash_size);

#endif
