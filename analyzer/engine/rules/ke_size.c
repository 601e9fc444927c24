/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/ke_size.h"

#include <string.h>

#include <glib.h>

/*
 * Bytes of SA, NONCE and IDs with one suite: SA 56..64, NONCE 20..36, IDs 24..32 of IPv4 (none host to host), 48..80 of
 * IPv6. AH beside ESP, or several suites, add more: between the two bounds nothing is said.
 */
static const struct {
    unsigned shortest, longest;
} ipv4_rest = {104, 136}, ipv6_rest = {104 - 24 + 48, 136 - 32 + 80};

enum {
    KE_HEADER = 4,
    GROUP_ATTRIBUTE = 4,
    LEAST_KE = 64 /* of group 19 */
};

/*
 * RFC 2407 section 4.6, RFC 2408 sections 3.4 to 3.6: SA header with DOI and situation; proposal with SPI; transform
 * with its attributes, from mode, lifetime and one algorithm to lifetimes of both kinds with long values; NONCE of 16
 * to 32 octets; an ID with 4 to 8 octets of IPv4, 16 to 32 of IPv6.
 */
enum {
    SA = 12,
    PROPOSAL = 12,
    LEAST_PROPOSAL = 10, /* IPComp, whose CPI has two octets */
    LEAST_TRANSFORM = 8 + 16,
    MOST_TRANSFORM = 8 + 44,
    LEAST_NONCE = 4 + 16,
    MOST_NONCE = 4 + 32,
    ID = 8
};

struct ikt_ke_guess ikt_ke_guess(uint32_t length, const struct ikt_cipher_sizes *sizes, enum ikt_family family)
{
    const bool ipv6 = family == IKT_FAMILY_IPV6;
    const unsigned shortest = ipv6 ? ipv6_rest.shortest : ipv4_rest.shortest;
    const unsigned longest = ipv6 ? ipv6_rest.longest : ipv4_rest.longest;
    const unsigned with_ke = shortest + KE_HEADER + GROUP_ATTRIBUTE + LEAST_KE;
    struct ikt_ke_guess guess = {.present = IKT_UNKNOWN};
    struct ikt_span span;
    if (!ikt_length_span(sizes, length, &span))
        return guess;
    if (span.most <= longest + sizes->block && span.most < with_ke) {
        guess.present = IKT_NO;
        return guess;
    }
    static const int groups[] = {1, 2, 5, 14, 15, 16, 19, 20, 21, 24};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        unsigned ke = KE_HEADER + GROUP_ATTRIBUTE + ikt_group_ke_size((unsigned)groups[i]);
        if (span.most < shortest + ke || span.least > longest + ke)
            continue;
        guess.present = IKT_YES;
        size_t used = strlen(guess.groups);
        g_snprintf(guess.groups + used, sizeof guess.groups - used, "%s%d", used > 0 ? " or " : "", groups[i]);
    }
    return guess;
}

struct ikt_room ikt_transform_room(uint32_t length, const struct ikt_cipher_sizes *sizes, unsigned ke, bool ids,
                                   enum ikt_family family)
{
    struct ikt_room room = {0};
    struct ikt_span span;
    if (!ikt_length_span(sizes, length, &span))
        return room;
    unsigned address = family == IKT_FAMILY_IPV6 ? 16 : 4;
    unsigned extra = ke > 0 ? KE_HEADER + ke : 0, group = ke > 0 ? GROUP_ATTRIBUTE : 0;
    /* one proposal holds all transforms at the least, each has its own at the most */
    unsigned least = SA + LEAST_PROPOSAL + LEAST_NONCE + extra + (ids ? 2 * (ID + address) : 0);
    unsigned most = SA + MOST_NONCE + extra + (ids ? 2 * (ID + 2 * address) : 0);
    unsigned big = PROPOSAL + MOST_TRANSFORM + group, small = LEAST_TRANSFORM + group;
    if (span.most < least + small)
        return room;
    room.most = (span.most - least) / small;
    room.least = span.least > most ? (span.least - most + big - 1) / big : 1;
    return room.least > room.most ? (struct ikt_room){0} : room;
}
