/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What holds for every case, over some thousands of generated ones: certainty needs both sides' values, no failed
 * exchange is without a finding, and the order is likelihood, then severity.
 */
#include <string.h>

#include "fixture.h"

static const int notifies[] = {IKT_ABSENT,
                               IKT_NOTIFY_NO_PROPOSAL_CHOSEN,
                               IKT_NOTIFY_INVALID_ID_INFORMATION,
                               IKT_NOTIFY_INVALID_KEY_INFORMATION,
                               IKT_NOTIFY_PAYLOAD_MALFORMED,
                               IKT_NOTIFY_INVALID_HASH_INFORMATION,
                               IKT_NOTIFY_AUTHENTICATION_FAILED,
                               IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED,
                               IKT_NOTIFY_INVALID_MAJOR_VERSION,
                               IKT_NOTIFY_UNSUPPORTED_EXCHANGE_TYPE,
                               IKT_NOTIFY_INVALID_SPI,
                               IKT_NOTIFY_INVALID_CERTIFICATE,
                               IKT_NOTIFY_INVALID_SIGNATURE,
                               9999};
static const char *const networks[] = {"192.168.1.0/24", "192.168.2.0/24", "192.168.1.5/32",
                                       "0.0.0.0/0",      "10.0.0.0/8",     "2001:db8::/64"};

static const struct suite *pick_suite(GRand *random)
{
    static const struct suite *const suites[] = {&AES256_SHA, &AES128_SHA,     &AES128_MD5,          &DES3_SHA,
                                                 &AH_SHA,     &AES256_SHA_LZS, &AES256_SHA_TRANSPORT};
    return suites[g_rand_int_range(random, 0, G_N_ELEMENTS(suites))];
}

static const char *pick_network(GRand *random)
{
    return networks[g_rand_int_range(random, 0, G_N_ELEMENTS(networks))];
}

static int pick_group(GRand *random)
{
    static const int groups[] = {IKT_ABSENT, IKT_ABSENT, 2, 14, 19};
    return groups[g_rand_int_range(random, 0, G_N_ELEMENTS(groups))];
}

static bool failed(enum ikt_outcome outcome)
{
    return outcome == IKT_OUTCOME_REJECTED || outcome == IKT_OUTCOME_DELETED || outcome == IKT_OUTCOME_NO_RESPONSE;
}

static void check_order(const GPtrArray *findings)
{
    for (guint i = 0; i < findings->len; i++) {
        const struct told *finding = g_ptr_array_index(findings, i);
        g_assert_nonnull(finding->summary);
        g_assert_cmpstr(finding->summary, !=, "");
        g_assert_nonnull(finding->evidence);
        for (size_t n = 1; n < finding->frame_count; n++)
            g_assert_cmpuint(finding->frames[n - 1], <, finding->frames[n]);
        for (guint j = i + 1; j < findings->len; j++) {
            const struct told *later = g_ptr_array_index(findings, j);
            g_assert_cmpint(finding->rule, !=, later->rule);
            g_assert_cmpint(finding->likelihood, <=, later->likelihood);
            if (finding->likelihood == later->likelihood)
                g_assert_cmpint(finding->severity, <=, later->severity);
        }
    }
}

static bool is_of_networks(enum ikt_rule rule)
{
    return (rule >= IKT_RULE_ACL_NOT_MIRRORED && rule <= IKT_RULE_GRE_TRANSPORT_PROXIES);
}

/*
 * Is there an offer of the peer itself for the mirror of these networks, a line of its configuration, or an answer with
 * IDs and life of its own? Of networks themselves: a configuration, whatever it has.
 */
static bool both_sides(const struct quick *q, enum ikt_rule rule)
{
    if (q->record.offer == NULL)
        return false;
    if (q->record.answered_initiator != NULL || q->record.choice != NULL)
        return true;
    for (size_t i = 0; i < q->evidence.history_count; i++) {
        const struct ikt_history *history = &q->history[i];
        if (ikt_address_equal(&history->initiator, &q->phase1.responder.endpoint.address) &&
            memcmp(&history->proxy_initiator->low, &q->ids[1].low, sizeof q->ids[1].low) == 0 &&
            memcmp(&history->proxy_initiator->high, &q->ids[1].high, sizeof q->ids[1].high) == 0 &&
            memcmp(&history->proxy_responder->low, &q->ids[0].low, sizeof q->ids[0].low) == 0 &&
            memcmp(&history->proxy_responder->high, &q->ids[0].high, sizeof q->ids[0].high) == 0)
            return true;
    }
    for (size_t i = 0; i < q->document_count; i++) {
        const struct ikt_claim *document = &q->documents[i];
        if (document->kind == IKT_CLAIM_CONFIGURED &&
            (is_of_networks(rule) || (ikt_address_equal(&document->networks.initiator.low, &q->ids[1].low) &&
                                      ikt_address_equal(&document->networks.initiator.high, &q->ids[1].high) &&
                                      ikt_address_equal(&document->networks.responder.low, &q->ids[0].low) &&
                                      ikt_address_equal(&document->networks.responder.high, &q->ids[0].high))))
            return true;
    }
    return false;
}

