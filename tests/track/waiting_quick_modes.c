/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Mode an answer is for, among many that wait: against a walk over all of them.
 */
#include "track/waiting_quick_modes.h"

#define ALL    400
#define ROUNDS 20000

static struct ikt_isakmp_sa sa;
static struct ikt_quick_mode quicks[ALL];
static const struct ikt_message refusal;

/* RFC 2409 section 5.5: the first and third message are of one side, the second of the other. */
static bool waits_for(const struct ikt_quick_mode *quick, bool from_initiator)
{
    const uint64_t *counts[] = {&quick->places[0].count, &quick->places[1].count, &quick->places[2].count};
    if (*counts[2] > 0)
        return false;
    return from_initiator != quick->reversed ? *counts[1] > 0 : *counts[0] > 0 && *counts[1] == 0;
}

static struct ikt_quick_mode *walk(bool from_initiator, ikt_time time)
{
    struct ikt_quick_mode *late = NULL, *refused = NULL;
    for (GList *link = sa.quick_modes.order.head; link; link = link->next) {
        struct ikt_quick_mode *quick = link->data;
        if (!waits_for(quick, from_initiator) || time - quick->last_time > 60 * IKT_SECOND)
            continue;
        if (quick->refusal)
            refused = quick;
        else if (time - quick->last_time <= 2 * IKT_SECOND)
            return quick;
        else
            late = quick;
    }
    return late ? late : refused;
}

/* Another message of it, or a refusal. */
static void move(struct ikt_quick_mode *quick, GRand *random, ikt_time time)
{
    const int what = g_rand_int_range(random, 0, 8);
    if (what < 5)
        quick->places[what % 3].count++;
    else if (what == 5)
        quick->refusal = &refusal;
    else if (what == 6)
        quick->reversed = !quick->reversed;
    quick->last_time = time;
    ikt_waiting_quick_modes_note(quick);
}

static void begin(guint *begun, GRand *random, ikt_time time)
{
    struct ikt_quick_mode *quick = &quicks[*begun];
    *quick =
        (struct ikt_quick_mode){.sa = &sa, .number = ++*begun, .reversed = g_rand_boolean(random), .last_time = time};
    g_queue_push_tail(&sa.quick_modes.order, quick);
    quick->places[0].count = 1;
    ikt_waiting_quick_modes_note(quick);
}

static void end(struct ikt_quick_mode *quick)
{
    g_queue_remove(&sa.quick_modes.order, quick);
    ikt_waiting_quick_modes_leave(quick);
}

/* Time stands, passes by parts of a second or by minutes, and is set back. */
static ikt_time pass(GRand *random, ikt_time time)
{
    switch (g_rand_int_range(random, 0, 40)) {
    case 0:
        return time - g_rand_int_range(random, 0, 90) * IKT_SECOND;
    case 1:
        return time + g_rand_int_range(random, 0, 90) * IKT_SECOND;
    default:
        return time + g_rand_int_range(random, 0, 200) * 1000;
    }
}

static void test_find(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    ikt_time time = 1000 * IKT_SECOND;
    guint begun = 0, found = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        time = pass(random, time);
        if (round == 300)
            ikt_waiting_quick_modes_begin(&sa.quick_modes);
        if (begun < ALL && g_rand_int_range(random, 0, 30) == 0)
            begin(&begun, random, time);
        struct ikt_quick_mode *quick =
            g_queue_peek_nth(&sa.quick_modes.order, (guint)g_rand_int_range(random, 0, (gint32)ALL));
        if (quick && g_rand_int_range(random, 0, 40) == 0)
            end(quick);
        else if (quick && g_rand_boolean(random))
            move(quick, random, time);
        const bool from_initiator = g_rand_boolean(random);
        struct ikt_quick_mode *expected = walk(from_initiator, time);
        g_assert_true(ikt_waiting_quick_modes_find(&sa.quick_modes, from_initiator, time) == expected);
        found += expected != NULL;
    }
    g_assert_cmpuint(begun, ==, ALL);
    g_assert_cmpuint(found, >, ROUNDS / 4);
    while (sa.quick_modes.order.head)
        end(sa.quick_modes.order.head->data);
    ikt_waiting_quick_modes_end(&sa.quick_modes);
    g_assert_null(sa.quick_modes.waiting);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/waiting-quick-modes/find", test_find);
    return g_test_run();
}
