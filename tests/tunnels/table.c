/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which Quick Modes are one tunnel, and who is A.
 */
#include "scene.h"

static uint32_t refused(struct scene *scene, const char *own, const char *others, bool turned, uint64_t at)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_proxies(&q, own, others);
    if (turned)
        quick_turn(&q);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    return scene_quick(scene, &q, at);
}

static uint32_t accepted(struct scene *scene, const char *own, const char *others, uint64_t at)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_proxies(&q, own, others);
    quick_accept(&q);
    return scene_quick(scene, &q, at);
}

static uint32_t unread(struct scene *scene, uint64_t at)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_ABSENT);
    quick_close(&q, 188, 16, 20);
    return scene_quick(scene, &q, at);
}

static void test_mirrored(void)
{
    struct scene scene;
    scene_begin(&scene);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 10);
    refused(&scene, "192.168.2.0/24", "192.168.1.0/24", true, 20);
    refused(&scene, "192.168.0.0/16", "192.168.1.0/24", true, 30); /* wider, and still of it */
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 1);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->attempts[IKT_OUTCOME_REJECTED], ==, 3);
    g_assert_cmpuint(tunnel->begun_by[0], ==, 1);
    g_assert_cmpuint(tunnel->begun_by[1], ==, 2);
    g_assert_cmpstr(tunnel->a, ==, "203.0.113.1");
    g_assert_cmpstr(tunnel->networks[0], ==, "192.168.1.0/24");
    g_assert_cmpstr(tunnel->networks[1], ==, "192.168.2.0/24");
    g_assert_cmpint(tunnel->state, ==, IKT_TUNNEL_DOWN);
    scene_end(&scene);
}

static void test_other_networks(void)
{
    struct scene scene;
    scene_begin(&scene);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 10);
    refused(&scene, "10.1.0.0/16", "10.2.0.0/16", false, 20);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 2);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, IKT_TUNNEL_UP);
    g_assert_cmpint(scene_tunnel(&scene, 1)->state, ==, IKT_TUNNEL_DOWN);
    g_assert_cmpstr(scene_tunnel(&scene, 1)->networks[0], ==, "10.1.0.0/16");
    scene_end(&scene);
}

static void lose(struct scene *scene, uint32_t part, uint64_t of, uint64_t sequence)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    const struct ikt_lost_sas lost = {.one = &q.phase1.initiator.endpoint.address,
                                      .other = &q.phase1.responder.endpoint.address,
                                      .part = part,
                                      .of = of,
                                      .sequence = sequence,
                                      .time = (ikt_time)sequence * IKT_SECOND};
    ikt_tunnel_table_lost(scene->table, &lost);
    ikt_tunnel_table_lost(scene->counted, &lost);
}

#define LINES 9

/* A DELETE behind the record ends the tunnel of that record, and what nobody remembers leaves the older ones open. */
static void test_lost(void)
{
    for (unsigned which = 0; which <= LINES; which++) { /* the last one is of no tunnel */
        struct scene scene;
        uint32_t parts[LINES + 1] = {[LINES] = 99};
        scene_begin(&scene);
        for (unsigned i = 0; i < LINES; i++) {
            g_autofree char *own = g_strdup_printf("10.%u.0.0/16", i);
            parts[i] = accepted(&scene, own, "192.168.2.0/24", 10 * (i + 1));
        }
        lose(&scene, parts[which], 10 * (which + 1), 1000);
        scene_finish(&scene);
        g_assert_cmpuint(scene.told->len, ==, LINES);
        for (unsigned i = 0; i < LINES; i++)
            g_assert_cmpint(scene_tunnel(&scene, i)->ended, ==, i == which);
        scene_end(&scene);
    }
}

static void maybe_lost(bool failed, enum ikt_tunnel_state older, enum ikt_tunnel_state newer)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    scene_first(&scene, &f, 1);
    accepted(&scene, "10.1.0.0/16", "192.168.2.0/24", 10);
    accepted(&scene, "10.2.0.0/16", "192.168.2.0/24", 20);
    accepted(&scene, "10.3.0.0/16", "192.168.2.0/24", 30);
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    if (failed)
        scene_first(&scene, &f, 40);
    for (uint64_t i = 0; i < 200; i++) /* more than wait for their order */
        lose(&scene, 0, 20, 1000 + i);
    scene_finish(&scene);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, older);
    g_assert_cmpint(scene_tunnel(&scene, 1)->state, ==, older);
    g_assert_cmpint(scene_tunnel(&scene, 2)->state, ==, newer);
    scene_end(&scene);
}

