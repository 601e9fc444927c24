/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/quick_mode.h"

#include "base/hash.h"
#include "isakmp/message_spare.h"
#include "track/duplicate_packets.h"
#include "track/message_position.h"
#include "track/outcome.h"
#include "track/waiting_quick_modes.h"

#define MAX_ALIVE 1024 /* under one ISAKMP SA */
#define MAX_FLOWS 8    /* listed in one record */
#define FEW       4    /* are looked at one by one */
#define MANY      16   /* are no longer, to see which of them wait */

struct ikt_quick_mode *ikt_quick_mode_find(const struct ikt_isakmp_sa *sa, uint32_t message_id)
{
    const struct ikt_quick_modes *all = &sa->quick_modes;
    if (all->by_id)
        return g_hash_table_lookup(all->by_id, &message_id);
    for (const GList *link = all->order.head; link; link = link->next)
        if (((const struct ikt_quick_mode *)link->data)->message_id == message_id)
            return link->data;
    return NULL;
}

struct ikt_quick_mode *ikt_quick_mode_surplus(const struct ikt_isakmp_sa *sa)
{
    const GQueue *order = &sa->quick_modes.order;
    return order->length >= MAX_ALIVE ? order->head->data : NULL;
}

/* Where nothing tells, the first message that was captured is taken for the first one. */
static bool from_quick_initiator(const struct ikt_seen *seen)
{
    return seen->quick_number % 2 == 1 || seen->quick_number == 0;
}

/* A row per direction and protocol. */
static unsigned flow_kind(const void *element)
{
    const struct ikt_flow *flow = element;
    return (flow->protocol == IKT_PROTOCOL_AH ? 2u : 0u) +
           (ikt_address_compare(&flow->source, &flow->destination) < 0 ? 0u : 1u);
}

static void index_by_id(struct ikt_quick_modes *all)
{
    all->by_id = g_hash_table_new(ikt_hash_4, ikt_hash_equal_4);
    for (const GList *link = all->order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        g_hash_table_insert(all->by_id, &quick->message_id, quick);
    }
}

struct ikt_quick_mode *ikt_quick_mode_begin(struct ikt_isakmp_sa *sa, const struct ikt_seen *seen)
{
    struct ikt_quick_modes *all = &sa->quick_modes;
    struct ikt_quick_mode *quick = g_new0(struct ikt_quick_mode, 1);

    quick->sa = sa;
    quick->message_id = seen->message->header.message_id;
    quick->reversed = seen->from_initiator != from_quick_initiator(seen);
    for (unsigned place = 0; place < 4; place++)
        quick->places[place].decryption = IKT_DECRYPTION_CLEARTEXT;
    quick->answers = IKT_DECRYPTION_CLEARTEXT;
    ikt_seen_list_init(&quick->seen);
    quick->start_time = quick->last_time = seen->time;
    ikt_list_init(&quick->flows.list, sizeof(struct ikt_flow), MAX_FLOWS, NULL, flow_kind);
    quick->due.link.data = &quick->due;
    quick->due.sa = sa;
    quick->due.quick = quick;
    g_queue_push_tail(&all->order, quick);
    if (all->by_id)
        g_hash_table_insert(all->by_id, &quick->message_id, quick);
    else if (all->order.length > FEW)
        index_by_id(all);
    quick->number = ++all->total;
    if (!all->waiting && all->order.length > MANY)
        ikt_waiting_quick_modes_begin(all);
    return quick;
}

void ikt_quick_mode_end(struct ikt_quick_mode *quick)
{
    struct ikt_quick_modes *all = &quick->sa->quick_modes;

    if (all->by_id)
        g_hash_table_remove(all->by_id, &quick->message_id);
    g_queue_remove(&all->order, quick);
    ikt_index_forget_spis(&all->index, &quick->spis[0]);
    ikt_index_forget_spis(&all->index, &quick->spis[1]);
    ikt_index_forget(&all->index, &quick->traffic);
    ikt_waiting_quick_modes_leave(quick);
    if (all->order.length == 0) {
        ikt_waiting_quick_modes_end(all);
        g_clear_pointer(&all->by_id, g_hash_table_destroy);
        ikt_table_clear(&all->index);
    }
    for (unsigned place = 0; place < 4; place++)
        ikt_message_release(quick->places[place].message);
    ikt_message_release(quick->refusal);
    ikt_list_clear(&quick->seen);
    ikt_list_clear(&quick->flows.list);
    if (quick->published)
        g_array_unref(quick->published);
    ikt_history_release(quick->history);
    g_free(quick->record);
    g_free(quick);
}

