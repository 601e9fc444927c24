/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tunnels/decisions.h"

#include <glib.h>

#define RULES(...)                                                                                                     \
    (const enum ikt_rule[])                                                                                            \
    {                                                                                                                  \
        __VA_ARGS__, IKT_RULE_COUNT                                                                                    \
    }
#define NO_RULES                                                                                                       \
    (const enum ikt_rule[])                                                                                            \
    {                                                                                                                  \
        IKT_RULE_COUNT                                                                                                 \
    }

struct row {
    struct ikt_decision_info info;
    const enum ikt_rule *rules;
};

/*
 * Error numbers: 32 and 256 stand in router logs (IOS XE 17 and 15); 8, 64 and 1024 are from memory. Incidents: 36
 * public ones with a confirmed cause (ACL content 10, keys 7, MTU, DPD or NAT on the path 4, transforms 3, routes 3,
 * PFS 2, NAT exemption 2, stale SAs 2, tunnel protection or profile 2, map not applied 1; set peer and lifetimes
 * never).
 */
/* clang-format off */
static const struct row rows[IKT_DECISION_COUNT] = {
    [IKT_DECISION_NETWORKS] = {
        {"crypto ACL or map entry", "networks that it protects", 32, true, 28},
        RULES(IKT_RULE_ACL_NOT_MIRRORED, IKT_RULE_ACL_HOST_VS_NET, IKT_RULE_ACL_WIDER_INITIATOR,
              IKT_RULE_ACL_NARROWER_ONEWAY, IKT_RULE_ACL_PROTO_PORT, IKT_RULE_ACL_ANY, IKT_RULE_ACL_NARROWED,
              IKT_RULE_VTI_VS_CRYPTOMAP, IKT_RULE_GRE_TRANSPORT_PROXIES, IKT_RULE_INTEROP_SELECTORS)},
    [IKT_DECISION_SETS] = {
        {"transform set or mode", "ESP or AH proposal", 256, true, 8},
        RULES(IKT_RULE_TS_CIPHER, IKT_RULE_TS_HASH, IKT_RULE_TS_KEYLEN, IKT_RULE_TS_MODE, IKT_RULE_TS_AH_ESP,
              IKT_RULE_TS_COMP, IKT_RULE_TS_MISSING)},
    [IKT_DECISION_PFS] = {
        {"PFS", "PFS group", 1024, false, 6},
        RULES(IKT_RULE_PFS_REQUIRED_NOT_OFFERED, IKT_RULE_PFS_GROUP_MISMATCH, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED)},
    [IKT_DECISION_ENTRY_PEER] = {
        {"set peer of its entry", "address of the peer", 64, false, 0},
        RULES(IKT_RULE_PEER_ADDRESS_WRONG)},
    [IKT_DECISION_INTERFACE] = {
        {"crypto map on its interface", "where it is applied", 8, false, 3},
        NO_RULES},
    [IKT_DECISION_PATH] = {
        {"route or filter on the path", "route or filter on the path", 0, false, 19},
        RULES(IKT_RULE_P1_NO_RESPONSE, IKT_RULE_PEER_UNREACHABLE, IKT_RULE_QM_NO_RESPONSE, IKT_RULE_QM3_LOST,
              IKT_RULE_P1_STALLED)},
    [IKT_DECISION_SIZE] = {
        {"a large message lost", "a large message lost", 0, false, 11},
        RULES(IKT_RULE_IKE_FRAG_MTU)},
    [IKT_DECISION_OFF] = {
        {"ISAKMP off, or its map on no interface", "no IKE there", 0, false, 3},
        NO_RULES},
    [IKT_DECISION_NO_SA] = {
        {"its ISAKMP SA is gone", "its ISAKMP SA is gone", 0, false, 6},
        NO_RULES},
    [IKT_DECISION_NOT_ASKED] = {
        {"its crypto map entry or profile", "its connection", 0, false, 6},
        RULES(IKT_RULE_TS_MISSING)},
    [IKT_DECISION_KEY] = {
        {"preshared key", "preshared key", 0, false, 19},
        RULES(IKT_RULE_PSK_MISMATCH)},
    [IKT_DECISION_POLICY] = {
        {"crypto isakmp policy", "phase 1 proposal", 0, false, 8},
        RULES(IKT_RULE_P1_POLICY_MISMATCH, IKT_RULE_P1_AUTH_METHOD, IKT_RULE_P1_EXCHANGE_MODE)},
    [IKT_DECISION_IDENTITY] = {
        {"identity or certificate", "identity or certificate", 0, false, 6},
        RULES(IKT_RULE_P1_IDENTITY_MISMATCH, IKT_RULE_P1_CERTIFICATE, IKT_RULE_PEER_BEHIND_NAT)},
    [IKT_DECISION_PEER] = {
        {"address of the peer", "address of the peer", 0, false, 0},
        RULES(IKT_RULE_PEER_ADDRESS_WRONG)},
    [IKT_DECISION_NATT] = {
        {"UDP 4500, or a NAT between", "UDP 4500, or a NAT between", 0, false, 11},
        RULES(IKT_RULE_NATT_4500_BLOCKED)},
    [IKT_DECISION_VERSION] = {
        {"IKEv1 against IKEv2", "IKEv1 against IKEv2", 0, false, 6},
        RULES(IKT_RULE_IKEV2_VS_IKEV1)},
    [IKT_DECISION_XAUTH] = {
        {"XAUTH: no-xauth, user or AAA", "XAUTH user", 0, false, 0},
        RULES(IKT_RULE_XAUTH_FAILED)},
    [IKT_DECISION_ADDRESS_POOL] = {
        {"mode config: group or pool", "mode config: address pool", 0, false, 0},
        RULES(IKT_RULE_MODECFG_FAILED)},
    [IKT_DECISION_ESP_PATH] = {
        {"ESP lost on the path", "ESP lost on the path", 0, false, 11},
        RULES(IKT_RULE_ESP_BLOCKED, IKT_RULE_ESP_STOPPED, IKT_RULE_AH_THROUGH_NAT, IKT_RULE_DATA_MTU,
              IKT_RULE_ANTI_REPLAY)},
    [IKT_DECISION_RETURN] = {
        {"return route or NAT exemption", "return route or NAT exemption", 0, false, 14},
        RULES(IKT_RULE_UNPROTECTED_RETURN)},
    [IKT_DECISION_STALE] = {
        {"an SA that one side has lost", "an SA that one side has lost", 0, false, 6},
        RULES(IKT_RULE_STALE_SA_INVALID_SPI)},
    [IKT_DECISION_LIVENESS] = {
        {"the peer is not reached any more", "the peer is not reached any more", 0, false, 11},
        RULES(IKT_RULE_DPD_LOSS, IKT_RULE_SA_DELETED_BY_PEER, IKT_RULE_REKEY_FLAP)},
};
/* clang-format on */