static void test_maybe_lost(void)
{
    maybe_lost(false, IKT_TUNNEL_UNJUDGED, IKT_TUNNEL_UP);
    maybe_lost(true, IKT_TUNNEL_DOWN, IKT_TUNNEL_DOWN);
}

/* Each record says of which tunnel it is, whatever becomes of what was not read. */
static void test_numbers(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    const uint32_t pair = scene_first(&scene, &f, 1);
    const uint32_t not_read = unread(&scene, 10);
    const uint32_t first = refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 20);
    g_assert_cmpuint(unread(&scene, 30), ==, not_read);
    g_assert_cmpuint(refused(&scene, "192.168.2.0/24", "192.168.1.0/24", true, 40), ==, first);
    g_assert_cmpuint(not_read, !=, first);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->pair, ==, pair);
    g_assert_cmpuint(tunnel->parts[0], ==, first);
    g_assert_cmpuint(tunnel->parts[1], ==, not_read);
    scene_end(&scene);

    /* Two tunnels: what was not read is a third. */
    scene_begin(&scene);
    const uint32_t parts[] = {refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 10),
                              refused(&scene, "10.1.0.0/16", "10.2.0.0/16", false, 20), unread(&scene, 30)};
    scene_finish(&scene);
    for (unsigned i = 0; i < 3; i++) {
        g_assert_cmpuint(scene_tunnel(&scene, i)->parts[0], ==, parts[i]);
        g_assert_cmpuint(scene_tunnel(&scene, i)->parts[1], ==, 0);
        g_assert_cmpuint(scene_tunnel(&scene, i)->pair, ==, scene_tunnel(&scene, 0)->pair);
    }
    scene_end(&scene);
}

static void test_unread(void)
{
    struct scene scene;
    scene_begin(&scene);
    unread(&scene, 10);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 20);
    unread(&scene, 30);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 1);
    g_assert_cmpuint(scene_tunnel(&scene, 0)->attempts[IKT_OUTCOME_REJECTED], ==, 3);
    scene_end(&scene);

    scene_begin(&scene);
    unread(&scene, 10);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 20);
    refused(&scene, "10.1.0.0/16", "10.2.0.0/16", false, 30);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 3);
    g_assert_null(scene_tunnel(&scene, 0)->networks[0]);
    g_assert_cmpuint(scene_tunnel(&scene, 0)->attempts[IKT_OUTCOME_REJECTED], ==, 1);
    scene_end(&scene);
}

/* ACLs that do not mirror are one tunnel's fault; beside a tunnel that works they are another tunnel. */
static void test_half_matching(void)
{
    struct scene scene;
    scene_begin(&scene);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 10);
    refused(&scene, "192.168.22.0/24", "192.168.1.0/24", true, 20);
    refused(&scene, "192.168.22.0/24", "192.168.1.0/24", true, 30);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 1);
    g_assert_cmpuint(scene_tunnel(&scene, 0)->attempts[IKT_OUTCOME_REJECTED], ==, 3);
    scene_end(&scene);

    scene_begin(&scene);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 10);
    refused(&scene, "192.168.22.0/24", "192.168.1.0/24", true, 20);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 2);
    scene_end(&scene);
}

static void test_phase1_counts_for_each(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 10);
    accepted(&scene, "10.1.0.0/16", "10.2.0.0/16", 20);
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    scene_first(&scene, &f, 40);
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 2);
    for (unsigned i = 0; i < 2; i++) {
        g_assert_cmpuint(scene_tunnel(&scene, i)->attempts[IKT_OUTCOME_NO_RESPONSE], ==, 1);
        g_assert_cmpint(scene_tunnel(&scene, i)->where, ==, IKT_WHERE_PHASE1);
        g_assert_cmpint(scene_tunnel(&scene, i)->state, ==, IKT_TUNNEL_DOWN);
    }
    g_assert_cmpstr(scene_tunnel(&scene, 0)->peers_of_a, ==, "198.51.100.1");
    scene_end(&scene);
}

