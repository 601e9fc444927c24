/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/offered_policies.h"

#include "base/hash.h"

void ikt_policies_copy(struct ikt_policies *policies, const struct ikt_sa *offer, uint64_t frame)
{
    *policies = (struct ikt_policies){.frame = frame};
    for (size_t p = 0; offer != NULL && p < offer->proposal_count; p++) {
        for (size_t t = 0; t < offer->proposals[p].transform_count; t++) {
            policies->offered++;
            if (policies->count == IKT_POLICIES_MAX)
                continue;
            struct ikt_transform *copy = &policies->items[policies->count++];
            *copy = offer->proposals[p].transforms[t];
            copy->attribute_count = 0;
            copy->attributes = NULL;
        }
    }
}

uint64_t ikt_policy_mark(const struct ikt_transform *policy)
{
    const int32_t values[] = {policy->encryption, policy->key_bits, policy->hash, policy->group,
                              policy->authentication};
    return ikt_hash(values, sizeof values);
}
