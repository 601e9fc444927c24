/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/happened.h"

#include <string.h>

#include "evidence/rekeys.h"

/* Who was answered goes on: an initiator that only repeats its first message was not, whatever the capture shows. */
static bool is_unheard(const struct ikt_phase1 *record)
{
    size_t first = 0;
    if (record->outcome != IKT_OUTCOME_INCOMPLETE || !record->initiator.seen || record->responder.seen)
        return false;
    for (size_t i = 0; i < record->seen_count; i++) {
        enum ikt_message_name name = record->seen[i].name;
        first += name == IKT_MAIN1 || name == IKT_AGGRESSIVE1 || name == IKT_BASE1;
    }
    return first > 1 && first == record->seen_count;
}

/* What a failure of phase 1 looks like. */
static enum ikt_situation situation_of(const struct ikt_phase1 *record)
{
    static const uint8_t none[IKT_COOKIE_SIZE] = {0};
    if (record->outcome == IKT_OUTCOME_REJECTED || record->outcome == IKT_OUTCOME_DELETED)
        return IKT_SITUATION_PHASE1_REFUSED;
    if (memcmp(record->responder_cookie, none, IKT_COOKIE_SIZE) == 0)
        return IKT_SITUATION_PHASE1_SILENT;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == IKT_MAIN5 || record->seen[i].name == IKT_MAIN6)
            return IKT_SITUATION_PHASE1_STALLED;
    }
    return record->exchange == IKT_EXCHANGE_MAIN ? IKT_SITUATION_PHASE1_HALF : IKT_SITUATION_PHASE1_STALLED;
}

/* One side repeats a transaction and the other, which had gone on before, never answers it. */
static bool is_unanswered(const struct ikt_phase1 *record)
{
    const struct ikt_seen *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name != IKT_TRANSACTION || !seen->message)
            continue;
        bool same = last && last->from_initiator == seen->from_initiator &&
                    last->message->header.message_id == seen->message->header.message_id;
        count = same ? count + 1 : 1;
        last = seen;
    }
    return count >= 3 && !record->one_direction;
}

static uint64_t last_frame(const struct ikt_seen *seen, size_t count)
{
    return count > 0 ? seen[count - 1].frame : 0;
}

/* XAUTH or mode config was refused, or never answered, and no Quick Mode was begun. */
static bool failed_in_xauth(const struct ikt_phase1 *record)
{
    const struct ikt_configuration *configuration = &record->configuration;
    if (record->quick_modes > 0)
        return false;
    if (is_unanswered(record))
        return true;
    if (configuration->config_request_frame != 0 && configuration->config_answer_frame == 0)
        return true;
    return configuration->xauth_frame != 0 &&
           (configuration->xauth_ok == IKT_NO ||
            (configuration->xauth_ok == IKT_UNKNOWN && record->ended == IKT_ENDED_DELETED));
}

void ikt_tunnel_phase1_happened(struct ikt_tunnel_entry *entry, const struct ikt_phase1 *record, enum ikt_side by,
                                uint64_t first, uint64_t last)
{
    struct ikt_tunnel_event event = {.sequence = last,
                                     .time = record->end_time != IKT_TIME_NONE ? record->end_time : record->start_time,
                                     .by_low = by == IKT_SIDE_LOW};
    bool established = record->outcome == IKT_OUTCOME_ESTABLISHED;
    bool given_up = established ? failed_in_xauth(record) : is_unheard(record);
    bool refused_user = record->outcome == IKT_OUTCOME_REJECTED && record->configuration.xauth_ok == IKT_NO;
    if (established) {
        event.kind = IKT_EVENT_PHASE1_UP;
        event.sequence = first;
        ikt_tunnel_entry_event(entry, &event);
        event.sequence = last;
    }
    if (refused_user || (established && given_up))
        event.kind = IKT_EVENT_XAUTH_FAILED;
    else if (established && record->ended == IKT_ENDED_DELETED && record->quick_modes == 0)
        event.kind = IKT_EVENT_PHASE1_DELETED;
    else if (!established && (record->outcome != IKT_OUTCOME_INCOMPLETE || given_up))
        event.kind = IKT_EVENT_PHASE1_FAILED;
    else
        return;
    ikt_tunnel_entry_event(entry, &event);
    const struct ikt_tunnel_failure failure = {.sequence = last,
                                               .frame = last_frame(record->seen, record->seen_count),
                                               .situation = event.kind == IKT_EVENT_XAUTH_FAILED ? IKT_SITUATION_XAUTH
                                                            : event.kind == IKT_EVENT_PHASE1_DELETED
                                                                ? IKT_SITUATION_QUICK_NOT_BEGUN
                                                                : situation_of(record),
                                               .by = by};
    ikt_tunnel_entry_failure(entry, &failure);
}

static uint16_t minutes_of(int64_t seconds)
{
    return (uint16_t)MIN((seconds + 59) / 60, UINT16_MAX);
}

static void phase2_events(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                          uint64_t first)
{
    struct ikt_tunnel_event event = {
        .sequence = first, .of = first, .time = record->start_time, .by_low = by == IKT_SIDE_LOW};
    if (record->outcome == IKT_OUTCOME_ESTABLISHED) {
        event.kind = IKT_EVENT_UP;
        event.life_minutes = minutes_of(ikt_agreed_seconds(record->offer, record->choice));
        ikt_tunnel_entry_event(entry, &event);
        if (record->ended != IKT_ENDED_DELETED)
            return;
        event.kind = IKT_EVENT_LOST;
        event.sequence = record->ended_sequence;
        event.time = record->ended_time;
        ikt_tunnel_entry_event(entry, &event);
    } else if (record->outcome != IKT_OUTCOME_INCOMPLETE) {
        event.kind = IKT_EVENT_FAILED;
        ikt_tunnel_entry_event(entry, &event);
    }
}

static void note_failure(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                         uint64_t first)
{
    if (record->outcome == IKT_OUTCOME_ESTABLISHED)
        ikt_offer_mark_take(&entry->accepted[by], record);
    if (record->outcome == IKT_OUTCOME_ESTABLISHED || record->outcome == IKT_OUTCOME_INCOMPLETE)
        return;
    ikt_offer_mark_take(&entry->refused[by], record);
    const struct ikt_tunnel_failure failure = {.sequence = first,
                                               .frame = last_frame(record->seen, record->seen_count),
                                               .situation = record->outcome == IKT_OUTCOME_NO_RESPONSE
                                                                ? IKT_SITUATION_QUICK_SILENT
                                                                : IKT_SITUATION_QUICK_REFUSED,
                                               .by = by,
                                               .unread = !record->offer};
    ikt_tunnel_entry_failure(entry, &failure);
}

void ikt_tunnel_phase2_happened(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                                uint64_t first)
{
    phase2_events(entry, record, by, first);
    note_failure(entry, record, by, first);
}
