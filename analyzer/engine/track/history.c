/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history.h"

#include <string.h>

#include "base/hash.h"
#include "isakmp/message_room.h"

#define MAX_PAIRS   8192
#define MAX_ENTRIES 32                         /* Quick Modes listed of one pair */
#define MAX_OCTETS  ((size_t)24 * 1024 * 1024) /* of the messages that they point into */

struct pair;

struct ikt_history_entry {
    unsigned references; /* of the Quick Mode and of the pair's list */
    struct ikt_history value;
    struct ikt_identity identity[2]; /* copies: own addresses have no message to live in */
    const struct ikt_message *messages[2];
    size_t octets;     /* of these and of itself, as the table counts them */
    bool listed;       /* in the pair's entries */
    struct pair *pair; /* NULL: the Quick Mode has ended, or the pair is forgotten */
    unsigned side;     /* of its initiator */
    bool failed;
    unsigned failed_before[2]; /* see struct attempts */
    GList link;                /* in the pair's queue of live ones; data points to the entry */
};

/*
 * Of all Quick Modes of a pair, how many failed, by the side that began them. Those that live are queued in the order
 * in which they began; of those that have ended, the next one in the queue keeps the number that failed between the one
 * before it and itself. So the count before any of them is known, and none but the live ones is kept.
 */
struct attempts {
    GQueue live;
    unsigned failed_last[2]; /* ended ones that failed and began after the last one in the queue */
    unsigned failed[2];      /* all of them, live and ended */
};

struct pair {
    struct ikt_address low, high;
    bool low_4500, high_4500;         /* from UDP port 4500 */
    uint64_t ikev2_messages[2];       /* sent by low, by high */
    uint64_t ikev2_frame;             /* of the first, 0: none */
    int methods[2];                   /* authentication that low, high offered, see evidence.h */
    struct ikt_policies *policies[2]; /* likewise; NULL: none */
    struct ikt_moment came_up[2];     /* likewise, see evidence.h */
    GArray *contacts;                 /* struct ikt_contact; NULL: none */
    struct attempts attempts;
    GPtrArray *entries;
    uint64_t forgotten; /* entries that had to make room */
    bool negotiated;    /* more than first messages, that anybody can send: it came to a Quick Mode, or up */
    GList recent;
};

struct ikt_history_table {
    GHashTable *pairs;   /* a set */
    struct pair *newest; /* that was asked for last; NULL: there is none */
    GQueue recent[2];    /* most recent first: those that negotiated nothing, and the others */
    size_t octets;       /* of all entries */
    uint64_t forgotten;  /* pairs */
    uint64_t past;       /* Quick Modes, of pairs that had more */
};

static void entry_unref(gpointer data)
{
    struct ikt_history_entry *entry = data;
    if (--entry->references > 0)
        return;
    ikt_message_unref(entry->messages[0]);
    ikt_message_unref(entry->messages[1]);
    g_free(entry);
}

static guint pair_hash(gconstpointer key)
{
    const struct pair *pair = key;
    uint64_t words[2 * IKT_ADDRESS_WORDS];
    size_t count = ikt_hash_address_words(&pair->low, words);
    count += ikt_hash_address_words(&pair->high, words + count);
    return (guint)ikt_hash_words(words, count);
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct pair *one = a, *other = b;
    return ikt_address_equal(&one->low, &other->low) && ikt_address_equal(&one->high, &other->high);
}

static void pair_free(gpointer data)
{
    struct pair *pair = data;
    GList *link;
    while ((link = g_queue_pop_head_link(&pair->attempts.live)))
        ((struct ikt_history_entry *)link->data)->pair = NULL;
    g_ptr_array_unref(pair->entries);
    g_free(pair->policies[0]);
    g_free(pair->policies[1]);
    if (pair->contacts)
        g_array_unref(pair->contacts);
    g_free(pair);
}

struct ikt_history_table *ikt_history_table_new(void)
{
    struct ikt_history_table *table = g_new0(struct ikt_history_table, 1);
    table->pairs = g_hash_table_new_full(pair_hash, pair_equal, pair_free, NULL);
    return table;
}

void ikt_history_table_free(struct ikt_history_table *table)
{
    g_hash_table_destroy(table->pairs);
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
    table->forgotten++;
    g_hash_table_remove(table->pairs, pair);
}

/* A flood of first messages does not drive out what two peers have negotiated. */
static void forget_oldest(struct ikt_history_table *table)
{
    forget_pair(table, g_queue_peek_tail(&table->recent[table->recent[0].length > 0 ? 0 : 1]));
}

