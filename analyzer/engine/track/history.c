/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history.h"

#include <string.h>

#include "base/address_hash.h"
#include "track/sa_state.h"

#define MAX_PAIRS   8192
#define MAX_ENTRIES 32 /* Quick Modes remembered of one pair */

struct ikt_history_entry {
    gatomicrefcount references;
    struct ikt_history value;
    struct ikt_identity identity[2]; /* copies: own addresses have no message to live in */
    const struct ikt_message *messages[2];
};

struct pair {
    struct ikt_address low, high;
    bool low_seen, high_seen;
    bool low_4500, high_4500;         /* from UDP port 4500 */
    uint64_t ikev2_messages[2];       /* sent by low, by high */
    uint64_t ikev2_frame;             /* of the first, 0: none */
    int methods[2];                   /* authentication that low, high offered, see evidence.h */
    struct ikt_policies *policies[2]; /* likewise; NULL: none */
    GPtrArray *entries;
    GList recent;
};

struct ikt_history_table {
    GHashTable *pairs; /* a set */
    GQueue recent;     /* most recent first */
};

static void entry_release(gpointer entry)
{
    ikt_history_entry_unref(entry);
}

void ikt_history_entry_unref(struct ikt_history_entry *entry)
{
    if (!entry || !g_atomic_ref_count_dec(&entry->references))
        return;
    ikt_message_unref(entry->messages[0]);
    ikt_message_unref(entry->messages[1]);
    g_free(entry);
}

static guint pair_hash(gconstpointer key)
{
    const struct pair *pair = key;
    return (guint)ikt_hash_mix(ikt_address_hash(&pair->low) * 31 + ikt_address_hash(&pair->high));
}

static gboolean pair_equal(gconstpointer a, gconstpointer b)
{
    const struct pair *one = a, *other = b;
    return ikt_address_equal(&one->low, &other->low) && ikt_address_equal(&one->high, &other->high);
}

