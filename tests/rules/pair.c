/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What several ISAKMP SAs of a pair show together: profile-keyring-mismatch, ike-no-sa, initial-contact-war.
 */
#include <string.h>

#include "fixture.h"

static void to_fifth(struct first *f, enum ikt_outcome outcome)
{
    first_init(f, outcome);
    first_see(f, IKT_MAIN2, 2, false, 500);
    first_see(f, IKT_MAIN3, 3, true, 500);
    first_see(f, IKT_MAIN4, 4, false, 500);
    first_see(f, IKT_MAIN5, 5, true, 500);
    first_see(f, IKT_MAIN5, 6, true, 500);
    for (size_t i = 0; i < f->record.seen_count; i++)
        f->seen[i].sequence += 50;
    f->evidence.came_up[1] = (struct ikt_moment){40, 40}; /* the other side began before, and a Quick Mode followed */
}

static void test_keyring(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_true(is_first(findings, IKT_RULE_PROFILE_KEYRING_MISMATCH)); /* before psk-mismatch */
    const struct told *finding = find(findings, IKT_RULE_PROFILE_KEYRING_MISMATCH);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_ERROR);
    g_assert_cmpuint(finding->frames[0], ==, 5);
    g_assert_cmpuint(finding->frames[1], ==, 40);
    g_assert_true(says(finding, "198.51.100.1 begins comes up"));
    f.evidence.pair_forgotten = true; /* what it began may have come up before */
    g_autoptr(GPtrArray) forgotten = first_diagnose(&f);
    g_assert_null(find(forgotten, IKT_RULE_PROFILE_KEYRING_MISMATCH));
    f.evidence.pair_forgotten = false;
    first_refuse(&f, IKT_NOTIFY_PAYLOAD_MALFORMED, false, true);
    g_autoptr(GPtrArray) malformed = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(malformed, IKT_RULE_PROFILE_KEYRING_MISMATCH), ==, IKT_LIKELIHOOD_PROBABLE);
    first_refuse(&f, IKT_NOTIFY_AUTHENTICATION_FAILED, false, true);
    f.record.initiator.psk = f.record.responder.psk = "a.secrets:1"; /* the key fits, the profile does not */
    g_autoptr(GPtrArray) identity = first_diagnose(&f);
    g_assert_true(
        g_str_has_suffix(find(identity, IKT_RULE_PROFILE_KEYRING_MISMATCH)->summary, "ISAKMP profiles differ"));
    f.evidence.came_up[1].sequence = 56; /* it came up later than the first of them: the key may have been mended */
    g_autoptr(GPtrArray) later = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(later, IKT_RULE_PROFILE_KEYRING_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_true(says(find(later, IKT_RULE_PROFILE_KEYRING_MISMATCH), "mended"));
    f.evidence.came_up[1].sequence = 40;
    f.record.initiator.behind_nat = IKT_YES; /* by another address, another key */
    g_autoptr(GPtrArray) nat = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(nat, IKT_RULE_PROFILE_KEYRING_MISMATCH), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static bool says_keyring(struct first *f)
{
    g_autoptr(GPtrArray) findings = first_diagnose(f);
    return find(findings, IKT_RULE_PROFILE_KEYRING_MISMATCH);
}

static void test_no_keyring(void)
{
    struct first f;
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    f.evidence.came_up[0] = (struct ikt_moment){60, 60}; /* it works in this direction, too */
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    f.evidence.came_up[1] = (struct ikt_moment){0, 0}; /* nothing came up */
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    f.seen[4].destination.port = f.seen[5].destination.port = 4500; /* the port may be blocked from this side */
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    f.record.seen_count = 3; /* stuck before a key is proved */
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_REJECTED);
    first_refuse(&f, IKT_NOTIFY_NO_PROPOSAL_CHOSEN, false, true);
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_NO_RESPONSE);
    f.record.authentication = IKT_AUTH_RSA_SIG; /* a long certificate may be what is lost */
    g_assert_false(says_keyring(&f));
    to_fifth(&f, IKT_OUTCOME_INCOMPLETE);
    g_assert_false(says_keyring(&f));
}

