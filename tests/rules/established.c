/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tunnels that are up with a fault: esp-stopped, unprotected-return, anti-replay, data-mtu, rekey-flap.
 */
#include "fixture.h"

static void established(struct quick *q)
{
    struct suite suite = AES256_SHA;
    quick_init(q, suite, IKT_ABSENT);
    quick_see(q, IKT_QUICK2, 21, false);
    quick_see(q, IKT_QUICK3, 22, true);
    offer_fill(&q->choice, &suite, 1, 3600, IKT_ABSENT);
    q->record.choice = &q->choice.sa;
    q->record.outcome = IKT_OUTCOME_ESTABLISHED;
}

/* ESP from the first second after the Quick Mode on, one packet a second; frames as seconds. */
static struct ikt_flow flow(const struct quick *q, bool from_initiator, uint64_t packets, int seconds)
{
    const struct ikt_address *one = &q->phase1.initiator.endpoint.address;
    const struct ikt_address *other = &q->phase1.responder.endpoint.address;
    return (struct ikt_flow){.protocol = IKT_PROTOCOL_ESP,
                             .spi = from_initiator ? 0xabcd : 0xef01,
                             .source = from_initiator ? *one : *other,
                             .destination = from_initiator ? *other : *one,
                             .packets = packets,
                             .first_time = 1001 * IKT_SECOND,
                             .last_time = (1001 + seconds) * IKT_SECOND,
                             .tenth_last_sequence = packets < 10 ? 0 : 30 + (uint64_t)seconds - 9,
                             .first_frame = 30,
                             .last_frame = 30 + (uint64_t)seconds};
}

static void carry(struct quick *q, struct ikt_flow *flows, size_t count)
{
    q->record.flows = flows;
    q->record.flow_count = count;
    for (unsigned side = 0; side < 2; side++)
        q->evidence.ipsec_packets[side] = q->evidence.ipsec_newest[side] = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned side = ikt_address_equal(&flows[i].source, &q->phase1.initiator.endpoint.address) ? 0 : 1;
        q->evidence.ipsec_packets[side] += flows[i].packets;
        q->evidence.ipsec_newest[side] = flows[i].first_frame;
        q->evidence.ipsec_last[side] = flows[i].last_frame;
        q->evidence.ipsec_last_time[side] = flows[i].last_time;
    }
}

static int stopped(struct quick *q, struct ikt_flow *flows, size_t count)
{
    carry(q, flows, count);
    g_autoptr(GPtrArray) findings = quick_diagnose(q);
    return likelihood_of(findings, IKT_RULE_ESP_STOPPED);
}

