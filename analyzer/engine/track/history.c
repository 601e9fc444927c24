/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history.h"

#include <string.h>

#include "base/hash.h"
#include "isakmp/message_room.h"
#include "isakmp/message_spare.h"
#include "track/history_pair.h"
#include "track/history_spare.h"

#define MAX_PAIRS   8192
#define MAX_ENTRIES 32                         /* Quick Modes listed of one pair */
#define MAX_OCTETS  ((size_t)24 * 1024 * 1024) /* of the messages that they point into */

static void entry_unref(gpointer data)
{
    struct ikt_history_entry *entry = data;
    if (--entry->references > 0)
        return;
    ikt_message_release(entry->messages[0]);
    ikt_message_release(entry->messages[1]);
    g_free(entry);
}

uint64_t ikt_pair_hash(const struct ikt_pair_key *key)
{
    uint64_t words[2 * IKT_ADDRESS_WORDS];
    size_t count = ikt_hash_address_words(&key->low, words);
    count += ikt_hash_address_words(&key->high, words + count);
    return ikt_hash_words(words, count);
}

static void pair_free(struct pair *pair)
{
    ikt_attempts_clear(&pair->attempts);
    g_ptr_array_unref(pair->entries);
    g_free(pair->past);
    g_free(pair->policies[0]);
    g_free(pair->policies[1]);
    ikt_had_policies_clear(&pair->had[0]);
    ikt_had_policies_clear(&pair->had[1]);
    if (pair->contacts)
        g_array_unref(pair->contacts);
    g_free(pair);
}

struct ikt_history_table *ikt_history_table_new(void)
{
    struct ikt_history_table *table = g_new0(struct ikt_history_table, 1);
    table->told = g_array_new(FALSE, FALSE, sizeof(struct ikt_history));
    return table;
}

void ikt_history_table_free(struct ikt_history_table *table)
{
    g_array_unref(table->told);
    for (unsigned negotiated = 0; negotiated < 2; negotiated++)
        for (GList *link; (link = g_queue_pop_head_link(&table->recent[negotiated]));)
            pair_free(link->data);
    ikt_table_clear(&table->pairs);
    ikt_forgotten_pairs_clear(&table->forgotten_pairs);
    g_free(table);
}

static void unlist(struct ikt_history_table *table, struct ikt_history_entry *entry)
{
    table->octets -= entry->octets;
    entry->octets = 0;
    entry->listed = false;
}

static void forget_pair(struct ikt_history_table *table, struct pair *pair)
{
    g_queue_unlink(&table->recent[pair->negotiated], &pair->recent);
    if (table->newest == pair)
        table->newest = NULL;
    for (guint i = 0; i < pair->entries->len; i++)
        unlist(table, pair->entries->pdata[i]);
    if (pair->negotiated)
        ikt_forgotten_pairs_add(&table->forgotten_pairs, pair->node.hash, table->sequence);
    table->forgotten++;
    ikt_table_remove(&table->pairs, &pair->node);
    pair_free(pair);
}

/* A flood of first messages does not drive out what two peers have negotiated. */
static void forget_oldest(struct ikt_history_table *table)
{
    forget_pair(table, g_queue_peek_tail(&table->recent[table->recent[0].length > 0 ? 0 : 1]));
}

struct ikt_pair_key ikt_pair_key(const struct ikt_address *one, const struct ikt_address *other)
{
    bool ordered = ikt_address_compare(one, other) <= 0;
    return (struct ikt_pair_key){ordered ? *one : *other, ordered ? *other : *one};
}

/* What it has forgotten, made if need be. */
static struct ikt_forgotten *forgotten_of(struct pair *pair)
{
    if (!pair->past)
        pair->past = g_new0(struct ikt_forgotten, 2);
    return pair->past;
}

/* It may have been forgotten before. */
static void take_forgotten(const struct ikt_history_table *table, struct pair *pair)
{
    if (!ikt_forgotten_pairs_may_have(&table->forgotten_pairs, pair->node.hash))
        return;
    pair->forgotten = 1; /* at least */
    pair->returned = true;
    for (unsigned side = 0; side < 2; side++)
        ikt_forgotten_all(&forgotten_of(pair)[side], table->forgotten_pairs.sequence);
}

/* One message asks for its pair many times. */
static bool is_newest(const struct ikt_history_table *table, const struct ikt_address *one,
                      const struct ikt_address *other)
{
    const struct pair *newest = table->newest;
    return newest && ((ikt_same_address(&newest->low, one) && ikt_same_address(&newest->high, other)) ||
                      (ikt_same_address(&newest->low, other) && ikt_same_address(&newest->high, one)));
}

/* NULL: it is not remembered. */
static struct pair *look_up(const struct ikt_history_table *table, const struct ikt_pair_key *key, uint64_t hash)
{
    struct pair *pair = (struct pair *)ikt_table_first(&table->pairs, hash);
    while (pair && !(ikt_same_address(&pair->low, &key->low) && ikt_same_address(&pair->high, &key->high)))
        pair = (struct pair *)ikt_table_next(&pair->node);
    return pair;
}

