/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/tally.h"

#include <glib.h>

/* A round trip is what message 4 took, with room for it to vary, and never near the second of any timer. */
#define SLACK          (IKT_SECOND / 20)
#define ROUND_TRIP_MAX (IKT_SECOND / 2)

void ikt_tally_init(struct ikt_tally *tally)
{
    *tally = (struct ikt_tally){.alike = true};
}

/*
 * With two independent timers message 4 would come before message 5, too: whoever sends it right behind has got
 * message 5 and cannot use it.
 */
static void add_echo(struct ikt_tally *tally, const struct ikt_seen *seen)
{
    if (seen->name == IKT_MAIN3 && !tally->third) {
        tally->third = true;
        tally->third_time = seen->time;
    }
    if (seen->name == IKT_MAIN5) {
        tally->fifth = true;
        tally->fifth_time = seen->time;
        tally->fifth_again += tally->error_sequence != 0 && seen->sequence > tally->error_sequence;
    }
    if (seen->name != IKT_MAIN4)
        return;
    if (!tally->fourth) {
        tally->fourth = true;
        tally->fourth_time = seen->time;
    }
    if (tally->fifth && tally->third && tally->fourth_time >= tally->third_time) {
        const ikt_time trip = MIN(2 * (tally->fourth_time - tally->third_time) + SLACK, ROUND_TRIP_MAX);
        tally->echoes += seen->time >= tally->fifth_time && seen->time - tally->fifth_time <= trip;
    }
    tally->fifth = false;
}

/* What repeats a message is read like that, although it stands there as it came. */
static bool is_read(const struct ikt_seen *seen)
{
    const bool opened = seen->decryption != IKT_DECRYPTION_NO_KEY && seen->decryption != IKT_DECRYPTION_BAD_KEY;
    return opened && seen->message && (!seen->message->encrypted || seen->duplicate_of_sequence != 0);
}

static void add_transaction(struct ikt_transactions *all, const struct ikt_seen *seen)
{
    const uint32_t message_id = seen->message ? seen->message->header.message_id : 0;
    const unsigned unread = is_read(seen) ? 0 : 1;
    const bool same = all->count > 0 && all->from_initiator == seen->from_initiator && all->message_id == message_id;
    if (all->count++ == 0) {
        all->first_frame = seen->frame;
        all->first_from_initiator = seen->from_initiator;
    }
    all->unread += unread;
    all->both_sides = all->both_sides || seen->from_initiator != all->first_from_initiator;
    all->last_frame = seen->frame;
    all->requests = same ? all->requests + 1 : 1;
    all->message_id = message_id;
    all->from_initiator = seen->from_initiator;
    if (all->newest.count == 0 || seen->duplicate_of_sequence != all->newest.first_sequence) {
        all->newest.count = all->newest.unread = 0;
        all->newest.from_initiator = seen->from_initiator;
        all->newest.first_sequence = seen->sequence;
        all->newest.first_frame = seen->frame;
    }
    all->newest.count++;
    all->newest.unread += unread;
    all->newest.last_frame = seen->frame;
}

static void add_alike(struct ikt_tally *tally, const struct ikt_seen *seen)
{
    if (tally->total == 0) {
        tally->alike_from_initiator = seen->from_initiator;
        tally->alike_length = seen->length;
    }
    tally->alike = tally->alike && seen->name == IKT_INFORMATIONAL && seen->message && seen->message->encrypted &&
                   seen->duplicate_of_sequence == 0 && seen->from_initiator == tally->alike_from_initiator &&
                   seen->length == tally->alike_length;
}

void ikt_tally_add(struct ikt_tally *tally, const struct ikt_seen *seen)
{
    add_echo(tally, seen);
    add_alike(tally, seen);
    if (seen->name == IKT_TRANSACTION)
        add_transaction(&tally->transactions, seen);
    if (seen->source.port == 4500)
        tally->from_4500[seen->from_initiator ? 0 : 1] = true;
    if (seen->name < IKT_MESSAGE_NAME_COUNT)
        tally->sent[seen->name]++;
    tally->last_sequence[seen->from_initiator ? 0 : 1] = seen->sequence;
    tally->total++;
}

void ikt_tally_notification(struct ikt_tally *tally, const struct ikt_notification *notification)
{
    const struct ikt_notify *notify = notification->notify;
    if (tally->error_sequence == 0 && (!notify || notify->type < IKT_NOTIFY_CONNECTED))
        tally->error_sequence = notification->sequence;
}

const struct ikt_tally *ikt_tally_of(const struct ikt_phase1 *record, struct ikt_tally *room)
{
    if (record->tally)
        return record->tally;
    ikt_tally_init(room);
    for (size_t i = 0; i < record->notification_count; i++)
        ikt_tally_notification(room, &record->notifications[i]);
    for (size_t i = 0; i < record->seen_count; i++)
        ikt_tally_add(room, &record->seen[i]);
    return room;
}