/* Records settle when they are over; who began and what came last go by the packets. */
static void test_settled_late(void)
{
    struct scene scene;
    scene_begin(&scene);
    refused(&scene, "192.168.2.0/24", "192.168.1.0/24", true, 50);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 10);
    scene_finish(&scene);
    g_assert_cmpstr(scene_tunnel(&scene, 0)->a, ==, "203.0.113.1");
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, IKT_TUNNEL_DEGRADED); /* refused in the other direction */
    scene_end(&scene);

    scene_begin(&scene);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 50);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 70);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 10);
    scene_finish(&scene);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, IKT_TUNNEL_UP);
    scene_end(&scene);

    scene_begin(&scene);
    refused(&scene, "192.168.1.0/24", "192.168.2.0/24", false, 90);
    accepted(&scene, "192.168.1.0/24", "192.168.2.0/24", 70);
    scene_finish(&scene);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, IKT_TUNNEL_DOWN);
    scene_end(&scene);
}

/* The clock was set back while it went on: its first time is the earlier one. */
static void test_clock_set_back(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    scene_first_lasting(&scene, &f, 40, -10);
    scene_finish(&scene);
    const struct told_tunnel *told = scene_tunnel(&scene, 0);
    g_assert_cmpint(told->first_time, ==, 30 * IKT_SECOND);
    g_assert_cmpint(told->last_time, ==, 40 * IKT_SECOND);
    scene_end(&scene);

    struct quick q;
    scene_begin(&scene);
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_accept(&q);
    q.record.ended = IKT_ENDED_DELETED;
    q.record.ended_sequence = 20;
    q.record.ended_time = 5 * IKT_SECOND;
    scene_quick(&scene, &q, 10);
    scene_finish(&scene);
    told = scene_tunnel(&scene, 0);
    g_assert_cmpint(told->since, ==, 5 * IKT_SECOND);
    g_assert_cmpint(told->first_time, ==, 5 * IKT_SECOND);
    g_assert_cmpint(told->last_time, ==, 10 * IKT_SECOND);
    scene_end(&scene);
}

/* RFC 4301 section 4.5: an SA bundle of AH around ESP is one packet of two SAs; ESP that nothing surrounds counts. */
static void test_bundle(void)
{
    static const struct {
        uint64_t ah, esp, expected;
    } cases[] = {{5, 5, 5}, {0, 5, 5}, {5, 0, 5}, {2, 5, 7}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct scene scene;
        struct quick q;
        scene_begin(&scene);
        quick_init(&q, AES256_SHA, IKT_ABSENT);
        quick_accept(&q);
        struct ikt_flow flows[2];
        for (size_t j = 0; j < 2; j++) {
            const uint64_t packets = j == 0 ? cases[i].ah : cases[i].esp;
            if (packets > 0)
                flows[q.record.flow_count++] = (struct ikt_flow){
                    .protocol = j == 0 ? IKT_PROTOCOL_AH : IKT_PROTOCOL_ESP,
                    .packets = packets,
                    .source = q.phase1.initiator.endpoint.address,
                    .destination = q.phase1.responder.endpoint.address,
                    .first_time = 20 * IKT_SECOND,
                    .last_time = 20 * IKT_SECOND,
                    .first_sequence = 20,
                    .last_sequence = 20 + packets,
                };
        }
        q.record.flows = flows;
        scene_quick(&scene, &q, 10);
        scene_finish(&scene);
        const struct told_tunnel *told = scene_tunnel(&scene, 0);
        g_assert_cmpuint(told->packets[0] + told->packets[1], ==, cases[i].expected);
        scene_end(&scene);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/table/mirrored", test_mirrored);
    g_test_add_func("/tunnels/table/other-networks", test_other_networks);
    g_test_add_func("/tunnels/table/unread", test_unread);
    g_test_add_func("/tunnels/table/lost", test_lost);
    g_test_add_func("/tunnels/table/maybe-lost", test_maybe_lost);
    g_test_add_func("/tunnels/table/numbers", test_numbers);
    g_test_add_func("/tunnels/table/half-matching", test_half_matching);
    g_test_add_func("/tunnels/table/phase1-counts-for-each", test_phase1_counts_for_each);
    g_test_add_func("/tunnels/table/clock-set-back", test_clock_set_back);
    g_test_add_func("/tunnels/table/bundle", test_bundle);
    g_test_add_func("/tunnels/table/settled-late", test_settled_late);
    return g_test_run();
}