#define DECISIONS(...)                                                                                                 \
    (const enum ikt_decision[])                                                                                        \
    {                                                                                                                  \
        __VA_ARGS__, IKT_DECISION_COUNT                                                                                \
    }

struct situation_row {
    const enum ikt_decision *may;            /* what a rule can be about there; the first one that has it counts */
    const enum ikt_decision *always;         /* open there whatever the rules say */
    const enum ikt_decision *always_as_well; /* for what only IOS has */
};

static const enum ikt_decision no_decisions[] = {IKT_DECISION_COUNT};

/* clang-format off */
static const struct situation_row situations[IKT_SITUATION_COUNT] = {
    [IKT_SITUATION_NONE] = {no_decisions, no_decisions, no_decisions},
    [IKT_SITUATION_QUICK_REFUSED] = {
        DECISIONS(IKT_DECISION_NETWORKS, IKT_DECISION_SETS, IKT_DECISION_PFS, IKT_DECISION_ENTRY_PEER),
        no_decisions, no_decisions},
    [IKT_SITUATION_QUICK_SILENT] = {
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_SIZE),
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_NO_SA), no_decisions},
    [IKT_SITUATION_QUICK_HALF] = {
        DECISIONS(IKT_DECISION_PATH), DECISIONS(IKT_DECISION_PATH), no_decisions},
    [IKT_SITUATION_QUICK_NOT_BEGUN] = {
        DECISIONS(IKT_DECISION_NOT_ASKED, IKT_DECISION_XAUTH),
        DECISIONS(IKT_DECISION_NOT_ASKED), no_decisions},
    [IKT_SITUATION_PHASE1_SILENT] = {
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_PEER, IKT_DECISION_KEY, IKT_DECISION_POLICY, IKT_DECISION_SIZE,
                  IKT_DECISION_NATT, IKT_DECISION_IDENTITY, IKT_DECISION_VERSION),
        DECISIONS(IKT_DECISION_PATH),
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_KEY, IKT_DECISION_OFF)},
    [IKT_SITUATION_PHASE1_HALF] = {
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_SIZE, IKT_DECISION_POLICY, IKT_DECISION_NATT, IKT_DECISION_PEER,
                  IKT_DECISION_VERSION, IKT_DECISION_KEY, IKT_DECISION_IDENTITY),
        DECISIONS(IKT_DECISION_PATH, IKT_DECISION_SIZE), no_decisions},
    [IKT_SITUATION_PHASE1_STALLED] = {
        DECISIONS(IKT_DECISION_KEY, IKT_DECISION_NATT, IKT_DECISION_IDENTITY, IKT_DECISION_SIZE, IKT_DECISION_POLICY,
                  IKT_DECISION_VERSION, IKT_DECISION_PEER, IKT_DECISION_PATH),
        DECISIONS(IKT_DECISION_KEY, IKT_DECISION_NATT, IKT_DECISION_SIZE), no_decisions},
    [IKT_SITUATION_PHASE1_REFUSED] = {
        DECISIONS(IKT_DECISION_POLICY, IKT_DECISION_IDENTITY, IKT_DECISION_KEY, IKT_DECISION_PEER, IKT_DECISION_VERSION,
                  IKT_DECISION_NATT, IKT_DECISION_SIZE),
        no_decisions, no_decisions},
    [IKT_SITUATION_XAUTH] = {
        DECISIONS(IKT_DECISION_XAUTH, IKT_DECISION_ADDRESS_POOL),
        DECISIONS(IKT_DECISION_XAUTH), no_decisions},
    [IKT_SITUATION_TRAFFIC] = {
        DECISIONS(IKT_DECISION_RETURN, IKT_DECISION_ESP_PATH, IKT_DECISION_STALE, IKT_DECISION_LIVENESS),
        DECISIONS(IKT_DECISION_RETURN, IKT_DECISION_ESP_PATH), no_decisions},
    [IKT_SITUATION_LOST] = {
        DECISIONS(IKT_DECISION_LIVENESS, IKT_DECISION_STALE, IKT_DECISION_NETWORKS, IKT_DECISION_SETS,
                  IKT_DECISION_PFS),
        DECISIONS(IKT_DECISION_LIVENESS), no_decisions},
};
/* clang-format on */

