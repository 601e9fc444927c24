/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * natt-4500-blocked, ike-frag-mtu, ike-probe, ikev2-vs-ikev1, and aggressive mode that nobody answers.
 */
#include <string.h>

#include "fixture.h"

static void to_fifth(struct first *f, uint16_t port)
{
    first_init(f, IKT_OUTCOME_NO_RESPONSE);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, port);
    first_see(f, IKT_MAIN5, 6, true, port);
}

static void test_blocked(void)
{
    struct first f;
    to_fifth(&f, 4500);
    f.record.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_NATT_4500_BLOCKED));
    const struct told *finding = find(findings, IKT_RULE_NATT_4500_BLOCKED);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->misconfigured, ==, IKT_MISCONFIGURED_PATH);
    g_assert_true(has_fix(finding, 0, " <SEQ-BEFORE-IT> permit udp host 203.0.113.1 any eq 4500"));
    g_assert_null(find(findings, IKT_RULE_P1_STALLED));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.authentication = IKT_AUTH_RSA_SIG;
    g_autoptr(GPtrArray) signatures = first_diagnose(&f);
    g_assert_null(find(signatures, IKT_RULE_PSK_MISMATCH));
}

static void at(struct first *f, unsigned index, unsigned milliseconds)
{
    f->seen[index].time = 1000 * IKT_SECOND + milliseconds * (IKT_SECOND / 1000);
}

/* Message 4 right behind each message 5: that arrived, so it is the key rather than the port. */
static void test_echoes(void)
{
    struct first f;
    to_fifth(&f, 4500);
    first_see(&f, IKT_MAIN4, 7, false, 500);
    first_see(&f, IKT_MAIN5, 8, true, 4500);
    first_see(&f, IKT_MAIN4, 9, false, 500);
    at(&f, 2, 10); /* message 3; 4 takes 20 ms */
    at(&f, 3, 30);
    at(&f, 4, 40);
    at(&f, 5, 10040);
    at(&f, 6, 10060);
    at(&f, 7, 20040);
    at(&f, 8, 20062);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_PSK_MISMATCH));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_NATT_4500_BLOCKED), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_true(says(find(findings, IKT_RULE_PSK_MISMATCH), "within a round trip of the fifth 2 times"));
    /* two timers of ten seconds: message 4 comes before 5, and ten seconds after the last */
    at(&f, 6, 20030);
    at(&f, 8, 30030);
    g_autoptr(GPtrArray) timers = first_diagnose(&f);
    g_assert_true(is_first(timers, IKT_RULE_NATT_4500_BLOCKED));
    g_assert_cmpint(likelihood_of(timers, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_true(says(find(timers, IKT_RULE_PSK_MISMATCH), "what it sends comes through"));
    at(&f, 6, 10060); /* once is chance */
    g_autoptr(GPtrArray) once = first_diagnose(&f);
    g_assert_true(is_first(once, IKT_RULE_NATT_4500_BLOCKED));
}

/* Whether anything came from there before is not known: then neither the path is blamed, nor a key for it. */
static void test_path_forgotten(void)
{
    struct first f;
    to_fifth(&f, 4500);
    f.evidence.pair_forgotten = true;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_null(find(findings, IKT_RULE_NATT_4500_BLOCKED));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_false(says(find(findings, IKT_RULE_PSK_MISMATCH), "so the path carries that port"));
    g_assert_true(says(find(findings, IKT_RULE_PSK_MISMATCH), "something on the path may block"));
}

/* ESP, a keepalive or another exchange from there as well. */
static void test_path_proved(void)
{
    struct first f;
    to_fifth(&f, 4500);
    f.evidence.from_4500[0] = true;
    g_autoptr(GPtrArray) own = first_diagnose(&f);
    g_assert_nonnull(find(own, IKT_RULE_NATT_4500_BLOCKED));
    f.evidence.from_4500[1] = true;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_null(find(findings, IKT_RULE_NATT_4500_BLOCKED));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_PSK_MISMATCH), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(says(find(findings, IKT_RULE_PSK_MISMATCH), "so the path carries that port"));
}

/* "Fragmentation needed", and "packet too big" of IPv6; other codes are about reach. */
static void test_too_big(void)
{
    struct first f;
    to_fifth(&f, 500);
    f.record.icmp = &f.icmp;
    f.record.icmp_count = 1;
    f.icmp = (struct ikt_icmp){.frame = 7, .family = IKT_FAMILY_IPV4, .type = 3, .code = 4};
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_IKE_FRAG_MTU));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_PROBABLE);
    f.icmp.code = 3;
    g_autoptr(GPtrArray) port = first_diagnose(&f);
    g_assert_null(find(port, IKT_RULE_IKE_FRAG_MTU));
    f.icmp = (struct ikt_icmp){.frame = 7, .family = IKT_FAMILY_IPV6, .type = 2, .code = 0};
    g_autoptr(GPtrArray) v6 = first_diagnose(&f);
    g_assert_nonnull(find(v6, IKT_RULE_IKE_FRAG_MTU));
    f.record.outcome = IKT_OUTCOME_ESTABLISHED; /* it got through after all */
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_null(find(up, IKT_RULE_IKE_FRAG_MTU));
}

