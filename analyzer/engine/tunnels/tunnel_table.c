/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_table.h"

#include <string.h>

#include "base/hash.h"
#include "evidence/flow_faults.h"
#include "evidence/in_clear.h"
#include "tunnels/happened.h"
#include "tunnels/tunnel_copy.h"
#include "tunnels/tunnel_entry.h"
#include "tunnels/tunnel_find.h"
#include "tunnels/tunnel_pair.h"
#include "tunnels/tunnel_verdict.h"

/* Tunnels of one capture; beyond it the oldest healthy ones are given up. */
#define MAX_TUNNELS 100000

struct ikt_tunnel_table {
    GHashTable *pairs;              /* a set of struct ikt_tunnel_pair, by the addresses in front; owned by order */
    struct ikt_tunnel_pair *newest; /* that was asked for last; NULL: none */
    GQueue order;                   /* the same, in order of their first record */
    GQueue troubled;                /* those of them that are known not to be healthy, likewise */
    struct ikt_tunnel_room room;
    uint32_t pair_numbers, part_numbers; /* given so far */
    uint64_t tunnels;
    uint64_t forgotten, faulty_forgotten;
};

struct ikt_tunnel_table *ikt_tunnel_table_new(enum ikt_tunnel_detail detail)
{
    struct ikt_tunnel_table *table = g_new0(struct ikt_tunnel_table, 1);
    table->pairs = g_hash_table_new(ikt_hash_two_addresses, ikt_hash_equal_two_addresses);
    g_queue_init(&table->order);
    ikt_tunnel_room_init(&table->room, detail);
    g_queue_init(&table->troubled);
    return table;
}

void ikt_tunnel_table_free(struct ikt_tunnel_table *table)
{
    if (!table)
        return;
    g_hash_table_unref(table->pairs);
    g_queue_clear_full(&table->order, ikt_tunnel_pair_free);
    g_queue_clear_full(&table->troubled, ikt_tunnel_pair_free);
    ikt_tunnel_room_clear(&table->room);
    g_free(table);
}

void ikt_tunnel_table_forgotten(const struct ikt_tunnel_table *table, uint64_t *healthy, uint64_t *faulty)
{
    *healthy = table->forgotten;
    *faulty = table->faulty_forgotten;
}

static bool is_healthy(const struct ikt_tunnel_pair *pair)
{
    for (guint i = 0; i <= pair->entry_count; i++) {
        const struct ikt_tunnel_entry *entry = i < pair->entry_count ? pair->entries[i] : pair->unread;
        if (!entry)
            continue;
        for (int outcome = IKT_OUTCOME_REJECTED; outcome < IKT_OUTCOME_COUNT; outcome++) {
            if (entry->attempts[outcome] > 0)
                return false;
        }
        if (entry->finding_count > 0)
            return false;
    }
    return pair->phase1.finding_count == 0;
}

static unsigned tunnels_of(const struct ikt_tunnel_pair *pair)
{
    return MAX(1, pair->entry_count + (pair->unread ? 1 : 0));
}

/*
 * The oldest pair whose tunnels are healthy, else the oldest of all. Who failed once stays so: each pair is looked at
 * once. NULL: there is none but the spared one.
 */
static struct ikt_tunnel_pair *take_oldest(struct ikt_tunnel_table *table, const struct ikt_tunnel_pair *spared)
{
    for (guint left = table->order.length; left > 0; left--) {
        struct ikt_tunnel_pair *pair = g_queue_pop_head(&table->order);
        if (pair != spared && is_healthy(pair))
            return pair;
        g_queue_push_tail(pair == spared ? &table->order : &table->troubled, pair);
    }
    struct ikt_tunnel_pair *pair = g_queue_pop_head(&table->troubled);
    if (pair && pair == spared) {
        g_queue_push_tail(&table->troubled, pair);
        pair = table->troubled.length > 1 ? g_queue_pop_head(&table->troubled) : NULL;
    }
    return pair;
}

static void give_up(struct ikt_tunnel_table *table, const struct ikt_tunnel_pair *spared)
{
    struct ikt_tunnel_pair *pair = take_oldest(table, spared);
    if (!pair)
        return;
    *(is_healthy(pair) ? &table->forgotten : &table->faulty_forgotten) += tunnels_of(pair);
    table->tunnels -= tunnels_of(pair);
    g_hash_table_remove(table->pairs, pair->address);
    if (table->newest == pair)
        table->newest = NULL;
    ikt_tunnel_pair_free(pair);
}