static void pair_free(gpointer data)
{
    struct pair *pair = data;
    g_ptr_array_unref(pair->entries);
    g_free(pair->policies[0]);
    g_free(pair->policies[1]);
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

static struct pair *find(struct ikt_history_table *table, const struct ikt_address *one,
                         const struct ikt_address *other, bool create)
{
    bool ordered = ikt_address_compare(one, other) <= 0;
    struct pair key = {.low = ordered ? *one : *other, .high = ordered ? *other : *one};
    struct pair *pair = g_hash_table_lookup(table->pairs, &key);

    if (pair) {
        g_queue_unlink(&table->recent, &pair->recent);
    } else {
        if (!create)
            return NULL;
        if (g_hash_table_size(table->pairs) >= MAX_PAIRS) {
            GList *oldest = g_queue_pop_tail_link(&table->recent);
            g_hash_table_remove(table->pairs, oldest->data);
        }
        pair = g_new0(struct pair, 1);
        pair->low = key.low;
        pair->high = key.high;
        pair->methods[0] = pair->methods[1] = IKT_ABSENT;
        pair->entries = g_ptr_array_new_with_free_func(entry_release);
        pair->recent.data = pair;
        g_hash_table_add(table->pairs, pair);
    }
    g_queue_push_head_link(&table->recent, &pair->recent);
    return pair;
}

void ikt_history_saw(struct ikt_history_table *table, const struct ikt_packet *packet, bool create)
{
    const struct ikt_endpoint *source = &packet->source;
    struct pair *pair = find(table, &source->address, &packet->destination.address, create);
    if (!pair)
        return;
    if (ikt_address_equal(&source->address, &pair->low)) {
        pair->low_seen = true;
        pair->low_4500 = pair->low_4500 || source->port == 4500;
    }
    if (ikt_address_equal(&source->address, &pair->high)) {
        pair->high_seen = true;
        pair->high_4500 = pair->high_4500 || source->port == 4500;
    }
}

bool ikt_history_has_seen(struct ikt_history_table *table, const struct ikt_address *source,
                          const struct ikt_address *other)
{
    const struct pair *pair = find(table, source, other, false);
    return pair && (ikt_address_equal(source, &pair->low) ? pair->low_seen : pair->high_seen);
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
static void forget_one(GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++) {
        const struct ikt_history_entry *older = entries->pdata[i];
        for (guint j = i + 1; j < entries->len; j++) {
            const struct ikt_history_entry *newer = entries->pdata[j];
            if (same_story(&older->value, &newer->value)) {
                g_ptr_array_remove_index(entries, i);
                return;
            }
        }
    }
    g_ptr_array_remove_index(entries, 0);
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

void ikt_history_note(struct ikt_history_table *table, struct ikt_quick_mode *quick)
{
    const struct ikt_isakmp_sa *sa = quick->sa;
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    const struct ikt_address *responder = &sa->responder.endpoint.address;
    struct ikt_history_entry *entry = quick->history;

    if (!entry) {
        struct pair *pair = find(table, initiator, responder, true);
        if (pair->entries->len >= MAX_ENTRIES)
            forget_one(pair->entries);
        entry = g_new0(struct ikt_history_entry, 1);
        g_atomic_ref_count_init(&entry->references);
        g_atomic_ref_count_inc(&entry->references);
        g_ptr_array_add(pair->entries, entry);
        quick->history = entry;
    }
    struct ikt_history *value = &entry->value;
    keep_message(entry, 0, quick->message[0]);
    keep_message(entry, 1, quick->message[1]);
    value->initiator = quick->reversed ? *responder : *initiator;
    value->message_id = quick->message_id;
    value->frame = quick->first_frame[0];
    value->time = quick->start_time;
    value->end_time = quick->last_time;
    for (unsigned place = 0; place < 4; place++)
        value->last_frame = MAX(value->last_frame, quick->last_frame[place]);
    value->outcome = ikt_quick_mode_outcome(quick);
    value->offer = ikt_quick_mode_offer(quick);
    value->choice = ikt_quick_mode_choice(quick);
    value->proxy_initiator = copy_identity(&entry->identity[0], ikt_quick_mode_proxy(quick, 0, true));
    value->proxy_responder = copy_identity(&entry->identity[1], ikt_quick_mode_proxy(quick, 0, false));
    value->pfs_group = ikt_quick_mode_pfs_group(quick);
    value->block_size = ikt_decryptor_block_size(sa->decryptor);
    value->hash_size = ikt_decryptor_hash_size(sa->decryptor);
    value->authenticated = false;
    for (guint i = 0; i < quick->seen->len; i++) {
        const struct ikt_seen *seen = &g_array_index(quick->seen, struct ikt_seen, i);
        if (seen->name == IKT_QUICK2)
            value->answer_length = seen->length;
        if (seen->name != IKT_QUICK1)
            continue;
        value->authenticated = seen->decryption == IKT_DECRYPTION_VERIFIED;
        value->length = seen->length;
    }
}

GArray *ikt_history_others(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, const struct ikt_quick_mode *but)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct ikt_history));
    const struct pair *pair = find(table, one, other, false);
    for (guint i = 0; pair && i < pair->entries->len; i++) {
        const struct ikt_history_entry *entry = pair->entries->pdata[i];
        if (!but || entry != but->history)
            g_array_append_val(list, entry->value);
    }
    return list;
}

unsigned ikt_history_failures(const struct ikt_evidence *evidence, const struct ikt_address *initiator, uint64_t before)
{
    unsigned failures = 0;
    for (size_t i = 0; i < evidence->history_count; i++) {
        const struct ikt_history *value = &evidence->history[i];
        bool failed = value->outcome == IKT_OUTCOME_REJECTED || value->outcome == IKT_OUTCOME_NO_RESPONSE;
        if (failed && value->frame < before && ikt_address_equal(&value->initiator, initiator))
            failures++;
    }
    return failures;
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

void ikt_history_offers(struct ikt_history_table *table, const struct ikt_isakmp_sa *sa, uint64_t frame)
{
    const struct ikt_address *initiator = &sa->initiator.endpoint.address;
    struct pair *pair = find(table, initiator, &sa->responder.endpoint.address, true);
    unsigned side = ikt_address_equal(initiator, &pair->low) ? 0 : 1;
    pair->methods[side] = ikt_isakmp_sa_method(sa);
    if (!pair->policies[side])
        pair->policies[side] = g_new(struct ikt_policies, 1);
    ikt_policies_copy(pair->policies[side], sa->offer, frame);
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
