/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Silence, loss, deletion, one direction, and the last resort.
 */
#include <string.h>

#include "fixture.h"

static void test_no_response(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_QUICK1, 25, true);
    q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_QM_NO_RESPONSE);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_nonnull(strstr(finding->summary, "2 times"));
    q.phase1.responder.seen = false;
    g_autoptr(GPtrArray) unseen = quick_diagnose(&q);
    g_assert_cmpint(find(unseen, IKT_RULE_QM_NO_RESPONSE)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    q.record.outcome = IKT_OUTCOME_INCOMPLETE;
    g_autoptr(GPtrArray) open = quick_diagnose(&q);
    g_assert_null(find(open, IKT_RULE_QM_NO_RESPONSE));
}

/* Message 2 is repeated and the initiator stays silent: the proposal was accepted, so no set is to blame. */
static void test_second_unanswered(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_QUICK2, 21, false);
    quick_see(&q, IKT_QUICK2, 22, false);
    q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_nonnull(strstr(find(findings, IKT_RULE_QM_NO_RESPONSE)->summary, "203.0.113.1 never answers"));
}

static void test_one_direction(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    q.record.one_direction = true;
    q.phase1.responder.seen = false;
    q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_ONE_DIRECTION_CAPTURE));
    g_assert_null(find(findings, IKT_RULE_QM_NO_RESPONSE));
    g_assert_cmpint(find(findings, IKT_RULE_ONE_DIRECTION_CAPTURE)->severity, ==, IKT_SEVERITY_NOTE);
}

static void test_qm3_lost(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_QUICK2, 21, false);
    quick_see(&q, IKT_QUICK3, 22, true);
    quick_see(&q, IKT_QUICK2, 23, false);
    g_autoptr(GPtrArray) none = quick_diagnose(&q);
    g_assert_null(find(none, IKT_RULE_QM3_LOST));
    q.record.qm3_lost = true;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_QM3_LOST);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_PATH);
    g_assert_cmpuint(finding->frames[finding->frame_count - 1], ==, 23);
}

static void test_deleted(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_DELETE, 21, false);
    q.record.outcome = IKT_OUTCOME_DELETED;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_SA_DELETED_BY_PEER);
    g_assert_nonnull(strstr(finding->summary, "198.51.100.1 deletes"));
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_NOTE);
    q.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) later = quick_diagnose(&q);
    g_assert_null(find(later, IKT_RULE_SA_DELETED_BY_PEER));
}

static void test_unexplained(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_SITUATION_NOT_SUPPORTED);
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_nonnull(strstr(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED)->summary, "SITUATION-NOT-SUPPORTED"));
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, 9999);
    g_autoptr(GPtrArray) nameless = quick_diagnose(&q);
    g_assert_nonnull(strstr(find(nameless, IKT_RULE_NOTIFY_UNEXPLAINED)->summary, "notify 9999"));
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    g_autoptr(GPtrArray) explained = quick_diagnose(&q);
    g_assert_null(find(explained, IKT_RULE_NOTIFY_UNEXPLAINED));
}

static void test_capture(void)
{
    struct ikt_icmp icmp = {.frame = 3, .family = IKT_FAMILY_IPV4, .type = 3, .code = 3};
    struct ikt_capture_facts facts = {.icmp_count = 1, .icmp = &icmp};
    g_autoptr(GPtrArray) findings = capture_diagnose(&facts);
    g_assert_nonnull(find(findings, IKT_RULE_PEER_UNREACHABLE));
    icmp.code = 4; /* fragmentation needed */
    g_autoptr(GPtrArray) size = capture_diagnose(&facts);
    g_assert_cmpuint(size->len, ==, 0);
    facts = (struct ikt_capture_facts){.ike_messages = 5};
    g_autoptr(GPtrArray) quiet = capture_diagnose(&facts);
    g_assert_cmpuint(quiet->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/path/no-response", test_no_response);
    g_test_add_func("/path/second-unanswered", test_second_unanswered);
    g_test_add_func("/path/one-direction", test_one_direction);
    g_test_add_func("/path/qm3-lost", test_qm3_lost);
    g_test_add_func("/path/deleted", test_deleted);
    g_test_add_func("/path/unexplained", test_unexplained);
    g_test_add_func("/path/capture", test_capture);
    return g_test_run();
}
