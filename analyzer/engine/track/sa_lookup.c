/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/sa_lookup.h"

#include <string.h>

#include "base/address.h"
#include "base/hash.h"
#include "track/isakmp_sa.h"
#include "track/message_position.h"
#include "track/outcome.h"
#include "track/phase1.h"

#define SHARE 16 /* of max_live, the part that a rank keeps while higher ones make room */

static const uint8_t no_cookie[IKT_COOKIE_SIZE];

/* What an SA is found by; each with the initiator cookie. An SA has one place of each, if any. */
enum place {
    BY_COOKIE,         /* nothing else */
    BY_COOKIES,        /* the responder cookie, once it is known */
    BY_PEERS,          /* both addresses, as they were at first */
    BY_ANSWERING_PEER, /* likewise with the address that answered, where it is another */
    /* while the SA is not answered: */
    OPEN_BY_COOKIE,
    OPEN_BY_PEERS,
    OPEN_BY_INITIATOR, /* the initiator's address */
    OPEN_BY_TRANSLATED /* likewise that on the other side of a NAT */
};
G_STATIC_ASSERT(OPEN_BY_TRANSLATED < IKT_SA_PLACES);

/* Keys of one kind of question; those of different kinds are never equal. */
struct key {
    enum {
        COOKIE,
        COOKIES,
        PEERS,
        OPEN_COOKIE,
        OPEN_PEERS,
        OPEN_INITIATOR
    } kind;
    uint8_t cookies[2][IKT_COOKIE_SIZE];
    struct ikt_address addresses[2]; /* the lower one first */
    uint64_t hash;                   /* of all that */
};

/* SAs of one key. */
struct ikt_sa_queue {
    struct ikt_node node;
    struct key key;
    union {
        GQueue sas;                /* the newest first */
        struct ikt_sa_queue *next; /* of those that are free */
    };
};

static struct key hashed(struct key given)
{
    const struct key *key = &given;
    uint64_t words[3 + 2 * IKT_ADDRESS_WORDS];
    size_t count = 0;
    memcpy(&words[count++], key->cookies[0], IKT_COOKIE_SIZE);
    words[count++] = key->kind;
    /* of the rest what such a key has */
    if (key->kind == COOKIES)
        memcpy(&words[count++], key->cookies[1], IKT_COOKIE_SIZE);
    for (int i = 0; i < 2 && key->addresses[i].family != IKT_FAMILY_NONE; i++)
        count += ikt_hash_address_words(&key->addresses[i], words + count);
    given.hash = ikt_hash_words(words, count);
    return given;
}

static bool key_equal(const struct key *one, const struct key *other)
{
    return one->kind == other->kind && memcmp(one->cookies, other->cookies, sizeof(one->cookies)) == 0 &&
           ikt_same_address(&one->addresses[0], &other->addresses[0]) &&
           ikt_same_address(&one->addresses[1], &other->addresses[1]);
}

static struct key begun(unsigned kind, const uint8_t *cookie)
{
    struct key key = {.kind = kind};
    memcpy(key.cookies[0], cookie, IKT_COOKIE_SIZE);
    return key;
}

static struct key key_of(unsigned kind, const uint8_t *cookie)
{
    return hashed(begun(kind, cookie));
}

static struct key cookies_key(const uint8_t *initiator_cookie, const uint8_t *responder_cookie)
{
    struct key key = begun(COOKIES, initiator_cookie);
    memcpy(key.cookies[1], responder_cookie, IKT_COOKIE_SIZE);
    return hashed(key);
}

static struct key peers_key(unsigned kind, const uint8_t *cookie, const struct ikt_address *one,
                            const struct ikt_address *other)
{
    struct key key = begun(kind, cookie);
    bool ordered = ikt_address_compare(one, other) <= 0;
    key.addresses[0] = ordered ? *one : *other;
    key.addresses[1] = ordered ? *other : *one;
    return hashed(key);
}

static struct key initiator_key(const uint8_t *cookie, const struct ikt_address *initiator)
{
    struct key key = begun(OPEN_INITIATOR, cookie);
    key.addresses[0] = *initiator;
    return hashed(key);
}

void ikt_sa_table_init(struct ikt_sa_table *table, unsigned max_live)
{
    *table = (struct ikt_sa_table){.max_live = max_live};
}

void ikt_sa_table_clear(struct ikt_sa_table *table)
{
    ikt_table_clear(&table->places);
    for (struct ikt_sa_queue *queue = table->free; queue; queue = table->free) {
        table->free = queue->next;
        g_free(queue);
    }
}

