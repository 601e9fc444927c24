/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kept_exchanges.h"

#include <string.h>

struct ikt_kept_exchanges *ikt_kept_exchanges_new(void)
{
    struct ikt_kept_exchanges *kept = g_new0(struct ikt_kept_exchanges, 1);
    kept->exchanges = g_array_new(FALSE, FALSE, sizeof(struct ikt_kept_exchange));
    kept->rungs = g_array_new(FALSE, FALSE, sizeof(struct ikt_rung));
    kept->flows = g_array_new(FALSE, FALSE, sizeof(struct ikt_kept_flow));
    return kept;
}

void ikt_kept_exchanges_free(struct ikt_kept_exchanges *kept)
{
    if (!kept)
        return;
    g_array_unref(kept->exchanges);
    g_array_unref(kept->rungs);
    g_array_unref(kept->flows);
    g_free(kept);
}

/* The rung of this exchange that a message repeats; NULL: it says something new. */
static struct ikt_rung *repeated(const struct ikt_kept_exchanges *kept, const struct ikt_kept_exchange *exchange,
                                 const struct ikt_seen *seen)
{
    for (guint i = 0; seen->duplicate_of_sequence != 0 && i < exchange->rungs; i++) {
        struct ikt_rung *rung = &g_array_index(kept->rungs, struct ikt_rung, exchange->rung + i);
        if (rung->sequence == seen->duplicate_of_sequence)
            return rung;
    }
    return NULL;
}

static void keep_seen(struct ikt_kept_exchanges *kept, struct ikt_kept_exchange *exchange, const struct ikt_seen *seen)
{
    struct ikt_rung *again = repeated(kept, exchange, seen);
    if (again) {
        again->count++;
        again->last_frame = seen->frame;
        again->last_time = MAX(again->last_time, seen->time);
        return;
    }
    if (exchange->rungs >= IKT_KEPT_RUNGS_OF_ONE || kept->rungs->len >= IKT_KEPT_RUNGS_MAX) {
        exchange->rungs_more++;
        return;
    }
    const struct ikt_rung rung = {
        .name = seen->name,
        .by_initiator = seen->from_initiator,
        .refuses = seen->name == IKT_NOTIFY,
        .encrypted = seen->decryption == IKT_DECRYPTION_NO_KEY || seen->decryption == IKT_DECRYPTION_BAD_KEY,
        .notify = IKT_ABSENT,
        .length = seen->length,
        .sequence = seen->sequence,
        .frame = seen->frame,
        .last_frame = seen->frame,
        .time = seen->time,
        .last_time = seen->time,
        .count = 1,
    };
    g_array_append_val(kept->rungs, rung);
    exchange->rungs++;
}

static void keep_all_seen(struct ikt_kept_exchanges *kept, struct ikt_kept_exchange *exchange,
                          const struct ikt_seen *seen, size_t count, uint64_t more)
{
    exchange->rung = kept->rungs->len;
    for (size_t i = 0; i < count; i++)
        keep_seen(kept, exchange, &seen[i]);
    exchange->rungs_more += more;
}

/* What the message of that number notifies. */
static void note_type(const struct ikt_kept_exchanges *kept, const struct ikt_kept_exchange *exchange,
                      const struct ikt_notification *notification)
{
    for (guint i = 0; i < exchange->rungs; i++) {
        struct ikt_rung *rung = &g_array_index(kept->rungs, struct ikt_rung, exchange->rung + i);
        if (rung->sequence == notification->sequence && notification->notify)
            rung->notify = notification->notify->type;
    }
}

static int64_t chosen_seconds(const struct ikt_sa *choice)
{
    if (!choice || choice->proposal_count == 0 || choice->proposals[0].transform_count == 0)
        return IKT_ABSENT;
    return choice->proposals[0].transforms[0].life_seconds;
}

static ikt_time time_of(const struct ikt_seen *seen, size_t count, uint64_t sequence)
{
    for (size_t i = 0; sequence != 0 && i < count; i++) {
        if (seen[i].sequence == sequence)
            return seen[i].time;
    }
    return IKT_TIME_NONE;
}

static bool has_room(struct ikt_kept_exchanges *kept)
{
    if (kept->exchanges->len < IKT_KEPT_EXCHANGES_MAX)
        return true;
    kept->more++;
    return false;
}