struct pair *ikt_pair_find(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, bool create)
{
    if (is_newest(table, one, other))
        return table->newest;
    const struct ikt_pair_key key = ikt_pair_key(one, other);
    const uint64_t hash = ikt_pair_hash(&key);
    struct pair *pair = look_up(table, &key, hash);

    if (pair) {
        g_queue_unlink(&table->recent[pair->negotiated], &pair->recent);
    } else {
        if (!create)
            return NULL;
        if (table->pairs.count >= MAX_PAIRS)
            forget_oldest(table);
        pair = g_new0(struct pair, 1);
        pair->low = key.low;
        pair->high = key.high;
        pair->methods[0] = pair->methods[1] = IKT_ABSENT;
        pair->entries = g_ptr_array_new_with_free_func(entry_unref);
        pair->recent.data = pair;
        ikt_table_add(&table->pairs, &pair->node, hash);
        take_forgotten(table, pair);
    }
    g_queue_push_head_link(&table->recent[pair->negotiated], &pair->recent);
    table->newest = pair;
    return pair;
}

static void set_negotiated(struct ikt_history_table *table, struct pair *pair)
{
    g_queue_unlink(&table->recent[pair->negotiated], &pair->recent);
    pair->negotiated = true;
    g_queue_push_head_link(&table->recent[pair->negotiated], &pair->recent);
}

void ikt_history_saw(struct ikt_history_table *table, const struct ikt_packet *packet, bool create)
{
    const struct ikt_endpoint *source = &packet->source;
    struct pair *pair = ikt_pair_find(table, &source->address, &packet->destination.address, create);
    if (!pair)
        return;
    if (ikt_same_address(&source->address, &pair->low))
        pair->low_4500 = pair->low_4500 || source->port == 4500;
    if (ikt_same_address(&source->address, &pair->high))
        pair->high_4500 = pair->high_4500 || source->port == 4500;
}

static void forget_one(struct ikt_history_table *table, struct pair *pair)
{
    uint64_t until;
    const guint index = ikt_history_spare(pair->entries, &until);
    struct ikt_history_entry *entry = pair->entries->pdata[index];
    const struct ikt_history *value = &entry->value;
    ikt_forgotten_add(&forgotten_of(pair)[ikt_pair_side(pair, &value->initiator)], value->outcome,
                      value->sequence ? value->sequence : value->last_sequence, until);
    pair->forgotten++;
    table->past++;
    unlist(table, entry);
    g_ptr_array_remove_index(pair->entries, index);
}

/* Of the pairs that were silent longest first, then of this one, which has written. */
static void make_room(struct ikt_history_table *table, struct pair *pair)
{
    while (table->octets > MAX_OCTETS) {
        struct pair *oldest = g_queue_peek_tail(&table->recent[1]);
        if (oldest != pair)
            forget_pair(table, oldest);
        else if (pair->entries->len > 1)
            forget_one(table, pair);
        else
            return;
    }
}

static void keep_message(struct ikt_history_entry *entry, unsigned place, const struct ikt_message *message)
{
    if (message == entry->messages[place])
        return;
    ikt_message_release(entry->messages[place]);
    entry->messages[place] = message ? ikt_message_ref(message) : NULL;
}

static const struct ikt_identity *copy_identity(struct ikt_identity *copy, const struct ikt_identity *identity)
{
    if (!identity)
        return NULL;
    *copy = *identity;
    if (identity->octets.data == identity->low.octets)
        copy->octets.data = copy->low.octets;
    return copy;
}

static struct ikt_history_entry *entry_new(struct ikt_history_table *table, const struct ikt_history_note *note)
{
    struct pair *pair = ikt_pair_find(table, &note->value.initiator, note->other, true);
    struct ikt_history_entry *entry = g_new0(struct ikt_history_entry, 1);
    set_negotiated(table, pair);
    if (pair->entries->len >= MAX_ENTRIES)
        forget_one(table, pair);
    entry->references = 2;
    entry->listed = true;
    g_ptr_array_add(pair->entries, entry);
    entry->pair = pair;
    ikt_attempt_join(&entry->attempt, &pair->attempts);
    return entry;
}

/* before: what was written last. */
static void write_pair(struct ikt_history_entry *entry, const struct ikt_history *before,
                       const struct ikt_history *value)
{
    struct pair *pair = entry->pair;
    const unsigned side = ikt_pair_side(pair, &value->initiator);
    ikt_attempt_write(&entry->attempt, side,
                      value->outcome == IKT_OUTCOME_REJECTED || value->outcome == IKT_OUTCOME_NO_RESPONSE);
    if (!entry->listed && value->outcome == IKT_OUTCOME_ESTABLISHED && before->outcome != value->outcome)
        ikt_forgotten_came_up(&forgotten_of(pair)[side], value->sequence);
}