static const struct ikt_payload *payload_of(const struct ikt_quick_mode *quick, unsigned place, uint8_t type,
                                            size_t nth)
{
    const struct ikt_message *message = quick->places[place].message;
    return message && !message->encrypted ? ikt_message_payload(message, type, nth) : NULL;
}

static const struct ikt_sa *sa_of(const struct ikt_quick_mode *quick, unsigned place)
{
    const struct ikt_payload *payload = payload_of(quick, place, IKT_PAYLOAD_SA, 0);
    return payload ? &payload->sa : NULL;
}

/* A message is indexed once, whatever place it gets later. */
static void index_spis(struct ikt_quick_mode *quick, unsigned place, bool from_initiator)
{
    struct ikt_index_nodes *nodes = &quick->spis[quick->spis[0].items ? 1 : 0];
    if (place < 2)
        quick->sa->quick_modes.unfound +=
            ikt_index_spis(&quick->sa->quick_modes.index, nodes, quick, sa_of(quick, place), from_initiator);
}

/* State first: the list may have no room. place is 0..3. */
static void add(struct ikt_quick_mode *quick, unsigned number, const struct ikt_seen *seen)
{
    struct ikt_quick_place *place = &quick->places[number];
    /* What is sent again when all is over, ends nothing anew. */
    bool over = seen->duplicate_of_sequence && ikt_quick_mode_complete(quick);
    if (!place->message) {
        place->message = ikt_message_ref(seen->message);
        index_spis(quick, number, seen->from_initiator != quick->reversed);
    }
    if (number == 1 && place->count > 0 && quick->places[2].count > 0)
        quick->answers_repeated++;
    if (place->count++ == 0) {
        place->first_sequence = seen->sequence;
        place->first_frame = seen->frame;
    }
    if (!over) {
        place->last_sequence = seen->sequence;
        place->last_frame = seen->frame;
        quick->last_time = seen->time;
    }
    place->length = seen->length;
    place->authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED;
    place->decryption = ikt_decryption_weaker(place->decryption, seen->decryption);
    quick->opened = quick->opened || seen->decryption <= IKT_DECRYPTION_PARTIAL;
    ikt_seen_list_add(&quick->seen, seen);
    ikt_waiting_quick_modes_note(quick);
}

/* The initiator is the other one, so that what was taken for its first message is the answer, and the other way round.
 */
static void turn(struct ikt_quick_mode *quick)
{
    const struct ikt_quick_place proposal = quick->places[1];
    quick->reversed = !quick->reversed;
    quick->places[1] = quick->places[0];
    quick->places[0] = proposal;
    for (guint i = 0; i < quick->seen.count; i++) {
        struct ikt_seen *seen = ikt_seen_list_at(&quick->seen, i);
        seen->from_initiator = !seen->from_initiator;
        if (seen->name == IKT_QUICK1 || seen->name == IKT_QUICK2)
            seen->name = seen->name == IKT_QUICK1 ? IKT_QUICK2 : IKT_QUICK1;
    }
    ikt_seen_list_renamed(&quick->seen);
    ikt_waiting_quick_modes_note(quick);
}

/* Its own last message came, or the proposal itself: what was taken for a proposal is the answer. */
static bool is_answer_first(const struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    if (quick->reversed != seen->from_initiator || quick->places[1].count > 0)
        return false;
    bool last = quick->places[2].count == 0 && ikt_position_is_third(seen->message);
    return last || (seen->quick_number == 1 && quick->places[0].count > 0);
}

/*
 * Both peers have sent a long message, and the one that seemed to answer sends a short one: it is the last, so the
 * answer came into the capture before the proposal. What follows the last message bears the commit bit (RFC 2408
 * section 3.1).
 */