static void check_phase2(const struct quick *q, const GPtrArray *findings)
{
    check_order(findings);
    if (failed(q->record.outcome))
        g_assert_cmpuint(findings->len, >, 0);
    for (guint i = 0; i < findings->len; i++) {
        const struct told *finding = g_ptr_array_index(findings, i);
        if (finding->likelihood != IKT_LIKELIHOOD_CERTAIN)
            continue;
        g_assert_true(both_sides(q, finding->rule));
        g_assert_nonnull(finding->initiator_has);
        g_assert_nonnull(finding->responder_has);
        g_assert_cmpstr(finding->initiator_has, !=, finding->responder_has);
    }
}

/* Generated ESP and AH: one or two ways, few or many, late or not. */
static struct ikt_flow flow(const struct ikt_phase1 *phase1, GRand *random)
{
    bool ours = g_rand_boolean(random);
    const struct ikt_address *one = &phase1->initiator.endpoint.address, *other = &phase1->responder.endpoint.address;
    uint64_t frame = (uint64_t)g_rand_int_range(random, 1, 90);
    return (struct ikt_flow){.protocol = g_rand_boolean(random) ? IKT_PROTOCOL_ESP : IKT_PROTOCOL_AH,
                             .spi = g_rand_int(random),
                             .source = ours ? *one : *other,
                             .destination = ours ? *other : *one,
                             .packets = (uint64_t)g_rand_int_range(random, 1, 9),
                             .first_time = g_rand_int_range(random, 990, 1010) * IKT_SECOND,
                             .last_time = g_rand_int_range(random, 1010, 1050) * IKT_SECOND,
                             .first_frame = frame,
                             .last_frame = frame + 5,
                             .late = (uint64_t)g_rand_int_range(random, 0, 5),
                             .replaced = (uint64_t)g_rand_int_range(random, 0, 5)};
}

static void fill_traffic(struct ikt_flow flows[static 4], const struct ikt_phase1 *phase1,
                         struct ikt_evidence *evidence, GRand *random)
{
    for (size_t i = 0; i < 4; i++)
        flows[i] = flow(phase1, random);
    evidence->strays = flows + 2;
    evidence->stray_count = (size_t)g_rand_int_range(random, 0, 3);
    for (size_t i = 0; i < 2; i++) {
        evidence->ipsec_packets[i] = (uint64_t)g_rand_int_range(random, 0, 3);
        evidence->ipsec_newest[i] = (uint64_t)g_rand_int_range(random, 0, 60);
    }
}

static void fill_phase2(struct quick *q, struct ikt_flow flows[static 4], GRand *random)
{
    quick_init(q, *pick_suite(random), pick_group(random));
    quick_proxies(q, pick_network(random), pick_network(random));
    q->phase1.responder.vendor = (enum ikt_vendor)g_rand_int_range(random, 0, IKT_VENDOR_OTHER + 1);
    q->record.outcome = (enum ikt_outcome)g_rand_int_range(random, 0, IKT_OUTCOME_COUNT);
    if (q->record.outcome == IKT_OUTCOME_REJECTED)
        quick_refuse(q, notifies[g_rand_int_range(random, 0, G_N_ELEMENTS(notifies))]);
    if (q->record.outcome == IKT_OUTCOME_ESTABLISHED) {
        quick_see(q, IKT_QUICK2, 21, false);
        q->ids[2] = identity(pick_network(random), 0, 0);
        q->ids[3] = q->ids[1];
        q->record.answered_initiator = &q->ids[2];
        q->record.answered_responder = &q->ids[3];
    }
    int remembered = g_rand_int_range(random, 0, HISTORY_MAX);
    for (int i = 0; i < remembered; i++) {
        struct ikt_history *history =
            quick_remember(q, g_rand_boolean(random), *pick_suite(random), pick_group(random), pick_network(random),
                           pick_network(random), (enum ikt_outcome)g_rand_int_range(random, 0, IKT_OUTCOME_COUNT));
        q->history_offers[i].transforms[0].life_seconds = g_rand_boolean(random) ? 3600 : 1800;
        history->frame = (uint64_t)(10 + i * 3);
        history->time = (980 + i * 8) * IKT_SECOND;
        if (g_rand_int_range(random, 0, 4) == 0)
            history->offer = history->choice = NULL;
        history->end_time = history->time + g_rand_int_range(random, 0, 20) * IKT_SECOND;
        history->length = (uint32_t)g_rand_int_range(random, 0, 700);
    }
    int documents = g_rand_int_range(random, 0, 2 * DOCUMENTS_MAX) - DOCUMENTS_MAX;
    for (int i = 0; i < documents; i++)
        quick_document(q, g_rand_boolean(random) ? IKT_CLAIM_CONFIGURED : IKT_CLAIM_LOGGED, *pick_suite(random),
                       pick_group(random), pick_network(random), pick_network(random));
    fill_traffic(flows, &q->phase1, &q->evidence, random);
    q->record.flows = flows;
    q->record.flow_count = (size_t)g_rand_int_range(random, 0, 3);
    q->phase1.initiator.behind_nat = (enum ikt_tristate)g_rand_int_range(random, -1, 2);
    q->phase1.responder.behind_nat = (enum ikt_tristate)g_rand_int_range(random, -1, 2);
    if (g_rand_int_range(random, 0, 4) == 0)
        quick_close(q, (uint32_t)g_rand_int_range(random, 28, 700), 16, 20);
    if (g_rand_int_range(random, 0, 8) == 0) {
        q->record.one_direction = true;
        q->phase1.responder.seen = false;
    }
}