static struct ikt_tunnel_pair *pair_of(struct ikt_tunnel_table *table, const struct ikt_address *one,
                                       const struct ikt_address *other)
{
    bool swap = ikt_address_compare(one, other) > 0;
    struct ikt_address key[2] = {swap ? *other : *one, swap ? *one : *other};
    if (table->newest && ikt_hash_equal_two_addresses(table->newest->address, key)) /* phase 1, then its Quick Modes */
        return table->newest;
    struct ikt_tunnel_pair *pair = table->newest = g_hash_table_lookup(table->pairs, key);
    if (pair)
        return pair;
    if (table->tunnels >= MAX_TUNNELS)
        give_up(table, NULL);
    pair = g_new0(struct ikt_tunnel_pair, 1);
    memcpy(pair->address, key, sizeof key);
    pair->room = &table->room;
    pair->number = ++table->pair_numbers;
    ikt_tunnel_entry_init(&pair->phase1, pair);
    g_hash_table_add(table->pairs, pair);
    g_queue_push_tail(&table->order, pair);
    table->tunnels++;
    table->newest = pair;
    return pair;
}

void ikt_tunnel_table_copy_pair(struct ikt_tunnel_table *table, const struct ikt_tunnel_table *from,
                                const struct ikt_address *low, const struct ikt_address *high)
{
    const struct ikt_address key[2] = {*low, *high};
    const struct ikt_tunnel_pair *known = g_hash_table_lookup(from->pairs, key);
    if (!known)
        return;
    struct ikt_tunnel_pair *pair = ikt_tunnel_pair_copy(known, &table->room);
    g_hash_table_add(table->pairs, pair);
    g_queue_push_tail(&table->order, pair);
    table->tunnels += tunnels_of(pair);
    table->pair_numbers = MAX(table->pair_numbers, from->pair_numbers);
    table->part_numbers = MAX(table->part_numbers, from->part_numbers);
}

/* Who began the pair's first negotiation is A. */
static void note_beginning(struct ikt_tunnel_pair *pair, enum ikt_side by, uint64_t sequence)
{
    if (sequence == 0 || (pair->first_sequence != 0 && pair->first_sequence <= sequence))
        return;
    pair->first_sequence = sequence;
    pair->began = by;
}

static void note_times(struct ikt_tunnel_entry *entry, uint64_t sequence, enum ikt_side by, ikt_time start,
                       ikt_time end)
{
    if (sequence != 0 && (entry->first_sequence == 0 || sequence < entry->first_sequence)) {
        entry->first_sequence = sequence;
        entry->began = by;
    }
    /* a clock that was set back meanwhile puts the end before the start */
    const ikt_time times[] = {start, end};
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        if (times[i] == IKT_TIME_NONE)
            continue;
        entry->first_time = entry->first_time == IKT_TIME_NONE ? times[i] : MIN(entry->first_time, times[i]);
        entry->last_time = entry->last_time == IKT_TIME_NONE ? times[i] : MAX(entry->last_time, times[i]);
    }
}

static uint64_t last_sequence(const struct ikt_seen *seen, size_t count)
{
    uint64_t last = 0;
    for (size_t i = 0; i < count; i++)
        last = MAX(last, seen[i].sequence);
    return last;
}

uint32_t ikt_tunnel_table_phase1(struct ikt_tunnel_table *table, const struct ikt_phase1 *record)
{
    struct ikt_tunnel_pair *pair =
        pair_of(table, &record->initiator.endpoint.address, &record->responder.endpoint.address);
    enum ikt_side by = ikt_tunnel_pair_side(pair, &record->initiator.endpoint.address);
    uint64_t first = record->seen_count > 0 ? record->seen[0].sequence : 0;
    uint64_t last = last_sequence(record->seen, record->seen_count);
    struct ikt_tunnel_entry *entry = &pair->phase1;

    ikt_tunnel_pair_meet(pair, record);
    if (record->exchange != IKT_ABSENT)
        note_beginning(pair, by, first);
    note_times(entry, first, by, record->start_time, record->end_time);
    if (record->outcome == IKT_OUTCOME_ESTABLISHED)
        pair->phase1_up++;
    else if (record->exchange != IKT_ABSENT || record->outcome != IKT_OUTCOME_INCOMPLETE)
        entry->attempts[record->outcome]++;
    entry->begun_by[by] += record->outcome != IKT_OUTCOME_ESTABLISHED;
    entry->one_direction = entry->one_direction || record->one_direction;
    ikt_tunnel_pair_learn(pair, record, by);
    ikt_tunnel_phase1_happened(entry, record, by, first, last);
    ikt_tunnel_entry_findings(entry, &record->findings, by, first);
    ikt_tunnel_entry_exchange(entry, record->initiator_cookie, 0);
    return pair->number;
}

