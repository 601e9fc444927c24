/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/waiting_quick_modes.h"

enum tier {
    PROMPT,
    LATE,
    REFUSED,
    TIERS
};

struct ikt_waiting_quick_modes {
    GSequence *tiers[2][TIERS]; /* of what the ISAKMP SA's initiator would send, its responder */
    ikt_time asked;             /* the time that was asked for last */
};

/* Does it wait for anything, and is that something of the ISAKMP SA's initiator? */
static bool waits(const struct ikt_quick_mode *quick, bool *out_for_initiator)
{
    const bool answered = quick->places[1].count > 0;
    *out_for_initiator = answered != quick->reversed;
    return quick->places[2].count == 0 && (answered || quick->places[0].count > 0);
}

static gint by_number(gconstpointer a, gconstpointer b, gpointer data)
{
    const struct ikt_quick_mode *one = a, *other = b;
    (void)data;
    return (one->number > other->number) - (one->number < other->number);
}

static void put(struct ikt_quick_mode *quick, GSequence *tier)
{
    ikt_waiting_quick_modes_leave(quick);
    quick->waiting = g_sequence_insert_sorted(tier, quick, by_number, NULL);
}

void ikt_waiting_quick_modes_leave(struct ikt_quick_mode *quick)
{
    if (quick->waiting)
        g_sequence_remove(quick->waiting);
    quick->waiting = NULL;
}

void ikt_waiting_quick_modes_note(struct ikt_quick_mode *quick)
{
    const struct ikt_waiting_quick_modes *waiting = quick->sa->quick_modes.waiting;
    bool for_initiator;
    if (!waiting)
        return;
    if (waits(quick, &for_initiator))
        put(quick, waiting->tiers[ikt_side(for_initiator)][quick->refusal ? REFUSED : PROMPT]);
    else
        ikt_waiting_quick_modes_leave(quick);
}

static void note_all(const struct ikt_quick_modes *all)
{
    for (GList *link = all->order.head; link; link = link->next)
        ikt_waiting_quick_modes_note(link->data);
}

void ikt_waiting_quick_modes_begin(struct ikt_quick_modes *all)
{
    all->waiting = g_new0(struct ikt_waiting_quick_modes, 1);
    for (int side = 0; side < 2; side++)
        for (int tier = 0; tier < TIERS; tier++)
            all->waiting->tiers[side][tier] = g_sequence_new(NULL);
    all->waiting->asked = IKT_TIME_NONE;
    note_all(all);
}

void ikt_waiting_quick_modes_end(struct ikt_quick_modes *all)
{
    for (int side = 0; all->waiting && side < 2; side++)
        for (int tier = 0; tier < TIERS; tier++)
            g_sequence_free(all->waiting->tiers[side][tier]);
    g_clear_pointer(&all->waiting, g_free);
}

/* Those that are late go to the others of their kind. */
static struct ikt_quick_mode *first_prompt(GSequence *const tiers[static TIERS], ikt_time time)
{
    while (!g_sequence_is_empty(tiers[PROMPT])) {
        struct ikt_quick_mode *quick = g_sequence_get(g_sequence_get_begin_iter(tiers[PROMPT]));
        if (time - quick->last_time <= IKT_PROMPT_ANSWER)
            return quick;
        put(quick, tiers[LATE]);
    }
    return NULL;
}

/* Those from which nothing is expected any more go. */
static struct ikt_quick_mode *last_of(GSequence *tier, ikt_time time)
{
    while (!g_sequence_is_empty(tier)) {
        struct ikt_quick_mode *quick = g_sequence_get(g_sequence_iter_prev(g_sequence_get_end_iter(tier)));
        if (time - quick->last_time <= IKT_LATE_ANSWER)
            return quick;
        ikt_waiting_quick_modes_leave(quick);
    }
    return NULL;
}

static struct ikt_quick_mode *find_of_few(const struct ikt_quick_modes *all, bool from_initiator, ikt_time time)
{
    struct ikt_quick_mode *latest = NULL, *latest_refused = NULL;
    for (GList *link = all->order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        const ikt_time age = time - quick->last_time;
        bool for_initiator;
        if (!waits(quick, &for_initiator) || for_initiator != from_initiator || age > IKT_LATE_ANSWER)
            continue;
        if (!quick->refusal && age <= IKT_PROMPT_ANSWER)
            return quick;
        *(quick->refusal ? &latest_refused : &latest) = quick;
    }
    return latest ? latest : latest_refused;
}

struct ikt_quick_mode *ikt_waiting_quick_modes_find(const struct ikt_quick_modes *all, bool from_initiator,
                                                    ikt_time time)
{
    struct ikt_waiting_quick_modes *waiting = all->waiting;
    if (!waiting)
        return find_of_few(all, from_initiator, time);
    if (time < waiting->asked)
        note_all(all);
    waiting->asked = time;
    GSequence *const *tiers = waiting->tiers[ikt_side(from_initiator)];
    struct ikt_quick_mode *quick = first_prompt(tiers, time);
    quick = quick ? quick : last_of(tiers[LATE], time);
    return quick ? quick : last_of(tiers[REFUSED], time);
}
