/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "evidence/policy_compare.h"

#include <string.h>

static unsigned differences(const struct ikt_transform *a, const struct ikt_transform *b, const char *differ[4])
{
    unsigned count = 0;
    if (a->encryption != b->encryption || ikt_policy_key_bits(a) != ikt_policy_key_bits(b))
        differ[count++] = "encryption";
    if (a->hash != b->hash)
        differ[count++] = "hash";
    if (ikt_policy_method(a) != ikt_policy_method(b))
        differ[count++] = "authentication";
    if (a->group != b->group)
        differ[count++] = "group";
    return count;
}

static bool is_whole(const struct ikt_transform *policy)
{
    return policy->encryption != IKT_ABSENT && policy->hash != IKT_ABSENT && policy->authentication != IKT_ABSENT &&
           policy->group != IKT_ABSENT;
}

struct ikt_policy_match ikt_policies_compare(const struct ikt_policies *ours, const struct ikt_policies *theirs)
{
    struct ikt_policy_match match = {0};
    unsigned least = 5;
    for (size_t i = 0; i < ours->count; i++) {
        for (size_t j = 0; j < theirs->count; j++) {
            const char *differ[4] = {NULL};
            if (!is_whole(&ours->items[i]) || !is_whole(&theirs->items[j]))
                continue;
            unsigned count = differences(&ours->items[i], &theirs->items[j], differ);
            match.comparable = true;
            if (count >= least)
                continue;
            least = count;
            match.common = count == 0;
            match.ours = ours->items[i];
            match.theirs = theirs->items[j];
            memcpy(match.differ, differ, sizeof differ);
        }
    }
    /* what was not kept may be the one in common */
    if (!match.common && (ours->offered > ours->count || theirs->offered > theirs->count))
        match.comparable = false;
    return match;
}
