/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/offered_policies.h"

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
