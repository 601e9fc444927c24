/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/certainty.h"

static bool both_known(const struct ikt_grounds *grounds)
{
    return grounds->theirs && ikt_claim_is_complete(grounds->theirs) && grounds->same_networks && !grounds->contested &&
           grounds->offer_protected;
}

enum ikt_likelihood ikt_certainty_of_values(const struct ikt_grounds *grounds)
{
    bool certain =
        both_known(grounds) && grounds->refused && grounds->answer_may_mean_it && grounds->difference_refuses;
    return certain ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

enum ikt_likelihood ikt_certainty_of_difference(const struct ikt_grounds *grounds)
{
    return both_known(grounds) ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

enum ikt_likelihood ikt_certainty_of_exchange(bool both_protected)
{
    return both_protected ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

enum ikt_likelihood ikt_certainty_of_keys(void)
{
    return IKT_LIKELIHOOD_CERTAIN;
}

enum ikt_likelihood ikt_certainty_of_statement(bool authenticated)
{
    return authenticated ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE;
}

enum ikt_likelihood ikt_certainty_of_absence(bool seen)
{
    return seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
}