static bool is_answer_before_proposal(const struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    return seen->from_initiator == quick->reversed && quick->places[0].count == 1 && quick->places[1].count == 1 &&
           quick->places[2].count == 0 && quick->places[0].first_sequence < quick->places[1].first_sequence &&
           ikt_position_is_third(seen->message) && (seen->message->header.flags & IKT_FLAG_COMMIT) == 0;
}

/* A number that the keys tell and that goes with the direction, or what order and length say. */
static unsigned place_of(const struct ikt_quick_mode *quick, const struct ikt_seen *seen, bool is_from_quick_initiator)
{
    bool from_first = seen->quick_number % 2 == 1;
    return seen->quick_number > 0 && from_first == is_from_quick_initiator
               ? seen->quick_number - 1
               : ikt_position_quick(quick, seen->message, is_from_quick_initiator);
}

/* The record's directions are those of the Quick Mode. */
static struct ikt_seen of_quick_mode(const struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    struct ikt_seen own = *seen;
    own.from_initiator = seen->from_initiator != quick->reversed;
    return own;
}

bool ikt_quick_mode_take(struct ikt_quick_mode *quick, struct ikt_seen *seen)
{
    if (is_answer_first(quick, seen) || is_answer_before_proposal(quick, seen))
        turn(quick);
    struct ikt_seen own = of_quick_mode(quick, seen);
    unsigned place = place_of(quick, seen, own.from_initiator);
    seen->name = own.name = (enum ikt_message_name)(IKT_QUICK1 + place);
    bool was_complete = ikt_quick_mode_complete(quick);
    add(quick, place, &own);
    return !was_complete && ikt_quick_mode_complete(quick);
}

bool ikt_quick_mode_repeat(struct ikt_quick_mode *quick, struct ikt_seen *seen)
{
    for (unsigned place = 0; place < 4; place++) {
        if (quick->places[place].count == 0 || quick->places[place].first_sequence != seen->duplicate_of_sequence)
            continue;
        seen->name = (enum ikt_message_name)(IKT_QUICK1 + place);
        if (quick->places[place].message)
            seen->message = quick->places[place].message;
        struct ikt_seen own = of_quick_mode(quick, seen);
        add(quick, place, &own);
        return true;
    }
    return false;
}

bool ikt_quick_mode_show(struct ikt_quick_mode *quick, struct ikt_seen *shown)
{
    for (unsigned number = 0; number < 4; number++) {
        struct ikt_quick_place *place = &quick->places[number];
        if (!place->message || place->first_sequence != shown->duplicate_of_sequence || !place->message->encrypted)
            continue;
        shown->name = (enum ikt_message_name)(IKT_QUICK1 + number);
        ikt_message_release(place->message);
        place->message = ikt_message_ref(shown->message);
        place->decryption = shown->decryption = IKT_DECRYPTION_DECRYPTED;
        ikt_seen_list_show(&quick->seen, shown);
        quick->opened = true;
        index_spis(quick, number, shown->from_initiator != quick->reversed);
        return true;
    }
    return false;
}

enum ikt_message_name ikt_quick_mode_name(const struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    bool from_first = quick ? seen->from_initiator != quick->reversed : from_quick_initiator(seen);
    return (enum ikt_message_name)(IKT_QUICK1 + place_of(quick, seen, from_first));
}

void ikt_quick_mode_list_answer(struct ikt_quick_mode *quick, const struct ikt_seen *seen)
{
    struct ikt_seen answer = of_quick_mode(quick, seen);
    answer.name = IKT_NOTIFY;
    quick->answers = ikt_decryption_weaker(quick->answers, seen->decryption);
    quick->opened = quick->opened || seen->decryption <= IKT_DECRYPTION_PARTIAL;
    ikt_seen_list_add(&quick->seen, &answer);
}

/* Is it the refusal, read now, that nobody could read? */
static bool is_shown(const struct ikt_quick_mode *quick, const struct ikt_notification *notification,
                     const struct ikt_message *message)
{
    return quick->refusal->encrypted && !message->encrypted && notification->time >= quick->rejection.time &&
           notification->time - quick->rejection.time <= IKT_DUPLICATE_TIME;
}