/* NULL: no SA has this key. */
static struct ikt_sa_queue *queue_of(const struct ikt_sa_table *table, const struct key *key)
{
    struct ikt_node *node = ikt_table_first(&table->places, key->hash);
    while (node && !key_equal(&((struct ikt_sa_queue *)node)->key, key))
        node = ikt_table_next(node);
    return (struct ikt_sa_queue *)node;
}

static struct ikt_isakmp_sa *newest(const struct ikt_sa_table *table, struct key key)
{
    struct ikt_sa_queue *queue = queue_of(table, &key);
    return queue ? queue->sas.head->data : NULL;
}

static void enter(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, enum place which, struct key key)
{
    struct ikt_sa_place *place = &sa->index.places[which];
    struct ikt_sa_queue *queue = queue_of(table, &key);
    if (!queue) {
        queue = table->free ? table->free : g_new(struct ikt_sa_queue, 1);
        if (table->free)
            table->free = queue->next;
        *queue = (struct ikt_sa_queue){.key = key, .sas = G_QUEUE_INIT};
        ikt_table_add(&table->places, &queue->node, key.hash);
    }
    place->link.data = sa;
    place->queue = queue;
    g_queue_push_head_link(&queue->sas, &place->link);
}

static void leave(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, enum place which)
{
    struct ikt_sa_place *place = &sa->index.places[which];
    if (!place->queue)
        return;
    g_queue_unlink(&place->queue->sas, &place->link);
    if (place->queue->sas.length == 0) {
        ikt_table_remove(&table->places, &place->queue->node);
        place->queue->next = table->free;
        table->free = place->queue;
    }
    place->queue = NULL;
}

static void enter_all(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa)
{
    const uint8_t *cookie = sa->index.initiator_cookie;
    const struct ikt_address *initiator = ikt_isakmp_sa_initiator(sa), *responder = ikt_isakmp_sa_responder(sa);

    enter(table, sa, BY_COOKIE, key_of(COOKIE, cookie));
    enter(table, sa, BY_PEERS, peers_key(PEERS, cookie, initiator, responder));
    if (sa->index.answered) {
        enter(table, sa, BY_COOKIES, cookies_key(cookie, sa->index.responder_cookie));
        return;
    }
    enter(table, sa, OPEN_BY_COOKIE, key_of(OPEN_COOKIE, cookie));
    enter(table, sa, OPEN_BY_PEERS, peers_key(OPEN_PEERS, cookie, initiator, responder));
    enter(table, sa, OPEN_BY_INITIATOR, initiator_key(cookie, initiator));
}

/* An answer may come from another address than the one that was asked; it still goes to the initiator. */
static void take_answer(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, const struct ikt_packet *packet,
                        const struct ikt_header *header)
{
    struct ikt_sa_index *index = &sa->index;
    const struct ikt_address *source = &packet->source.address;

    memcpy(index->responder_cookie, header->responder_cookie, IKT_COOKIE_SIZE);
    index->answered = true;
    leave(table, sa, BY_COOKIES);
    for (unsigned which = OPEN_BY_COOKIE; which <= OPEN_BY_TRANSLATED; which++)
        leave(table, sa, which);
    enter(table, sa, BY_COOKIES, cookies_key(index->initiator_cookie, index->responder_cookie));
    if (ikt_same_address(source, &index->responder.address) || ikt_same_address(source, &index->initiator.address))
        return;
    leave(table, sa, BY_ANSWERING_PEER);
    index->responder = packet->source;
    enter(table, sa, BY_ANSWERING_PEER, peers_key(PEERS, index->initiator_cookie, &index->initiator.address, source));
}

static bool is_answered(const uint8_t *responder_cookie)
{
    return memcmp(responder_cookie, no_cookie, IKT_COOKIE_SIZE) != 0;
}

static bool is_negotiation(const struct ikt_header *header)
{
    switch (header->exchange) {
    case IKT_EXCHANGE_BASE:
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_INFORMATIONAL:
    case IKT_EXCHANGE_TRANSACTION:
    case IKT_EXCHANGE_QUICK:
    case IKT_EXCHANGE_NEW_GROUP:
        return memcmp(header->initiator_cookie, no_cookie, IKT_COOKIE_SIZE) != 0;
    default:
        return false;
    }
}