static void test_gone(void)
{
    struct ikt_policies policies = {.sequence = 25, .frame = 25};
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_see(&q, IKT_QUICK1, 22, true);
    quick_see(&q, IKT_QUICK1, 24, true);
    q.record.outcome = IKT_OUTCOME_NO_RESPONSE;
    g_autoptr(GPtrArray) captured = quick_diagnose(&q); /* its phase 1 was captured: the SA is there */
    g_assert_null(find(captured, IKT_RULE_IKE_NO_SA));
    q.phase1.exchange = IKT_ABSENT;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_IKE_NO_SA);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_POSSIBLE); /* it may be lost on the way */
    g_assert_cmpuint(finding->fix_count, ==, 0);
    q.evidence.own_policies[1] = &policies; /* the silent side begins anew */
    g_autoptr(GPtrArray) anew = quick_diagnose(&q);
    g_assert_true(is_first(anew, IKT_RULE_IKE_NO_SA));
    finding = find(anew, IKT_RULE_IKE_NO_SA);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_true(has_fix(finding, 0, "clear crypto session remote 198.51.100.1"));
    g_assert_true(finding->fixes[0].on_initiator);
    g_assert_true(has_log(
        finding,
        "responder: %CRYPTO-4-IKMP_NO_SA: IKE message from 203.0.113.1 has no SA and is not an initialization offer"));
    policies.sequence = 19; /* that was before the first of them */
    g_autoptr(GPtrArray) before = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(before, IKT_RULE_IKE_NO_SA), ==, IKT_LIKELIHOOD_POSSIBLE);
    policies.sequence = 25;
    q.evidence.own_policies[1] = NULL;
    q.evidence.own_policies[0] = &policies; /* the sender begins anew, which says nothing of the other */
    g_autoptr(GPtrArray) sender = quick_diagnose(&q);
    g_assert_cmpint(likelihood_of(sender, IKT_RULE_IKE_NO_SA), ==, IKT_LIKELIHOOD_POSSIBLE);
    q.record.one_direction = true;
    g_autoptr(GPtrArray) half = quick_diagnose(&q);
    g_assert_null(find(half, IKT_RULE_IKE_NO_SA));
}

/* INVALID-COOKIE says it, whatever was captured before. */
static void test_gone_and_told(void)
{
    struct quick q;
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_INVALID_COOKIE);
    q.rejection.encrypted = q.rejection.authenticated = false;
    q.phase1.notifications = &q.rejection;
    q.phase1.notification_count = 1;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    g_assert_true(is_first(findings, IKT_RULE_IKE_NO_SA));
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_NO_SA), ==, IKT_LIKELIHOOD_PROBABLE);
}

static const struct ikt_message closed = {.encrypted = true};

static void keep_alive(struct first *f, unsigned times)
{
    first_init(f, IKT_OUTCOME_INCOMPLETE);
    f->record.exchange = IKT_ABSENT;
    f->record.seen_count = 0;
    for (unsigned i = 0; i < times; i++) {
        first_see(f, IKT_INFORMATIONAL, 10 + i, true, 500);
        f->seen[i].message = &closed;
        f->seen[i].length = 92;
    }
}

static bool says_gone(struct first *f)
{
    g_autoptr(GPtrArray) findings = first_diagnose(f);
    return find(findings, IKT_RULE_IKE_NO_SA);
}