static struct pair *find(struct ikt_history_table *table, const struct ikt_address *one,
                         const struct ikt_address *other, bool create)
{
    bool ordered = ikt_address_compare(one, other) <= 0;
    struct pair key = {.low = ordered ? *one : *other, .high = ordered ? *other : *one};
    if (table->newest && pair_equal(table->newest, &key)) /* one message asks for its pair many times */
        return table->newest;
    struct pair *pair = g_hash_table_lookup(table->pairs, &key);

    if (pair) {
        g_queue_unlink(&table->recent[pair->negotiated], &pair->recent);
    } else {
        if (!create)
            return NULL;
        if (g_hash_table_size(table->pairs) >= MAX_PAIRS)
            forget_oldest(table);
        pair = g_new0(struct pair, 1);
        pair->low = key.low;
        pair->high = key.high;
        pair->methods[0] = pair->methods[1] = IKT_ABSENT;
        pair->entries = g_ptr_array_new_with_free_func(entry_unref);
        pair->recent.data = pair;
        g_hash_table_add(table->pairs, pair);
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
    struct pair *pair = find(table, &source->address, &packet->destination.address, create);
    if (!pair)
        return;
    if (ikt_address_equal(&source->address, &pair->low))
        pair->low_4500 = pair->low_4500 || source->port == 4500;
    if (ikt_address_equal(&source->address, &pair->high))
        pair->high_4500 = pair->high_4500 || source->port == 4500;
}

bool ikt_history_has_seen_4500(struct ikt_history_table *table, const struct ikt_address *source,
                               const struct ikt_address *other)
{
    const struct pair *pair = find(table, source, other, false);
    return pair && (ikt_address_equal(source, &pair->low) ? pair->low_4500 : pair->high_4500);
}

static bool same_story(const struct ikt_history *a, const struct ikt_history *b)
{
    return a->outcome == b->outcome && ikt_address_equal(&a->initiator, &b->initiator) && !a->offer == !b->offer;
}

/* Make room: retries of one story go before the only witness of another. */
static void forget_one(struct ikt_history_table *table, struct pair *pair)
{
    GPtrArray *entries = pair->entries;
    pair->forgotten++;
    table->past++;
    for (guint i = 0; i < entries->len; i++) {
        const struct ikt_history_entry *older = entries->pdata[i];
        for (guint j = i + 1; j < entries->len; j++) {
            const struct ikt_history_entry *newer = entries->pdata[j];
            if (same_story(&older->value, &newer->value)) {
                unlist(table, entries->pdata[i]);
                g_ptr_array_remove_index(entries, i);
                return;
            }
        }
    }
    unlist(table, entries->pdata[0]);
    g_ptr_array_remove_index(entries, 0);
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
    ikt_message_unref(entry->messages[place]);
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

static void join(struct ikt_history_entry *entry)
{
    struct attempts *attempts = &entry->pair->attempts;
    memcpy(entry->failed_before, attempts->failed_last, sizeof(entry->failed_before));
    memset(attempts->failed_last, 0, sizeof(attempts->failed_last));
    entry->link.data = entry;
    g_queue_push_tail_link(&attempts->live, &entry->link);
}

/* It has ended: what it counted, and itself, is left to the next one. */
static void leave(struct ikt_history_entry *entry)
{
    struct attempts *attempts = &entry->pair->attempts;
    struct ikt_history_entry *next = entry->link.next ? entry->link.next->data : NULL;
    unsigned *failed = next ? next->failed_before : attempts->failed_last;
    failed[0] += entry->failed_before[0];
    failed[1] += entry->failed_before[1];
    failed[entry->side] += entry->failed;
    g_queue_unlink(&attempts->live, &entry->link);
    entry->pair = NULL;
}

static struct ikt_history_entry *entry_new(struct ikt_history_table *table, const struct ikt_history_note *note)
{
    struct pair *pair = find(table, &note->value.initiator, note->other, true);
    struct ikt_history_entry *entry = g_new0(struct ikt_history_entry, 1);
    set_negotiated(table, pair);
    if (pair->entries->len >= MAX_ENTRIES)
        forget_one(table, pair);
    entry->references = 2;
    entry->listed = true;
    g_ptr_array_add(pair->entries, entry);
    entry->pair = pair;
    join(entry);
    return entry;
}

static void write_attempt(struct ikt_history_entry *entry, const struct ikt_history *value)
{
    struct attempts *attempts = &entry->pair->attempts;
    attempts->failed[entry->side] -= entry->failed;
    entry->side = ikt_address_equal(&value->initiator, &entry->pair->low) ? 0 : 1;
    entry->failed = value->outcome == IKT_OUTCOME_REJECTED || value->outcome == IKT_OUTCOME_NO_RESPONSE;
    attempts->failed[entry->side] += entry->failed;
}

struct ikt_history_entry *ikt_history_write(struct ikt_history_table *table, struct ikt_history_entry *entry,
                                            const struct ikt_history_note *note)
{
    if (!entry)
        entry = entry_new(table, note);
    if (entry->pair)
        write_attempt(entry, &note->value);
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
    if (entry->pair)
        leave(entry);
    entry_unref(entry);
}

static const struct ikt_history_entry *entry_of(const GList *link)
{
    return link ? link->data : NULL;
}

static unsigned count(const struct ikt_history_entry *entry, unsigned side)
{
    return entry->side == side ? entry->failed : 0;
}

/* Walks to whichever end of the queue is nearer. */
unsigned ikt_history_failures_before(const struct ikt_history_entry *entry)
{
    if (!entry->pair)
        return 0;
    const struct attempts *attempts = &entry->pair->attempts;
    const unsigned side = entry->side;
    const struct ikt_history_entry *older = entry_of(entry->link.prev), *newer = entry_of(entry->link.next);
    unsigned before = entry->failed_before[side], from = entry->failed + attempts->failed_last[side];
    for (; older && newer; older = entry_of(older->link.prev), newer = entry_of(newer->link.next)) {
        before += older->failed_before[side] + count(older, side);
        from += newer->failed_before[side] + count(newer, side);
    }
    return older ? attempts->failed[side] - from : before;
}

GArray *ikt_history_others(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, const struct ikt_history_entry *but, uint64_t *out_more)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct ikt_history));
    const struct pair *pair = find(table, one, other, false);
    *out_more = pair ? pair->forgotten : 0;
    for (guint i = 0; pair && i < pair->entries->len; i++) {
        const struct ikt_history_entry *entry = pair->entries->pdata[i];
        if (entry != but)
            g_array_append_val(list, entry->value);
    }
    return list;
}

