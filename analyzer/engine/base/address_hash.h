/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Addresses as hash keys. Peers are numbered in rows and come in pairs, so every bit has to matter on its own: a sum or
 * exclusive or of the octets would put neighbours' pairs into one place.
 */
#ifndef IKT_BASE_ADDRESS_HASH_H
#define IKT_BASE_ADDRESS_HASH_H

#include <string.h>

#include "iketriage/bytes.h"

static inline uint64_t ikt_hash_mix(uint64_t word)
{
    word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
    return word ^ word >> 31;
}

static inline uint64_t ikt_address_hash(const struct ikt_address *address)
{
    uint64_t words[2];
    memcpy(words, address->octets, sizeof(words));
    return ikt_hash_mix(words[0] + address->family) + ikt_hash_mix(words[1] ^ UINT64_C(0x9e3779b97f4a7c15));
}

#endif
