/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "track/had_policies.h"

#include <glib.h>

void ikt_had_policies_clear(struct ikt_had_policies *had)
{
    g_free(had->items);
    *had = (struct ikt_had_policies){0};
}

static const struct ikt_had_policy *find(const struct ikt_had_policies *had, uint64_t policy)
{
    for (unsigned i = 0; i < had->count; i++)
        if (had->items[i].policy == policy)
            return &had->items[i];
    return NULL;
}

static void add(struct ikt_had_policies *had, uint64_t policy, const struct ikt_moment *moment)
{
    if (find(had, policy))
        return;
    if (had->count == IKT_HAD_POLICIES_MAX) {
        had->unknown = moment->sequence;
        return;
    }
    if ((had->count & (had->count - 1)) == 0) /* room for as many again */
        had->items = g_renew(struct ikt_had_policy, had->items, MAX(2 * had->count, 1));
    had->items[had->count++] = (struct ikt_had_policy){policy, *moment};
}

void ikt_had_policies_add(struct ikt_had_policies *had, const struct ikt_sa *sa, const struct ikt_moment *moment)
{
    if (!sa && had->unknown == 0)
        had->unknown = moment->sequence;
    /* whatever comes behind what is not known changes nothing */
    for (size_t p = 0; sa && p < sa->proposal_count; p++)
        for (size_t t = 0; t < sa->proposals[p].transform_count && had->unknown == 0; t++)
            add(had, ikt_policy_mark(&sa->proposals[p].transforms[t]), moment);
}

enum ikt_tristate ikt_had_policies_any(const struct ikt_had_policies *had, const struct ikt_sa *of, uint64_t before,
                                       struct ikt_moment *out_first)
{
    for (size_t p = 0; had && of && p < of->proposal_count; p++) {
        for (size_t t = 0; t < of->proposals[p].transform_count; t++) {
            const struct ikt_had_policy *item = find(had, ikt_policy_mark(&of->proposals[p].transforms[t]));
            if (!item || item->first.sequence >= before)
                continue;
            *out_first = item->first;
            return IKT_YES;
        }
    }
    return had && had->unknown != 0 && had->unknown < before ? IKT_UNKNOWN : IKT_NO;
}
