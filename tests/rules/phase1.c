/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * psk-mismatch, p1-*, peer-address-wrong, peer-unreachable.
 */
#include <string.h>

#include "fixture.h"

static const uint8_t cookies[2 * IKT_COOKIE_SIZE] = {1};

static void to_fifth(struct first *f, enum ikt_outcome outcome)
{
    first_init(f, outcome);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, 500);
}

static void test_policy(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, false);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_POLICY_MISMATCH));
    const struct told *finding = find(findings, IKT_RULE_P1_POLICY_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE); /* in clear: no more than that */
    g_assert_cmpstr(finding->initiator_has, ==, "aes 256, sha, pre-share, group 14");
    g_assert_true(has_fix(finding, 0, " encr aes 256"));
    g_assert_true(has_fix(finding, 0, " group 14"));
    g_assert_cmpint(find(findings, IKT_RULE_PEER_ADDRESS_WRONG)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* strongSwan names both cookies when the policy is refused, and none when the peer is unknown to it. */
static void test_policy_of_strongswan(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, false);
    f.record.responder.vendor = IKT_VENDOR_STRONGSWAN;
    g_autoptr(GPtrArray) stranger = first_diagnose(&f);
    g_assert_true(is_first(stranger, IKT_RULE_PEER_ADDRESS_WRONG));
    f.notify.spi = (struct ikt_bytes){cookies, sizeof cookies};
    g_autoptr(GPtrArray) policy = first_diagnose(&f);
    g_assert_true(is_first(policy, IKT_RULE_P1_POLICY_MISMATCH));
    g_assert_null(find(policy, IKT_RULE_PEER_ADDRESS_WRONG));
}

/* The same notify after the policy was agreed says something else. */
static void test_policy_agreed(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, true);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_null(find(findings, IKT_RULE_P1_POLICY_MISMATCH));
    g_assert_nonnull(find(findings, IKT_RULE_NOTIFY_UNEXPLAINED));
}

/* What the responder offers when it begins itself is its policy: both values are known, in clear. */
static void test_policy_values(void)
{
    struct first f;
    struct ikt_policies theirs = {.frame = 40, .offered = 2, .count = 2};
    first_init(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, false);
    theirs.items[0] = theirs.items[1] = f.offer.transforms[0]; /* aes 256, sha, pre-share, group 14 */
    theirs.items[0].encryption = IKT_ENCRYPTION_3DES_CBC;
    theirs.items[0].hash = IKT_HASH_MD5;
    theirs.items[1].group = 2;
    f.evidence.own_policies[1] = &theirs;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    const struct told *finding = find(findings, IKT_RULE_P1_POLICY_MISMATCH);
    g_assert_true(is_first(findings, IKT_RULE_P1_POLICY_MISMATCH));
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_nonnull(strstr(finding->initiator_has, "group 14"));
    g_assert_nonnull(strstr(finding->responder_has, "group 2"));
    g_assert_true(says(finding, "2 policies in frame 40"));
    g_assert_true(says(finding, "differ in group: "));
    theirs.items[1].group = 14; /* the same, with another lifetime: that is no difference */
    theirs.items[1].life_seconds = 3600;
    g_autoptr(GPtrArray) same = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(same, IKT_RULE_P1_POLICY_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_null(find(same, IKT_RULE_P1_POLICY_MISMATCH)->responder_has);
    theirs.items[1].group = 2;
    theirs.offered = 12; /* more than were kept: the one in common may be among them */
    g_autoptr(GPtrArray) more = first_diagnose(&f);
    g_assert_null(find(more, IKT_RULE_P1_POLICY_MISMATCH)->responder_has);
}

static void test_choice_not_offered(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    first_see(&f, IKT_MAIN2, 3, false, 500);
    g_autoptr(GPtrArray) offered = first_diagnose(&f);
    g_assert_null(find(offered, IKT_RULE_P1_POLICY_MISMATCH));
    f.choice.transforms[0].key_bits = 128;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    const struct told *finding = find(findings, IKT_RULE_P1_POLICY_MISMATCH);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_RESPONDER);
    g_assert_nonnull(strstr(finding->initiator_has, "aes 256"));
    f.offer.transforms[0].key_bits = IKT_ABSENT; /* AES alone is 128 */
    g_autoptr(GPtrArray) plain = first_diagnose(&f);
    g_assert_null(find(plain, IKT_RULE_P1_POLICY_MISMATCH));
}

