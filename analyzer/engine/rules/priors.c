/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/priors.h"

#include <stdint.h>

#include <glib.h>

/* Hosts in place of networks make two IDs shorter by 8 octets, which padding makes one block. */
#define OTHER_IDS 16

/*
 * Of 36 public incidents whose cause was confirmed (knowledge base, section 0, point 7): which cause it was, in
 * percent, and the rules that speak of it. A wrong "set peer" and lifetimes were never it.
 */
/* clang-format off */
static const uint8_t incidents[IKT_RULE_COUNT] = {
    /* proxies and ACL content */
    [IKT_RULE_ACL_NOT_MIRRORED] = 28, [IKT_RULE_ACL_HOST_VS_NET] = 28, [IKT_RULE_ACL_WIDER_INITIATOR] = 28,
    [IKT_RULE_ACL_NARROWER_ONEWAY] = 28, [IKT_RULE_ACL_NARROWED] = 28, [IKT_RULE_ACL_PROTO_PORT] = 28,
    [IKT_RULE_ACL_ANY] = 28, [IKT_RULE_GRE_TRANSPORT_PROXIES] = 28, [IKT_RULE_INTEROP_SELECTORS] = 28,
    /* keys */
    [IKT_RULE_PSK_MISMATCH] = 19,
    /* MTU, DPD, the path of NAT */
    [IKT_RULE_IKE_FRAG_MTU] = 11, [IKT_RULE_DATA_MTU] = 11, [IKT_RULE_DPD_LOSS] = 11,
    [IKT_RULE_NATT_4500_BLOCKED] = 11, [IKT_RULE_NATT_DISABLED] = 11,
    /* transforms */
    [IKT_RULE_TS_CIPHER] = 8, [IKT_RULE_TS_KEYLEN] = 8, [IKT_RULE_TS_HASH] = 8, [IKT_RULE_TS_AH_ESP] = 8,
    [IKT_RULE_TS_MODE] = 8, [IKT_RULE_TS_COMP] = 8, [IKT_RULE_TS_MISSING] = 8, [IKT_RULE_AH_THROUGH_NAT] = 8,
    /* routes, and 6 more for NAT exemption: what is seen of both is ESP one way only */
    [IKT_RULE_ESP_BLOCKED] = 8, [IKT_RULE_ESP_STOPPED] = 8, [IKT_RULE_UNPROTECTED_RETURN] = 8,
    /* PFS */
    [IKT_RULE_PFS_REQUIRED_NOT_OFFERED] = 6, [IKT_RULE_PFS_GROUP_MISMATCH] = 6,
    [IKT_RULE_PFS_OFFERED_NOT_CONFIGURED] = 6,
    /* tunnel protection or profile */
    [IKT_RULE_P1_IDENTITY_MISMATCH] = 6, [IKT_RULE_PROFILE_KEYRING_MISMATCH] = 6, [IKT_RULE_VTI_VS_CRYPTOMAP] = 6,
    /* stale SAs */
    [IKT_RULE_STALE_SA_INVALID_SPI] = 6, [IKT_RULE_QM_NO_RESPONSE] = 6, [IKT_RULE_IKE_NO_SA] = 6,
    /* map not applied: what a router answers for it is what it answers a peer that its entry does not name */
    [IKT_RULE_PEER_ADDRESS_WRONG] = 3,
    /* lifetimes */
    [IKT_RULE_LIFE_MISMATCH] = 0,
};
/* clang-format on */

int ikt_prior_of(enum ikt_rule rule)
{
    return rule < IKT_RULE_COUNT ? incidents[rule] : 0;
}

/* All that one answer leaves open. */
static struct ikt_priors of_incidents(void)
{
    return (struct ikt_priors){.selectors = ikt_prior_of(IKT_RULE_ACL_NOT_MIRRORED),
                               .transforms = ikt_prior_of(IKT_RULE_TS_CIPHER),
                               .pfs = ikt_prior_of(IKT_RULE_PFS_REQUIRED_NOT_OFFERED),
                               .peer = ikt_prior_of(IKT_RULE_PEER_ADDRESS_WRONG)};
}

/* Nothing is read: what the lengths of both sides' proposals, and what became of the peer's, leave likely. */
static struct ikt_priors by_lengths(const struct ikt_undecrypted *u)
{
    struct ikt_priors priors = of_incidents();
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
    struct ikt_priors priors = of_incidents();
    switch (notify) {
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        /* transport mode is asked for between hosts, where there is hardly a line to get wrong */
        priors.mode = transport && (!responder->tells_networks_apart || responder->refuses_mode_as_sets)
                          ? priors.transforms - 1
                          : 0;
        if (responder->tells_networks_apart)
            priors.selectors = priors.peer = 0;
        return priors;
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

/* A client that was asked for its name, or given an address, meets a dynamic map: there is no line to mirror. */
static bool is_of_client(const struct ikt_phase1 *phase1)
{
    for (size_t i = 0; i < phase1->seen_count; i++) { /* the first of each name is listed */
        if (phase1->seen[i].name == IKT_TRANSACTION)
            return true;
    }
    return phase1->configuration.xauth_frame != 0 || phase1->configuration.config_request_frame != 0;
}

static struct ikt_priors by_answer(const struct ikt_product *responder, int notify, bool transport,
                                   const struct ikt_undecrypted *undecrypted)
{
    struct ikt_priors priors;
    if (notify != IKT_ABSENT)
        return by_notify(responder, notify, transport);
    priors = by_lengths(undecrypted);
    if (responder->entry_by_peer)
        priors.peer = 0;
    return priors;
}

struct ikt_priors ikt_priors_of(const struct ikt_phase2 *record, const struct ikt_product *responder, int notify,
                                bool transport, const struct ikt_undecrypted *undecrypted)
{
    struct ikt_priors priors;
    if (record->outcome == IKT_OUTCOME_DELETED) { /* an ASA and some IOS releases delete after they refuse */
        priors = of_incidents();
        priors.transforms = priors.peer = 0;
        return priors;
    }
    if (record->outcome != IKT_OUTCOME_REJECTED)
        return (struct ikt_priors){0};
    priors = by_answer(responder, notify, transport, undecrypted);
    if (notify != IKT_NOTIFY_INVALID_ID_INFORMATION && is_of_client(record->phase1))
        priors.selectors = MIN(priors.selectors, 1);
    return priors;
}

struct ikt_priors ikt_priors_of_log(enum ikt_log_refusal refusal, bool transport)
{
    switch (refusal) {
    case IKT_REFUSAL_TRANSFORM:
        return (struct ikt_priors){.transforms = 95, .mode = transport ? 94 : 1};
    case IKT_REFUSAL_NETWORKS:
        return (struct ikt_priors){.selectors = 95};
    case IKT_REFUSAL_FLAGS:
        return (struct ikt_priors){.pfs = 95};
    case IKT_REFUSAL_PEER:
    case IKT_REFUSAL_LOCAL_ADDRESS:
        return (struct ikt_priors){.peer = 95};
    case IKT_REFUSAL_NONE:
    case IKT_REFUSAL_UNSAID:
    case IKT_REFUSAL_COUNT:
        break;
    }
    return (struct ikt_priors){0};
}
