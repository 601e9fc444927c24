/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ISAKMP policies that a peer offered when it began phase 1 itself: copies, for they outlive the message.
 */
#ifndef IKT_TRACK_OFFERED_POLICIES_H
#define IKT_TRACK_OFFERED_POLICIES_H

#include "iketriage/message.h"

/* IOS has seldom more; further ones are only counted. */
#define IKT_POLICIES_MAX 8

struct ikt_policies {
    uint64_t sequence, frame; /* of the offer, 0: there was none */
    size_t offered;
    size_t count;
    struct ikt_transform items[IKT_POLICIES_MAX]; /* without their attributes */
};

/* AES without a key length is taken for 128 bits, as IOS writes it. */
int ikt_policy_key_bits(const struct ikt_transform *policy);
/* XAUTH behind a preshared key is a matter of its own. */
int ikt_policy_method(const struct ikt_transform *policy);
/* 64 bits of cipher, key length, hash, group and method, keyed; lifetimes decide nothing. */
uint64_t ikt_policy_mark(const struct ikt_transform *policy);

void ikt_policies_copy(struct ikt_policies *policies, const struct ikt_sa *offer, uint64_t frame);

#endif
