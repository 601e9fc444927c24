/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/retries.h"

#include <stdlib.h>

#include <glib.h>

/* What is looked at; a rhythm shows in fewer. */
#define LOOKED_AT 32
/* Two gaps of one rhythm differ by less: a timer ticks by the second, a message takes its time. */
#define SLACK (2 * IKT_SECOND)
/* IOS asks for the SA again when this much has passed since the refusal. */
#define IOS_PERIOD (30 * IKT_SECOND)

static bool failed(enum ikt_outcome outcome)
{
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_NO_RESPONSE || outcome == IKT_OUTCOME_DELETED;
}

static bool is_same(const struct ikt_phase2 *record, const struct ikt_proxies *networks, uint32_t length,
                    const struct ikt_claim *claim)
{
    if (!failed(claim->outcome) || claim->time == IKT_TIME_NONE || claim->ref.number == 0 ||
        !ikt_address_equal(&claim->owner, &record->initiator->endpoint.address))
        return false;
    if (!record->offer)
        return !claim->sets && claim->length == length;
    return claim->sets && ikt_proxies_relation(networks, &claim->networks) == IKT_RELATION_EQUAL;
}

static int by_time(const void *a, const void *b)
{
    ikt_time one = *(const ikt_time *)a, other = *(const ikt_time *)b;
    return (one > other) - (one < other);
}

/* The gap that all keep within SLACK of each other; 0. */
static ikt_time period_of(const ikt_time *times, unsigned count)
{
    ikt_time least = G_MAXINT64, most = 0;
    for (unsigned i = 1; i < count; i++) {
        least = MIN(least, times[i] - times[i - 1]);
        most = MAX(most, times[i] - times[i - 1]);
    }
    return most - least <= SLACK && least > SLACK ? (times[count - 1] - times[0]) / (count - 1) : 0;
}

struct ikt_retries ikt_retries_of(const struct ikt_phase2 *record, const struct ikt_claims *claims,
                                  const struct ikt_proxies *networks, uint32_t length, uint64_t frame, bool forgotten)
{
    struct ikt_retries retries = {.count = 1, .first_frame = frame, .last_frame = frame};
    ikt_time times[LOOKED_AT];
    if (frame == 0 || record->start_time == IKT_TIME_NONE)
        return retries;
    times[0] = record->start_time;
    for (size_t i = 0; i < claims->count && retries.count < G_N_ELEMENTS(times); i++) {
        const struct ikt_claim *claim = &claims->items[i];
        if (!is_same(record, networks, length, claim))
            continue;
        times[retries.count++] = claim->time;
        retries.first_frame = MIN(retries.first_frame, claim->ref.number);
        retries.last_frame = MAX(retries.last_frame, claim->ref.number);
    }
    qsort(times, retries.count, sizeof times[0], by_time);
    retries.span = times[retries.count - 1] - times[0];
    if (retries.count > 1)
        retries.period = period_of(times, retries.count);
    retries.more = forgotten || retries.count == G_N_ELEMENTS(times);
    return retries;
}

bool ikt_retries_like_ios(const struct ikt_retries *retries)
{
    return retries->period > 0 && llabs(retries->period - IOS_PERIOD) <= SLACK;
}
