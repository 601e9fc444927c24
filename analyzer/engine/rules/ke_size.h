/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the length of an encrypted Quick Mode message 1 or 2 says about what is in it. CBC hides what the payloads say,
 * never how long they are together: a KE is 64 bytes or more, the rest of a proposal with one suite varies by some 50.
 */
#ifndef IKT_RULES_KE_SIZE_H
#define IKT_RULES_KE_SIZE_H

#include "track/lengths.h"

struct ikt_ke_guess {
    enum ikt_tristate present;
    char groups[48]; /* "2", "14 or 24"; empty unless present is IKT_YES */
};

/* length: ISAKMP bytes; family: of the peers' addresses, which their networks' as a rule are of too. */
struct ikt_ke_guess ikt_ke_guess(uint32_t length, const struct ikt_cipher_sizes *sizes, enum ikt_family family);

/* How many transforms the rest has room for, over all proposals; most 0: none. */
struct ikt_room {
    unsigned least, most;
};
/* With IDs of two networks or hosts in it, or without any; ke: bytes of the key exchange value, 0 none. */
struct ikt_room ikt_transform_room(uint32_t length, const struct ikt_cipher_sizes *sizes, unsigned ke, bool ids,
                                   enum ikt_family family);

#endif