/* Sixty seconds and ten packets, and not a moment less. */
static void test_stopped(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow flows[2] = {flow(&q, true, 90, 90), flow(&q, false, 20, 20)};
    g_assert_cmpint(stopped(&q, flows, 2), ==, IKT_LIKELIHOOD_PROBABLE);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpuint(findings->len, ==, 1); /* and esp-blocked says nothing */
    g_assert_cmpint(find(findings, IKT_RULE_ESP_STOPPED)->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_true(has_ref(find(findings, IKT_RULE_ESP_STOPPED), IKT_REF_FRAME, 50));
    flows[1] = flow(&q, false, 20, 31); /* 59 s */
    g_assert_cmpint(stopped(&q, flows, 2), ==, -1);
    flows[1] = flow(&q, false, 20, 30);
    g_assert_cmpint(stopped(&q, flows, 2), ==, IKT_LIKELIHOOD_PROBABLE);
    flows[1] = flow(&q, false, 20, 20);
    flows[0].tenth_last_sequence = flows[1].last_frame; /* nine packets since then */
    g_assert_cmpint(stopped(&q, flows, 2), ==, -1);
    struct ikt_flow turned[2] = {flow(&q, false, 90, 90), flow(&q, true, 20, 20)};
    g_assert_cmpint(stopped(&q, turned, 2), ==, IKT_LIKELIHOOD_PROBABLE);
}

/* The quieter side is heard under another SA, or the sender goes on under one that has ended. */
static void test_not_stopped(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow flows[2] = {flow(&q, true, 90, 90), flow(&q, false, 20, 20)};
    g_assert_cmpint(stopped(&q, flows, 1), ==, -1); /* it never spoke: esp-blocked */
    carry(&q, flows, 2);
    q.evidence.ipsec_newest[1] = 45; /* a newer SPI of its own, in use until the end */
    q.evidence.ipsec_last_time[1] = flows[0].last_time;
    g_autoptr(GPtrArray) moved = quick_diagnose(&q);
    g_assert_null(find(moved, IKT_RULE_ESP_STOPPED));
    q.evidence.ipsec_last_time[1] = flows[1].last_time + IKT_SECOND; /* a newer one that stopped as well */
    q.evidence.ipsec_last[1] = 51;
    g_autoptr(GPtrArray) both = quick_diagnose(&q);
    g_assert_nonnull(find(both, IKT_RULE_ESP_STOPPED));
    flows[0].replaced = 40;
    g_assert_cmpint(stopped(&q, flows, 2), ==, -1);
    flows[0].replaced = 0;
    flows[0].late = 40;
    g_assert_cmpint(stopped(&q, flows, 2), ==, -1);
}

/* A peer that does not answer R-U-THERE may be gone altogether; SPIs that were not read may be another's. */
static void test_stopped_unsure(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow flows[2] = {flow(&q, true, 90, 90), flow(&q, false, 20, 20)};
    q.phase1.dpd[0].unanswered = 3;
    g_assert_cmpint(stopped(&q, flows, 2), ==, IKT_LIKELIHOOD_POSSIBLE);
    established(&q);
    quick_close(&q, 188, 16, 20);
    q.record.flows_by_order = true;
    g_assert_cmpint(stopped(&q, flows, 2), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void in_clear(struct quick *q, bool from_initiator)
{
    q->record.clear[from_initiator ? 0 : 1] = (struct ikt_clear){.packets = 12,
                                                                 .first_frame = 31,
                                                                 .last_frame = 55,
                                                                 .first_time = 1002 * IKT_SECOND,
                                                                 .last_time = 1020 * IKT_SECOND,
                                                                 .after_sequence = 30};
}

static void test_unprotected(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow flows[2] = {flow(&q, true, 30, 29), flow(&q, false, 30, 29)};
    in_clear(&q, false);
    carry(&q, flows, 1);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_UNPROTECTED_RETURN);
    g_assert_true(is_first(findings, IKT_RULE_UNPROTECTED_RETURN));
    g_assert_cmpuint(findings->len, ==, 1); /* that ESP goes one way follows from it */
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    g_assert_true(has_log(finding, "initiator: %CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet."));
    established(&q);
    in_clear(&q, true);
    carry(&q, flows + 1, 1);
    g_autoptr(GPtrArray) turned = quick_diagnose(&q);
    g_assert_cmpint(find(turned, IKT_RULE_UNPROTECTED_RETURN)->misconfigured, ==, IKT_MISCONFIGURED_INITIATOR);
}

static bool is_unprotected(struct quick *q, struct ikt_flow *flows, size_t count)
{
    carry(q, flows, count);
    g_autoptr(GPtrArray) findings = quick_diagnose(q);
    return find(findings, IKT_RULE_UNPROTECTED_RETURN);
}

/* Captures on inside wires, in routers, and such as see packets before they are encrypted. */
static void test_protected(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow flows[2] = {flow(&q, true, 30, 29), flow(&q, false, 30, 29)};
    in_clear(&q, false);
    g_assert_true(is_unprotected(&q, flows, 1));
    q.record.clear[1].encrypted_since = true; /* decrypted, and shown beside its ESP */
    g_assert_false(is_unprotected(&q, flows, 1));
    q.record.clear[1].encrypted_since = false;
    q.record.clear[0].packets = 1; /* both directions in clear: the wire inside */
    g_assert_false(is_unprotected(&q, flows, 1));
    q.record.clear[0].packets = 0;
    flows[0].packets = 2; /* hardly any ESP: clear is what is carried here */
    g_assert_false(is_unprotected(&q, flows, 1));
    flows[0] = flow(&q, true, 30, 0); /* ... or only before that began */
    g_assert_false(is_unprotected(&q, flows, 1));
    flows[0] = flow(&q, true, 30, 29);
    q.record.clear[1].packets = 2; /* on their way when the SAs came up */
    g_assert_false(is_unprotected(&q, flows, 1));
    in_clear(&q, false);
    q.record.clear[1].last_time = q.record.clear[1].first_time + IKT_SECOND / 4;
    g_assert_false(is_unprotected(&q, flows, 1));
    in_clear(&q, false);
    q.record.outcome = IKT_OUTCOME_INCOMPLETE;
    g_assert_false(is_unprotected(&q, flows, 1));
    q.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_assert_true(is_unprotected(&q, flows, 1));
}

static int replayed(struct quick *q, struct ikt_flow *one)
{
    carry(q, one, 1);
    g_autoptr(GPtrArray) findings = quick_diagnose(q);
    return likelihood_of(findings, IKT_RULE_ANTI_REPLAY);
}

static void test_replay(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow one = flow(&q, true, 400, 10);
    one.out_of_order = 40;
    g_assert_cmpint(replayed(&q, &one), ==, -1); /* within the window: nobody drops it */
    one.dropped_by_window = one.dropped_in_time = 33;
    one.dropped_frame = 77;
    g_assert_cmpint(replayed(&q, &one), ==, IKT_LIKELIHOOD_PROBABLE);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_ANTI_REPLAY);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_PATH);
    g_assert_cmpuint(finding->fix_count, ==, 1);
    g_assert_false(finding->fixes[0].on_initiator); /* the receiver's window */
    g_assert_true(has_log(finding, "responder: %IPSEC-3-REPLAY_ERROR: IPSec SA receives anti-replay error"));
    one.dropped_in_time = 9; /* the capture's own disorder */
    g_assert_cmpint(replayed(&q, &one), ==, IKT_LIKELIHOOD_POSSIBLE);
    one.dropped_by_window = one.dropped_in_time = 200; /* each packet twice, far apart */
    g_assert_cmpint(replayed(&q, &one), ==, IKT_LIKELIHOOD_POSSIBLE);
    one.dropped_by_window = one.dropped_in_time = 2;
    g_assert_cmpint(replayed(&q, &one), ==, -1);
    one.duplicates = 10;
    g_assert_cmpint(replayed(&q, &one), ==, IKT_LIKELIHOOD_POSSIBLE);
    one.duplicates = 9;
    g_assert_cmpint(replayed(&q, &one), ==, -1);
}