bool ikt_quick_mode_refuse(struct ikt_quick_mode *quick, const struct ikt_notification *notification,
                           const struct ikt_message *message)
{
    if (ikt_quick_mode_complete(quick) || (quick->refusal && !is_shown(quick, notification, message)))
        return false;
    if (quick->refusal)
        ikt_message_release(quick->refusal);
    quick->rejection = *notification;
    quick->refusal = ikt_message_ref(message);
    quick->last_time = notification->time;
    ikt_waiting_quick_modes_note(quick);
    return true;
}

void ikt_quick_mode_sa_deleted(struct ikt_quick_mode *quick)
{
    /* Who deletes its own SAs first had got the last message. */
    if (!ikt_quick_mode_complete(quick) && !quick->refusal && quick->ended == IKT_ENDED_NOT)
        quick->sa_deleted = true;
}

void ikt_quick_mode_ended(struct ikt_quick_mode *quick, enum ikt_ended how, uint64_t sequence, ikt_time time)
{
    ikt_index_forget(&quick->sa->quick_modes.index, &quick->traffic);
    quick->ended = how;
    quick->ended_sequence = sequence;
    quick->ended_time = time;
}

/*
 * The other peer's own would go on to a third message, and their first IV comes from phase 1, so that nothing of it is
 * lost.
 */
void ikt_quick_mode_place_answer(struct ikt_quick_mode *quick)
{
    if (!quick->reversed || quick->sa->peers[ikt_side(true)].seen || quick->places[0].count == 0 ||
        quick->places[1].count + quick->places[2].count + quick->places[3].count > 0)
        return;
    enum ikt_decryption decryption = quick->places[0].decryption;
    if (decryption != IKT_DECRYPTION_VERIFIED && decryption != IKT_DECRYPTION_DECRYPTED)
        turn(quick);
}

const struct ikt_sa *ikt_quick_mode_offer(const struct ikt_quick_mode *quick)
{
    return sa_of(quick, 0);
}

const struct ikt_sa *ikt_quick_mode_choice(const struct ikt_quick_mode *quick)
{
    return sa_of(quick, 1);
}

/* RFC 2409 section 5.5: absent IDs stand for the peers' own addresses, any protocol and port. */
static const struct ikt_identity *own_address(struct ikt_quick_mode *quick, bool of_initiator)
{
    const struct ikt_sa_index *index = &quick->sa->index;
    const struct ikt_endpoint *endpoint = of_initiator != quick->reversed ? &index->initiator : &index->responder;
    struct ikt_identity *identity = &quick->own[ikt_side(of_initiator)];
    bool ipv6 = endpoint->address.family == IKT_FAMILY_IPV6;

    *identity = (struct ikt_identity){
        .type = ipv6 ? IKT_ID_IPV6_ADDR : IKT_ID_IPV4_ADDR,
        .low = endpoint->address,
        .high = endpoint->address,
        .prefix = ipv6 ? 128 : 32,
    };
    identity->octets = (struct ikt_bytes){identity->low.octets, ipv6 ? 16 : 4};
    return identity;
}

const struct ikt_identity *ikt_quick_mode_proxy(struct ikt_quick_mode *quick, unsigned place, bool of_initiator)
{
    if (!sa_of(quick, place))
        return NULL;
    const struct ikt_payload *first = payload_of(quick, place, IKT_PAYLOAD_ID, 0);
    const struct ikt_payload *second = payload_of(quick, place, IKT_PAYLOAD_ID, 1);
    if (!first && !second)
        return own_address(quick, of_initiator);
    const struct ikt_payload *payload = of_initiator ? first : second;
    return payload ? &payload->id : NULL;
}

static bool is_network(const struct ikt_identity *identity)
{
    return identity && identity->low.family != IKT_FAMILY_NONE;
}

const struct ikt_index_node *ikt_quick_mode_same_traffic(struct ikt_quick_mode *quick)
{
    const struct ikt_identity *initiator = ikt_quick_mode_proxy(quick, 1, !quick->reversed);
    const struct ikt_identity *responder = ikt_quick_mode_proxy(quick, 1, quick->reversed);
    if (!is_network(initiator) || !is_network(responder))
        return NULL;
    quick->sa->quick_modes.unfound +=
        ikt_index_traffic(&quick->sa->quick_modes.index, &quick->traffic, quick, initiator, responder);
    const struct ikt_index_node *newest = &quick->traffic;
    while (newest->newer)
        newest = newest->newer;
    return newest;
}
