/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A phase 1 offer while it is judged, and the checks that all kinds of routers make.
 */
#ifndef IKT_MODEL_PHASE1_CHECKS_H
#define IKT_MODEL_PHASE1_CHECKS_H

#include "model/steps.h"

struct ikt_model_phase1_judging {
    const struct ikt_router *router;
    const struct ikt_model_phase1 *offer;
    struct ikt_model_verdict verdict;
    struct ikt_model_steps *steps;
    const struct ikt_router_policy *policy;
    const struct ikt_router_key *key;
    const struct ikt_router_isakmp_profile *profile;
    int authentication; /* of the transform that was taken; IKT_ABSENT: none was, or it is not known */
};

/* Each: false, it refuses. */
bool ikt_model_phase1_check(struct ikt_model_phase1_judging *judging, enum ikt_model_check check,
                            enum ikt_model_says says, unsigned line, const char *because);
bool ikt_model_phase1_policy(struct ikt_model_phase1_judging *judging, const char *connection);
bool ikt_model_phase1_key(struct ikt_model_phase1_judging *judging);

#endif
