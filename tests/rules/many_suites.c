/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Offers of more suites than are compared: what was not looked at is neither different nor absent.
 */
#include "evidence/offer_compare.h"
#include "fixture.h"

/* An offer of so many suites, of which the last is the one given: how sure is a difference in the cipher? */
static int likelihood_of_many(size_t count, struct suite last)
{
    struct quick q;
    struct offer one;
    struct ikt_transform *transforms = g_new(struct ikt_transform, count);
    quick_init(&q, AES256_SHA, IKT_ABSENT);
    quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
    quick_remember(&q, true, DES3_SHA, IKT_ABSENT, "192.168.2.0/24", "192.168.1.0/24", IKT_OUTCOME_REJECTED);
    for (size_t i = 0; i + 1 < count; i++)
        transforms[i] = q.offer.sa.proposals[0].transforms[0];
    offer_fill(&one, &last, 1, 3600, IKT_ABSENT);
    transforms[count - 1] = one.transforms[0];
    q.offer.proposals[0].transforms = transforms;
    q.offer.proposals[0].transform_count = count;
    g_autoptr(GPtrArray) findings = quick_diagnose(&q);
    const struct told *finding = find(findings, IKT_RULE_TS_CIPHER);
    const int likelihood = finding ? (int)finding->likelihood : IKT_ABSENT;
    g_assert_cmpint(likelihood != IKT_ABSENT && says(finding, "No transform set is in both"), ==,
                    likelihood == IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpuint(findings->len, >, 0); /* what failed has a finding, always */
    g_free(transforms);
    return likelihood;
}

/* What is not compared is no difference: with one suite more than are compared nothing is known of a cipher. */
static void test_many_suites(void)
{
    g_assert_cmpint(likelihood_of_many(IKT_SUITES_MAX, AES256_SHA), ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(likelihood_of_many(IKT_SUITES_MAX, DES3_SHA), ==, IKT_ABSENT);
    g_assert_cmpint(likelihood_of_many(IKT_SUITES_MAX + 1, AES256_SHA), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(likelihood_of_many(IKT_SUITES_MAX + 1, DES3_SHA), ==, IKT_LIKELIHOOD_POSSIBLE);
}

/* One suite beyond those that are looked at may be without AH. */
static void test_ah(void)
{
    for (size_t count = IKT_SUITES_MAX; count <= IKT_SUITES_MAX + 1; count++) {
        struct quick q;
        struct ikt_transform *transforms = g_new(struct ikt_transform, count);
        quick_init(&q, AH_SHA, IKT_ABSENT);
        quick_refuse(&q, IKT_NOTIFY_NO_PROPOSAL_CHOSEN);
        q.phase1.responder.behind_nat = IKT_YES;
        for (size_t i = 0; i < count; i++)
            transforms[i] = q.offer.sa.proposals[0].transforms[0];
        q.offer.proposals[0].transforms = transforms;
        q.offer.proposals[0].transform_count = count;
        g_autoptr(GPtrArray) findings = quick_diagnose(&q);
        g_assert_cmpint(find(findings, IKT_RULE_AH_THROUGH_NAT) != NULL, ==, count == IKT_SUITES_MAX);
        g_free(transforms);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/many-suites/cipher", test_many_suites);
    g_test_add_func("/many-suites/ah", test_ah);
    return g_test_run();
}
