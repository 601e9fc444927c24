/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One verdict out of several exchanges, what stays open, and what decides it.
 */
#include <string.h>

#include "scene.h"

static void quick_ios(struct quick *q, int group)
{
    quick_init(q, AES256_SHA, group);
    quick_vendor(q, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family");
}

/* Main mode is stuck at message 5. */
static void first_stalled(struct first *f)
{
    first_init(f, IKT_OUTCOME_NO_RESPONSE);
    first_complete(f);
    f->record.seen_count = 5;
    for (uint64_t i = 0; i < 3; i++)
        first_see(f, IKT_MAIN5, 20 + i, true, 500);
    f->record.ios_state = "MM_KEY_EXCH";
}

/* A refusal of IOS that nothing explains: every family, and the number that decides it; a star where none is known. */
static void test_open_refusal(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->causes->len, ==, 0);
    static const struct {
        const char *decision;
        int error;
    } expected[] = {{"crypto ACL or map entry", 32},
                    {"transform set or mode", 256},
                    {"PFS", -1024},
                    {"crypto map on its interface", -8}, /* 3 % of public incidents; a wrong set peer never */
                    {"set peer of its entry", -64}};
    g_assert_cmpuint(tunnel->open->len, ==, G_N_ELEMENTS(expected));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpstr(tunnel->open->pdata[i], ==, expected[i].decision);
        g_assert_cmpint(tunnel->ios_error[i], ==, expected[i].error);
    }
    g_assert_false(tunnel->on_a); /* who refused */
    g_assert_cmpstr(tunnel->commands->pdata[0], ==, "debug crypto condition peer ipv4 203.0.113.1");
    g_assert_cmpint(place_of(tunnel->commands, "debug crypto isakmp"), ==, 1);
    g_assert_cmpint(place_of(tunnel->commands, "debug crypto ipsec"), ==, 2);
    g_assert_cmpint(place_of(tunnel->commands, "undebug all"), >, 3);
    g_assert_true(some_says(tunnel->commands, "show logging | include"));
    g_assert_cmpuint(tunnel->see->len, ==, 5);
    g_assert_true(some_says(tunnel->see, "error 256"));
    g_assert_true(some_says(tunnel->see, "error 1024*"));
    g_assert_false(some_says(tunnel->see, "error 32*"));
    g_assert_nonnull(strstr(tunnel->hint, "-c"));
    g_assert_null(strstr(tunnel->hint, "-k")); /* it was read */
    scene_end(&scene);
}

static void test_open_by_other_side(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_ios(&q, IKT_ABSENT);
    q.phase1.initiator.endpoint.address = ikt_address_ipv6((const uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, [15] = 1});
    q.phase1.responder.endpoint.address = ikt_address_ipv6((const uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, [15] = 2});
    quick_accept(&q);
    scene_quick(&scene, &q, 10);
    q.record.seen_count = 1;
    q.record.choice = NULL;
    quick_turn(&q);
    quick_proxies(&q, "10.9.0.0/16", "10.8.0.0/16");
    quick_refuse(&q, IKT_ABSENT);
    quick_close(&q, 188, 16, 20);
    scene_quick(&scene, &q, 30);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_true(tunnel->on_a); /* A refuses what B asks */
    g_assert_cmpstr(tunnel->commands->pdata[0], ==, "debug crypto condition peer ipv6 2001:db8::2");
    g_assert_nonnull(strstr(tunnel->hint, "-k"));
    scene_end(&scene);
}

/* Nothing of IOS for a peer that is none; its log has one line for networks and mode. */
static void test_open_charon(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_init(&q, AES256_SHA_TRANSPORT, IKT_ABSENT);
    quick_vendor(&q, IKT_VENDOR_STRONGSWAN, "strongSwan");
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->open->len, >, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(tunnel->ios_error); i++)
        g_assert_cmpint(tunnel->ios_error[i], ==, 0);
    g_assert_false(some_says(tunnel->commands, "crypto"));
    g_assert_true(some_says(tunnel->see, "no matching proposal found"));
    scene_end(&scene);
}

static void test_open_other_product(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_vendor(&q, IKT_VENDOR_OTHER, "FortiGate");
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->commands->len, ==, 0);
    g_assert_true(g_str_has_prefix(tunnel->hint, "The log of 198.51.100.1"));
    scene_end(&scene);
}