/* The networks as the lower side would offer them. */
static struct ikt_proxies networks_of(const struct ikt_phase2 *record, enum ikt_side by)
{
    struct ikt_proxies networks = {ikt_proxy_of(record->proxy_initiator), ikt_proxy_of(record->proxy_responder)};
    return by == IKT_SIDE_LOW ? networks : ikt_proxies_swap(&networks);
}

static void add_entry(struct ikt_tunnel_pair *pair, struct ikt_tunnel_entry *entry)
{
    pair->entries = g_renew(struct ikt_tunnel_entry *, pair->entries, pair->entry_count + 1);
    pair->entries[pair->entry_count++] = entry;
}

static struct ikt_tunnel_entry *entry_new(struct ikt_tunnel_pair *pair, uint32_t number)
{
    struct ikt_tunnel_entry *entry = g_new(struct ikt_tunnel_entry, 1);
    ikt_tunnel_entry_init(entry, pair);
    entry->parts[0] = number;
    return entry;
}

/* For one tunnel more of a pair that has one. */
static void make_room(struct ikt_tunnel_table *table, const struct ikt_tunnel_pair *pair)
{
    bool first = pair->entry_count == 0 && !pair->unread; /* counted with its pair */
    if (!first && table->tunnels >= MAX_TUNNELS)
        give_up(table, pair);
}

/* The tunnel that a Quick Mode belongs to, made if need be. */
static struct ikt_tunnel_entry *entry_of(struct ikt_tunnel_table *table, struct ikt_tunnel_pair *pair,
                                         const struct ikt_phase2 *record, enum ikt_side by)
{
    struct ikt_proxies networks = networks_of(record, by);
    if (!record->offer || !networks.initiator.known || !networks.responder.known) {
        if (!pair->unread) {
            make_room(table, pair);
            pair->unread = entry_new(pair, ++table->part_numbers);
            table->tunnels += pair->entry_count > 0;
        }
        return pair->unread;
    }
    bool came_up = record->outcome == IKT_OUTCOME_ESTABLISHED;
    struct ikt_tunnel_entry *entry = ikt_tunnel_find(pair, &networks, by, came_up);
    if (entry)
        return entry;
    make_room(table, pair);
    entry = entry_new(pair, ++table->part_numbers);
    entry->networks = g_new(struct ikt_proxies, 1);
    *entry->networks = networks;
    table->tunnels += pair->entry_count > 0 || pair->unread;
    add_entry(pair, entry);
    return entry;
}

/* ESP of a bundle that AH carries: the same packets, one by one. */
static bool is_under_ah(const struct ikt_phase2 *record, const struct ikt_flow *flow)
{
    if (flow->protocol != IKT_PROTOCOL_ESP)
        return false;
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *outer = &record->flows[i];
        if (outer->protocol == IKT_PROTOCOL_AH && outer->packets >= flow->packets &&
            ikt_address_equal(&outer->source, &flow->source) &&
            ikt_address_equal(&outer->destination, &flow->destination))
            return true;
    }
    return false;
}

static void take_flows(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->flow_count; i++) {
        const struct ikt_flow *flow = &record->flows[i];
        enum ikt_side side = ikt_tunnel_pair_side(entry->pair, &flow->source);
        if (flow->packets == 0)
            continue;
        struct ikt_tunnel_sent *sent = ikt_tunnel_entry_sends(entry, side);
        struct ikt_tunnel_traffic *traffic = &sent->traffic;
        if (!is_under_ah(record, flow)) { /* counted as AH's already, with all that is in it */
            traffic->packets += flow->packets;
            traffic->octets += flow->octets;
        }
        if (traffic->first_time == IKT_TIME_NONE || flow->first_time < traffic->first_time)
            traffic->first_time = flow->first_time;
        if (flow->last_sequence > sent->last_sequence) {
            sent->last_sequence = flow->last_sequence;
            sent->tenth_last_sequence = flow->tenth_last_sequence;
            traffic->last_time = flow->last_time;
        }
        entry->last_time = entry->last_time == IKT_TIME_NONE ? flow->last_time : MAX(entry->last_time, flow->last_time);
    }
}

