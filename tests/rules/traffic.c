/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Modes beside their proposals: esp-blocked, ah-through-nat, qm-collision, stale SPIs, PFS by lengths, ports,
 * fragments and NAT.
 */
#include <string.h>

#include "fixture.h"

static void established(struct quick *q, struct suite suite)
{
    quick_init(q, suite, IKT_ABSENT);
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
    offer_fill(&q->choice, &suite, 1, 3600, IKT_ABSENT);
    q->record.choice = &q->choice.sa;
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
}

static struct ikt_flow flow(const struct quick *q, bool from_initiator, uint64_t packets, int seconds)
{
    const struct ikt_address *one = &q->phase1.initiator.endpoint.address;
    const struct ikt_address *other = &q->phase1.responder.endpoint.address;
    return (struct ikt_flow){.protocol = IKT_PROTOCOL_ESP,
                             .spi = 0xabcd,
                             .source = from_initiator ? *one : *other,
                             .destination = from_initiator ? *other : *one,
                             .packets = packets,
                             .first_time = 1001 * IKT_SECOND,
                             .last_time = (1001 + seconds) * IKT_SECOND,
                             .first_frame = 30,
                             .last_frame = 40};
}

static void carry(struct quick *q, struct ikt_flow *flows, size_t count)
{
    q->record.flows = flows;
    q->record.flow_count = count;
    q->evidence.ipsec_packets[0] = q->evidence.ipsec_packets[1] = 0;
    for (size_t i = 0; i < count; i++) {
        bool ours = ikt_address_equal(&flows[i].source, &q->phase1.initiator.endpoint.address);
        q->evidence.ipsec_packets[ours ? 0 : 1] += flows[i].packets;
        q->evidence.ipsec_newest[ours ? 0 : 1] = flows[i].first_frame;
    }
}

static void test_one_way(void)
{
    struct quick q;
    established(&q, AES256_SHA);
    struct ikt_flow flows[2] = {flow(&q, true, 5, 4), flow(&q, false, 1, 0)};
    carry(&q, flows, 1);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_ESP_BLOCKED), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_ESP_BLOCKED)->severity, ==, IKT_SEVERITY_WARNING);
    carry(&q, flows, 2); /* one packet back is an answer */
    g_autoptr(GPtrArray) both = quick_diagnose(&q);
    g_assert_cmpuint(both->len, ==, 0);
    carry(&q, flows, 1);
    q.evidence.ipsec_packets[1] = 4; /* it answers under another Quick Mode's SPI */
    g_autoptr(GPtrArray) elsewhere = quick_diagnose(&q);
    g_assert_cmpuint(elsewhere->len, ==, 0);
    flows[0] = flow(&q, true, 2, 4);
    carry(&q, flows, 1);
    g_autoptr(GPtrArray) few = quick_diagnose(&q);
    g_assert_cmpuint(few->len, ==, 0);
    flows[0] = flow(&q, true, 5, 0); /* within a moment */
    carry(&q, flows, 1);
    g_autoptr(GPtrArray) burst = quick_diagnose(&q);
    g_assert_cmpuint(burst->len, ==, 0);
    flows[0] = flow(&q, true, 5, 4);
    carry(&q, flows, 1);
    q.phase1.responder.seen = false;
    g_autoptr(GPtrArray) unseen = quick_diagnose(&q);
    g_assert_null(find(unseen, IKT_RULE_ESP_BLOCKED));
}

static void test_one_way_closed(void)
{
    struct quick q;
    established(&q, AES256_SHA);
    struct ikt_flow stray = flow(&q, false, 5, 4);
    q.evidence.strays = &stray;
    q.evidence.stray_count = 1;
    q.evidence.ipsec_packets[1] = 5;
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_ESP_BLOCKED), ==, IKT_LIKELIHOOD_POSSIBLE);
    stray.first_frame = 0; /* it was there before this Quick Mode */
    g_autoptr(GPtrArray) older = quick_diagnose(&q);
    g_assert_cmpuint(older->len, ==, 0);
}