void ikt_keep_phase1(struct ikt_kept_exchanges *kept, const struct ikt_phase1 *record)
{
    if (!has_room(kept))
        return;
    struct ikt_kept_exchange exchange = {
        .initiator = record->initiator.endpoint.address,
        .responder = record->responder.endpoint.address,
        .outcome = record->outcome,
        .incomplete = record->incomplete,
        .ended = record->ended,
        .start = record->start_time,
        .end = record->end_time,
        .ended_time = IKT_TIME_NONE,
        .dead_since = IKT_TIME_NONE,
        .life_seconds = chosen_seconds(record->choice),
        .pair = record->pair,
    };
    memcpy(exchange.initiator_cookie, record->initiator_cookie, IKT_COOKIE_SIZE);
    keep_all_seen(kept, &exchange, record->seen, record->seen_count, record->seen_more);
    for (size_t i = 0; i < record->notification_count; i++)
        note_type(kept, &exchange, &record->notifications[i]);
    for (size_t i = 0; i < record->deletion_count; i++) {
        if (record->ended == IKT_ENDED_DELETED)
            exchange.ended_time = record->deletions[i].time; /* the last one is the SA's own */
    }
    for (int side = 0; side < 2; side++) {
        const struct ikt_dpd *dpd = &record->dpd[side];
        const ikt_time time = time_of(record->seen, record->seen_count, dpd->unanswered_sequence);
        if (dpd->unanswered > 1 && time != IKT_TIME_NONE)
            exchange.dead_since = time;
    }
    g_array_append_val(kept->exchanges, exchange);
}

static void keep_flow(struct ikt_kept_exchanges *kept, struct ikt_kept_exchange *exchange,
                      const struct ikt_phase2 *record, const struct ikt_flow *flow)
{
    if (flow->packets == 0)
        return;
    if (kept->flows->len >= IKT_KEPT_FLOWS_MAX) {
        exchange->flows_more++;
        return;
    }
    const struct ikt_kept_flow row = {
        .by_initiator = ikt_address_equal(&flow->source, &record->initiator->endpoint.address),
        .packets = flow->packets,
        .first_time = flow->first_time,
        .last_time = flow->last_time,
    };
    g_array_append_val(kept->flows, row);
    exchange->flows++;
}

void ikt_keep_phase2(struct ikt_kept_exchanges *kept, const struct ikt_phase2 *record)
{
    if (!has_room(kept))
        return;
    struct ikt_kept_exchange exchange = {
        .message_id = record->message_id,
        .initiator = record->initiator->endpoint.address,
        .responder = record->responder->endpoint.address,
        .outcome = record->outcome,
        .incomplete = record->incomplete,
        .ended = record->ended,
        .start = record->start_time,
        .end = record->end_time,
        .ended_time = record->ended == IKT_ENDED_NOT ? IKT_TIME_NONE : record->ended_time,
        .dead_since = IKT_TIME_NONE,
        .life_seconds = chosen_seconds(record->choice),
        .pair = record->phase1->pair,
        .part = record->part,
        .by_order = record->flows_by_order,
    };
    memcpy(exchange.initiator_cookie, record->phase1->initiator_cookie, IKT_COOKIE_SIZE);
    keep_all_seen(kept, &exchange, record->seen, record->seen_count, record->seen_more);
    if (record->rejection)
        note_type(kept, &exchange, record->rejection);
    exchange.flow = kept->flows->len;
    for (size_t i = 0; i < record->flow_count; i++)
        keep_flow(kept, &exchange, record, &record->flows[i]);
    g_array_append_val(kept->exchanges, exchange);
}

bool ikt_kept_is_of(const struct ikt_kept_exchange *exchange, const struct ikt_tunnel *tunnel)
{
    if (exchange->part == 0)
        return exchange->message_id == 0 && exchange->pair != 0 && exchange->pair == tunnel->pair;
    return exchange->part == tunnel->parts[0] || exchange->part == tunnel->parts[1];
}

bool ikt_kept_by_a(const struct ikt_kept_exchange *exchange, const struct ikt_tunnel *tunnel)
{
    if (ikt_address_equal(&exchange->initiator, &tunnel->b.endpoint.address))
        return false;
    return !ikt_address_equal(&exchange->responder, &tunnel->a.endpoint.address);
}