/*
 * A responder that refuses message 1 keeps nothing of it: its answer to the same message again bears another cookie. So
 * does a choice, where it has come to like the proposal. All that is one negotiation, of one initiator cookie.
 */
static struct ikt_isakmp_sa *refused_before(const struct ikt_sa_table *table, const struct ikt_packet *packet,
                                            const struct ikt_header *header)
{
    struct ikt_isakmp_sa *sa = newest(
        table, peers_key(PEERS, header->initiator_cookie, &packet->source.address, &packet->destination.address));
    bool is_from_responder = sa && ikt_same_address(&packet->destination.address, ikt_isakmp_sa_initiator(sa));
    bool clear = (header->flags & IKT_FLAG_ENCRYPTED) == 0;
    return is_from_responder && clear && sa->phase1.refused && !ikt_phase1_is_answered(&sa->phase1) ? sa : NULL;
}

struct ikt_isakmp_sa *ikt_sa_table_find(struct ikt_sa_table *table, const struct ikt_packet *packet,
                                        const struct ikt_header *header)
{
    const uint8_t *cookie = header->initiator_cookie;
    const struct ikt_address *source = &packet->source.address, *destination = &packet->destination.address;

    if (!is_negotiation(header))
        return NULL;
    if (!is_answered(header->responder_cookie)) {
        struct ikt_isakmp_sa *open = newest(table, peers_key(PEERS, cookie, source, destination));
        if (open && ikt_same_address(source, ikt_isakmp_sa_initiator(open)))
            open->index.roles_known = true;
        return open;
    }
    struct ikt_isakmp_sa *sa = newest(table, cookies_key(cookie, header->responder_cookie));
    if (sa)
        return sa;
    sa = newest(table, peers_key(OPEN_PEERS, cookie, source, destination));
    if (!sa)
        sa = newest(table, initiator_key(cookie, destination));
    if (!sa)
        sa = refused_before(table, packet, header);
    if (sa)
        take_answer(table, sa, packet, header);
    return sa;
}

/*
 * The sender of a message that opens an unknown SA: a choice or a refusal comes from the responder. Anything
 * else without a responder cookie comes from the initiator, who has yet to be told one.
 */
static bool opens_as_responder(const struct ikt_message *message, bool answered)
{
    if (message->encrypted)
        return false;
    switch (message->header.exchange) {
    case IKT_EXCHANGE_INFORMATIONAL:
        return answered || ikt_position_error_notify(message);
    case IKT_EXCHANGE_MAIN:
    case IKT_EXCHANGE_AGGRESSIVE:
    case IKT_EXCHANGE_BASE:
        return answered && ikt_message_payload(message, IKT_PAYLOAD_SA, 0);
    default:
        return false;
    }
}

struct ikt_isakmp_sa *ikt_sa_table_begin(struct ikt_sa_table *table, struct ikt_key_work *keys,
                                         const struct ikt_packet *packet, const struct ikt_message *message)
{
    const struct ikt_header *header = &message->header;
    if (!is_negotiation(header))
        return NULL;
    bool answered = is_answered(header->responder_cookie);
    bool reply = opens_as_responder(message, answered);
    struct ikt_sa_index index = {
        .answered = answered,
        .roles_known = answered ? reply && header->exchange != IKT_EXCHANGE_INFORMATIONAL : !reply,
        .initiator = reply ? packet->destination : packet->source,
        .responder = reply ? packet->source : packet->destination,
    };
    memcpy(index.initiator_cookie, header->initiator_cookie, IKT_COOKIE_SIZE);
    memcpy(index.responder_cookie, header->responder_cookie, IKT_COOKIE_SIZE);

    struct ikt_isakmp_sa *sa = ikt_isakmp_sa_new(keys, &index, packet);
    enter_all(table, sa);
    sa->index.recent.data = sa->index.rank_link.data = sa;
    g_queue_push_head_link(&table->recent, &sa->index.recent);
    g_queue_push_head_link(&table->ranked[IKT_SA_LONE], &sa->index.rank_link);
    return sa;
}

void ikt_sa_table_charge(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, size_t octets)
{
    sa->index.octets += octets;
    table->octets += octets;
    table->ranked_octets[sa->index.rank] += octets;
}

void ikt_sa_table_release(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, size_t octets)
{
    octets = MIN(octets, sa->index.octets);
    sa->index.octets -= octets;
    table->octets -= octets;
    table->ranked_octets[sa->index.rank] -= octets;
}