/* AH agreed on, without ESP, between peers of whom NAT-D shows a NAT: RFC 3948 has no way for it. */
static bool is_ah_through_nat(const struct ikt_phase2 *record)
{
    const struct ikt_phase1 *phase1 = record->phase1;
    bool nat = phase1->initiator.behind_nat == IKT_YES || phase1->responder.behind_nat == IKT_YES;
    if (!nat || !record->choice || record->outcome != IKT_OUTCOME_ESTABLISHED)
        return false;
    for (size_t i = 0; i < record->choice->proposal_count; i++) {
        if (record->choice->proposals[i].protocol == IKT_PROTOCOL_AH)
            return true;
    }
    return false;
}

static bool is_lossy(const struct ikt_phase2 *record)
{
    for (size_t i = 0; i < record->flow_count; i++) {
        if (ikt_flow_comes_late(&record->flows[i]) || ikt_flow_stays_too_big(&record->flows[i]))
            return true;
    }
    return record->esp_lost;
}

static bool is_narrowed(const struct ikt_phase2 *record)
{
    struct ikt_proxies asked = {ikt_proxy_of(record->proxy_initiator), ikt_proxy_of(record->proxy_responder)};
    struct ikt_proxies got = {ikt_proxy_of(record->answered_initiator), ikt_proxy_of(record->answered_responder)};
    return ikt_proxies_relation(&got, &asked) == IKT_RELATION_SUBSET;
}

/* The first networks that a side asks for, where they are not just those of the tunnel. */
static void note_asked(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by)
{
    if (!entry->networks || !record->offer || entry->asked_by[by])
        return;
    struct ikt_proxies networks = networks_of(record, by);
    if (ikt_proxies_relation(&networks, entry->networks) != IKT_RELATION_EQUAL) {
        entry->asked_by[by] = g_new(struct ikt_proxies, 1);
        *entry->asked_by[by] = networks;
    }
}

static void learn_facts(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                        enum ikt_side other)
{
    if (record->offer)
        ikt_side_facts_of_offer(ikt_tunnel_entry_facts(entry, by), record);
    if (record->choice)
        ikt_side_facts_of_answer(ikt_tunnel_entry_facts(entry, other), record);
}

uint32_t ikt_tunnel_table_phase2(struct ikt_tunnel_table *table, const struct ikt_phase2 *record)
{
    const struct ikt_address *initiator = &record->initiator->endpoint.address;
    struct ikt_tunnel_pair *pair = pair_of(table, initiator, &record->responder->endpoint.address);
    enum ikt_side by = ikt_tunnel_pair_side(pair, initiator), other = by == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
    struct ikt_tunnel_entry *entry = entry_of(table, pair, record, by);
    uint64_t first = record->seen_count > 0 ? record->seen[0].sequence : 0;

    ikt_tunnel_pair_meet(pair, record->phase1);
    note_beginning(pair, by, first);
    note_times(entry, first, by, record->start_time, record->end_time);
    entry->attempts[record->outcome]++;
    entry->begun_by[by]++;
    note_asked(entry, record, by);
    ikt_tunnel_find_again(entry);
    const bool half_done = record->qm3_lost || record->awaits_connected;
    /* One that came to nothing yet, or by junk, says nothing of the SAs that are there. */
    if (first >= entry->newest_sequence && (record->outcome != IKT_OUTCOME_INCOMPLETE || half_done)) {
        entry->newest_sequence = first;
        entry->half_done = half_done;
        entry->cannot_pass = is_ah_through_nat(record);
        entry->lossy = is_lossy(record);
        entry->in_clear = ikt_who_sends_in_clear(record) != IKT_IN_CLEAR_NOBODY;
    }
    entry->one_direction = entry->one_direction || record->one_direction;
    if (record->outcome == IKT_OUTCOME_ESTABLISHED && first >= entry->narrowed_sequence) {
        entry->narrowed = is_narrowed(record);
        entry->narrowed_sequence = first;
    }
    if (!table->room.brief)
        learn_facts(entry, record, by, other);
    take_flows(entry, record);
    ikt_tunnel_phase2_happened(entry, record, by, first);
    ikt_tunnel_entry_findings(entry, &record->findings, by, first);
    ikt_tunnel_entry_exchange(entry, record->phase1->initiator_cookie, record->message_id);
    return entry->parts[0];
}