static void test_psk_values(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_PAYLOAD_MALFORMED, false, true);
    f.record.psk_differs = true;
    f.record.initiator.psk = "a.secrets:1";
    f.record.responder.psk = "a.secrets:2";
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpuint(findings->len, ==, 1);
    const struct told *finding = find(findings, IKT_RULE_PSK_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpstr(finding->responder_has, ==, "a.secrets:2");
    g_assert_cmpuint(finding->fix_count, ==, 1);   /* either may change: one is told */
    g_assert_cmpuint(finding->frame_count, ==, 2); /* the message that could not be read, and what says so */
    g_assert_cmpuint(finding->frames[0], ==, 5);
    g_assert_cmpuint(finding->frames[1], ==, 9);
}

static void check_psk(struct first *f, int notify, bool from_initiator, bool encrypted, int likelihood)
{
    first_refuse(f, notify, from_initiator, encrypted);
    g_autoptr(GPtrArray) findings = first_diagnose(f);
    const struct told *finding = find(findings, IKT_RULE_PSK_MISMATCH);
    g_assert_cmpint(finding == NULL ? -1 : (int)finding->likelihood, ==, likelihood);
    g_assert_cmpuint(findings->len, >, 0);
}

static void test_psk_notify(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_REJECTED);
    check_psk(&f, IKT_NOTIFY_PAYLOAD_MALFORMED, false, true, IKT_LIKELIHOOD_PROBABLE);
    check_psk(&f, IKT_NOTIFY_INVALID_HASH_INFORMATION, false, false, IKT_LIKELIHOOD_PROBABLE);
    check_psk(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true, IKT_LIKELIHOOD_POSSIBLE);
    check_psk(&f, IKT_ABSENT, false, true, IKT_LIKELIHOOD_POSSIBLE);
    first_see(&f, IKT_MAIN5, 10, true, 500);
    check_psk(&f, IKT_ABSENT, false, true, IKT_LIKELIHOOD_POSSIBLE); /* it may have crossed the refusal */
    first_see(&f, IKT_MAIN5, 11, true, 500);
    check_psk(&f, IKT_ABSENT, false, true, IKT_LIKELIHOOD_PROBABLE);
    f.record.responder.vendor = IKT_VENDOR_STRONGSWAN; /* it read message 5, so the keys agree */
    check_psk(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true, -1);
    f.record.authentication = IKT_AUTH_RSA_SIG;
    check_psk(&f, IKT_NOTIFY_PAYLOAD_MALFORMED, false, true, -1);
    f.record.authentication = IKT_AUTH_PSK;
    f.record.initiator.psk = f.record.responder.psk = "a.secrets:1";
    check_psk(&f, IKT_NOTIFY_PAYLOAD_MALFORMED, false, true, -1);
}

static void test_no_response(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN1, 2, true, 500);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_NO_RESPONSE));
    g_assert_nonnull(find(findings, IKT_RULE_PEER_ADDRESS_WRONG));
    f.record.responder.seen = false;
    g_autoptr(GPtrArray) unseen = first_diagnose(&f);
    g_assert_cmpint(find(unseen, IKT_RULE_P1_NO_RESPONSE)->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.one_direction = true;
    g_autoptr(GPtrArray) one = first_diagnose(&f);
    g_assert_cmpuint(one->len, ==, 1);
    g_assert_nonnull(find(one, IKT_RULE_ONE_DIRECTION_CAPTURE));
}