/* After XAUTH a dynamic map answers: it has no ACL to mirror, so sets come before networks. */
static void test_client(void)
{
    struct scene scene;
    struct quick q;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    f.record.quick_modes = 1;
    f.record.configuration = (struct ikt_configuration){.xauth_frame = 7, .xauth_ok = IKT_YES};
    scene_first(&scene, &f, 1);
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 20);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpint(place_of(tunnel->open, "transform set or mode"), ==, 0);
    g_assert_cmpint(place_of(tunnel->open, "crypto ACL or map entry"), >, 0);
    g_assert_cmpstr(tunnel->policies_of_a, !=, NULL);
    scene_end(&scene);
}

/* One offer, accepted and then refused: not the offer is at fault. */
static void test_accepted_before(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_ios(&q, IKT_ABSENT);
    quick_accept(&q);
    scene_quick(&scene, &q, 10);
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 30);
    scene_finish(&scene);
    g_assert_true(some_says(scene_tunnel(&scene, 0)->notes, "accepted this very proposal in frame 10"));
    scene_end(&scene);

    scene_begin(&scene); /* what changed comes first */
    quick_ios(&q, 14);
    quick_accept(&q);
    scene_quick(&scene, &q, 10);
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 30);
    scene_finish(&scene);
    g_assert_cmpstr(scene_tunnel(&scene, 0)->open->pdata[0], ==, "PFS");
    g_assert_true(some_says(scene_tunnel(&scene, 0)->notes, "203.0.113.1 changed its PFS"));
    scene_end(&scene);

    scene_begin(&scene); /* refused, and accepted later: nothing to say */
    quick_ios(&q, IKT_ABSENT);
    quick_accept(&q);
    scene_quick(&scene, &q, 50);
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 30);
    scene_finish(&scene);
    g_assert_cmpuint(scene_tunnel(&scene, 0)->notes->len, ==, 0);
    g_assert_cmpuint(scene_tunnel(&scene, 0)->open->len, ==, 0);
    scene_end(&scene);
}

/* A preshared key that fits in one ISAKMP SA is not called different in another. */
static void test_key_fits(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_stalled(&f);
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    g_assert_cmpint(place_of(scene_tunnel(&scene, 0)->findings, "psk-mismatch"), >=, 0);
    scene_end(&scene);

    scene_begin(&scene); /* the other side had begun, and it came up */
    first_stalled(&f);
    scene_first(&scene, &f, 30);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    first_turn(&f);
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpint(tunnel->state, ==, IKT_TUNNEL_DOWN);
    g_assert_cmpint(place_of(tunnel->findings, "psk-mismatch"), <, 0);
    g_assert_cmpint(place_of(tunnel->open, "preshared key"), <, 0);
    g_assert_cmpuint(tunnel->open->len, >, 0);
    g_assert_true(some_says(tunnel->notes, "preshared keys are no different: one fitted both sides in frame 10"));
    scene_end(&scene);

    scene_begin(&scene); /* the same side had begun before: its key may have been changed since */
    first_stalled(&f);
    scene_first(&scene, &f, 30);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    g_assert_cmpint(place_of(scene_tunnel(&scene, 0)->findings, "psk-mismatch"), >=, 0);
    scene_end(&scene);
}

/* Keys do not matter before MM5: a stall at MM3 leaves the path. */
static void test_stalled_early(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_complete(&f);
    f.record.seen_count = 3;
    for (uint64_t i = 0; i < 3; i++)
        first_see(&f, IKT_MAIN3, 20 + i, true, 500);
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    g_assert_cmpint(place_of(scene_tunnel(&scene, 0)->open, "preshared key"), <, 0);
    g_assert_cmpint(place_of(scene_tunnel(&scene, 0)->open, "route or filter on the path"), ==, 0);
    scene_end(&scene);

    scene_begin(&scene);
    first_stalled(&f);
    f.record.missing = IKT_MISSING_ALL;
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_true(tunnel->causes->len > 0 || place_of(tunnel->open, "preshared key") == 0);
    scene_end(&scene);
}

