/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The state of a tunnel out of what happened to it. What is expected is reasoned from the contract's words: "what was
 * last seen to hold".
 */
#include <glib.h>

#include "tunnels/tunnel_state.h"

#define S IKT_SECOND

struct row {
    const char *name;
    /*
     * A letter an event, by rising time, a second each: p phase 1 up, d it is deleted before any Quick Mode, f phase 1
     * fails, x XAUTH fails; U a Quick Mode of the lower address comes up, u of the other; F one of the lower address
     * fails, n of the other; L the SAs of the last success end, M they may have; C the lower address says
     * INITIAL-CONTACT, c the other.
     */
    const char *events;
    struct ikt_tunnel_signs signs;
    enum ikt_tunnel_state state;
    enum ikt_tunnel_where where;
    int since; /* second; -1: not looked at */
    bool ended;
    uint64_t rekeys;
};

#define QUIET .silent_since = IKT_TIME_NONE, .both_ways_until = IKT_TIME_NONE

static const struct row rows[] = {
    {"nothing", "", {QUIET}, IKT_TUNNEL_UNJUDGED, IKT_WHERE_NOWHERE, -1, false, 0},
    {"phase 1 alone, the capture ends", "p", {QUIET}, IKT_TUNNEL_UNJUDGED, IKT_WHERE_NOWHERE, -1, false, 0},
    {"phase 1 up, no Quick Mode, deleted", "pd", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 1, false, 0},
    {"deleted, and up again: not over yet", "pdp", {QUIET}, IKT_TUNNEL_UNJUDGED, IKT_WHERE_NOWHERE, -1, false, 0},
    {"phase 1 fails", "ff", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE1, 0, false, 0},
    {"XAUTH fails", "px", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_XAUTH, 1, false, 0},
    {"refused for hours", "pFFFF", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 1, false, 0},
    {"refused, then up", "pFFU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 3, false, 0},
    {"phase 1 fails, then all is well", "fpU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 2, false, 0},
    {"up", "pU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 1, false, 0},
    {"rekeys", "pUUuU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 1, false, 3},
    {"up and deleted", "pUL", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 2, true, 0},
    {"nobody knows whether it is deleted", "pUM", {QUIET}, IKT_TUNNEL_UNJUDGED, IKT_WHERE_NOWHERE, -1, false, 0},
    {"... and it comes up again", "pUMU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 1, false, 1},
    {"... and it is refused", "pUMF", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 3, false, 0},
    {"... and then it is deleted", "pUML", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 3, true, 0},
    {"... but both directions speak later",
     "pUM",
     {.silent_since = IKT_TIME_NONE, .both_ways_until = 3 * S},
     IKT_TUNNEL_UP,
     IKT_WHERE_NOWHERE,
     1,
     false,
     0},
    {"... and both directions spoke before",
     "pUM",
     {.silent_since = IKT_TIME_NONE, .both_ways_until = 2 * S},
     IKT_TUNNEL_UNJUDGED,
     IKT_WHERE_NOWHERE,
     -1,
     false,
     0},
    {"deleted, then refused", "pULF", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 3, false, 0},
    {"deleted, then phase 1 fails", "pULf", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE1, 3, false, 0},
    {"lost once and back", "pULU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 3, false, 0},
    {"lost twice", "pULULU", {QUIET}, IKT_TUNNEL_FLAPPING, IKT_WHERE_PHASE2, -1, false, 0},
    {"lost twice, and refused now", "pULULF", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 5, false, 0},
    {"up behind INITIAL-CONTACT", "pCU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 2, false, 0},
    {"thrown away once and back", "pUcU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 3, false, 0},
    {"thrown away, and nothing follows", "pUc", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 2, true, 0},
    {"thrown away twice", "pUcUCU", {QUIET}, IKT_TUNNEL_FLAPPING, IKT_WHERE_PHASE2, -1, false, 0},
    {"said twice of one success", "pUccU", {QUIET}, IKT_TUNNEL_UP, IKT_WHERE_NOWHERE, 4, false, 0},
    {"deleted, then a new beginning", "pULCULCU", {QUIET}, IKT_TUNNEL_FLAPPING, IKT_WHERE_PHASE2, -1, false, 0},
    {"a rekey is refused to who began", "pUF", {QUIET}, IKT_TUNNEL_DOWN, IKT_WHERE_PHASE2, 2, false, 0},
    {"only the other direction is refused", "pUn", {QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_PHASE2, 2, false, 0},
    {"refused after both had spoken",
     "pUF",
     {.silent_since = IKT_TIME_NONE, .both_ways_until = 9 * S},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_PHASE2,
     2,
     false,
     0},
    {"one direction fell silent",
     "pU",
     {.silenced = true, .silent_since = 5 * S, .both_ways_until = 5 * S},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_TRAFFIC,
     5,
     false,
     0},
    {"one-way from the start",
     "pU",
     {.one_way = true, .silent_since = 2 * S, .both_ways_until = IKT_TIME_NONE},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_TRAFFIC,
     2,
     false,
     0},
    {"one-way, and the other side is refused",
     "pUn",
     {.one_way = true, .silent_since = 2 * S, .both_ways_until = IKT_TIME_NONE},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_PHASE2,
     2,
     false,
     0},
    {"narrower networks", "pU", {.narrowed = true, QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_PHASE2, 1, false, 0},
    {"DPD unanswered", "pU", {.dpd_unanswered = true, QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_TRAFFIC, 1, false, 0},
    {"a side complains of SPIs",
     "pU",
     {.refused_packets = true, QUIET},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_TRAFFIC,
     1,
     false,
     0},
    {"packets are lost by size or order",
     "pU",
     {.lossy = true, QUIET},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_TRAFFIC,
     1,
     false,
     0},
    {"answers in clear", "pU", {.in_clear = true, QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_TRAFFIC, 1, false, 0},
    {"AH through a NAT", "pU", {.cannot_pass = true, QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_TRAFFIC, 1, false, 0},
    {"message 3 is lost", "p", {.half_done = true, QUIET}, IKT_TUNNEL_DEGRADED, IKT_WHERE_PHASE2, -1, false, 0},
    {"silent, and ended: a fault all the same",
     "pUL",
     {.silenced = true, .silent_since = 1 * S, .both_ways_until = 1 * S},
     IKT_TUNNEL_DEGRADED,
     IKT_WHERE_TRAFFIC,
     1,
     false,
     0},
};

static struct ikt_tunnel_course follow(const char *events)
{
    struct ikt_tunnel_course course = {0};
    uint64_t last_up = 0;
    for (uint64_t i = 0; events[i] != '\0'; i++) {
        struct ikt_tunnel_event event = {.sequence = i + 1, .time = (ikt_time)i * S};
        event.by_low = g_ascii_isupper(events[i]);
        switch (events[i]) {
        case 'p':
            event.kind = IKT_EVENT_PHASE1_UP;
            break;
        case 'd':
            event.kind = IKT_EVENT_PHASE1_DELETED;
            break;
        case 'f':
            event.kind = IKT_EVENT_PHASE1_FAILED;
            break;
        case 'x':
            event.kind = IKT_EVENT_XAUTH_FAILED;
            break;
        case 'U':
        case 'u':
            event.kind = IKT_EVENT_UP;
            last_up = i + 1;
            break;
        case 'F':
        case 'n':
            event.kind = IKT_EVENT_FAILED;
            break;
        case 'C':
        case 'c':
            event.kind = IKT_EVENT_CONTACT;
            break;
        case 'L':
        case 'M':
            event.kind = events[i] == 'L' ? IKT_EVENT_LOST : IKT_EVENT_MAYBE_LOST;
            event.of = last_up;
            break;
        default:
            g_assert_not_reached();
        }
        ikt_tunnel_follow(&course, &event);
    }
    return course;
}

static void test_states(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct ikt_tunnel_course course = follow(rows[i].events);
        struct ikt_tunnel_verdict verdict = ikt_tunnel_judge(&course, &rows[i].signs);
        g_test_message("%s: %s in %s", rows[i].name, ikt_tunnel_state_name(verdict.state),
                       ikt_tunnel_where_name(verdict.where));
        g_assert_cmpint(verdict.state, ==, rows[i].state);
        g_assert_cmpint(verdict.where, ==, rows[i].where);
        if (rows[i].since >= 0)
            g_assert_cmpint(verdict.since, ==, rows[i].since * S);
        g_assert_cmpint(verdict.ended, ==, rows[i].ended);
        g_assert_cmpuint(course.rekeys, ==, rows[i].rekeys);
    }
}

/* The end of an older SA after its rekey is no loss. */
static void test_old_sa_ends(void)
{
    struct ikt_tunnel_course course = follow("pUU");
    const struct ikt_tunnel_event event = {.sequence = 9, .of = 2, .time = 9 * S, .kind = IKT_EVENT_LOST};
    ikt_tunnel_follow(&course, &event);
    g_assert_true(course.up);
    g_assert_cmpuint(course.losses, ==, 0);
}

/* What is remembered has not ended by what nobody knows. */
static void test_later_sa_is_known(void)
{
    struct ikt_tunnel_course course = follow("pUU");
    const struct ikt_tunnel_event event = {.sequence = 9, .of = 2, .time = 9 * S, .kind = IKT_EVENT_MAYBE_LOST};
    ikt_tunnel_follow(&course, &event);
    g_assert_false(course.may_be_lost);
}

/* An ISAKMP SA may just have ended, or be of another identity: then INITIAL-CONTACT says nothing of these SAs. */
static void test_contact(void)
{
    struct ikt_tunnel_event up = {.sequence = 1, .identity = {7, 8}, .time = 0, .kind = IKT_EVENT_UP};
    struct ikt_tunnel_event contact = {
        .sequence = 2, .identity = {9, 8}, .time = 600 * S, .kind = IKT_EVENT_CONTACT, .by_low = true};
    struct ikt_tunnel_course course = {0}, later = {0}, unread = {0};
    ikt_tunnel_follow(&course, &up);
    ikt_tunnel_follow(&course, &contact);
    g_assert_cmpuint(course.losses, ==, 0); /* of 9, who came up as 7 */
    contact.identity[0] = 7;
    ikt_tunnel_follow(&course, &contact);
    g_assert_cmpuint(course.losses, ==, 1);
    ikt_tunnel_follow(&later, &up);
    contact.time++;
    ikt_tunnel_follow(&later, &contact);
    g_assert_cmpuint(later.losses, ==, 0);
    ikt_tunnel_follow(&unread, &up);
    contact.time--;
    contact.identity[0] = 0; /* not read: it may be the same */
    ikt_tunnel_follow(&unread, &contact);
    g_assert_cmpuint(unread.losses, ==, 1);
}

/* Successes so many seconds after each other, for an hour each. */
static enum ikt_tunnel_state state_after(const int *gaps, size_t count)
{
    const struct ikt_tunnel_signs signs = {QUIET};
    struct ikt_tunnel_course course = {0};
    ikt_time now = 1000 * S;
    for (size_t i = 0; i <= count; i++) {
        const struct ikt_tunnel_event event = {
            .sequence = i + 1, .time = now, .kind = IKT_EVENT_UP, .life_minutes = 60};
        ikt_tunnel_follow(&course, &event);
        now += i < count ? gaps[i] * S : 0;
    }
    return ikt_tunnel_judge(&course, &signs).state;
}

/* Three in a row before a tenth of their life is over; what comes at once is a collision, and counts for nothing. */
static void test_haste(void)
{
    g_assert_cmpint(state_after((int[]){20, 20, 20}, 3), ==, IKT_TUNNEL_DEGRADED);
    g_assert_cmpint(state_after((int[]){359, 1, 359, 359}, 4), ==, IKT_TUNNEL_DEGRADED);
    g_assert_cmpint(state_after((int[]){20, 20}, 2), ==, IKT_TUNNEL_UP);
    g_assert_cmpint(state_after((int[]){1, 1, 1, 1}, 4), ==, IKT_TUNNEL_UP);
    g_assert_cmpint(state_after((int[]){20, 20, 3000}, 3), ==, IKT_TUNNEL_UP);
    g_assert_cmpint(state_after((int[]){20, 20, 20, 3000}, 4), ==, IKT_TUNNEL_UP); /* what was last seen to hold */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/state/sequences", test_states);
    g_test_add_func("/tunnels/state/old-sa-ends", test_old_sa_ends);
    g_test_add_func("/tunnels/state/later-sa-ends", test_later_sa_is_known);
    g_test_add_func("/tunnels/state/contact", test_contact);
    g_test_add_func("/tunnels/state/haste", test_haste);
    return g_test_run();
}