static void test_phase2(void)
{
    GRand *random = g_rand_new_with_seed(20231);
    for (int i = 0; i < 6000; i++) {
        struct quick q;
        struct ikt_flow flows[4];
        fill_phase2(&q, flows, random);
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        check_phase2(&q, findings);
    }
    g_rand_free(random);
}

/* The same case gives the same findings. */
static void test_pure(void)
{
    GRand *random = g_rand_new_with_seed(77);
    for (int i = 0; i < 200; i++) {
        struct quick q;
        struct ikt_flow flows[4];
        fill_phase2(&q, flows, random);
        g_autoptr(GPtrArray) first = quick_diagnose(&q);
        g_autoptr(GPtrArray) second = quick_diagnose(&q);
        g_assert_cmpuint(first->len, ==, second->len);
        for (guint n = 0; n < first->len; n++) {
            const struct told *a = g_ptr_array_index(first, n), *b = g_ptr_array_index(second, n);
            g_assert_cmpint(a->rule, ==, b->rule);
            g_assert_cmpstr(a->summary, ==, b->summary);
        }
    }
    g_rand_free(random);
}

/* A finding that is certain before a later Quick Mode of the pair is certain after it: it may be shown at once. */
static void test_certain_stays(void)
{
    GRand *random = g_rand_new_with_seed(4711);
    unsigned certain = 0;
    for (int i = 0; i < 6000; i++) {
        struct quick q;
        struct ikt_flow flows[4];
        fill_phase2(&q, flows, random);
        if (q.evidence.history_count == HISTORY_MAX || q.record.offer == NULL)
            continue;
        if (i % 2 == 0)
            quick_remember(&q, true, *pick_suite(random), pick_group(random), "192.168.2.0/24", "192.168.1.0/24",
                           IKT_OUTCOME_REJECTED)
                ->frame = 11;
        quick_proxies(&q, "192.168.1.0/24", "192.168.2.0/24");
        if (i % 3 == 0 && q.document_count < DOCUMENTS_MAX)
            quick_document(&q, IKT_CLAIM_CONFIGURED, *pick_suite(random), pick_group(random), "192.168.2.0/24",
                           "192.168.1.0/24");
        if (q.evidence.history_count == HISTORY_MAX)
            continue;
        g_autoptr(GPtrArray) before = quick_diagnose(&q);
        struct ikt_history *later =
            quick_remember(&q, true, *pick_suite(random), pick_group(random), "192.168.2.0/24", "192.168.1.0/24",
                           g_rand_boolean(random) ? IKT_OUTCOME_ESTABLISHED : IKT_OUTCOME_REJECTED);
        later->frame = 90;
        later->time = 1055 * IKT_SECOND;
        g_autoptr(GPtrArray) after = quick_diagnose(&q);
        for (guint n = 0; n < before->len; n++) {
            const struct told *finding = g_ptr_array_index(before, n);
            if (finding->likelihood != IKT_LIKELIHOOD_CERTAIN)
                continue;
            certain++;
            const struct told *again = find(after, finding->rule);
            g_assert_nonnull(again);
            g_assert_cmpint(again->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
        }
    }
    g_assert_cmpuint(certain, >, 100);
    g_rand_free(random);
}

static void test_phase1(void)
{
    static const enum ikt_message_name names[] = {IKT_MAIN2, IKT_MAIN3,       IKT_MAIN4,      IKT_MAIN5,
                                                  IKT_MAIN6, IKT_AGGRESSIVE2, IKT_TRANSACTION};
    static const struct ikt_attribute status = {.type = IKT_CFGATTR_XAUTH_STATUS, .value = 0};
    static const struct ikt_payload payload = {
        .type = IKT_PAYLOAD_ATTRIBUTES, .config = {.type = IKT_CFG_SET, .attribute_count = 1, .attributes = &status}};
    static const struct ikt_message refusal = {.payload_count = 1, .payloads = &payload};
    static const int methods[] = {IKT_ABSENT, IKT_AUTH_PSK, IKT_AUTH_RSA_SIG, IKT_AUTH_XAUTHINITPRESHARED};
    GRand *random = g_rand_new_with_seed(31);
    for (int i = 0; i < 6000; i++) {
        struct first f;
        first_init(&f, (enum ikt_outcome)g_rand_int_range(random, 0, IKT_OUTCOME_COUNT));
        int messages = g_rand_int_range(random, 0, 6);
        for (int n = 0; n < messages; n++) {
            enum ikt_message_name name = names[g_rand_int_range(random, 0, G_N_ELEMENTS(names))];
            bool ours = name == IKT_MAIN3 || name == IKT_MAIN5 || name == IKT_TRANSACTION;
            first_see(&f, name, (uint64_t)n + 2, ours, g_rand_boolean(random) ? 500 : 4500);
        }
        f.record.authentication = methods[g_rand_int_range(random, 0, G_N_ELEMENTS(methods))];
        f.record.responder.vendor = (enum ikt_vendor)g_rand_int_range(random, 0, IKT_VENDOR_OTHER + 1);
        f.record.missing = (enum ikt_missing_key)g_rand_int_range(random, 0, IKT_MISSING_SUPPORT + 1);
        if (f.record.outcome == IKT_OUTCOME_REJECTED && g_rand_int_range(random, 0, 8) > 0)
            first_refuse(&f, notifies[g_rand_int_range(random, 0, G_N_ELEMENTS(notifies))], g_rand_boolean(random),
                         g_rand_boolean(random));
        f.record.one_direction = g_rand_int_range(random, 0, 8) == 0;
        f.record.psk_differs = g_rand_int_range(random, 0, 16) == 0;
        for (size_t n = 0; n < f.record.seen_count; n++) {
            if (f.seen[n].name == IKT_TRANSACTION && g_rand_boolean(random))
                f.seen[n].message = &refusal;
            f.seen[n].length = (uint32_t)g_rand_int_range(random, 28, 2000);
        }
        bool status_read = g_rand_int_range(random, 0, 8) == 0;
        f.record.configuration.xauth_ok = status_read ? IKT_NO : IKT_UNKNOWN;
        f.record.configuration.config_request_frame = (uint64_t)g_rand_int_range(random, 0, 9);
        f.record.dpd[0].unanswered = (uint64_t)g_rand_int_range(random, 0, 5);
        f.record.fragments_incomplete = g_rand_int_range(random, 0, 4) == 0;
        f.record.ikev2_messages[g_rand_int_range(random, 0, 2)] = (uint64_t)g_rand_int_range(random, 0, 2);
        f.record.initiator.behind_nat = (enum ikt_tristate)g_rand_int_range(random, -1, 2);
        f.evidence.own_method[1] = methods[g_rand_int_range(random, 0, G_N_ELEMENTS(methods))];
        struct ikt_flow flows[4];
        fill_traffic(flows, &f.record, &f.evidence, random);
        g_autoptr(GPtrArray) findings = first_diagnose(&f);
        check_order(findings);
        if (failed(f.record.outcome))
            g_assert_cmpuint(findings->len, >, 0);
        for (guint n = 0; n < findings->len; n++) {
            const struct told *finding = g_ptr_array_index(findings, n);
            if (finding->likelihood == IKT_LIKELIHOOD_CERTAIN && finding->rule == IKT_RULE_XAUTH_FAILED)
                g_assert_true(status_read);
            else if (finding->likelihood == IKT_LIKELIHOOD_CERTAIN)
                g_assert_true(f.record.psk_differs);
        }
    }
    g_rand_free(random);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/invariants/phase2", test_phase2);
    g_test_add_func("/invariants/pure", test_pure);
    g_test_add_func("/invariants/certain-stays", test_certain_stays);
    g_test_add_func("/invariants/phase1", test_phase1);
    return g_test_run();
}