struct ikt_history_entry *ikt_history_write(struct ikt_history_table *table, struct ikt_history_entry *entry,
                                            const struct ikt_history_note *note)
{
    if (!entry)
        entry = entry_new(table, note);
    if (entry->attempt.all)
        write_pair(entry, &entry->value, &note->value);
    table->sequence = MAX(table->sequence, note->value.last_sequence);
    entry->content_known =
        entry->content_known && note->messages[0] == entry->messages[0] && note->messages[1] == entry->messages[1];
    keep_message(entry, 0, note->messages[0]);
    keep_message(entry, 1, note->messages[1]);
    entry->value = note->value;
    entry->value.proxy_initiator = copy_identity(&entry->identity[0], note->value.proxy_initiator);
    entry->value.proxy_responder = copy_identity(&entry->identity[1], note->value.proxy_responder);
    if (entry->listed) {
        const size_t octets =
            sizeof(*entry) + ikt_message_room(entry->messages[0]) + ikt_message_room(entry->messages[1]);
        table->octets += octets - entry->octets;
        entry->octets = octets;
        make_room(table, entry->pair);
    }
    return entry;
}

uint64_t ikt_history_past(const struct ikt_history_table *table)
{
    return table->past;
}

uint64_t ikt_history_forgotten(const struct ikt_history_table *table)
{
    return table->forgotten;
}

void ikt_history_release(struct ikt_history_entry *entry)
{
    if (!entry)
        return;
    if (entry->attempt.all)
        ikt_attempt_leave(&entry->attempt);
    entry_unref(entry);
}

void ikt_history_saw_ikev2(struct ikt_history_table *table, const struct ikt_packet *packet)
{
    struct pair *pair = ikt_pair_find(table, &packet->source.address, &packet->destination.address, true);
    bool low = ikt_same_address(&packet->source.address, &pair->low);
    pair->ikev2_messages[low ? 0 : 1]++;
    if (pair->ikev2_frame == 0)
        pair->ikev2_frame = packet->frame;
}

void ikt_history_offers(struct ikt_history_table *table, const struct ikt_address *initiator,
                        const struct ikt_address *responder, int method, const struct ikt_sa *offer,
                        const struct ikt_packet *packet)
{
    struct pair *pair = ikt_pair_find(table, initiator, responder, true);
    unsigned side = ikt_pair_side(pair, initiator);
    pair->methods[side] = method;
    if (!pair->policies[side])
        pair->policies[side] = g_new(struct ikt_policies, 1);
    ikt_policies_copy(pair->policies[side], offer, packet->frame);
    pair->policies[side]->sequence = packet->sequence;
}

struct ikt_had_policies *ikt_history_had(struct ikt_history_table *table, const struct ikt_address *owner,
                                         const struct ikt_address *other, bool create)
{
    struct pair *pair = ikt_pair_find(table, owner, other, create);
    return pair ? &pair->had[ikt_pair_side(pair, owner)] : NULL;
}

static struct ikt_contact *find_contact(const struct pair *pair, const uint8_t cookie[static IKT_COOKIE_SIZE])
{
    for (guint i = 0; pair && pair->contacts && i < pair->contacts->len; i++) {
        struct ikt_contact *contact = &g_array_index(pair->contacts, struct ikt_contact, i);
        if (memcmp(contact->initiator_cookie, cookie, IKT_COOKIE_SIZE) == 0)
            return contact;
    }
    return NULL;
}

void ikt_history_came_up(struct ikt_history_table *table, const struct ikt_address *initiator,
                         const struct ikt_address *responder, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                         const struct ikt_moment *moment)
{
    struct pair *pair = ikt_pair_find(table, initiator, responder, true);
    struct ikt_contact *contact = find_contact(pair, initiator_cookie);
    struct ikt_moment *came_up = &pair->came_up[ikt_pair_side(pair, initiator)];
    if (came_up->sequence == 0)
        *came_up = *moment;
    if (contact)
        contact->came_up = true;
}

void ikt_history_contact(struct ikt_history_table *table, const struct ikt_address *other,
                         const struct ikt_contact *contact)
{
    struct pair *pair = ikt_pair_find(table, &contact->source.address, other, true);
    if (find_contact(pair, contact->initiator_cookie))
        return;
    if (!pair->contacts)
        pair->contacts = g_array_new(FALSE, FALSE, sizeof *contact);
    if (pair->contacts->len == IKT_CONTACTS)
        g_array_remove_index(pair->contacts, 0);
    g_array_append_vals(pair->contacts, contact, 1);
}

void ikt_history_contact_ends(struct ikt_history_table *table, const struct ikt_address *one,
                              const struct ikt_address *other, const uint8_t initiator_cookie[static IKT_COOKIE_SIZE],
                              uint64_t sequence)
{
    struct ikt_contact *contact = find_contact(ikt_pair_find(table, one, other, false), initiator_cookie);
    if (contact && contact->deleted_sequence == 0)
        contact->deleted_sequence = sequence;
}

unsigned ikt_history_failures_before(const struct ikt_history_entry *entry)
{
    return ikt_attempt_failures_before(&entry->attempt);
}
