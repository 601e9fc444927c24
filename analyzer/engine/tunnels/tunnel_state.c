/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/tunnel_state.h"

#include <string.h>

#include <glib.h>

#include "evidence/rekeys.h"
#include "track/identity_hash.h"

const char *ikt_tunnel_state_name(enum ikt_tunnel_state state)
{
    static const char *const names[IKT_TUNNEL_STATE_COUNT] = {"up", "degraded", "down", "flapping", "unjudged"};
    return state < IKT_TUNNEL_STATE_COUNT ? names[state] : NULL;
}

const char *ikt_tunnel_where_name(enum ikt_tunnel_where where)
{
    static const char *const names[IKT_WHERE_COUNT] = {NULL, "phase1", "xauth", "phase2", "traffic", "configuration"};
    return where < IKT_WHERE_COUNT ? names[where] : NULL;
}

/* An INITIAL-CONTACT so soon after a success throws away what was just made; later, an ISAKMP SA may just have ended.
 */
#define CONTACT_SOON (600 * IKT_SECOND)

static void note_failure(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event,
                         enum ikt_tunnel_where where)
{
    const int side = event->by_low ? 0 : 1;
    if (!course->failed)
        course->failed_since = event->time;
    course->failed = true;
    course->failed_by[side] = true;
    course->failed_sequence[side] = event->sequence;
    course->where = where;
}

static void note_haste(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event)
{
    enum ikt_rekey rekey = course->ever_up
                               ? ikt_rekey_of(event->time - course->up_time, 60 * (int64_t)course->life_minutes)
                               : IKT_REKEY_DUE;
    if (rekey != IKT_REKEY_TWIN)
        course->hasty = rekey == IKT_REKEY_HASTY ? course->hasty + 1 : 0;
    course->up_time = event->time;
    course->life_minutes = event->life_minutes;
}

/*
 * One that lives on is told at the end, and what came in between may have been followed by then: an older one than the
 * last is only counted, and what failed later has failed since.
 */
static void note_success(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event)
{
    if (course->ever_up && event->sequence < course->up_sequence) {
        course->rekeys++;
        return;
    }
    note_haste(course, event);
    if (course->up)
        course->rekeys++;
    else
        course->up_since = event->time;
    course->up = course->ever_up = true;
    course->may_be_lost = false;
    course->up_by_low = event->by_low;
    course->up_time = event->time;
    memcpy(course->up_identity, event->identity, sizeof course->up_identity);
    course->up_sequence = event->sequence;
    for (int side = 0; side < 2; side++)
        course->failed_by[side] = course->failed_by[side] && course->failed_sequence[side] > event->sequence;
    course->failed = course->failed_by[0] || course->failed_by[1];
    if (!course->failed)
        course->where = IKT_WHERE_NOWHERE;
}

/* Who says that it has no SAs, so soon after a success, and under the identity of that success? */
static bool forgets_success(const struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event)
{
    int side = event->by_low ? 0 : 1;
    return course->up && ikt_time_is_known(event->time) && event->time - course->up_time <= CONTACT_SOON &&
           ikt_identity_hash_may_equal(course->up_identity[side], event->identity[side]);
}

static void note_loss(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event)
{
    course->up = course->may_be_lost = false;
    course->losses++;
    course->lost_at = event->time;
}

void ikt_tunnel_follow(struct ikt_tunnel_course *course, const struct ikt_tunnel_event *event)
{
    switch (event->kind) {
    case IKT_EVENT_PHASE1_UP:
        course->phase1_up = true;
        course->phase1_deleted = false;
        course->phase1_time = event->time;
        break;
    case IKT_EVENT_PHASE1_DELETED:
        course->phase1_deleted = true;
        course->phase1_time = event->time;
        break;
    case IKT_EVENT_CONTACT:
        if (forgets_success(course, event))
            note_loss(course, event);
        break;
    case IKT_EVENT_PHASE1_FAILED:
        note_failure(course, event, IKT_WHERE_PHASE1);
        break;
    case IKT_EVENT_XAUTH_FAILED:
        note_failure(course, event, IKT_WHERE_XAUTH);
        break;
    case IKT_EVENT_UP:
        note_success(course, event);
        break;
    case IKT_EVENT_FAILED:
        note_failure(course, event, IKT_WHERE_PHASE2);
        break;
    case IKT_EVENT_LOST:
        if (!course->up || event->of != course->up_sequence)
            break; /* a newer success had taken its place */
        note_loss(course, event);
        break;
    case IKT_EVENT_MAYBE_LOST:
        if (!course->up || course->up_sequence > event->of)
            break;
        course->may_be_lost = true;
        course->lost_at = event->time;
        break;
    }
}