/* A NAT, and message 5 goes to port 500 all the same. */
static void test_never_moved(void)
{
    struct first f;
    to_fifth(&f, 500);
    f.record.initiator.behind_nat = IKT_YES;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_null(find(findings, IKT_RULE_NATT_4500_BLOCKED));
    g_assert_true(says(find(findings, IKT_RULE_P1_STALLED), "port of 203.0.113.1 is translated on the way"));
    g_assert_true(says(find(findings, IKT_RULE_P1_STALLED), "203.0.113.1 stays on port 500 all the same"));
    f.record.initiator.behind_nat = IKT_NO;
    g_autoptr(GPtrArray) none = first_diagnose(&f);
    g_assert_true(says(find(none, IKT_RULE_P1_STALLED), "NAT-D shows no NAT between the two"));
    g_assert_false(says(find(none, IKT_RULE_P1_STALLED), "stays on port"));
}

/* Any packet from the responder's port 4500 refutes it; so does a move that did not happen. */
static void test_not_blocked(void)
{
    struct first f;
    to_fifth(&f, 4500);
    first_see(&f, IKT_MAIN4, 7, false, 4500);
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_null(find(answered, IKT_RULE_NATT_4500_BLOCKED));
    g_assert_nonnull(find(answered, IKT_RULE_P1_STALLED));
    to_fifth(&f, 4500);
    first_see(&f, IKT_MAIN4, 7, false, 500); /* from port 500: it waits for message 5 */
    g_autoptr(GPtrArray) waits = first_diagnose(&f);
    g_assert_nonnull(find(waits, IKT_RULE_NATT_4500_BLOCKED));
    to_fifth(&f, 500);
    g_autoptr(GPtrArray) same = first_diagnose(&f);
    g_assert_null(find(same, IKT_RULE_NATT_4500_BLOCKED));
    to_fifth(&f, 4500);
    f.record.one_direction = true;
    g_autoptr(GPtrArray) one = first_diagnose(&f);
    g_assert_null(find(one, IKT_RULE_NATT_4500_BLOCKED));
    to_fifth(&f, 4500);
    f.record.outcome = IKT_OUTCOME_INCOMPLETE; /* not repeated: the capture ends */
    g_autoptr(GPtrArray) cut = first_diagnose(&f);
    g_assert_cmpuint(cut->len, ==, 0);
}

static void test_long_message(void)
{
    struct first f;
    to_fifth(&f, 500);
    f.record.authentication = IKT_AUTH_RSA_SIG;
    f.seen[4].length = f.seen[5].length = 1764;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_IKE_FRAG_MTU));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_PROBABLE);
    f.seen[4].length = f.seen[5].length = 1100;
    g_autoptr(GPtrArray) fits = first_diagnose(&f);
    g_assert_null(find(fits, IKT_RULE_IKE_FRAG_MTU));
    f.seen[4].length = f.seen[5].length = 1764;
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_cmpuint(up->len, ==, 0);
}

static void test_pieces(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_INCOMPLETE);
    f.record.fragments_incomplete = 1;
    f.record.fragments_frame = 8;
    f.record.fragments_from_initiator = true;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_PROBABLE);
    f.record.outcome = IKT_OUTCOME_ESTABLISHED; /* sent again, and whole */
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_cmpuint(up->len, ==, 0);
}

/* A first fragment alone, and a short snapshot length, which cuts every message. */
static void test_cut(void)
{
    static const uint8_t octets[1472];
    struct ikt_message whole = {.octets = {octets, 200}}, cut = {.octets = {octets, 1472}, .truncated = true};
    struct first f;
    to_fifth(&f, 500);
    f.record.outcome = IKT_OUTCOME_INCOMPLETE;
    f.seen[0].message = &whole;
    f.seen[4].message = f.seen[5].message = &cut;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    g_autoptr(GPtrArray) repeated = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(repeated, IKT_RULE_IKE_FRAG_MTU), ==, IKT_LIKELIHOOD_PROBABLE);
    f.record.outcome = IKT_OUTCOME_INCOMPLETE;
    cut.octets.length = 78;
    g_autoptr(GPtrArray) snapped = first_diagnose(&f);
    g_assert_cmpuint(snapped->len, ==, 0);
    cut.octets.length = 1472;
    f.seen[0].message = &cut;
    g_autoptr(GPtrArray) all = first_diagnose(&f);
    g_assert_cmpuint(all->len, ==, 0);
}

