/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/attempts.h"

#include <string.h>

void ikt_attempt_join(struct ikt_attempt *attempt, struct ikt_attempts *all)
{
    attempt->all = all;
    memcpy(attempt->failed_before, all->failed_last, sizeof(attempt->failed_before));
    memset(all->failed_last, 0, sizeof(all->failed_last));
    attempt->link.data = attempt;
    g_queue_push_tail_link(&all->live, &attempt->link);
}

void ikt_attempt_write(struct ikt_attempt *attempt, unsigned side, bool failed)
{
    attempt->all->failed[attempt->side] -= attempt->failed;
    attempt->side = side;
    attempt->failed = failed;
    attempt->all->failed[side] += failed;
}

/* What it counted, and itself, is left to the next one. */
void ikt_attempt_leave(struct ikt_attempt *attempt)
{
    struct ikt_attempts *all = attempt->all;
    struct ikt_attempt *next = attempt->link.next ? attempt->link.next->data : NULL;
    unsigned *failed = next ? next->failed_before : all->failed_last;
    failed[0] += attempt->failed_before[0];
    failed[1] += attempt->failed_before[1];
    failed[attempt->side] += attempt->failed;
    g_queue_unlink(&all->live, &attempt->link);
    attempt->all = NULL;
}

static const struct ikt_attempt *attempt_of(const GList *link)
{
    return link ? link->data : NULL;
}

static unsigned count(const struct ikt_attempt *attempt, unsigned side)
{
    return attempt->side == side ? attempt->failed : 0;
}

/* Walks to whichever end of the queue is nearer. */
unsigned ikt_attempt_failures_before(const struct ikt_attempt *attempt)
{
    const struct ikt_attempts *all = attempt->all;
    if (!all)
        return 0;
    const unsigned side = attempt->side;
    const struct ikt_attempt *older = attempt_of(attempt->link.prev), *newer = attempt_of(attempt->link.next);
    unsigned before = attempt->failed_before[side], from = attempt->failed + all->failed_last[side];
    for (; older && newer; older = attempt_of(older->link.prev), newer = attempt_of(newer->link.next)) {
        before += older->failed_before[side] + count(older, side);
        from += newer->failed_before[side] + count(newer, side);
    }
    return older ? all->failed[side] - from : before;
}

void ikt_attempts_clear(struct ikt_attempts *all)
{
    GList *link;
    while ((link = g_queue_pop_head_link(&all->live)))
        ((struct ikt_attempt *)link->data)->all = NULL;
}