static void test_mtu(void)
{
    struct quick q;
    established(&q);
    struct ikt_flow one = flow(&q, true, 400, 10), other = flow(&q, false, 400, 10);
    struct ikt_flow flows[2] = {one, other};
    flows[0].too_big = 3;
    flows[0].oversized = 3;
    flows[0].too_big_mtu = 1400;
    flows[0].too_big_frame = 60;
    carry(&q, flows, 2);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_DATA_MTU);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE); /* ICMP is not authenticated: never certain */
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_true(says(finding, "1400"));
    flows[0].oversized = 2; /* adapted: the path's MTU was found */
    g_autoptr(GPtrArray) adapted = quick_diagnose(&q);
    g_assert_cmpint(find(adapted, IKT_RULE_DATA_MTU)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(find(adapted, IKT_RULE_DATA_MTU)->severity, ==, IKT_SEVERITY_NOTE);
    flows[0].oversized = 30;
    flows[0].too_big = 2;
    flows[0].too_big_mtu = 0; /* RFC 792 without RFC 1191 */
    g_autoptr(GPtrArray) few = quick_diagnose(&q);
    g_assert_cmpint(find(few, IKT_RULE_DATA_MTU)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    flows[0].too_big = 0;
    g_autoptr(GPtrArray) none = quick_diagnose(&q);
    g_assert_null(find(none, IKT_RULE_DATA_MTU));
}

/* Successes for the same networks so many seconds before this one, the oldest first. */
static int flapping(const int *before, size_t count, const char *own, bool by_responder, bool read)
{
    struct quick q;
    established(&q);
    for (size_t i = 0; i < count; i++) {
        struct ikt_history *history =
            quick_remember(&q, by_responder, AES256_SHA, IKT_ABSENT, by_responder ? "192.168.2.0/24" : own,
                           by_responder ? own : "192.168.2.0/24", IKT_OUTCOME_ESTABLISHED);
        history->time = history->end_time = q.record.start_time - before[i] * IKT_SECOND;
        if (!read)
            history->offer = history->choice = NULL;
    }
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    return likelihood_of(findings, IKT_RULE_REKEY_FLAP);
}

/* A life of an hour was agreed on: six minutes are a tenth of it. */
static void test_flap(void)
{
    static const char own[] = "192.168.1.0/24";
    g_assert_cmpint(flapping((int[]){60, 40, 20}, 3, own, false, true), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(flapping((int[]){60, 40, 20}, 3, own, true, true), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(flapping((int[]){40, 20}, 2, own, false, true), ==, -1);
    g_assert_cmpint(flapping((int[]){1077, 718, 359}, 3, own, false, true), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(flapping((int[]){1079, 719, 359}, 3, own, false, true), ==, -1);   /* 360 s between two */
    g_assert_cmpint(flapping((int[]){9000, 6000, 3000}, 3, own, false, true), ==, -1); /* as it has to be */
    g_assert_cmpint(flapping((int[]){21, 21, 20}, 3, own, false, true), ==, -1);       /* at once: a collision */
    g_assert_cmpint(flapping((int[]){60, 40, 20}, 3, "192.168.7.0/24", false, true), ==, -1);
    g_assert_cmpint(flapping((int[]){60, 40, 20}, 3, own, false, false), ==, -1); /* a life that is not known */
}

/* One that came up in between, and is forgotten, parts two that seem to follow each other; one that failed does not. */
static void test_flap_forgotten(void)
{
    for (unsigned side = 0; side < 2; side++) {
        for (unsigned up = 0; up < 2; up++) {
            struct ikt_forgotten forgotten = {0};
            struct quick q;
            established(&q);
            for (int i = 0; i < 5; i++)
                quick_remember(&q, false, AES256_SHA, IKT_ABSENT, "192.168.1.0/24", "192.168.2.0/24",
                               IKT_OUTCOME_ESTABLISHED)
                    ->time = q.record.start_time - (100 - 20 * i) * IKT_SECOND;
            ikt_forgotten_add(&forgotten, up ? IKT_OUTCOME_ESTABLISHED : IKT_OUTCOME_REJECTED, q.history[4].frame + 1,
                              UINT64_MAX);
            q.evidence.forgotten[side] = &forgotten;
            g_autoptr(GPtrArray) findings = quick_diagnose(&q);
            g_assert_cmpint(likelihood_of(findings, IKT_RULE_REKEY_FLAP), ==, up ? -1 : IKT_LIKELIHOOD_PROBABLE);
        }
    }
}

/* Unread Quick Modes may be for as many networks. */
static void test_flap_closed(void)
{
    struct quick q;
    established(&q);
    for (int i = 0; i < 5; i++)
        quick_remember(&q, false, AES256_SHA, IKT_ABSENT, "192.168.1.0/24", "192.168.2.0/24", IKT_OUTCOME_ESTABLISHED)
            ->time = q.record.start_time - (100 - 20 * i) * IKT_SECOND;
    g_autoptr(GPtrArray) read = quick_diagnose(&q);
    g_assert_nonnull(find(read, IKT_RULE_REKEY_FLAP));
    quick_close(&q, 188, 16, 20);
    g_autoptr(GPtrArray) closed = quick_diagnose(&q);
    g_assert_null(find(closed, IKT_RULE_REKEY_FLAP));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/established/stopped", test_stopped);
    g_test_add_func("/established/not-stopped", test_not_stopped);
    g_test_add_func("/established/stopped-unsure", test_stopped_unsure);
    g_test_add_func("/established/unprotected", test_unprotected);
    g_test_add_func("/established/protected", test_protected);
    g_test_add_func("/established/replay", test_replay);
    g_test_add_func("/established/mtu", test_mtu);
    g_test_add_func("/established/flap", test_flap);
    g_test_add_func("/established/flap-closed", test_flap_closed);
    g_test_add_func("/established/flap-forgotten", test_flap_forgotten);
    return g_test_run();
}
