/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/log_answer.h"

#include <string.h>

#include <glib.h>

#include "base/hash.h"

struct ikt_log_book {
    GHashTable *by_peer; /* struct ikt_address of the peer: GPtrArray of const struct ikt_log_pair */
};

static void free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

struct ikt_log_book *ikt_log_book_new(const struct ikt_log_pairs *pairs)
{
    struct ikt_log_book *book = g_new(struct ikt_log_book, 1);
    book->by_peer = g_hash_table_new_full(ikt_hash_address, ikt_hash_equal_address, NULL, free_list);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct ikt_log_pair *pair = &pairs->items[i];
        GPtrArray *list = g_hash_table_lookup(book->by_peer, &pair->remote);
        if (!list) {
            list = g_ptr_array_new();
            g_hash_table_insert(book->by_peer, (gpointer)&pair->remote, list);
        }
        g_ptr_array_add(list, (gpointer)pair);
    }
    return book;
}

void ikt_log_book_free(struct ikt_log_book *book)
{
    if (!book)
        return;
    g_hash_table_unref(book->by_peer);
    g_free(book);
}

const struct ikt_log_pair *ikt_log_book_find(const struct ikt_log_book *book, const struct ikt_address *local,
                                             const struct ikt_address *remote)
{
    const GPtrArray *list = book ? g_hash_table_lookup(book->by_peer, remote) : NULL;
    const struct ikt_log_pair *unnamed = NULL;
    bool several = false;
    for (guint i = 0; list && i < list->len; i++) {
        const struct ikt_log_pair *pair = g_ptr_array_index(list, i);
        if (ikt_address_equal(&pair->local, local))
            return pair;
        if (pair->local.family == IKT_FAMILY_NONE) {
            several = several || unnamed;
            unnamed = pair;
        }
    }
    return several ? NULL : unnamed;
}

static bool has_id(const struct ikt_log_quick_mode *mode, uint32_t message_id, ikt_time *time)
{
    for (unsigned i = 0; i < mode->id_count; i++) {
        if (mode->ids[i].message_id != message_id)
            continue;
        *time = mode->ids[i].at.time;
        return true;
    }
    return false;
}

static bool names_spi(const struct ikt_phase2 *record, uint32_t spi)
{
    for (size_t i = 0; record->offer && i < record->offer->proposal_count; i++) {
        uint32_t offered;
        if (ikt_spi_number(record->offer->proposals[i].spi, &offered) && offered == spi)
            return true;
    }
    return false;
}

/*
 * How far the log's clock is behind. Its stamps tell no year, so that it is taken for the one in which the two are
 * nearest; one that is told is not the year that stands for none.
 */
#define NO_YEAR 2000

static ikt_time behind(ikt_time capture, ikt_time log)
{
    g_autoptr(GDateTime) seen = g_date_time_new_from_unix_utc(capture / IKT_SECOND);
    g_autoptr(GDateTime) told = g_date_time_new_from_unix_utc(log / IKT_SECOND);
    ikt_time best = capture - log;
    if (!seen || !told || g_date_time_get_year(told) != NO_YEAR)
        return best;
    const int year = g_date_time_get_year(seen);
    for (int i = year - 1; i <= year + 1; i++) {
        g_autoptr(GDateTime) moved =
            g_date_time_new_utc(i, g_date_time_get_month(told), g_date_time_get_day_of_month(told),
                                g_date_time_get_hour(told), g_date_time_get_minute(told), g_date_time_get_second(told));
        const ikt_time difference =
            moved ? capture - (g_date_time_to_unix(moved) * IKT_SECOND + log % IKT_SECOND) : best;
        if (ABS(difference) < ABS(best))
            best = difference;
    }
    return best;
}

static bool by_itself(const struct ikt_log_pair *pair, const struct ikt_phase2 *record, struct ikt_log_answer *out)
{
    for (size_t i = 0; i < pair->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *mode = &pair->quick_modes[i];
        ikt_time time = IKT_TIME_NONE;
        const bool id = mode->begun_here != IKT_YES && has_id(mode, record->message_id, &time);
        if (!id && (mode->begun_here == IKT_YES || mode->spi == 0 || !names_spi(record, mode->spi)))
            continue;
        *out = (struct ikt_log_answer){pair, mode, id ? IKT_LOG_JOINED_ID : IKT_LOG_JOINED_SPI, false, 0};
        if (id && time != IKT_TIME_NONE && ikt_time_is_dated(record->start_time)) {
            out->clock_known = true;
            out->clock = behind(record->start_time, time);
        }
        return true;
    }
    return false;
}

/* The log's networks as the peer offers them. */
static bool is_for(const struct ikt_log_quick_mode *mode, const struct ikt_phase2 *record)
{
    if (!record->offer || !mode->networks.initiator.known || !mode->networks.responder.known)
        return true;
    const struct ikt_proxies offered = {ikt_proxy_of(record->proxy_initiator), ikt_proxy_of(record->proxy_responder)};
    const struct ikt_proxies told = ikt_proxies_swap(&mode->networks);
    return ikt_proxies_relation(&told, &offered) == IKT_RELATION_EQUAL;
}

static bool by_networks(const struct ikt_log_pair *pair, const struct ikt_phase2 *record, struct ikt_log_answer *out)
{
    const struct ikt_log_quick_mode *found = NULL;
    if (record->outcome != IKT_OUTCOME_REJECTED && record->outcome != IKT_OUTCOME_DELETED)
        return false;
    for (size_t i = 0; i < pair->quick_mode_count; i++) {
        const struct ikt_log_quick_mode *mode = &pair->quick_modes[i];
        if (mode->begun_here == IKT_YES || !is_for(mode, record))
            continue;
        if (mode->refusal <= IKT_REFUSAL_UNSAID || (found && found->refusal != mode->refusal))
            return false; /* some of them ended otherwise */
        found = mode;
    }
    if (found)
        *out = (struct ikt_log_answer){pair, found, IKT_LOG_JOINED_NETWORKS, false, 0};
    return found;
}

bool ikt_log_answer_of(const struct ikt_log_book *book, const struct ikt_phase2 *record, struct ikt_log_answer *out)
{
    const struct ikt_log_pair *pair =
        ikt_log_book_find(book, &record->responder->endpoint.address, &record->initiator->endpoint.address);
    return pair && (by_itself(pair, record, out) || by_networks(pair, record, out));
}

bool ikt_log_clocks(const struct ikt_log_pair *a, const struct ikt_log_pair *b, ikt_time *ahead)
{
    for (size_t i = 0; i < a->quick_mode_count; i++) {
        for (unsigned n = 0; n < a->quick_modes[i].id_count; n++) {
            const struct ikt_log_id *id = &a->quick_modes[i].ids[n];
            for (size_t k = 0; id->at.time != IKT_TIME_NONE && k < b->quick_mode_count; k++) {
                ikt_time time = IKT_TIME_NONE;
                if (!has_id(&b->quick_modes[k], id->message_id, &time) || time == IKT_TIME_NONE)
                    continue;
                *ahead = time - id->at.time;
                return true;
            }
        }
    }
    return false;
}

bool ikt_log_tells_offer(const struct ikt_log_answer *answer)
{
    return answer && answer->by != IKT_LOG_JOINED_NETWORKS && answer->mode->offer && answer->mode->offer_whole &&
           answer->mode->begun_here == IKT_NO;
}
