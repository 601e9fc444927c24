/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/clear_packets.h"

#include <string.h>

#include "track/duplicate_packets.h"
#include "track/isakmp_sa.h"

#define MAX_WATCHED 256
#define PLACE_BITS  10

enum {
    PROTOCOL_UDP = 17,
    PROTOCOL_ESP = 50,
    PROTOCOL_AH = 51
};

/* Of one network. */
struct range {
    struct ikt_address low, high;
};

struct watched {
    struct ikt_quick_mode *quick;
    struct range networks[2]; /* of its initiator, of its responder */
    struct ikt_address peers[2];
    uint8_t protocol; /* 0: any */
};

/* What was found for two addresses. */
struct place {
    struct ikt_address source, destination;
    uint8_t protocol;
    uint8_t by;                   /* whose network the source is in: 0, 1 */
    struct ikt_quick_mode *quick; /* NULL: nobody's */
    uint16_t identification;      /* of the last packet, 0: unknown */
    ikt_time time;
};

struct ikt_clear_packets {
    uint64_t more; /* that found no place */
    unsigned count;
    struct watched items[MAX_WATCHED]; /* the newest last */
    /* Who makes addresses fall into one place makes the list be walked, which is short: this needs no keyed hash. */
    struct place lately[1 << PLACE_BITS];
};

struct ikt_clear_packets *ikt_clear_packets_new(void)
{
    return g_new0(struct ikt_clear_packets, 1);
}

void ikt_clear_packets_free(struct ikt_clear_packets *clear)
{
    g_free(clear);
}

/* What was found before may no longer be so. */
static void begin_anew(struct ikt_clear_packets *clear)
{
    memset(clear->lately, 0, sizeof clear->lately);
}

/* A network of addresses that does not say any. */
static bool is_network(const struct ikt_identity *identity)
{
    if (!identity || identity->low.family == IKT_FAMILY_NONE || identity->low.family != identity->high.family ||
        identity->port != 0)
        return false;
    return identity->prefix != 0;
}

void ikt_clear_packets_watch(struct ikt_clear_packets *clear, struct ikt_quick_mode *quick)
{
    const struct ikt_identity *ids[] = {ikt_quick_mode_proxy(quick, 1, true), ikt_quick_mode_proxy(quick, 1, false)};
    if (!is_network(ids[0]) || !is_network(ids[1]) || ids[0]->low.family != ids[1]->low.family)
        return;
    if (clear->count == MAX_WATCHED) {
        clear->more++;
        return;
    }
    struct watched *watched = &clear->items[clear->count++];
    *watched = (struct watched){.quick = quick, .protocol = ids[0]->protocol};
    for (unsigned side = 0; side < 2; side++) {
        watched->networks[side] = (struct range){ids[side]->low, ids[side]->high};
        watched->peers[side] =
            (side == 0) == quick->reversed ? *ikt_isakmp_sa_responder(quick->sa) : *ikt_isakmp_sa_initiator(quick->sa);
    }
    begin_anew(clear);
}

uint64_t ikt_clear_packets_left_out(const struct ikt_clear_packets *clear)
{
    return clear->more;
}

void ikt_clear_packets_forget(struct ikt_clear_packets *clear, const struct ikt_quick_mode *quick)
{
    for (unsigned i = 0; i < clear->count; i++) {
        if (clear->items[i].quick != quick)
            continue;
        memmove(&clear->items[i], &clear->items[i + 1], (--clear->count - i) * sizeof *clear->items);
        begin_anew(clear);
        return;
    }
}

static bool is_in(const struct range *range, const struct ikt_address *address)
{
    return ikt_address_compare(&range->low, address) <= 0 && ikt_address_compare(address, &range->high) <= 0 &&
           address->family == range->low.family;
}

/* IKE and its keepalives go in clear between the peers by design. */
static bool may_be_ike(const struct watched *watched, const struct ikt_ip_packet *packet, unsigned by)
{
    return packet->protocol == PROTOCOL_UDP && ikt_address_equal(packet->source, &watched->peers[by]) &&
           ikt_address_equal(packet->destination, &watched->peers[1 - by]);
}

static bool is_of(const struct watched *watched, const struct ikt_ip_packet *packet, unsigned by)
{
    return (watched->protocol == 0 || watched->protocol == packet->protocol) &&
           is_in(&watched->networks[by], packet->source) && is_in(&watched->networks[1 - by], packet->destination) &&
           !may_be_ike(watched, packet, by);
}

static struct place find(const struct ikt_clear_packets *clear, const struct ikt_ip_packet *packet)
{
    struct place place = {*packet->source, *packet->destination, packet->protocol, 0, NULL, 0, 0};
    for (unsigned i = clear->count; i > 0 && !place.quick; i--) {
        const struct watched *watched = &clear->items[i - 1];
        for (uint8_t by = 0; by < 2 && !place.quick; by++) {
            if (is_of(watched, packet, by)) {
                place.by = by;
                place.quick = watched->quick;
            }
        }
    }
    return place;
}

static unsigned place_of(const struct ikt_ip_packet *packet)
{
    uint64_t words[4];
    memcpy(words, packet->source->octets, 16);
    memcpy(words + 2, packet->destination->octets, 16);
    uint64_t mixed = words[0] * UINT64_C(0x9e3779b97f4a7c15) ^ words[1];
    mixed = (mixed ^ words[2]) * UINT64_C(0x9e3779b97f4a7c15) ^ words[3];
    return (unsigned)(mixed * UINT64_C(0x9e3779b97f4a7c15) >> (64 - PLACE_BITS));
}

/* The packet before, captured again, or another fragment of it. */
static bool is_again(struct place *place, const struct ikt_ip_packet *packet)
{
    ikt_time apart = packet->time - place->time;
    bool again = packet->identification != 0 && packet->identification == place->identification &&
                 apart <= IKT_DUPLICATE_TIME && apart >= -IKT_DUPLICATE_TIME;
    place->identification = packet->identification;
    place->time = packet->time;
    return again;
}

/* Apart from what happens for every packet. */
G_GNUC_NO_INLINE static void count(struct ikt_clear_packets *clear, const struct ikt_ip_packet *packet,
                                   uint64_t sequence)
{
    struct place *place = &clear->lately[place_of(packet)];
    if (place->protocol != packet->protocol || !ikt_address_equal(&place->source, packet->source) ||
        !ikt_address_equal(&place->destination, packet->destination))
        *place = find(clear, packet);
    if (!place->quick || place->quick->ended == IKT_ENDED_DELETED || is_again(place, packet))
        return;
    struct ikt_clear *sent = &place->quick->clear[place->by];
    if (sent->packets++ == 0) {
        sent->first_frame = packet->frame;
        sent->first_time = packet->time;
        sent->after_sequence = sequence;
    }
    sent->last_frame = packet->frame;
    sent->last_time = packet->time;
}

void ikt_clear_packets_take(struct ikt_clear_packets *clear, const struct ikt_ip_packet *packet, uint64_t sequence)
{
    if (clear->count > 0 && !packet->authenticated && packet->protocol != PROTOCOL_ESP &&
        packet->protocol != PROTOCOL_AH)
        count(clear, packet, sequence);
}