/* Parts rise as they are made. */
static struct ikt_tunnel_entry *entry_of_part(const struct ikt_tunnel_pair *pair, uint32_t part)
{
    if (pair->unread && pair->unread->parts[0] == part)
        return pair->unread;
    unsigned first = 0, count = pair->entry_count;
    while (count > 0) {
        const unsigned middle = first + count / 2;
        if (pair->entries[middle]->parts[0] == part)
            return pair->entries[middle];
        if (pair->entries[middle]->parts[0] < part) {
            count -= middle + 1 - first;
            first = middle + 1;
        } else {
            count = middle - first;
        }
    }
    return NULL;
}

void ikt_tunnel_table_lost(struct ikt_tunnel_table *table, const struct ikt_lost_sas *lost)
{
    const bool swap = ikt_address_compare(lost->one, lost->other) > 0;
    const struct ikt_address key[2] = {swap ? *lost->other : *lost->one, swap ? *lost->one : *lost->other};
    struct ikt_tunnel_pair *pair = g_hash_table_lookup(table->pairs, key);
    struct ikt_tunnel_entry *entry = !pair ? NULL : lost->part ? entry_of_part(pair, lost->part) : &pair->phase1;
    const struct ikt_tunnel_event event = {.kind = lost->part ? IKT_EVENT_LOST : IKT_EVENT_MAYBE_LOST,
                                           .sequence = lost->sequence,
                                           .of = lost->of,
                                           .time = lost->time};
    if (!entry)
        return;
    struct ikt_tunnel_event *last = entry->events.count > 0 ? &entry->events.items[entry->events.count - 1] : NULL;
    if (last && last->kind == IKT_EVENT_MAYBE_LOST && event.kind == IKT_EVENT_MAYBE_LOST)
        *last = event; /* so that many push nothing else out */
    else
        ikt_tunnel_entry_event(entry, &event);
}

/* The tunnels of a pair: what was not read joins its only one; phase 1 counts for each. */
static void settle_pair(struct ikt_tunnel_pair *pair)
{
    if (pair->unread && pair->entry_count == 1) {
        ikt_tunnel_entry_join(pair->entries[0], pair->unread);
        pair->entries[0]->parts[1] = pair->unread->parts[0];
        g_clear_pointer(&pair->unread, ikt_tunnel_entry_free);
    }
    if (pair->unread)
        add_entry(pair, g_steal_pointer(&pair->unread));
    if (pair->entry_count == 0)
        add_entry(pair, entry_new(pair, 0));
    for (guint i = 0; i < pair->entry_count; i++) {
        pair->entries[i]->own_sequence = pair->entries[i]->first_sequence;
        ikt_tunnel_entry_join(pair->entries[i], &pair->phase1);
    }
}

static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const struct ikt_tunnel_entry *one = *(struct ikt_tunnel_entry *const *)a;
    const struct ikt_tunnel_entry *other = *(struct ikt_tunnel_entry *const *)b;
    return (one->first_sequence > other->first_sequence) - (one->first_sequence < other->first_sequence);
}

static void settle_queue(const GQueue *queue, GPtrArray *entries)
{
    for (GList *link = queue->head; link; link = link->next) {
        struct ikt_tunnel_pair *pair = link->data;
        settle_pair(pair);
        for (unsigned i = 0; i < pair->entry_count; i++)
            g_ptr_array_add(entries, pair->entries[i]);
    }
}

void ikt_tunnel_table_finish(struct ikt_tunnel_table *table, void (*tell)(void *user, const struct ikt_tunnel *tunnel),
                             void *user)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    settle_queue(&table->order, entries);
    settle_queue(&table->troubled, entries);
    g_ptr_array_sort(entries, by_beginning);
    struct ikt_arena *arena = ikt_arena_new(4000);
    for (guint i = 0; i < entries->len; i++) {
        struct ikt_tunnel tunnel;
        ikt_tunnel_tell(arena, entries->pdata[i], &tunnel);
        tell(user, &tunnel);
        ikt_arena_reset(arena);
    }
    ikt_arena_free(arena);
}