/* Phase 1 up, nobody asks for phase 2, deleted: down, with an error, and asked of who should have asked. */
static void test_not_begun(void)
{
    struct scene scene;
    struct first f;
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    f.record.ended = IKT_ENDED_DELETED;
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpint(tunnel->state, ==, IKT_TUNNEL_DOWN);
    g_assert_cmpint(tunnel->where, ==, IKT_WHERE_PHASE2);
    g_assert_cmpuint(tunnel->errors, >, 0);
    g_assert_true(tunnel->on_a);
    g_assert_cmpint(place_of(tunnel->open, "its crypto map entry or profile"), ==, 0);
    scene_end(&scene);
}

/* The responder asks for XAUTH six times, nobody answers, it deletes the SA. */
static void test_xauth_unanswered(void)
{
    struct scene scene;
    struct first f;
    struct ikt_message message = {.header = {.message_id = 0x11111111}};
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_ESTABLISHED);
    first_complete(&f);
    for (uint64_t i = 0; i < 6; i++) {
        first_see(&f, IKT_TRANSACTION, 20 + i, false, 500);
        f.seen[f.record.seen_count - 1].message = &message;
    }
    f.record.ended = IKT_ENDED_DELETED;
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpint(tunnel->state, ==, IKT_TUNNEL_DOWN);
    g_assert_cmpint(tunnel->where, ==, IKT_WHERE_XAUTH);
    g_assert_cmpuint(tunnel->errors, >, 0);
    g_assert_true(tunnel->causes->len > 0 || some_says(tunnel->open, "XAUTH"));
    scene_end(&scene);
}

/* 240 retries are a count and one block. */
static void test_retries(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    for (uint64_t i = 0; i < 240; i++) {
        quick_ios(&q, IKT_ABSENT);
        quick_refuse(&q, IKT_ABSENT);
        quick_close(&q, 188, 16, 20);
        scene_quick(&scene, &q, 10 + 30 * i);
    }
    scene_finish(&scene);
    g_assert_cmpuint(scene.told->len, ==, 1);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_assert_cmpuint(tunnel->attempts[IKT_OUTCOME_REJECTED], ==, 240);
    g_assert_cmpuint(tunnel->findings->len, <, 10);
    g_assert_cmpint(place_of(tunnel->open, "transform set or mode"), >=, 0);
    g_assert_cmpint(place_of(tunnel->open, "transform set or mode"), <, 2);
    scene_end(&scene);
}

static void quick_of(struct quick *q, bool turned, bool accepted)
{
    quick_ios(q, IKT_ABSENT);
    if (turned) {
        quick_proxies(q, "192.168.2.0/24", "192.168.1.0/24");
        quick_turn(q);
    }
    if (accepted)
        quick_accept(q);
    else
        quick_refuse(q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
}

/*
 * What came up first is told last, since it lives on, and more failed in between than wait for their order. Both sides
 * failed since, so the tunnel is down; where that which came up failed at nothing it is degraded. An older success that
 * is told late is not the last one: its end is none of the tunnel's, and that of the last one is.
 */
static void test_told_late(void)
{
    for (unsigned own = 0; own < 2; own++) {
        struct scene scene;
        struct quick q;
        scene_begin(&scene);
        quick_of(&q, false, false);
        if (own)
            scene_quick(&scene, &q, 20);
        for (uint64_t i = 0; i < 80; i++) {
            quick_of(&q, true, false);
            scene_quick(&scene, &q, 30 + 10 * i);
        }
        quick_of(&q, false, true);
        scene_quick(&scene, &q, 10);
        scene_finish(&scene);
        g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, own ? IKT_TUNNEL_DOWN : IKT_TUNNEL_DEGRADED);
        scene_end(&scene);
    }
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_of(&q, true, true);
    q.record.ended = IKT_ENDED_DELETED;
    q.record.ended_sequence = 5000;
    scene_quick(&scene, &q, 25);
    for (uint64_t i = 0; i < 80; i++) {
        quick_of(&q, true, false);
        scene_quick(&scene, &q, 30 + 10 * i);
    }
    quick_of(&q, false, true);
    scene_quick(&scene, &q, 10);
    scene_finish(&scene);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, IKT_TUNNEL_DOWN);
    scene_end(&scene);
}

