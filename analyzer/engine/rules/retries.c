/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/retries.h"

#include <inttypes.h>
#include <stdlib.h>

/* What is remembered of a pair; when it is full, the oldest of a kind are gone. */
#define HISTORY_FULL 31
/* Two gaps of one rhythm differ by less: a timer ticks by the second, a message takes its time. */
#define SLACK (2 * IKT_SECOND)
/* IOS asks for the SA again when this much has passed since the refusal. */
#define IOS_PERIOD (30 * IKT_SECOND)

static bool failed(enum ikt_outcome outcome)
{
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_NO_RESPONSE || outcome == IKT_OUTCOME_DELETED;
}

static bool is_same(const struct ikt_case *c, const struct ikt_history *history)
{
    if (!failed(history->outcome) || history->time == IKT_TIME_NONE || history->frame == 0 ||
        !ikt_address_equal(&history->initiator, &c->record->initiator->endpoint.address))
        return false;
    if (c->record->offer == NULL)
        return history->offer == NULL && history->length == c->closed.length;
    struct ikt_proxies proxies = ikt_history_proxies(history);
    return history->offer != NULL && ikt_proxies_relation(&c->proxies, &proxies) == IKT_RELATION_EQUAL;
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

struct ikt_retries ikt_retries_of(const struct ikt_case *c)
{
    struct ikt_retries retries = {.count = 1, .first_frame = c->offer_frame, .last_frame = c->offer_frame};
    ikt_time times[HISTORY_FULL + 1];
    if (c->offer_frame == 0 || c->record->start_time == IKT_TIME_NONE || !c->failed)
        return retries;
    times[0] = c->record->start_time;
    for (size_t i = 0; i < c->evidence->history_count && retries.count < G_N_ELEMENTS(times); i++) {
        const struct ikt_history *history = &c->evidence->history[i];
        if (!is_same(c, history))
            continue;
        times[retries.count++] = history->time;
        retries.first_frame = MIN(retries.first_frame, history->frame);
        retries.last_frame = MAX(retries.last_frame, history->frame);
    }
    qsort(times, retries.count, sizeof times[0], by_time);
    retries.span = times[retries.count - 1] - times[0];
    if (retries.count > 1)
        retries.period = period_of(times, retries.count);
    retries.more = c->evidence->history_count >= HISTORY_FULL;
    return retries;
}

void ikt_say_retries(struct ikt_draft *draft, const struct ikt_case *c)
{
    if (draft->wordless)
        return;
    struct ikt_retries retries = ikt_retries_of(c);
    if (retries.count < 2) {
        if (c->record->attempts > 0)
            ikt_draft_evidence(draft, "%u earlier Quick Mode%s of %s to %s failed too.", c->record->attempts,
                               c->record->attempts == 1 ? "" : "s", c->initiator, c->responder);
        return;
    }
    double span = (double)retries.span / (double)IKT_SECOND, period = (double)retries.period / (double)IKT_SECOND;
    g_autofree char *every = span < 0.5           ? g_strdup("at one time")
                             : retries.count == 2 ? g_strdup_printf("%.0f s apart", span)
                             : retries.period > 0 ? g_strdup_printf("every %.0f s", period)
                                                  : g_strdup_printf("over %.0f s, in no rhythm", span);
    bool like_ios = retries.period > 0 && llabs(retries.period - IOS_PERIOD) <= SLACK;
    /* more may follow this record; and of one length are also those for two lines of an ACL */
    ikt_draft_evidence(
        draft, "%s has %s %s%u %s so far, %s, from frame %" PRIu64 " to frame %" PRIu64 "; all failed%s.", c->initiator,
        c->record->offer == NULL ? "begun" : "tried", retries.more ? "at least " : "", retries.count,
        c->record->offer == NULL ? "Quick Modes of one length" : "times", every, retries.first_frame,
        retries.last_frame, like_ios ? ". IOS keeps this rhythm while traffic waits" : "");
}
