/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who waits for CONNECTED (RFC 2408 section 3.1), on records filled by hand.
 */
#include <glib.h>

#include "track/commit_bit.h"

static const struct ikt_message plain = {.opened = true}, closed = {.encrypted = true},
                                committed = {.header = {.flags = IKT_FLAG_COMMIT}, .opened = true};

struct scene {
    struct ikt_phase1 phase1;
    struct ikt_phase2 record;
    struct ikt_sa offer;
    struct ikt_seen quick[4], other;
    struct ikt_notify notify;
    struct ikt_notification notification;
    struct ikt_flow flow;
};

static struct ikt_seen message(enum ikt_message_name name, uint64_t at, bool from_initiator)
{
    return (struct ikt_seen){
        .name = name, .sequence = at, .frame = at, .from_initiator = from_initiator, .message = &plain};
}

/* The responder sets it in the second message of three. */
static void init(struct scene *s)
{
    *s = (struct scene){0};
    s->phase1.initiator.endpoint.address = ikt_address_ipv4((const uint8_t[]){203, 0, 113, 1});
    s->phase1.responder.endpoint.address = ikt_address_ipv4((const uint8_t[]){198, 51, 100, 1});
    s->quick[0] = message(IKT_QUICK1, 7, true);
    s->quick[1] = message(IKT_QUICK2, 8, false);
    s->quick[1].message = &committed;
    s->quick[2] = message(IKT_QUICK3, 9, true);
    s->record = (struct ikt_phase2){.phase1 = &s->phase1,
                                    .initiator = &s->phase1.initiator,
                                    .responder = &s->phase1.responder,
                                    .outcome = IKT_OUTCOME_ESTABLISHED,
                                    .end_time = 100 * IKT_SECOND,
                                    .seen_count = 3,
                                    .seen = s->quick,
                                    .offer = &s->offer};
    s->notify = (struct ikt_notify){.protocol = IKT_PROTOCOL_ISAKMP, .type = IKT_NOTIFY_CONNECTED};
    s->notification = (struct ikt_notification){.sequence = 10, .frame = 10, .notify = &s->notify};
    s->other = message(IKT_INFORMATIONAL, 10, false);
    s->other.message = &closed;
    s->flow = (struct ikt_flow){.source = s->phase1.initiator.endpoint.address, .packets = 1};
}

static bool waits(const struct scene *s)
{
    return ikt_commit_waits(&s->record, 111 * IKT_SECOND);
}

static void test_waits(void)
{
    struct scene s;
    init(&s);
    struct ikt_commit commit = ikt_commit_of(&s.record);
    g_assert_true(commit.set == &s.quick[1]);
    g_assert_false(commit.by_initiator);
    g_assert_true(waits(&s));
    g_assert_false(ikt_commit_waits(&s.record, 110 * IKT_SECOND)); /* it may still come */
    g_assert_false(ikt_commit_waits(&s.record, IKT_TIME_NONE));
    s.quick[1].message = &plain; /* nobody sets it */
    g_assert_false(waits(&s));
    init(&s);
    s.record.outcome = IKT_OUTCOME_INCOMPLETE; /* something else is missing */
    g_assert_false(waits(&s));
    init(&s);
    s.record.offer = NULL; /* not read: CONNECTED may be there */
    g_assert_false(waits(&s));
    init(&s);
    s.phase1.seen_more = 1; /* not all is listed */
    g_assert_false(waits(&s));
}

static void test_connected(void)
{
    struct scene s;
    init(&s);
    s.phase1.notifications = &s.notification;
    s.phase1.notification_count = 1;
    g_assert_cmpuint(ikt_commit_of(&s.record).connected_frame, ==, 10);
    g_assert_false(waits(&s));
    s.notification.from_initiator = true; /* who waits says it */
    g_assert_true(waits(&s));
    s.record.reversed = true; /* ... but that is the ISAKMP SA's initiator, who set the bit in this Quick Mode */
    g_assert_false(waits(&s));
    init(&s);
    s.phase1.notifications = &s.notification;
    s.phase1.notification_count = 1;
    s.notification.sequence = 6; /* of a Quick Mode before it */
    g_assert_true(waits(&s));
    s.notification.sequence = 10;
    s.notify.type = IKT_NOTIFY_RESPONDER_LIFETIME;
    g_assert_true(waits(&s));
    init(&s);
    s.quick[3] = message(IKT_QUICK4, 10, false); /* a fourth message says it */
    s.record.seen_count = 4;
    g_assert_cmpuint(ikt_commit_of(&s.record).connected_frame, ==, 10);
    g_assert_false(waits(&s));
}

/* What was not read may be CONNECTED; ESP of who has to wait shows that it does not. */
static void test_signs(void)
{
    struct scene s;
    init(&s);
    s.phase1.seen = &s.other;
    s.phase1.seen_count = 1;
    g_assert_true(ikt_commit_of(&s.record).maybe_connected);
    g_assert_false(waits(&s));
    s.other.from_initiator = true;
    g_assert_true(waits(&s));
    init(&s);
    s.record.flows = &s.flow;
    s.record.flow_count = 1;
    g_assert_false(waits(&s));
    s.flow.packets = 0;
    g_assert_true(waits(&s));
    s.flow.packets = 1;
    s.flow.source = s.phase1.responder.endpoint.address; /* who set it need not wait */
    g_assert_true(waits(&s));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/commit/waits", test_waits);
    g_test_add_func("/commit/connected", test_connected);
    g_test_add_func("/commit/signs", test_signs);
    return g_test_run();
}