struct ikt_isakmp_sa *ikt_sa_table_surplus(const struct ikt_sa_table *table)
{
    const bool many = table->recent.length > table->max_live, large = table->octets > IKT_SA_OCTETS;
    /* The newest one is what is going on. */
    if ((!many && !large) || table->recent.length < 2)
        return NULL;
    /* The newest of a rank are left in peace for as long as an answer to them takes. */
    const guint share = MAX(table->max_live / SHARE, 1);
    for (unsigned rank = 0; rank < IKT_SA_RANKS; rank++) {
        const bool more = (many && table->ranked[rank].length > share) ||
                          (large && table->ranked_octets[rank] > IKT_SA_OCTETS / SHARE);
        if (more && table->ranked[rank].tail->data != table->recent.head->data)
            return table->ranked[rank].tail->data;
    }
    return table->recent.tail->data;
}

static bool waits(const struct ikt_quick_mode *quick)
{
    return !quick->refusal && !quick->sa_deleted && quick->ended == IKT_ENDED_NOT && !ikt_quick_mode_complete(quick);
}

static unsigned rank_of(const struct ikt_isakmp_sa *sa, bool encrypted)
{
    const uint64_t *names = sa->phase1.names;
    if (!sa->peers[0].seen || !sa->peers[1].seen)
        return sa->index.datagrams > 1 || encrypted ? IKT_SA_ONE_SIDE : IKT_SA_LONE;
    if (sa->quick_modes.order.tail && waits(sa->quick_modes.order.tail->data))
        return IKT_SA_WAITING;
    if (sa->end.deleted || (sa->phase1.refused && !ikt_isakmp_sa_established(sa)))
        return IKT_SA_OVER;
    bool more = names[IKT_MAIN3] + names[IKT_MAIN5] + names[IKT_BASE3] > 0 || ikt_isakmp_sa_established(sa);
    return more ? IKT_SA_NEGOTIATED : IKT_SA_ANSWERED;
}

void ikt_sa_table_touch(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, bool encrypted)
{
    struct ikt_sa_index *index = &sa->index;
    g_queue_unlink(&table->recent, &index->recent);
    g_queue_push_head_link(&table->recent, &index->recent);
    index->datagrams++;
    g_queue_unlink(&table->ranked[index->rank], &index->rank_link);
    table->ranked_octets[index->rank] -= index->octets;
    index->rank = rank_of(sa, encrypted);
    table->ranked_octets[index->rank] += index->octets;
    g_queue_push_head_link(&table->ranked[index->rank], &index->rank_link);
}

void ikt_sa_table_remove(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa)
{
    g_queue_unlink(&table->recent, &sa->index.recent);
    g_queue_unlink(&table->ranked[sa->index.rank], &sa->index.rank_link);
    ikt_sa_table_release(table, sa, sa->index.octets);
    for (unsigned which = 0; which <= OPEN_BY_TRANSLATED; which++)
        leave(table, sa, which);
}

void ikt_sa_table_translated(struct ikt_sa_table *table, struct ikt_isakmp_sa *sa, const struct ikt_address *address)
{
    sa->index.translated = *address;
    if (sa->index.answered)
        return;
    leave(table, sa, OPEN_BY_TRANSLATED);
    enter(table, sa, OPEN_BY_TRANSLATED, initiator_key(sa->index.initiator_cookie, address));
}

bool ikt_sa_table_knows(const struct ikt_sa_table *table, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                        const uint8_t responder_cookie[static IKT_COOKIE_SIZE])
{
    if (!is_answered(responder_cookie))
        return newest(table, key_of(COOKIE, initiator_cookie)) != NULL;
    return newest(table, cookies_key(initiator_cookie, responder_cookie)) != NULL ||
           newest(table, key_of(OPEN_COOKIE, initiator_cookie)) != NULL;
}

struct ikt_isakmp_sa *ikt_sa_table_between(const struct ikt_sa_table *table,
                                           const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                                           const struct ikt_address *one, const struct ikt_address *other)
{
    return newest(table, peers_key(PEERS, initiator_cookie, one, other));
}

struct ikt_isakmp_sa *ikt_sa_table_named(const struct ikt_sa_table *table, const struct ikt_header *header,
                                         const struct ikt_address *one, const struct ikt_address *other)
{
    struct ikt_isakmp_sa *sa = newest(table, cookies_key(header->initiator_cookie, header->responder_cookie));
    return sa ? sa : ikt_sa_table_between(table, header->initiator_cookie, one, other);
}
