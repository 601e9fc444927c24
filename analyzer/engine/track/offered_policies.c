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

int ikt_policy_key_bits(const struct ikt_transform *policy)
{
    return policy->encryption == IKT_ENCRYPTION_AES_CBC && policy->key_bits == IKT_ABSENT ? 128 : policy->key_bits;
}

int ikt_policy_method(const struct ikt_transform *policy)
{
    bool preshared =
        policy->authentication == IKT_AUTH_XAUTHINITPRESHARED || policy->authentication == IKT_AUTH_XAUTHRESPPRESHARED;
    return preshared ? IKT_AUTH_PSK : policy->authentication;
}

uint64_t ikt_policy_mark(const struct ikt_transform *policy)
{
    const int32_t values[] = {policy->encryption, ikt_policy_key_bits(policy), policy->hash, policy->group,
                              ikt_policy_method(policy)};
    return ikt_hash(values, sizeof values);
}