static void test_unreachable(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    f.icmp = (struct ikt_icmp){.frame = 2,
                               .family = IKT_FAMILY_IPV4,
                               .type = 3,
                               .code = 13,
                               .source = f.record.initiator.endpoint,
                               .destination = f.record.responder.endpoint};
    f.record.icmp = &f.icmp;
    f.record.icmp_count = 1;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_PEER_UNREACHABLE));
    g_assert_cmpint(find(findings, IKT_RULE_PEER_UNREACHABLE)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_PEER_UNREACHABLE)->misconfigured, ==, IKT_MISCONFIGURED_PATH);
    /* That nobody listens on a port is for the host itself to say; of reach it may say what it likes. */
    static const struct {
        uint8_t code;
        bool by_peer;
        enum ikt_misconfigured misconfigured;
    } rows[] = {
        {3, true, IKT_MISCONFIGURED_RESPONDER}, {3, false, IKT_MISCONFIGURED_PATH}, {13, true, IKT_MISCONFIGURED_PATH}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        f.icmp.code = rows[i].code;
        f.icmp.reporter = rows[i].by_peer ? f.record.responder.endpoint.address : f.record.initiator.endpoint.address;
        g_autoptr(GPtrArray) told = first_diagnose(&f);
        g_assert_cmpint(find(told, IKT_RULE_PEER_UNREACHABLE)->misconfigured, ==, rows[i].misconfigured);
    }
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_cmpuint(up->len, ==, 0);
}

static void test_stalled(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    first_see(&f, IKT_MAIN3, 3, true, 500);
    first_see(&f, IKT_MAIN3, 4, true, 500);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_nonnull(strstr(find(findings, IKT_RULE_P1_STALLED)->summary, "main3"));
}

/* Message 5 repeated on the same port, message 4 as well: the keys. */
static void test_fifth_unanswered(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN5, 6, true, 500);
    first_see(&f, IKT_MAIN4, 7, false, 500);
    g_autoptr(GPtrArray) same = first_diagnose(&f);
    g_assert_true(is_first(same, IKT_RULE_PSK_MISMATCH));
    g_assert_cmpint(find(same, IKT_RULE_PSK_MISMATCH)->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_null(find(same, IKT_RULE_NATT_4500_BLOCKED));
}

static void test_aggressive(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    f.seen[0].name = IKT_AGGRESSIVE1;
    first_see(&f, IKT_AGGRESSIVE2, 2, false, 500);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_PSK_MISMATCH));
    check_psk(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, true, true, IKT_LIKELIHOOD_PROBABLE);
}

static void test_deleted(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_DELETED);
    struct ikt_deletion deletion = {.frame = 6};
    f.record.deletions = &deletion;
    f.record.deletion_count = 1;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_nonnull(strstr(find(findings, IKT_RULE_SA_DELETED_BY_PEER)->summary, "198.51.100.1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/phase1/policy-values", test_policy_values);
    g_test_add_func("/phase1/choice-not-offered", test_choice_not_offered);
    g_test_add_func("/phase1/policy", test_policy);
    g_test_add_func("/phase1/policy-of-strongswan", test_policy_of_strongswan);
    g_test_add_func("/phase1/policy-agreed", test_policy_agreed);
    g_test_add_func("/phase1/psk-values", test_psk_values);
    g_test_add_func("/phase1/psk-notify", test_psk_notify);
    g_test_add_func("/phase1/no-response", test_no_response);
    g_test_add_func("/phase1/unreachable", test_unreachable);
    g_test_add_func("/phase1/stalled", test_stalled);
    g_test_add_func("/phase1/fifth-unanswered", test_fifth_unanswered);
    g_test_add_func("/phase1/aggressive", test_aggressive);
    g_test_add_func("/phase1/deleted", test_deleted);
    return g_test_run();
}
