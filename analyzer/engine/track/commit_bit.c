/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/commit_bit.h"

/* CONNECTED would have come by then. */
#define PATIENCE (10 * IKT_SECOND)

/* CONNECTED as an Informational; what was not read may be that. */
static void look_among(const struct ikt_phase1 *phase1, uint64_t after, bool from_sa_initiator,
                       struct ikt_commit *commit)
{
    for (size_t i = 0; i < phase1->notification_count && commit->connected_frame == 0; i++) {
        const struct ikt_notification *notification = &phase1->notifications[i];
        if (notification->notify && notification->notify->type == IKT_NOTIFY_CONNECTED &&
            notification->from_initiator == from_sa_initiator && notification->sequence > after)
            commit->connected_frame = notification->frame;
    }
    for (size_t i = 0; i < phase1->seen_count; i++) {
        const struct ikt_seen *seen = &phase1->seen[i];
        commit->maybe_connected =
            commit->maybe_connected || (seen->name == IKT_INFORMATIONAL && seen->message && seen->message->encrypted &&
                                        seen->from_initiator == from_sa_initiator && seen->sequence > after);
    }
}

struct ikt_commit ikt_commit_of(const struct ikt_phase2 *record)
{
    struct ikt_commit commit = {0};
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        bool of_quick_mode = seen->name >= IKT_QUICK1 && seen->name <= IKT_QUICK4;
        if (seen->name == IKT_QUICK4)
            commit.connected_frame = seen->frame;
        if (!commit.set && of_quick_mode && seen->message && seen->message->header.flags & IKT_FLAG_COMMIT) {
            commit.set = seen;
            commit.by_initiator = seen->from_initiator;
        }
    }
    if (commit.set)
        look_among(record->phase1, commit.set->sequence, commit.by_initiator != record->reversed, &commit);
    return commit;
}

bool ikt_commit_waits(const struct ikt_phase2 *record, ikt_time now)
{
    const struct ikt_phase1 *phase1 = record->phase1;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || !record->offer || now == IKT_TIME_NONE ||
        now - record->end_time <= PATIENCE || phase1->notifications_more + phase1->seen_more > 0)
        return false;
    const struct ikt_commit commit = ikt_commit_of(record);
    if (!commit.set || commit.connected_frame != 0 || commit.maybe_connected)
        return false;
    const struct ikt_party *waiting = commit.by_initiator ? record->responder : record->initiator;
    for (size_t i = 0; i < record->flow_count; i++) {
        if (record->flows[i].packets > 0 && ikt_address_equal(&record->flows[i].source, &waiting->endpoint.address))
            return false;
    }
    return true;
}
