/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/phase1_checks.h"

#include "iketriage/isakmp.h"
#include "model/policies.h"

bool ikt_model_phase1_check(struct ikt_model_phase1_judging *judging, enum ikt_model_check check,
                            enum ikt_model_says says, unsigned line, const char *because)
{
    const struct ikt_model_step step = {.check = check, .says = says, .line = line, .because = because};
    return ikt_model_verdict_add(&judging->verdict, judging->steps, &step);
}

bool ikt_model_phase1_policy(struct ikt_model_phase1_judging *judging, const char *connection)
{
    const struct ikt_model_policy_choice choice =
        ikt_model_policies_choose(judging->router, connection, judging->offer->proposals);
    judging->policy = choice.policy;
    judging->authentication = choice.authentication;
    return ikt_model_verdict_add(&judging->verdict, judging->steps, &choice.step);
}

bool ikt_model_phase1_key(struct ikt_model_phase1_judging *judging)
{
    bool unclear;
    if (judging->authentication != IKT_AUTH_PSK && judging->authentication != IKT_ABSENT)
        return true;
    const struct ikt_model_phase1 *offer = judging->offer;
    judging->key = ikt_model_key_for(judging->router, &offer->local, &offer->remote, &unclear);
    if (judging->authentication == IKT_ABSENT)
        return true;
    const unsigned line = judging->key ? judging->key->line : 0;
    if (unclear)
        return ikt_model_phase1_check(
            judging, judging->key ? IKT_MODEL_CHECK_KEY_CHOICE : IKT_MODEL_CHECK_KEY, IKT_MODEL_EITHER, line,
            judging->key ? "several keys may be the peer's" : "a key stands in another file, or under a name");
    return ikt_model_phase1_check(judging, IKT_MODEL_CHECK_KEY, judging->key ? IKT_MODEL_TAKES : IKT_MODEL_REFUSES,
                                  line, judging->key ? NULL : "no preshared key is for this address");
}
