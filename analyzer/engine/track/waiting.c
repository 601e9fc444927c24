/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/waiting.h"

#include "track/outcome.h"

/* How long an exchange that is not established may be silent before it is judged. */
#define SILENCE (180 * IKT_SECOND)
/* How long a refused, ended or superseded one waits for what may explain it. */
#define LINGER (60 * IKT_SECOND)

static void wait_in(struct ikt_due *due, GQueue *queue, ikt_time now)
{
    ikt_waiting_stop(due);
    due->queue = queue;
    due->since = now;
    g_queue_push_tail_link(queue, &due->link);
}

void ikt_waiting_stop(struct ikt_due *due)
{
    if (due->queue)
        g_queue_unlink(due->queue, &due->link);
    due->queue = NULL;
}

static void want(struct ikt_due *due, GQueue *queue, ikt_time now)
{
    if (due->queue != queue)
        wait_in(due, queue, now);
}

void ikt_waiting_review_quick(struct ikt_waiting *waiting, struct ikt_quick_mode *quick, ikt_time now)
{
    if (quick->ended != IKT_ENDED_NOT || quick->refusal || quick->sa_deleted)
        want(&quick->due, &waiting->lingering, now);
    else if (ikt_quick_mode_complete(quick))
        ikt_waiting_stop(&quick->due);
    else
        want(&quick->due, &waiting->silent, now);
}

void ikt_waiting_review_sa(struct ikt_waiting *waiting, struct ikt_isakmp_sa *sa, ikt_time now)
{
    if (sa->end.deleted || sa->phase1.refused)
        want(&sa->due, &waiting->lingering, now);
    else if (ikt_isakmp_sa_established(sa))
        ikt_waiting_stop(&sa->due);
    else
        want(&sa->due, &waiting->silent, now);
}

void ikt_waiting_touch(struct ikt_waiting *waiting, struct ikt_due *due, ikt_time now)
{
    if (due->queue == &waiting->silent)
        wait_in(due, &waiting->silent, now);
}

static struct ikt_due *head_after(const GQueue *queue, ikt_time patience, ikt_time now)
{
    struct ikt_due *due = queue->head ? queue->head->data : NULL;
    return due && due->since + patience <= now ? due : NULL;
}

struct ikt_due *ikt_waiting_due(const struct ikt_waiting *waiting, ikt_time now)
{
    struct ikt_due *due = head_after(&waiting->silent, SILENCE, now);
    return due ? due : head_after(&waiting->lingering, LINGER, now);
}
