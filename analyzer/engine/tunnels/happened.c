/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/happened.h"

#include <string.h>

#include "evidence/rekeys.h"
#include "track/identity_hash.h"
#include "track/tally.h"

/*
 * Who was answered goes on: an initiator that only repeats its first message, and perhaps deletes what it began, was
 * not, whatever the capture shows.
 */
static bool is_unheard(const struct ikt_phase1 *record)
{
    size_t first = 0, deletes = 0;
    if (record->outcome != IKT_OUTCOME_INCOMPLETE || record->evicted || !record->initiator.seen ||
        record->responder.seen)
        return false;
    for (size_t i = 0; i < record->seen_count; i++) {
        enum ikt_message_name name = record->seen[i].name;
        first += name == IKT_MAIN1 || name == IKT_AGGRESSIVE1 || name == IKT_BASE1;
        deletes += name == IKT_DELETE && record->seen[i].from_initiator;
    }
    return first > 1 && first + deletes == record->seen_count;
}

/* An ICMP error said that its first message does not get there (RFC 792 type 3, RFC 4443 type 1), and nobody answered.
 */
static bool is_unreachable(const struct ikt_phase1 *record)
{
    static const uint8_t none[IKT_COOKIE_SIZE] = {0};
    if (record->outcome != IKT_OUTCOME_INCOMPLETE || record->evicted ||
        memcmp(record->responder_cookie, none, sizeof none) != 0)
        return false;
    for (size_t i = 0; i < record->icmp_count; i++) {
        const struct ikt_icmp *icmp = &record->icmp[i];
        if (icmp->family == IKT_FAMILY_IPV6 ? icmp->type == 1 : icmp->type == 3 && icmp->code != 4)
            return true;
    }
    return false;
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
    struct ikt_tally room;
    return ikt_tally_of(record, &room)->transactions.requests >= 3 && !record->one_direction;
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

static enum ikt_side other_of(enum ikt_side side)
{
    return side == IKT_SIDE_LOW ? IKT_SIDE_HIGH : IKT_SIDE_LOW;
}

static void note_identities(struct ikt_tunnel_event *event, const struct ikt_phase1 *record, enum ikt_side initiator)
{
    event->identity[initiator] = ikt_identity_hash(record->initiator.id);
    event->identity[other_of(initiator)] = ikt_identity_hash(record->responder.id);
}

static void contacts(struct ikt_tunnel_entry *entry, const struct ikt_phase1 *record, enum ikt_side by)
{
    for (size_t i = 0; i < record->notification_count; i++) {
        const struct ikt_notification *notification = &record->notifications[i];
        if (!notification->authenticated || notification->notify->type != IKT_NOTIFY_INITIAL_CONTACT)
            continue;
        struct ikt_tunnel_event event = {.kind = IKT_EVENT_CONTACT,
                                         .sequence = notification->sequence,
                                         .time = notification->time,
                                         .by_low = (by == IKT_SIDE_LOW) == notification->from_initiator};
        note_identities(&event, record, by);
        ikt_tunnel_entry_event(entry, &event);
    }
}

void ikt_tunnel_phase1_happened(struct ikt_tunnel_entry *entry, const struct ikt_phase1 *record, enum ikt_side by,
                                uint64_t first, uint64_t last)
{
    struct ikt_tunnel_event event = {.sequence = last,
                                     .time = record->end_time != IKT_TIME_NONE ? record->end_time : record->start_time,
                                     .by_low = by == IKT_SIDE_LOW};
    bool established = record->outcome == IKT_OUTCOME_ESTABLISHED;
    bool given_up =
        established ? !record->evicted && failed_in_xauth(record) : is_unheard(record) || is_unreachable(record);
    bool refused_user = record->outcome == IKT_OUTCOME_REJECTED && record->configuration.xauth_ok == IKT_NO;
    if (established) {
        contacts(entry, record, by);
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
    enum ikt_situation situation = situation_of(record);
    if (event.kind == IKT_EVENT_XAUTH_FAILED)
        situation = IKT_SITUATION_XAUTH;
    else if (event.kind == IKT_EVENT_PHASE1_DELETED)
        situation = IKT_SITUATION_QUICK_NOT_BEGUN;
    const struct ikt_tunnel_failure failure = {
        .sequence = last, .frame = last_frame(record->seen, record->seen_count), .situation = situation, .by = by};
    ikt_tunnel_entry_failure(entry, &failure);
}

static uint16_t minutes_of(int64_t seconds)
{
    return (uint16_t)MIN((seconds + 59) / 60, UINT16_MAX);
}

static void phase2_events(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                          uint64_t first)
{
    struct ikt_tunnel_event event = {.sequence = first, .time = record->start_time, .by_low = by == IKT_SIDE_LOW};
    if (record->outcome == IKT_OUTCOME_ESTABLISHED) {
        event.kind = IKT_EVENT_UP;
        note_identities(&event, record->phase1, record->reversed ? other_of(by) : by);
        event.life_minutes = minutes_of(ikt_agreed_seconds(record->offer, record->choice));
        ikt_tunnel_entry_event(entry, &event);
        if (record->ended != IKT_ENDED_DELETED)
            return;
        event.kind = IKT_EVENT_LOST;
        event.of = first;
        event.sequence = record->ended_sequence;
        event.time = record->ended_time;
        ikt_tunnel_entry_event(entry, &event);
    } else if (record->outcome != IKT_OUTCOME_INCOMPLETE) {
        event.kind = IKT_EVENT_FAILED;
        ikt_tunnel_entry_event(entry, &event);
    }
}

/* Against the newest offer of the same side before it; other networks may have sets of their own. */
static void note_change(struct ikt_tunnel_entry *entry, const struct ikt_offer_mark *mark, enum ikt_side by)
{
    const struct ikt_offer_mark *accepted = entry->accepted[by], *refused = entry->refused[by];
    const struct ikt_offer_mark *before =
        !accepted || (refused && refused->sequence > accepted->sequence) ? refused : accepted;
    if (before && before->sequence < mark->sequence && before->networks == mark->networks &&
        ikt_offer_mark_changes(before, mark) != 0)
        entry->changed[by] = MAX(entry->changed[by], mark->sequence);
}

static void note_offer(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by)
{
    struct ikt_offer_mark mark;
    if (record->outcome == IKT_OUTCOME_INCOMPLETE || !ikt_offer_mark_of(&mark, record))
        return;
    note_change(entry, &mark, by);
    ikt_offer_mark_join(record->outcome == IKT_OUTCOME_ESTABLISHED ? &entry->accepted[by] : &entry->refused[by], &mark);
}

static void note_failure(struct ikt_tunnel_entry *entry, const struct ikt_phase2 *record, enum ikt_side by,
                         uint64_t first)
{
    note_offer(entry, record, by);
    if (record->outcome == IKT_OUTCOME_ESTABLISHED || record->outcome == IKT_OUTCOME_INCOMPLETE)
        return;
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