void ikt_history_saw_ikev2(struct ikt_history_table *table, const struct ikt_packet *packet)
{
    struct pair *pair = find(table, &packet->source.address, &packet->destination.address, true);
    bool low = ikt_address_equal(&packet->source.address, &pair->low);
    pair->ikev2_messages[low ? 0 : 1]++;
    if (pair->ikev2_frame == 0)
        pair->ikev2_frame = packet->frame;
}

void ikt_history_ikev2(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder, struct ikt_phase1 *record)
{
    const struct pair *pair = find(table, initiator, responder, false);
    bool low = pair && ikt_address_equal(initiator, &pair->low);
    record->ikev2_messages[0] = pair ? pair->ikev2_messages[low ? 0 : 1] : 0;
    record->ikev2_messages[1] = pair ? pair->ikev2_messages[low ? 1 : 0] : 0;
    record->ikev2_frame = pair ? pair->ikev2_frame : 0;
}

void ikt_history_offers(struct ikt_history_table *table, const struct ikt_address *initiator,
                        const struct ikt_address *responder, int method, const struct ikt_sa *offer,
                        const struct ikt_packet *packet)
{
    struct pair *pair = find(table, initiator, responder, true);
    unsigned side = ikt_address_equal(initiator, &pair->low) ? 0 : 1;
    pair->methods[side] = method;
    if (!pair->policies[side])
        pair->policies[side] = g_new(struct ikt_policies, 1);
    ikt_policies_copy(pair->policies[side], offer, packet->frame);
    pair->policies[side]->sequence = packet->sequence;
}

int ikt_history_method(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder)
{
    const struct pair *pair = find(table, initiator, responder, false);
    if (!pair)
        return IKT_ABSENT;
    return pair->methods[ikt_address_equal(initiator, &pair->low) ? 0 : 1];
}

const struct ikt_policies *ikt_history_policies(struct ikt_history_table *table, const struct ikt_address *initiator,
                                                const struct ikt_address *responder)
{
    const struct pair *pair = find(table, initiator, responder, false);
    return pair ? pair->policies[ikt_address_equal(initiator, &pair->low) ? 0 : 1] : NULL;
}

static unsigned side_of(const struct pair *pair, const struct ikt_address *initiator)
{
    return ikt_address_equal(initiator, &pair->low) ? 0 : 1;
}

struct ikt_moment ikt_history_up(struct ikt_history_table *table, const struct ikt_address *initiator,
                                 const struct ikt_address *responder)
{
    const struct pair *pair = find(table, initiator, responder, false);
    return pair ? pair->came_up[side_of(pair, initiator)] : (struct ikt_moment){0};
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
    struct pair *pair = find(table, initiator, responder, true);
    struct ikt_contact *contact = find_contact(pair, initiator_cookie);
    struct ikt_moment *came_up = &pair->came_up[side_of(pair, initiator)];
    if (came_up->sequence == 0)
        *came_up = *moment;
    if (contact)
        contact->came_up = true;
}

void ikt_history_contact(struct ikt_history_table *table, const struct ikt_address *other,
                         const struct ikt_contact *contact)
{
    struct pair *pair = find(table, &contact->source.address, other, true);
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
    struct ikt_contact *contact = find_contact(find(table, one, other, false), initiator_cookie);
    if (contact && contact->deleted_sequence == 0)
        contact->deleted_sequence = sequence;
}

const struct ikt_contact *ikt_history_contacts(struct ikt_history_table *table, const struct ikt_address *one,
                                               const struct ikt_address *other, size_t *out_count)
{
    const struct pair *pair = find(table, one, other, false);
    const GArray *contacts = pair ? pair->contacts : NULL;
    *out_count = contacts ? contacts->len : 0;
    return contacts ? (const struct ikt_contact *)(const void *)contacts->data : NULL;
}