enum ikt_log_language ikt_log_language_of(enum ikt_vendor vendor)
{
    switch (vendor) {
    case IKT_VENDOR_UNKNOWN:
    case IKT_VENDOR_CISCO_IOS:
        return IKT_LANGUAGE_IOS;
    case IKT_VENDOR_CISCO_ASA:
        return IKT_LANGUAGE_ASA;
    case IKT_VENDOR_STRONGSWAN:
        return IKT_LANGUAGE_CHARON;
    case IKT_VENDOR_LIBRESWAN:
        return IKT_LANGUAGE_PLUTO;
    default:
        return IKT_LANGUAGE_OTHER;
    }
}

const struct ikt_decision_info *ikt_decision_info(enum ikt_decision decision)
{
    return &rows[decision].info;
}

const enum ikt_rule *ikt_decision_rules(enum ikt_decision decision)
{
    return rows[decision].rules;
}

static bool has_rule(enum ikt_decision decision, enum ikt_rule rule)
{
    for (const enum ikt_rule *item = rows[decision].rules; *item != IKT_RULE_COUNT; item++) {
        if (*item == rule)
            return true;
    }
    return false;
}

enum ikt_decision ikt_decision_of(enum ikt_situation situation, enum ikt_log_language language, enum ikt_rule rule)
{
    /* charon looks for networks and mode in one step and has one line for both (5.9.8, quick_mode.c) */
    if (situation == IKT_SITUATION_QUICK_REFUSED && language == IKT_LANGUAGE_CHARON && rule == IKT_RULE_TS_MODE)
        return IKT_DECISION_NETWORKS;
    for (const enum ikt_decision *item = situations[situation].may; *item != IKT_DECISION_COUNT; item++) {
        if (has_rule(*item, rule))
            return *item;
    }
    return IKT_DECISION_COUNT;
}

const enum ikt_decision *ikt_decisions_always(enum ikt_situation situation, enum ikt_log_language language)
{
    const struct situation_row *row = &situations[situation];
    return language == IKT_LANGUAGE_IOS && row->always_as_well[0] != IKT_DECISION_COUNT ? row->always_as_well
                                                                                        : row->always;
}

const enum ikt_decision *ikt_decisions_may(enum ikt_situation situation)
{
    return situations[situation].may;
}