static void test_probe(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_INCOMPLETE);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    g_autoptr(GPtrArray) ends = first_diagnose(&f); /* the capture ends right behind the answer */
    g_assert_cmpint(likelihood_of(ends, IKT_RULE_IKE_PROBE), ==, IKT_LIKELIHOOD_POSSIBLE);
    f.evidence.now = 1030 * IKT_SECOND;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpuint(findings->len, ==, 1);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_PROBE), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_IKE_PROBE)->severity, ==, IKT_SEVERITY_NOTE);
    first_see(&f, IKT_MAIN3, 3, true, 500);
    g_autoptr(GPtrArray) goes_on = first_diagnose(&f);
    g_assert_null(find(goes_on, IKT_RULE_IKE_PROBE));
}

static void test_no_probe(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_INCOMPLETE); /* never answered */
    f.evidence.now = 1030 * IKT_SECOND;
    g_autoptr(GPtrArray) unanswered = first_diagnose(&f);
    g_assert_cmpuint(unanswered->len, ==, 0);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    f.record.one_direction = true;
    g_autoptr(GPtrArray) one = first_diagnose(&f);
    g_assert_null(find(one, IKT_RULE_IKE_PROBE));
    /* the answer is repeated: it failed, and may be a probe as well */
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    first_see(&f, IKT_MAIN2, 2, false, 500);
    first_see(&f, IKT_MAIN2, 3, false, 500);
    f.evidence.now = 1030 * IKT_SECOND;
    g_autoptr(GPtrArray) repeated = first_diagnose(&f);
    g_assert_true(is_first(repeated, IKT_RULE_P1_STALLED));
    g_assert_cmpint(likelihood_of(repeated, IKT_RULE_IKE_PROBE), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_version(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    f.record.ikev2_messages[1] = 3;
    f.record.ikev2_frame = 7;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_IKEV2_VS_IKEV1));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKEV2_VS_IKEV1), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(find(findings, IKT_RULE_IKEV2_VS_IKEV1)->severity, ==, IKT_SEVERITY_ERROR);
    f.record.ikev2_messages[1] = 0;
    f.record.ikev2_messages[0] = 3; /* the initiator tries both, the responder is silent */
    g_autoptr(GPtrArray) both = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(both, IKT_RULE_IKEV2_VS_IKEV1), ==, IKT_LIKELIHOOD_POSSIBLE);
    first_see(&f, IKT_MAIN2, 2, false, 500); /* it speaks IKEv1 */
    g_autoptr(GPtrArray) answered = first_diagnose(&f);
    g_assert_null(find(answered, IKT_RULE_IKEV2_VS_IKEV1));
    f.record.outcome = IKT_OUTCOME_ESTABLISHED;
    g_autoptr(GPtrArray) up = first_diagnose(&f);
    g_assert_cmpuint(up->len, ==, 0);
    first_init(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_INVALID_MAJOR_VERSION, false, false);
    g_autoptr(GPtrArray) named = first_diagnose(&f);
    g_assert_true(is_first(named, IKT_RULE_IKEV2_VS_IKEV1));
    g_assert_cmpint(likelihood_of(named, IKT_RULE_IKEV2_VS_IKEV1), ==, IKT_LIKELIHOOD_PROBABLE); /* in clear */
}

/* IKEv2 alone is no fault; beside IKEv1 the exchanges speak. */
static void test_version_of_capture(void)
{
    struct ikt_capture_facts facts = {.ikev2_messages = 4, .ikev2_frame = 1};
    g_autoptr(GPtrArray) findings = capture_diagnose(&facts);
    g_assert_cmpint(find(findings, IKT_RULE_IKEV2_VS_IKEV1)->severity, ==, IKT_SEVERITY_NOTE);
    facts.ike_messages = 1;
    g_autoptr(GPtrArray) mixed = capture_diagnose(&facts);
    g_assert_cmpuint(mixed->len, ==, 0);
}

static void test_silent_mode(void)
{
    struct first f;
    first_init(&f, IKT_OUTCOME_NO_RESPONSE);
    f.record.exchange = IKT_EXCHANGE_AGGRESSIVE;
    f.seen[0].name = IKT_AGGRESSIVE1;
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_P1_NO_RESPONSE));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_P1_EXCHANGE_MODE), ==, IKT_LIKELIHOOD_POSSIBLE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/silence/echoes", test_echoes);
    g_test_add_func("/silence/path-proved", test_path_proved);
    g_test_add_func("/silence/path-forgotten", test_path_forgotten);
    g_test_add_func("/silence/never-moved", test_never_moved);
    g_test_add_func("/silence/too-big", test_too_big);
    g_test_add_func("/silence/blocked", test_blocked);
    g_test_add_func("/silence/not-blocked", test_not_blocked);
    g_test_add_func("/silence/long-message", test_long_message);
    g_test_add_func("/silence/pieces", test_pieces);
    g_test_add_func("/silence/cut", test_cut);
    g_test_add_func("/silence/probe", test_probe);
    g_test_add_func("/silence/no-probe", test_no_probe);
    g_test_add_func("/silence/version", test_version);
    g_test_add_func("/silence/version-of-capture", test_version_of_capture);
    g_test_add_func("/silence/silent-mode", test_silent_mode);
    return g_test_run();
}
