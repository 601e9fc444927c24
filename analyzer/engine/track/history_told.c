/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/history_pair.h"

static void list_others(GArray *list, const struct pair *pair, const struct ikt_history_entry *but)
{
    guint count = 0;
    g_array_set_size(list, pair ? pair->entries->len : 0);
    for (guint i = 0; pair && i < pair->entries->len; i++) {
        const struct ikt_history_entry *entry = pair->entries->pdata[i];
        if (entry != but)
            g_array_index(list, struct ikt_history, count++) = entry->value;
    }
    g_array_set_size(list, count);
}

GArray *ikt_history_others(struct ikt_history_table *table, const struct ikt_address *one,
                           const struct ikt_address *other, const struct ikt_history_entry *but, uint64_t *out_more)
{
    const struct pair *pair = ikt_pair_find(table, one, other, false);
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct ikt_history));
    *out_more = pair ? pair->forgotten : 0;
    list_others(list, pair, but);
    return list;
}

/* pair: NULL for one that is not known. */
static bool was_forgotten(const struct ikt_history_table *table, const struct pair *pair, const struct ikt_address *one,
                          const struct ikt_address *other)
{
    if (pair)
        return pair->returned;
    const struct ikt_pair_key key = ikt_pair_key(one, other);
    return ikt_forgotten_pairs_may_have(&table->forgotten_pairs, ikt_pair_hash(&key));
}

bool ikt_history_was_forgotten(struct ikt_history_table *table, const struct ikt_address *one,
                               const struct ikt_address *other)
{
    return was_forgotten(table, ikt_pair_find(table, one, other, false), one, other);
}

static const struct ikt_forgotten *past_of(struct ikt_history_table *table, const struct pair *pair,
                                           const struct ikt_address *initiator, const struct ikt_address *responder)
{
    if (pair)
        return pair->past ? &pair->past[ikt_pair_side(pair, initiator)] : NULL;
    if (!was_forgotten(table, pair, initiator, responder))
        return NULL;
    ikt_forgotten_all(&table->unknown, table->forgotten_pairs.sequence);
    return &table->unknown;
}

const struct ikt_forgotten *ikt_history_past_of(struct ikt_history_table *table, const struct ikt_address *initiator,
                                                const struct ikt_address *responder)
{
    return past_of(table, ikt_pair_find(table, initiator, responder, false), initiator, responder);
}

void ikt_history_ikev2(struct ikt_history_table *table, const struct ikt_address *initiator,
                       const struct ikt_address *responder, struct ikt_phase1 *record)
{
    const struct pair *pair = ikt_pair_find(table, initiator, responder, false);
    bool low = pair && ikt_address_equal(initiator, &pair->low);
    record->ikev2_messages[0] = pair ? pair->ikev2_messages[low ? 0 : 1] : 0;
    record->ikev2_messages[1] = pair ? pair->ikev2_messages[low ? 1 : 0] : 0;
    record->ikev2_frame = pair ? pair->ikev2_frame : 0;
}

struct ikt_moment ikt_history_up(struct ikt_history_table *table, const struct ikt_address *initiator,
                                 const struct ikt_address *responder)
{
    const struct pair *pair = ikt_pair_find(table, initiator, responder, false);
    return pair ? pair->came_up[ikt_pair_side(pair, initiator)] : (struct ikt_moment){0};
}

const struct ikt_contact *ikt_history_contacts(struct ikt_history_table *table, const struct ikt_address *one,
                                               const struct ikt_address *other, size_t *out_count)
{
    const struct pair *pair = ikt_pair_find(table, one, other, false);
    const GArray *contacts = pair ? pair->contacts : NULL;
    *out_count = contacts ? contacts->len : 0;
    return contacts ? (const struct ikt_contact *)(const void *)contacts->data : NULL;
}

static void tell_contacts(const struct pair *pair, struct ikt_evidence *evidence)
{
    const GArray *contacts = pair->contacts;
    evidence->contact_count = contacts ? contacts->len : 0;
    evidence->contacts = contacts ? (const struct ikt_contact *)(const void *)contacts->data : NULL;
}

/* side: of the ISAKMP SA, the initiator 0. */
static void tell_side(const struct pair *pair, const struct ikt_address *address, unsigned side,
                      struct ikt_evidence *evidence)
{
    const unsigned own = ikt_pair_side(pair, address);
    evidence->own_method[side] = pair->methods[own];
    evidence->own_policies[side] = pair->policies[own];
    evidence->came_up[side] = pair->came_up[own];
    evidence->from_4500[side] = own == 0 ? pair->low_4500 : pair->high_4500;
}

void ikt_history_tell(struct ikt_history_table *table, const struct ikt_address *initiator,
                      const struct ikt_address *responder, const struct ikt_history_entry *but,
                      struct ikt_evidence *evidence)
{
    const struct pair *pair = ikt_pair_find(table, initiator, responder, false);
    list_others(table->told, pair, but);
    evidence->history_count = table->told->len;
    evidence->history = (const struct ikt_history *)(const void *)table->told->data;
    evidence->history_more = pair ? pair->forgotten : 0;
    evidence->pair_forgotten = was_forgotten(table, pair, initiator, responder);
    evidence->forgotten[0] = past_of(table, pair, initiator, responder);
    evidence->forgotten[1] = past_of(table, pair, responder, initiator);
    evidence->own_method[0] = evidence->own_method[1] = IKT_ABSENT;
    if (!pair)
        return;
    tell_side(pair, initiator, 0, evidence);
    tell_side(pair, responder, 1, evidence);
    tell_contacts(pair, evidence);
    evidence->had = &pair->had[ikt_pair_side(pair, responder)];
}
