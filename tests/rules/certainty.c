/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How sure a finding may be, from both sides: certain where nothing is missing, and never where one thing is. What is
 * expected is laid down in finding.h.
 */
#include "evidence/certainty.h"

#include <glib.h>

/* All that a certain finding needs, one bit each. */
enum need {
    THEIRS,
    SAME_NETWORKS,
    NOT_CONTESTED,
    OFFER_PROTECTED,
    COMPLETE,
    REFUSED,
    ANSWER_MAY_MEAN_IT,
    DIFFERENCE_REFUSES,
    NEEDS
};

static const struct ikt_claim offered = {.kind = IKT_CLAIM_OFFERED}, configured = {.kind = IKT_CLAIM_CONFIGURED},
                              logged = {.kind = IKT_CLAIM_LOGGED};

static struct ikt_grounds grounds_of(unsigned met, const struct ikt_claim *complete)
{
    const struct ikt_claim *claim = met & 1U << COMPLETE ? complete : &logged;
    return (struct ikt_grounds){
        .theirs = met & 1U << THEIRS ? claim : NULL,
        .same_networks = met & 1U << SAME_NETWORKS,
        .contested = !(met & 1U << NOT_CONTESTED),
        .offer_protected = met & 1U << OFFER_PROTECTED,
        .refused = met & 1U << REFUSED,
        .answer_may_mean_it = met & 1U << ANSWER_MAY_MEAN_IT,
        .difference_refuses = met & 1U << DIFFERENCE_REFUSES,
    };
}

static enum ikt_likelihood certain_if(bool certain)
{
    return certain ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

static void test_values(void)
{
    const unsigned all = (1U << NEEDS) - 1, both_known = (1U << REFUSED) - 1;
    for (unsigned met = 0; met <= all; met++) {
        const struct ikt_grounds by_offer = grounds_of(met, &offered), by_document = grounds_of(met, &configured);
        g_assert_cmpint(ikt_certainty_of_values(&by_offer), ==, certain_if(met == all));
        g_assert_cmpint(ikt_certainty_of_values(&by_document), ==, certain_if(met == all));
        /* where nothing is refused there is nothing that an answer would have to mean */
        bool known = (met & both_known) == both_known;
        g_assert_cmpint(ikt_certainty_of_difference(&by_offer), ==, certain_if(known));
        g_assert_cmpint(ikt_certainty_of_difference(&by_document), ==, certain_if(known));
    }
}

/* What is in clear is unauthenticated, what is not in this capture may be elsewhere. */
static void test_others(void)
{
    g_assert_cmpint(ikt_certainty_of_exchange(true), ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(ikt_certainty_of_exchange(false), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(ikt_certainty_of_statement(true), ==, IKT_LIKELIHOOD_CERTAIN);
    g_assert_cmpint(ikt_certainty_of_statement(false), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(ikt_certainty_of_absence(true), ==, IKT_LIKELIHOOD_PROBABLE);
    g_assert_cmpint(ikt_certainty_of_absence(false), ==, IKT_LIKELIHOOD_POSSIBLE);
    g_assert_cmpint(ikt_certainty_of_keys(), ==, IKT_LIKELIHOOD_CERTAIN);
}

/* A log says at least this; an offer and a configuration say all. */
static void test_complete(void)
{
    g_assert_true(ikt_claim_is_complete(&offered));
    g_assert_true(ikt_claim_is_complete(&configured));
    g_assert_false(ikt_claim_is_complete(&logged));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/certainty/values", test_values);
    g_test_add_func("/certainty/others", test_others);
    g_test_add_func("/certainty/complete", test_complete);
    return g_test_run();
}