/* Both ways before the newest Quick Mode, one way under the old SPI after it. */
static void test_stale_closed(void)
{
    struct quick q;
    established(&q, AES256_SHA);
    struct ikt_flow strays[] = {flow(&q, true, 11, 4), flow(&q, false, 3, 4), flow(&q, false, 3, 4)};
    for (unsigned i = 0; i < 2; i++) {
        strays[i].first_frame = 5;
        strays[i].first_time = 900 * IKT_SECOND;
    }
    strays[0].last_time = q.record.end_time + 10 * IKT_SECOND;
    strays[1].last_time = 950 * IKT_SECOND;
    strays[1].last_frame = 12;
    q.evidence.strays = strays;
    q.evidence.stray_count = 2;
    q.evidence.ipsec_packets[0] = 11;
    q.evidence.ipsec_packets[1] = 3;
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_POSSIBLE);
    q.evidence.more_strays = true; /* what is not listed may be the new SA's */
    g_autoptr(GPtrArray) cut = quick_diagnose(&q);
    g_assert_null(find(cut, IKT_RULE_STALE_SA_INVALID_SPI));
    q.evidence.more_strays = false;
    q.evidence.stray_count = 3; /* the receiver uses the new SA */
    strays[2].first_frame = 40;
    g_autoptr(GPtrArray) moved = quick_diagnose(&q);
    g_assert_nonnull(find(moved, IKT_RULE_STALE_SA_INVALID_SPI));
    strays[2].source = strays[0].source; /* the sender does: the rest was on its way */
    g_autoptr(GPtrArray) both = quick_diagnose(&q);
    g_assert_null(find(both, IKT_RULE_STALE_SA_INVALID_SPI));
    q.evidence.stray_count = 2; /* the receiver goes on as well: the old SAs live, for other networks */
    strays[1].last_time = strays[0].last_time;
    g_autoptr(GPtrArray) alive = quick_diagnose(&q);
    g_assert_null(find(alive, IKT_RULE_STALE_SA_INVALID_SPI));
    q.evidence.stray_count = 1; /* it never came back at all: that is another finding */
    g_autoptr(GPtrArray) never = quick_diagnose(&q);
    g_assert_null(find(never, IKT_RULE_STALE_SA_INVALID_SPI));
}

static void test_ah(void)
{
    struct quick q;
    established(&q, AH_SHA);
    g_autoptr(GPtrArray) direct = quick_diagnose(&q);
    g_assert_cmpuint(direct->len, ==, 0);
    q.phase1.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_AH_THROUGH_NAT));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_AH_THROUGH_NAT), ==, IKT_LIKELIHOOD_PROBABLE); /* NAT-D in clear */
    g_assert_cmpint(find(findings, IKT_RULE_AH_THROUGH_NAT)->severity, ==, IKT_SEVERITY_ERROR);
    q.phase1.initiator.behind_nat = IKT_UNKNOWN;
    g_autoptr(GPtrArray) unknown = quick_diagnose(&q);
    g_assert_cmpuint(unknown->len, ==, 0);
    established(&q, AES256_SHA);
    q.phase1.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) esp = quick_diagnose(&q);
    g_assert_cmpuint(esp->len, ==, 0);
    quick_init(&q, AH_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    q.phase1.responder.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) refused = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(refused, IKT_RULE_AH_THROUGH_NAT), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_collision(void)
{
    struct quick q;
    established(&q, AES256_SHA);
    q.record.end_time = q.record.start_time + IKT_SECOND / 10;
    struct ikt_history *other =
        quick_remember(&q, true, AES256_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_ESTABLISHED);
    other->time = q.record.start_time + IKT_SECOND / 20;
    other->end_time = q.record.start_time + IKT_SECOND;
    other->frame = q.seen[0].frame + 1;
    other->last_frame = other->frame + 5;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_QM_COLLISION), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_QM_COLLISION)->severity, ==, IKT_SEVERITY_NOTE);
    other->time = q.record.end_time + 1; /* after the first was done: a rekey */
    g_autoptr(GPtrArray) rekey = quick_diagnose(&q);
    g_assert_cmpuint(rekey->len, ==, 0);
    other->time = q.record.start_time;
    other->frame += 100; /* behind it, though the clock stands */
    other->last_frame += 100;
    g_autoptr(GPtrArray) behind = quick_diagnose(&q);
    g_assert_null(find(behind, IKT_RULE_QM_COLLISION));
    other->frame -= 100;
    other->last_frame -= 100;
    other->outcome = IKT_OUTCOME_REJECTED;
    g_autoptr(GPtrArray) refused = quick_diagnose(&q);
    g_assert_null(find(refused, IKT_RULE_QM_COLLISION));
    other->outcome = IKT_OUTCOME_ESTABLISHED;
    q.history_ids[0][0] = identity("192.168.9.0/24", 0, 0); /* for other networks */
    g_autoptr(GPtrArray) other_networks = quick_diagnose(&q);
    g_assert_null(find(other_networks, IKT_RULE_QM_COLLISION));
    q.history_ids[0][0] = identity("192.168.2.0/24", 0, 0);
    other->initiator = q.phase1.initiator.endpoint.address; /* of the same side */
    g_autoptr(GPtrArray) same_side = quick_diagnose(&q);
    g_assert_null(find(same_side, IKT_RULE_QM_COLLISION));
}

