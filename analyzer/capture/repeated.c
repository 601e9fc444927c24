/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repeated.h"

#include "engine/base/hash.h"

static uint64_t hash_of(const struct ikt_frame *frame)
{
    struct ikt_hasher hasher;
    ikt_hasher_begin(&hasher);
    ikt_hasher_add_number(&hasher, frame->wire_length);
    ikt_hasher_add_number(&hasher, (uint64_t)frame->link_type);
    ikt_hasher_add(&hasher, frame->octets.data, frame->octets.length);
    return ikt_hasher_end(&hasher);
}

bool ikt_repeated_add(struct ikt_repeated *repeated, uint32_t piece, const struct ikt_frame *frame)
{
    struct ikt_repeated_frame one = {.time = frame->time, .hash = hash_of(frame), .piece = piece};
    unsigned handed_on = 0, own = 1;
    for (unsigned i = 0; i < IKT_REPEATED_KEPT; i++) {
        const struct ikt_repeated_frame *before = &repeated->frames[i];
        if (before->time != one.time || before->hash != one.hash || before->piece == 0)
            continue;
        handed_on += before->handed_on;
        own += before->piece == piece;
    }
    one.handed_on = own > handed_on;
    repeated->frames[repeated->next] = one;
    repeated->next = (repeated->next + 1) % IKT_REPEATED_KEPT;
    return !one.handed_on;
}