static struct ikt_tunnel_verdict never_up(const struct ikt_tunnel_course *course, const struct ikt_tunnel_signs *signs)
{
    if (course->failed)
        return (struct ikt_tunnel_verdict){
            .state = IKT_TUNNEL_DOWN, .where = course->where, .since = course->failed_since};
    if (course->phase1_up && course->phase1_deleted)
        return (struct ikt_tunnel_verdict){
            .state = IKT_TUNNEL_DOWN, .where = IKT_WHERE_PHASE2, .since = course->phase1_time};
    if (signs->half_done)
        return (struct ikt_tunnel_verdict){
            .state = IKT_TUNNEL_DEGRADED, .where = IKT_WHERE_PHASE2, .since = course->phase1_time};
    return (struct ikt_tunnel_verdict){.state = IKT_TUNNEL_UNJUDGED, .since = IKT_TIME_NONE};
}

/*
 * Something failed after the last success. It is still up where its SAs live and only the other side's own attempts
 * fail, or where both directions carry packets after the failure.
 */
static struct ikt_tunnel_verdict failed_since(const struct ikt_tunnel_course *course,
                                              const struct ikt_tunnel_signs *signs)
{
    bool only_the_other = !course->failed_by[course->up_by_low ? 0 : 1];
    bool carries = signs->both_ways_until != IKT_TIME_NONE && signs->both_ways_until > course->failed_since;
    bool alive = course->up && (only_the_other || carries);
    return (struct ikt_tunnel_verdict){
        .state = alive ? IKT_TUNNEL_DEGRADED : IKT_TUNNEL_DOWN, .where = course->where, .since = course->failed_since};
}

struct ikt_tunnel_verdict ikt_tunnel_judge(const struct ikt_tunnel_course *course, const struct ikt_tunnel_signs *signs)
{
    if (!course->ever_up)
        return never_up(course, signs);
    struct ikt_tunnel_verdict verdict = {.state = IKT_TUNNEL_UP, .since = course->up_since};
    if (course->failed)
        verdict = failed_since(course, signs);
    if (verdict.state == IKT_TUNNEL_DOWN)
        return verdict;
    if (course->losses >= 2) {
        verdict.state = IKT_TUNNEL_FLAPPING;
        verdict.where = verdict.where == IKT_WHERE_NOWHERE ? IKT_WHERE_PHASE2 : verdict.where;
    } else if (verdict.state == IKT_TUNNEL_UP && (signs->silenced || signs->one_way)) {
        verdict.state = IKT_TUNNEL_DEGRADED;
        verdict.where = IKT_WHERE_TRAFFIC;
        verdict.since = signs->silent_since;
    } else if (verdict.state == IKT_TUNNEL_UP &&
               (signs->narrowed || signs->half_done || course->hasty >= IKT_HASTY_REKEYS)) {
        verdict.state = IKT_TUNNEL_DEGRADED;
        verdict.where = IKT_WHERE_PHASE2;
    } else if (verdict.state == IKT_TUNNEL_UP && (signs->dpd_unanswered || signs->cannot_pass ||
                                                  signs->refused_packets || signs->in_clear || signs->lossy)) {
        verdict.state = IKT_TUNNEL_DEGRADED;
        verdict.where = IKT_WHERE_TRAFFIC;
    }
    if (verdict.state == IKT_TUNNEL_UP && course->may_be_lost &&
        !(signs->both_ways_until != IKT_TIME_NONE && signs->both_ways_until > course->lost_at))
        return (struct ikt_tunnel_verdict){.state = IKT_TUNNEL_UNJUDGED, .since = IKT_TIME_NONE};
    verdict.ended = !course->up && verdict.state == IKT_TUNNEL_UP;
    if (verdict.ended)
        verdict.since = course->lost_at;
    return verdict;
}