static void test_gone_for_others(void)
{
    struct first f;
    keep_alive(&f, 3);
    g_autoptr(GPtrArray) findings = first_diagnose(&f);
    g_assert_cmpint(likelihood_of(findings, IKT_RULE_IKE_NO_SA), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(find(findings, IKT_RULE_IKE_NO_SA)->severity, ==, IKT_SEVERITY_WARNING);
    keep_alive(&f, 2); /* two DELETEs at the end of a session */
    g_assert_false(says_gone(&f));
    keep_alive(&f, 3);
    f.seen[1].length = 76; /* no series */
    g_assert_false(says_gone(&f));
    keep_alive(&f, 3);
    f.seen[2].from_initiator = false; /* answered */
    g_assert_false(says_gone(&f));
    keep_alive(&f, 3);
    f.record.exchange = IKT_EXCHANGE_MAIN;
    g_assert_false(says_gone(&f));
    keep_alive(&f, 3);
    f.record.quick_modes = 1;
    g_assert_false(says_gone(&f));
}

struct war {
    struct first f;
    struct ikt_contact contacts[4];
};

/* The sides that say it, "ir" in turn; one every twenty seconds, each under its own ISAKMP SA; the record is the last.
 */
static void contact(struct war *war, const char *sides)
{
    struct first *f = &war->f;
    first_init(f, IKT_OUTCOME_ESTABLISHED);
    f->record.quick_modes = 1;
    f->evidence.contacts = war->contacts;
    f->evidence.contact_count = strlen(sides);
    for (uint8_t i = 0; sides[i]; i++) {
        struct ikt_party *party = sides[i] == 'i' ? &f->record.initiator : &f->record.responder;
        war->contacts[i] = (struct ikt_contact){.initiator_cookie = {i},
                                                .sequence = 100 * (i + 1U),
                                                .frame = 100 * (i + 1U),
                                                .time = (1000 + 20 * i) * IKT_SECOND,
                                                .source = party->endpoint,
                                                .identity = sides[i] == 'i' ? 7 : 8,
                                                .came_up = true};
        f->record.initiator_cookie[0] = i;
    }
}

static int says_war(struct war *war)
{
    g_autoptr(GPtrArray) findings = first_diagnose(&war->f);
    return likelihood_of(findings, IKT_RULE_INITIAL_CONTACT_WAR);
}

static void test_war(void)
{
    struct war war;
    contact(&war, "iri");
    g_autoptr(GPtrArray) findings = first_diagnose(&war.f);
    const struct told *finding = find(findings, IKT_RULE_INITIAL_CONTACT_WAR);
    g_assert_cmpint(finding->likelihood, ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(finding->severity, ==, IKT_SEVERITY_WARNING);
    g_assert_true(says(finding, "in 3 ISAKMP SAs within 40 s, in frames 100 to 300"));
    contact(&war, "iiii"); /* one host that restarts, as far as this shows */
    g_assert_cmpint(says_war(&war), ==, IKT_LIKELIHOOD_POSSIBLE);
    war.contacts[1].source.port = war.contacts[3].source.port = 61000; /* two hosts behind one address take turns */
    g_assert_cmpint(says_war(&war), ==, IKT_LIKELIHOOD_PROBABLE);
    contact(&war, "iii");
    war.contacts[1].source.port = 61000; /* one host whose NAT gives it ports in order */
    war.contacts[2].source.port = 61001;
    g_assert_cmpint(says_war(&war), ==, IKT_LIKELIHOOD_POSSIBLE);
}

static void test_no_war(void)
{
    struct war war;
    contact(&war, "ir"); /* both began at once, once */
    g_assert_cmpint(says_war(&war), ==, -1);
    contact(&war, "iri");
    war.contacts[1].deleted_sequence = 250; /* cleared before the next one */
    g_assert_cmpint(says_war(&war), ==, -1);
    war.contacts[1].deleted_sequence = 350; /* thrown away behind it */
    g_assert_cmpint(says_war(&war), ==, IKT_LIKELIHOOD_PROBABLE);
    contact(&war, "iri");
    war.contacts[1].came_up = false; /* refused: nothing is thrown away */
    g_assert_cmpint(says_war(&war), ==, -1);
    contact(&war, "iri");
    war.contacts[2].time += 581 * IKT_SECOND; /* more than ten minutes later */
    g_assert_cmpint(says_war(&war), ==, -1);
    war.contacts[2].time -= IKT_SECOND;
    g_assert_cmpint(says_war(&war), ==, IKT_LIKELIHOOD_PROBABLE);
    contact(&war, "iii");
    war.contacts[1].identity = 9; /* several identities of one host, each for the first time */
    war.contacts[2].identity = 10;
    g_assert_cmpint(says_war(&war), ==, -1);
    contact(&war, "iri");
    war.f.record.initiator_cookie[0] = 77; /* an ISAKMP SA without it */
    g_assert_cmpint(says_war(&war), ==, -1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pair/keyring", test_keyring);
    g_test_add_func("/pair/no-keyring", test_no_keyring);
    g_test_add_func("/pair/gone", test_gone);
    g_test_add_func("/pair/gone-and-told", test_gone_and_told);
    g_test_add_func("/pair/gone-for-others", test_gone_for_others);
    g_test_add_func("/pair/war", test_war);
    g_test_add_func("/pair/no-war", test_no_war);
    return g_test_run();
}
