/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/priors.h"

/* Hosts in place of networks make two IDs shorter by 8 octets, which padding makes one block. */
#define OTHER_IDS 16

/* Nothing is read: what the lengths of both sides' proposals, and what became of the peer's, leave likely. */
static struct ikt_priors by_lengths(const struct ikt_undecrypted *u)
{
    struct ikt_priors priors = {.selectors = 45, .transforms = 35, .pfs = 12, .peer = 8};
    bool came_up = u->peer && u->peer->outcome == IKT_OUTCOME_ESTABLISHED;
    bool few = u->difference == IKT_SIZE_SAME || (u->difference == IKT_SIZE_BLOCKS && u->octets <= OTHER_IDS);
    if (u->at_once) /* one map entry has its sets and PFS for all its lines */
        return (struct ikt_priors){.selectors = 60, .transforms = 10, .pfs = 2, .peer = 2};
    if (few && came_up) /* a set in common serves both ways, a line inside the other one way only */
        return (struct ikt_priors){.selectors = 60, .transforms = 5, .pfs = 2, .peer = 3};
    if (u->difference == IKT_SIZE_SAME)
        priors.pfs = 2; /* but for two groups of one size */
    else if (u->difference == IKT_SIZE_BLOCKS && !few)
        priors.transforms = 55;
    return priors;
}

static struct ikt_priors by_notify(const struct ikt_product *responder, int notify, bool transport)
{
    switch (notify) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        if (responder->tells_networks_apart)
            return (struct ikt_priors){
                .transforms = 75, .mode = responder->refuses_mode_as_sets && transport ? 40 : 0, .pfs = 25};
        return (struct ikt_priors){.selectors = 45, .transforms = 35, .mode = transport ? 30 : 0, .pfs = 12, .peer = 8};
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        if (responder->refuses_mode_as_ids)
            return (struct ikt_priors){.selectors = 70, .mode = transport ? 90 : 5};
        return (struct ikt_priors){.selectors = 95};
    case IKT_NOTIFY_INVALID_KEY_INFORMATION:
        return (struct ikt_priors){.pfs = 95};
    case IKT_NOTIFY_INVALID_PROTOCOL_ID:
    case IKT_NOTIFY_INVALID_TRANSFORM_ID:
    case IKT_NOTIFY_ATTRIBUTES_NOT_SUPPORTED:
    case IKT_NOTIFY_BAD_PROPOSAL_SYNTAX:
        return (struct ikt_priors){.transforms = 60, .mode = transport ? 30 : 0};
    default:
        return (struct ikt_priors){0};
    }
}

struct ikt_priors ikt_priors_of(const struct ikt_phase2 *record, const struct ikt_product *responder, int notify,
                                bool transport, const struct ikt_undecrypted *undecrypted)
{
    if (record->outcome == IKT_OUTCOME_DELETED) /* an ASA and some IOS releases delete after they refuse */
        return (struct ikt_priors){.selectors = 20, .pfs = 15};
    if (record->outcome != IKT_OUTCOME_REJECTED)
        return (struct ikt_priors){0};
    if (notify != IKT_ABSENT)
        return by_notify(responder, notify, transport);
    struct ikt_priors priors = by_lengths(undecrypted);
    if (responder->entry_by_peer)
        priors.peer = 0;
    return priors;
}
