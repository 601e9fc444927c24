/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/duplicate_packets.h"

#include <glib.h>
#include <string.h>

#define REMEMBERED 64 /* packets between one and its copy, at most */

struct packet {
    uint64_t digest; /* the other half */
    ikt_time time;
    uint64_t frame; /* 0: none */
    struct ikt_address source, destination;
    uint16_t identification;
};

struct ikt_copies {
    uint64_t digests[REMEMBERED];      /* half of each packet's, in one place: nearly every packet is none of them */
    struct packet packets[REMEMBERED]; /* a ring */
    unsigned next;
};

struct ikt_copies *ikt_copies_new(void)
{
    return g_new0(struct ikt_copies, 1);
}

void ikt_copies_free(struct ikt_copies *copies)
{
    g_free(copies);
}

/*
 * A NAT between the two places changes one address, and never both in one direction. So does who sends the same octets
 * to several peers at a time: there the identification has to speak for a copy.
 */
static bool is_copy(const struct packet *one, const struct ikt_packet *other, const struct ikt_clock *clock)
{
    const ikt_time apart = other->time - one->time;
    const bool same_source = ikt_address_equal(&one->source, &other->source.address);
    const bool same_destination = ikt_address_equal(&one->destination, &other->destination.address);
    if (apart > IKT_COPY_TIME || apart < -IKT_COPY_TIME || (!same_source && !same_destination))
        return false;
    if (one->identification != 0 && other->identification != 0)
        return one->identification == other->identification;
    return clock->ran && same_source && same_destination;
}

uint64_t ikt_copies_find(struct ikt_copies *copies, const struct ikt_packet *packet, const uint64_t digest[static 2],
                         const struct ikt_clock *clock)
{
    for (unsigned i = 0; i < REMEMBERED; i++) {
        const struct packet *one = &copies->packets[i];
        if (copies->digests[i] == digest[0] && one->frame != 0 && one->digest == digest[1] &&
            is_copy(one, packet, clock))
            return one->frame;
    }
    copies->digests[copies->next] = digest[0];
    copies->packets[copies->next] = (struct packet){
        .digest = digest[1],
        .time = packet->time,
        .frame = packet->frame,
        .source = packet->source.address,
        .destination = packet->destination.address,
        .identification = packet->identification,
    };
    copies->next = (copies->next + 1) % REMEMBERED;
    return 0;
}

/* One step of a multiplicative hash over eight octets. */
static uint64_t mix(uint64_t state, uint64_t word, uint64_t factor)
{
    state = (state ^ word) * factor;
    return state ^ state >> 29;
}

/*
 * Two hashes that differ in factor and order. No one is kept from forging a collision, but he could only have a message
 * of his own taken for a repetition of another of his own.
 */
void ikt_copies_digest(struct ikt_bytes octets, uint64_t digest[static 2])
{
    uint64_t first = octets.length, second = ~(uint64_t)octets.length, word;
    size_t offset = 0;
    for (; offset + sizeof(word) <= octets.length; offset += sizeof(word)) {
        memcpy(&word, octets.data + offset, sizeof(word));
        first = mix(first, word, UINT64_C(0x9e3779b97f4a7c15));
        second = mix(second + word, word << 32 | word >> 32, UINT64_C(0xc2b2ae3d27d4eb4f));
    }
    word = 0;
    if (offset < octets.length)
        memcpy(&word, octets.data + offset, octets.length - offset);
    digest[0] = mix(first, word, UINT64_C(0x165667b19e3779f9));
    digest[1] = mix(second, word, UINT64_C(0x27d4eb2f165667c5));
}
