/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a later exchange of the pair takes back of a fault of the traffic, and what it does not: RFC 3706 section 5 has
 * a peer dead that answers no R-U-THERE, and says nothing of who begins anew.
 */
#include "scene.h"

static void comes_up(struct scene *scene, uint64_t at)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_accept(&q);
    scene_quick(scene, &q, at);
}

/* An ISAKMP SA whose asker (0: its initiator) has so many R-U-THERE unanswered, the last of them as the `last`th
 * message. */
static void asks(struct scene *scene, unsigned asker, uint64_t unanswered, uint64_t at, uint64_t last)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    f.record.dpd[asker] = (struct ikt_dpd){.asked = 5,
                                           .answered = 5 - unanswered,
                                           .unanswered = unanswered,
                                           .unanswered_frame = last - 2,
                                           .unanswered_sequence = last - 2,
                                           .last_frame = last,
                                           .last_sequence = last};
    scene_first(scene, &f, at);
}

static void begins(struct scene *scene, bool turned, uint64_t at)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_INCOMPLETE);
    memset(f.record.responder_cookie, 0, IKT_COOKIE_SIZE);
    if (turned)
        first_turn(&f);
    scene_first(scene, &f, at);
}

/* An ISAKMP SA that came up at 10; its asker, the initiator, says something more in it at 80. */
static void gives_up(struct scene *scene, bool by_initiator)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    scene_first(scene, &f, 10);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    f.record.seen_count = 0;
    first_see(&f, IKT_DELETE, 80, by_initiator, 500);
    scene_first(scene, &f, 80);
}

static void expect(struct scene *scene, enum ikt_tunnel_state state)
{
    scene_finish(scene);
    g_assert_cmpint(scene_tunnel(scene, 0)->state, ==, state);
    scene_end(scene);
}

/* after: what follows the R-U-THERE that nobody answered. */
static void check_dead(void (*after)(struct scene *scene), enum ikt_tunnel_state state)
{
    for (unsigned asker = 0; asker < 2; asker++) {
        for (int told_late = 0; told_late < 2; told_late++) {
            struct scene scene;
            scene_begin(&scene);
            comes_up(&scene, 20);
            if (told_late && after)
                after(&scene); /* what lives long settles late */
            asks(&scene, asker, 3, 10, 50);
            if (!told_late && after)
                after(&scene);
            expect(&scene, state);
        }
    }
}

static void one_begins(struct scene *scene)
{
    begins(scene, false, 60);
}

static void other_begins(struct scene *scene)
{
    begins(scene, true, 60);
}

static void anew(struct scene *scene)
{
    asks(scene, 0, 0, 60, 70);
}

static void before(struct scene *scene)
{
    asks(scene, 0, 0, 30, 40);
}

static void test_dead_peer(void)
{
    check_dead(NULL, IKT_TUNNEL_DEGRADED);
    check_dead(one_begins, IKT_TUNNEL_DEGRADED);
    check_dead(other_begins, IKT_TUNNEL_DEGRADED);
    check_dead(before, IKT_TUNNEL_DEGRADED);
    check_dead(anew, IKT_TUNNEL_UP);
}

/* Of two ISAKMP SAs the one gets no answer; in the other the asker says something, or who was asked. */
static void test_second_sa(void)
{
    for (int by_asker = 0; by_asker < 2; by_asker++) {
        struct scene scene;
        scene_begin(&scene);
        comes_up(&scene, 20);
        asks(&scene, 0, 3, 10, 50);
        gives_up(&scene, by_asker == 1);
        expect(&scene, by_asker == 1 ? IKT_TUNNEL_DEGRADED : IKT_TUNNEL_UP);
    }
}

static void complains(struct scene *scene, unsigned side, uint64_t at)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    f.record.invalid_spi[side] = (struct ikt_invalid_spi){1, at, at, at, at};
    scene_first(scene, &f, 10);
}

/* SPIs that are not known: over with the SAs that a later Quick Mode makes, and not before. */
static void test_unknown_spi(void)
{
    static const struct {
        uint64_t complaint, rekey;
        enum ikt_tunnel_state state;
    } cases[] = {{50, 0, IKT_TUNNEL_DEGRADED}, {50, 60, IKT_TUNNEL_UP}, {70, 60, IKT_TUNNEL_DEGRADED}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (unsigned side = 0; side < 2; side++) {
            struct scene scene;
            scene_begin(&scene);
            comes_up(&scene, 20);
            if (cases[i].rekey != 0)
                comes_up(&scene, cases[i].rekey);
            complains(&scene, side, cases[i].complaint);
            expect(&scene, cases[i].state);
        }
    }
}

/* AH is agreed on behind a NAT; a Quick Mode that came to nothing yet does not mend that, one of ESP does. */
static void check_rekey(bool begun, bool done, enum ikt_tunnel_state state)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_init(&q, AH_SHA, IKT_ABSENT);
    q.phase1.initiator.behind_nat = IKT_YES;
    quick_accept(&q);
    scene_quick(&scene, &q, 20);
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    q.record.outcome = IKT_OUTCOME_INCOMPLETE;
    if (done)
        quick_accept(&q);
    if (begun || done)
        scene_quick(&scene, &q, 60);
    expect(&scene, state);
}

static void test_begun_rekey(void)
{
    check_rekey(false, false, IKT_TUNNEL_DEGRADED);
    check_rekey(true, false, IKT_TUNNEL_DEGRADED);
    check_rekey(false, true, IKT_TUNNEL_UP);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/outlived/dead-peer", test_dead_peer);
    g_test_add_func("/tunnels/outlived/second-sa", test_second_sa);
    g_test_add_func("/tunnels/outlived/unknown-spi", test_unknown_spi);
    g_test_add_func("/tunnels/outlived/begun-rekey", test_begun_rekey);
    return g_test_run();
}