static void test_stale(void)
{
    struct quick q;
    established(&q, AES256_SHA);
    q.record.ended = IKT_ENDED_SUPERSEDED;
    struct ikt_flow flows[2] = {flow(&q, true, 11, 9), flow(&q, false, 3, 1)};
    carry(&q, flows, 2);
    g_autoptr(GPtrArray) quiet = quick_diagnose(&q);
    g_assert_cmpuint(quiet->len, ==, 0);
    flows[0].replaced = 8;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_POSSIBLE);
    q.evidence.ipsec_newest[0] = 35; /* it uses the newer SA as well: a change-over */
    g_autoptr(GPtrArray) moved = quick_diagnose(&q);
    g_assert_cmpuint(moved->len, ==, 0);
    flows[0].late = 3; /* deleted: nothing excuses it */
    g_autoptr(GPtrArray) deleted = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(deleted, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_PROBABLE);
    flows[0].late = 0;
    q.evidence.ipsec_newest[0] = 30;
    struct ikt_notify notify = {.type = IKT_NOTIFY_INVALID_SPI};
    struct ikt_notification notification = {.frame = 38, .encrypted = true, .notify = &notify};
    q.phase1.notifications = &notification;
    q.phase1.notification_count = 1;
    g_autoptr(GPtrArray) complained = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(complained, IKT_RULE_STALE_SA_INVALID_SPI), ==, IKT_LIKELIHOOD_PROBABLE);
}

/* AES and SHA1: 188 bytes have no room for a KE, 316 fit group 2, 444 fit group 14 or 24. */
static void closed(struct quick *q, uint32_t ours, uint32_t theirs)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_refuse(q, IKT_ABSENT);
    struct ikt_history *history =
        quick_remember(q, true, AES256_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    history->offer = history->choice = NULL;
    history->proxy_initiator = history->proxy_responder = NULL;
    history->length = theirs;
    quick_close(q, ours, 16, 20);
}

