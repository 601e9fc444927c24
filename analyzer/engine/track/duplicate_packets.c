/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/duplicate_packets.h"

#include <glib.h>

#include "base/hash.h"

#define REMEMBERED 64 /* packets between one and its copy, at most */

struct packet {
    struct ikt_original original; /* sequence 0: none */
    ikt_time time;
    uint16_t identification;
};

struct ikt_duplicates {
    uint32_t tags[REMEMBERED]; /* of the digests, in one place: nearly every packet is none of them */
    uint64_t digests[REMEMBERED];
    struct packet packets[REMEMBERED]; /* a ring */
    unsigned next;
    uint64_t found;
};

struct ikt_duplicates *ikt_duplicates_new(void)
{
    return g_new0(struct ikt_duplicates, 1);
}

void ikt_duplicates_free(struct ikt_duplicates *duplicates)
{
    g_free(duplicates);
}

/*
 * A NAT between the two places changes one address, and never both in one direction. Sending one message to several
 * peers also changes one address; only an equal identification then proves a copy.
 */
static bool is_copy(const struct packet *one, const struct ikt_packet *other, const struct ikt_clock *clock)
{
    const ikt_time apart = other->time - one->time;
    const bool numbered = one->identification != 0 && other->identification != 0;
    if (apart > IKT_DUPLICATE_TIME || apart < -IKT_DUPLICATE_TIME ||
        (numbered && one->identification != other->identification))
        return false;
    const bool same_source = ikt_address_equal(&one->original.source, &other->source.address);
    const bool same_destination = ikt_address_equal(&one->original.destination, &other->destination.address);
    return numbered ? same_source || same_destination : clock->ran && same_source && same_destination;
}

const struct ikt_original *ikt_duplicate_find(struct ikt_duplicates *duplicates, const struct ikt_packet *packet,
                                              uint64_t digest, const struct ikt_clock *clock)
{
    const uint32_t tag = (uint32_t)digest;
    uint32_t is_seen = 0;
    for (unsigned i = 0; i < REMEMBERED; i++) /* without a way out, so that several are compared at once */
        is_seen |= duplicates->tags[i] == tag;
    for (unsigned i = 0; is_seen && i < REMEMBERED; i++) {
        const struct packet *one = &duplicates->packets[i];
        if (duplicates->digests[i] == digest && one->original.sequence != 0 && is_copy(one, packet, clock)) {
            duplicates->found++;
            return &one->original;
        }
    }
    duplicates->tags[duplicates->next] = tag;
    duplicates->digests[duplicates->next] = digest;
    duplicates->packets[duplicates->next] = (struct packet){
        .original = {packet->sequence, packet->frame, packet->source.address, packet->destination.address},
        .time = packet->time,
        .identification = packet->identification,
    };
    duplicates->next = (duplicates->next + 1) % REMEMBERED;
    return NULL;
}

uint64_t ikt_duplicate_count(const struct ikt_duplicates *duplicates)
{
    return duplicates->found;
}

uint64_t ikt_duplicate_digest(struct ikt_bytes octets)
{
    return ikt_hash(octets.data, octets.length);
}