/* What one direction shows for certain explains the other, whose candidates say no more. */
static void test_other_direction(void)
{
    struct scene scene;
    struct quick q;
    scene_begin(&scene);
    quick_init(&q, AES128_SHA, IKT_ABSENT);
    quick_vendor(&q, IKT_VENDOR_CISCO_IOS, "Cisco IOS/ASA family");
    quick_proxies(&q, "192.168.2.0/24", "192.168.1.0/24");
    quick_turn(&q);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    scene_quick(&scene, &q, 10); /* nothing is known of the other side yet: candidates */
    quick_ios(&q, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, AES128_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    scene_quick(&scene, &q, 30);
    scene_finish(&scene);
    const struct told_tunnel *tunnel = scene_tunnel(&scene, 0);
    g_test_message("first finding %s", (const char *)tunnel->findings->pdata[0]);
    g_assert_cmpint(place_of(tunnel->causes, "ts-keylen"), ==, 0);
    g_assert_cmpint(place_of(tunnel->findings, "acl-not-mirrored"), <, 0);
    g_assert_cmpuint(tunnel->open->len, ==, 0);
    scene_end(&scene);
}

/* An attempt without an end: nobody answered, and what else was seen decides whether it failed. */
static void check_attempt(bool by_icmp, uint8_t type, uint8_t code, bool deleted, unsigned sent,
                          enum ikt_tunnel_state state)
{
    struct scene scene;
    struct first f;
    struct ikt_icmp icmp = {.frame = 3, .family = IKT_FAMILY_IPV4, .type = type, .code = code};
    scene_begin(&scene);
    first_init(&f, IKT_OUTCOME_INCOMPLETE);
    memset(f.record.responder_cookie, 0, IKT_COOKIE_SIZE);
    f.record.responder.seen = false;
    f.record.seen_count = 0;
    for (unsigned i = 0; i < sent; i++)
        first_see(&f, IKT_MAIN1, 1 + i, true, 500);
    if (deleted)
        first_see(&f, IKT_DELETE, 9, true, 500);
    if (by_icmp) {
        icmp.reporter = f.record.responder.endpoint.address;
        f.record.icmp = &icmp;
        f.record.icmp_count = 1;
    }
    scene_first(&scene, &f, 10);
    scene_finish(&scene);
    g_assert_cmpint(scene_tunnel(&scene, 0)->state, ==, state);
    scene_end(&scene);
}

static void test_attempts_without_end(void)
{
    check_attempt(false, 0, 0, false, 1, IKT_TUNNEL_UNJUDGED);
    check_attempt(false, 0, 0, false, 2, IKT_TUNNEL_DOWN);
    check_attempt(false, 0, 0, true, 2, IKT_TUNNEL_DOWN); /* it gave up, and says so */
    check_attempt(false, 0, 0, true, 1, IKT_TUNNEL_UNJUDGED);
    check_attempt(true, 3, 3, false, 1, IKT_TUNNEL_DOWN);     /* RFC 792: port unreachable */
    check_attempt(true, 3, 13, false, 1, IKT_TUNNEL_DOWN);    /* RFC 1812: prohibited */
    check_attempt(true, 3, 4, false, 1, IKT_TUNNEL_UNJUDGED); /* fragmentation needed: it may be sent again, smaller */
    check_attempt(true, 11, 0, false, 1, IKT_TUNNEL_UNJUDGED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tunnels/verdict/told-late", test_told_late);
    g_test_add_func("/tunnels/verdict/open-refusal", test_open_refusal);
    g_test_add_func("/tunnels/verdict/open-by-other-side", test_open_by_other_side);
    g_test_add_func("/tunnels/verdict/open-charon", test_open_charon);
    g_test_add_func("/tunnels/verdict/open-other-product", test_open_other_product);
    g_test_add_func("/tunnels/verdict/client", test_client);
    g_test_add_func("/tunnels/verdict/accepted-before", test_accepted_before);
    g_test_add_func("/tunnels/verdict/key-fits", test_key_fits);
    g_test_add_func("/tunnels/verdict/stalled-early", test_stalled_early);
    g_test_add_func("/tunnels/verdict/not-begun", test_not_begun);
    g_test_add_func("/tunnels/verdict/xauth-unanswered", test_xauth_unanswered);
    g_test_add_func("/tunnels/verdict/retries", test_retries);
    g_test_add_func("/tunnels/verdict/other-direction", test_other_direction);
    g_test_add_func("/tunnels/verdict/attempts-without-end", test_attempts_without_end);
    return g_test_run();
}