static void test_lengths(void)
{
    struct quick q;
    closed(&q, 188, 444);
    g_autoptr(GPtrArray) required = quick_diagnose(&q);
    g_assert_true(is_first(required, IKT_RULE_PFS_REQUIRED_NOT_OFFERED));
    g_assert_cmpint(likelihood_of(required, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_nonnull(find(required, IKT_RULE_ACL_NOT_MIRRORED)); /* still open */
    closed(&q, 316, 444);
    g_autoptr(GPtrArray) groups = quick_diagnose(&q);
    g_assert_true(is_first(groups, IKT_RULE_PFS_GROUP_MISMATCH));
    g_assert_cmpint(likelihood_of(groups, IKT_RULE_PFS_GROUP_MISMATCH), ==, IKT_LIKELIHOOD_PROBABLE);
    closed(&q, 188, 188);
    g_autoptr(GPtrArray) same = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(same, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), ==, IKT_LIKELIHOOD_POSSIBLE);
    closed(&q, 444, 188); /* IOS takes a group that it has not set */
    g_autoptr(GPtrArray) more = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(more, IKT_RULE_PFS_GROUP_MISMATCH), !=, IKT_LIKELIHOOD_PROBABLE);
    closed(&q, 188, 444);
    q.history[0].initiator = q.phase1.initiator.endpoint.address; /* no offer of the peer */
    g_autoptr(GPtrArray) own = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(own, IKT_RULE_PFS_REQUIRED_NOT_OFFERED), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void unanswered(struct quick *q, uint16_t port, uint32_t length)
{
    quick_init(q, AES256_SHA, IKT_ABSENT);
    quick_see(q, IKT_QUICK1, 25, true);
    q->record.outcome = IKT_OUTCOME_NO_RESPONSE;
    for (size_t i = 0; i < q->record.seen_count; i++) {
        q->seen[i].source.port = q->seen[i].destination.port = port;
        q->seen[i].length = length;
    }
}

static void test_port(void)
{
    struct ikt_seen first;
    struct quick q;
    unanswered(&q, 4500, 188);
    first = q.seen[0];
    first.name = IKT_AGGRESSIVE1;
    first.source.port = first.destination.port = 500;
    q.phase1.seen = &first;
    q.phase1.seen_count = 1;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_NATT_4500_BLOCKED));
    q.evidence.pair_forgotten = true; /* something may have come from there before */
    g_autoptr(GPtrArray) forgotten = quick_diagnose(&q);
    g_assert_null(find(forgotten, IKT_RULE_NATT_4500_BLOCKED));
    q.evidence.pair_forgotten = false;
    first.source = (struct ikt_endpoint){q.phase1.responder.endpoint.address, 4500};
    first.from_initiator = false;
    g_autoptr(GPtrArray) heard = quick_diagnose(&q);
    g_assert_null(find(heard, IKT_RULE_NATT_4500_BLOCKED));
}

static void test_long(void)
{
    struct quick q;
    unanswered(&q, 500, 1500);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_POSSIBLE);
    unanswered(&q, 500, 700);
    g_autoptr(GPtrArray) fits = quick_diagnose(&q);
    g_assert_null(find(fits, IKT_RULE_IKE_FRAG_MTU));
}

static void test_nat(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) direct = quick_diagnose(&q);
    g_assert_null(find(direct, IKT_RULE_PEER_BEHIND_NAT));
    q.phase1.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PEER_BEHIND_NAT), ==, IKT_LIKELIHOOD_POSSIBLE);
    q.phase1.responder.vendor = IKT_VENDOR_STRONGSWAN; /* it has no crypto map to look the peer up in */
    g_autoptr(GPtrArray) other = quick_diagnose(&q);
    g_assert_null(find(other, IKT_RULE_PEER_BEHIND_NAT));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/traffic/one-way", test_one_way);
    g_test_add_func("/traffic/one-way-closed", test_one_way_closed);
    g_test_add_func("/traffic/stale-closed", test_stale_closed);
    g_test_add_func("/traffic/ah", test_ah);
    g_test_add_func("/traffic/collision", test_collision);
    g_test_add_func("/traffic/stale", test_stale);
    g_test_add_func("/traffic/lengths", test_lengths);
    g_test_add_func("/traffic/port", test_port);
    g_test_add_func("/traffic/long", test_long);
    g_test_add_func("/traffic/nat", test_nat);
    return g_test_run();
}
