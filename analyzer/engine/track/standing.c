/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/standing.h"

#include "track/flow_binding.h"
#include "track/isakmp_sa.h"
#include "track/outcome.h"
#include "track/quick_mode.h"
#include "track/settle.h"

/* So many pairs of peers at once, for what they cost. */
#define PAIRS 256
/* Who waits for an answer has sent again by then, IOS a third time (RFC 2408 section 5.1 names no number). */
#define SILENCE (30 * IKT_SECOND)
#define REPEATS 3

void ikt_session_watch(struct ikt_session *session)
{
    if (!session->moved)
        session->moved = ikt_moved_pairs_new();
}

static bool is_silent(const struct ikt_session *session, ikt_time last)
{
    return session->clock.capture != IKT_TIME_NONE && last != IKT_TIME_NONE && session->clock.capture - last >= SILENCE;
}

static ikt_time last_time(const struct ikt_isakmp_sa *sa)
{
    const size_t count = sa->lists.seen.count;
    return count > 0 ? ikt_seen_list_data(&sa->lists.seen)[count - 1].time : sa->start_time;
}

/* An SA that is up without a Quick Mode may be about to begin one, or in the middle of XAUTH. */
static bool is_decided_sa(const struct ikt_session *session, const struct ikt_isakmp_sa *sa)
{
    switch (ikt_isakmp_sa_outcome(sa)) {
    case IKT_OUTCOME_ESTABLISHED:
        return sa->quick_modes.total > 0 || sa->end.deleted || is_silent(session, last_time(sa));
    case IKT_OUTCOME_REJECTED:
    case IKT_OUTCOME_DELETED:
        return true;
    default:
        return sa->phase1.newest_repeats >= REPEATS || sa->lists.icmp.count > 0 || is_silent(session, last_time(sa));
    }
}

static bool is_decided_quick(const struct ikt_session *session, const struct ikt_quick_mode *quick)
{
    switch (ikt_quick_mode_outcome(quick)) {
    case IKT_OUTCOME_ESTABLISHED:
    case IKT_OUTCOME_REJECTED:
    case IKT_OUTCOME_DELETED:
        return true;
    default:
        return quick->places[0].count > REPEATS || quick->places[1].count > REPEATS || ikt_quick_mode_qm3_lost(quick) ||
               is_silent(session, quick->last_time);
    }
}

static void show(struct ikt_session *session, struct ikt_isakmp_sa *sa, const struct ikt_standing_events *events,
                 void *user)
{
    bool pending = !is_decided_sa(session, sa);
    ikt_settle_show_sa(session, sa, pending, events->phase1, user);
    for (GList *link = sa->quick_modes.order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        const bool goes_on = !is_decided_quick(session, quick);
        ikt_settle_show_quick(session, quick, goes_on, events->phase2, user);
        pending = pending || goes_on;
    }
    if (pending) /* to be looked at again, though nothing may come */
        ikt_moved_pairs_note(session->moved, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa));
}

static gint by_beginning(gconstpointer a, gconstpointer b)
{
    const struct ikt_isakmp_sa *one = *(struct ikt_isakmp_sa *const *)a;
    const struct ikt_isakmp_sa *other = *(struct ikt_isakmp_sa *const *)b;
    return (one->first_sequence > other->first_sequence) - (one->first_sequence < other->first_sequence);
}

/* Of these pairs, in the order in which they began. */
static GPtrArray *alive_of(struct ikt_session *session, GHashTable *pairs)
{
    GPtrArray *alive = g_ptr_array_new();
    for (GList *link = session->sas.recent.head; link; link = link->next) {
        const struct ikt_isakmp_sa *sa = link->data;
        if (ikt_moved_pairs_contain(pairs, ikt_isakmp_sa_initiator(sa), ikt_isakmp_sa_responder(sa)))
            g_ptr_array_add(alive, link->data);
    }
    g_ptr_array_sort(alive, by_beginning);
    return alive;
}

void ikt_session_standing(struct ikt_session *session, const struct ikt_standing_events *events, void *user)
{
    if (!session->moved)
        return;
    GHashTable *pairs = ikt_moved_pairs_take(session->moved, PAIRS);
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, pairs);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const struct ikt_pair_addresses *pair = key;
        events->pair(user, &pair->address[0], &pair->address[1]);
    }
    GPtrArray *alive = g_hash_table_size(pairs) > 0 ? alive_of(session, pairs) : g_ptr_array_new();
    ikt_flow_table_lend(session->flows);
    for (guint i = 0; i < alive->len; i++) {
        struct ikt_isakmp_sa *sa = alive->pdata[i];
        for (GList *link = sa->quick_modes.order.head; link; link = link->next)
            ikt_flow_binding_collect(link->data, session->flows, session->history);
    }
    for (guint i = 0; i < alive->len; i++)
        show(session, alive->pdata[i], events, user);
    for (guint i = 0; i < alive->len; i++) {
        struct ikt_isakmp_sa *sa = alive->pdata[i];
        for (GList *link = sa->quick_modes.order.head; link; link = link->next)
            ikt_flow_binding_forget(link->data);
    }
    ikt_flow_table_take_back(session->flows);
    g_ptr_array_unref(alive);
    g_hash_table_destroy(pairs);
}
