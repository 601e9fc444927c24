/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 as the configurations have it: preshared keys, ISAKMP profiles, XAUTH.
 */
#include <string.h>

#include "rules/document_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Keys for other peers that are quoted beside one that is missing. */
#define QUOTED 3

static struct ikt_value text_value(const char *text)
{
    return (struct ikt_value){.kind = text ? IKT_VALUE_TEXT : IKT_VALUE_UNKNOWN, .is.text = text};
}

/* The keyring that a key for this entry's peer belongs into; NULL: none, it is a global one. */
static const char *keyring_of(const struct ikt_document_side *side)
{
    const char *name = side->entry ? side->entry->isakmp_profile.text : NULL;
    const struct ikt_router_isakmp_profile *profile = name ? ikt_router_isakmp_profile_find(side->router, name) : NULL;
    return profile && profile->keyrings ? profile->keyrings->name.text : NULL;
}

/* clang-format off */
static const struct ikt_fix_lines missing_in_keyring = {
    IKT_LINES("configure terminal", "crypto keyring <keyring>", " pre-shared-key address <peer> key <KEY>", "end",
              "clear crypto session remote <peer>"),
    IKT_LINES("configure terminal", "crypto keyring <keyring>", " no pre-shared-key address <peer> key <KEY>", "end",
              "clear crypto session remote <peer>"),
    "Only peers of the profiles with this keyring."};
static const struct ikt_fix_lines differs_in_keyring = {
    IKT_LINES("configure terminal", "crypto keyring <keyring>", " no pre-shared-key address <whom> key <KEY-IT-HAS-NOW>",
              " pre-shared-key address <whom> key <KEY>", "end", "clear crypto session remote <peer>"),
    IKT_LINES("configure terminal", "crypto keyring <keyring>", " no pre-shared-key address <whom> key <KEY>",
              " pre-shared-key address <whom> key <KEY-IT-HAS-NOW>", "end", "clear crypto session remote <peer>"),
    "Either router may change: this one takes the key that the other has; it touches every peer that this line is for."};
static const struct ikt_fix_lines differs_globally = {
    IKT_LINES("configure terminal", "no crypto isakmp key <KEY-IT-HAS-NOW> address <whom><no-xauth>",
              "crypto isakmp key <KEY> address <whom><no-xauth>", "end", "clear crypto session remote <peer>"),
    IKT_LINES("configure terminal", "no crypto isakmp key <KEY> address <whom><no-xauth>",
              "crypto isakmp key <KEY-IT-HAS-NOW> address <whom><no-xauth>", "end", "clear crypto session remote <peer>"),
    "Either router may change: this one takes the key that the other has; it touches every peer that this line is for."};
/* clang-format on */

/* Is there a key for one address that no entry names as its peer? Then the key may be right, and "set peer" mistyped.
 */
static bool has_key_of_nobody(const struct ikt_router *router)
{
    unsigned count = 0;
    for (const struct ikt_router_key *key = router->keys; key && count < QUOTED; key = key->next, count++) {
        const struct ikt_address *address = &key->whom.address;
        bool used = key->whom.kind != IKT_ROUTER_WHOM_ADDRESS || key->whom.prefix != 32;
        for (const struct ikt_router_entry *entry = router->entries; entry && !used; entry = entry->next)
            for (const struct ikt_router_names *one = entry->peers; one && !used; one = one->next)
                used = ikt_address_equal(&one->address, address);
        for (const struct ikt_router_interface *one = router->interfaces; one && !used; one = one->next)
            used = ikt_address_equal(&one->destination_address, address);
        if (!used)
            return true;
    }
    return false;
}

/* Where preshared keys are wanted; 0: nowhere. */
static unsigned preshared_line(const struct ikt_router *router)
{
    for (const struct ikt_router_policy *one = router->policies; one; one = one->next)
        if (one->authentication == IKT_AUTH_PSK)
            return one->authentication_line;
    return 0;
}

static void check_missing(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_document_way *way = &c->way[s];
        const enum ikt_tristate wanted = side->router ? ikt_document_wants_key(side->router) : IKT_NO;
        if (!ikt_document_is_ios(side) || !side->entry || ikt_document_named(other)->family == IKT_FAMILY_NONE ||
            way->own_key || way->own_key_unclear || wanted == IKT_NO || side->takes_any || side->may_be_nat ||
            side->misnamed || other->misnamed)
            continue;
        const bool mistyped = !other->router && has_key_of_nobody(side->router);
        const bool sure = ikt_document_is_whole(side) && wanted == IKT_YES && !c->captured && !mistyped;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_PSK_MISSING, s,
                               sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
        IKT_SUMMARY(draft, "{} has no preshared key for {}", side->name, other->name);
        ikt_document_quote(draft, side, side->peer_line, false);
        unsigned quoted = 0;
        for (const struct ikt_router_key *key = side->router->keys; key && quoted < QUOTED; key = key->next, quoted++)
            ikt_document_quote(draft, side, key->line, true);
        if (mistyped) {
            ikt_document_ref(draft, side, side->peer_line, true);
            IKT_SAY(draft,
                    "A key is for an address that no statement has as its peer: one of the two may be mistyped.");
        }
        if (quoted == 0 && side->peer_line == 0)
            ikt_document_quote(draft, side, preshared_line(side->router), true);
        if (quoted == 0)
            IKT_SAY(draft, "No key at all stands in the configuration of {}.", side->name);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("in-phase1", ikt_words("")));
        const char *keyring = keyring_of(side);
        IKT_FIX(draft, s == 0, IKT_NAMED("keyring", text_value(keyring)));
        if (keyring)
            ikt_draft_fix_instead(draft, &missing_in_keyring);
    }
}

void ikt_check_document_keys(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_router_key *a = c->way[0].own_key, *b = c->way[1].own_key;
    if (!a || !b || ikt_router_mark_equal(&a->mark, &b->mark) != IKT_NO ||
        ikt_document_wants_key(c->side[0].router) == IKT_NO || ikt_document_wants_key(c->side[1].router) == IKT_NO)
        return;
    const bool sure = ikt_document_is_whole(&c->side[0]) && ikt_document_is_whole(&c->side[1]) &&
                      !c->way[0].own_key_unclear && !c->way[1].own_key_unclear && !c->captured;
    struct ikt_draft *draft = ikt_document_draft(
        c, drafts, IKT_RULE_PSK_MISMATCH, 1, sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_RANK_NAMED);
    draft->finding.misconfigured = IKT_MISCONFIGURED_EITHER;
    IKT_SUMMARY(draft, "{} and {} have different preshared keys for each other", c->side[0].name, c->side[1].name);
    ikt_document_quote(draft, &c->side[0], a->line, true);
    ikt_document_quote(draft, &c->side[1], b->line, true);
    const bool at_a = b->whom.prefix == 0 && a->whom.prefix != 0; /* a key for everybody is not this peer's alone */
    const struct ikt_router_key *key = at_a ? a : b;
    const struct ikt_document_side *peer = &c->side[at_a ? 1 : 0];
    const struct ikt_address *named = ikt_document_named(peer);
    IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("main-mode", ikt_words("")),
               IKT_NAMED("main-unanswered", ikt_words("")));
    IKT_FIX(draft, at_a, IKT_NAMED("whom", text_value(key->whom.text)),
            IKT_NAMED("no-xauth", ikt_words(key->no_xauth.on ? " no-xauth" : "")),
            IKT_NAMED("keyring", text_value(key->keyring)), IKT_NAMED("peer", ikt_address_of(named)));
    ikt_draft_fix_instead(draft, key->keyring ? &differs_in_keyring : &differs_globally);
}

static const struct ikt_model_step *deciding(const struct ikt_document_way *way)
{
    const struct ikt_model_phase1_answer *answer = way->phase1;
    return answer && answer->says == IKT_MODEL_REFUSES && answer->step_count > 0
               ? &answer->steps[answer->step_count - 1]
               : NULL;
}

static const struct ikt_model_step *deciding_quick(const struct ikt_document_way *way)
{
    const struct ikt_model_answer *answer = way->refused;
    return answer && answer->says == IKT_MODEL_REFUSES && answer->step_count > 0
               ? &answer->steps[answer->step_count - 1]
               : NULL;
}

void ikt_check_document_profiles(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *by = &c->side[s], *to = &c->side[1 - s];
        const struct ikt_model_step *step = deciding(&c->way[s]), *later = deciding_quick(&c->way[s]);
        const bool in_quick = !step && later && later->check == IKT_MODEL_CHECK_ISAKMP_PROFILE;
        if (!in_quick &&
            (!step || (step->check != IKT_MODEL_CHECK_PROFILE && step->check != IKT_MODEL_CHECK_PROFILE_KEYRING)))
            continue;
        step = in_quick ? later : step;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_PROFILE_KEYRING_MISMATCH, 1 - s,
            !in_quick && c->way[s].phase1->sure && !c->captured ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
            IKT_RANK_NAMED);
        IKT_SUMMARY(draft,
                    in_quick ? "The ISAKMP profile that {} sets for its tunnel does not match {}, which begins"
                    : step->check == IKT_MODEL_CHECK_PROFILE
                        ? "No ISAKMP profile of {} matches {}, which begins"
                        : "{} picks a keyring for {} that its ISAKMP profile has not",
                    to->name, by->name);
        ikt_document_quote(draft, to, step->line, true);
        for (const struct ikt_router_isakmp_profile *one = to->router->isakmp_profiles; one; one = one->next) {
            for (const struct ikt_router_match *match = one->matches; match; match = match->next)
                ikt_document_ref(draft, to, match->line, true);
        }
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("main-mode", ikt_words("")));
        return;
    }
}

void ikt_check_document_xauth(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s], *other = &c->side[1 - s];
        const struct ikt_router_key *key = c->way[s].own_key;
        const struct ikt_router_map *map = side->router && side->entry && side->entry->kind == IKT_ROUTER_ENTRY_STATIC
                                               ? ikt_router_map_find(side->router, side->entry->map)
                                               : NULL;
        if (!map || !map->xauth.on || !key || key->no_xauth.on || key->keyring || side->entry->isakmp_profile.line ||
            map->isakmp_profile.line)
            continue;
        struct ikt_draft *draft =
            ikt_document_draft(c, drafts, IKT_RULE_XAUTH_L2L, s, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_STATED_METHOD);
        IKT_SUMMARY(draft, "{} asks every peer of map {} for XAUTH, {} too, whose key has no \"no-xauth\"", side->name,
                    text_value(map->name), other->name);
        ikt_document_quote(draft, side, map->xauth.line, true);
        ikt_document_quote(draft, side, key->line, true);
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("MAP", text_value(map->name)));
        IKT_FIX(draft, s == 0, IKT_NAMED("none", ikt_words("")));
    }
}

static void check_disabled(const struct ikt_document_case *c, struct ikt_drafts *drafts)
{
    for (int s = 0; s < 2; s++) {
        const struct ikt_document_side *side = &c->side[s];
        if (!ikt_document_is_ios(side) || side->router->isakmp.on || !side->router->isakmp.line)
            continue;
        struct ikt_draft *draft = ikt_document_draft(
            c, drafts, IKT_RULE_ISAKMP_DISABLED, s,
            side->router->several || c->captured ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_CERTAIN, IKT_RANK_ONE_WAY);
        IKT_SUMMARY(draft, "IKE is switched off on {}", side->name);
        ikt_document_quote(draft, side, side->router->isakmp.line, true);
        IKT_FIX(draft, s == 0, IKT_NAMED("none", ikt_words("")));
    }
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_psk_missing = {
    .info = {
        .name = "psk-missing", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SECURITY,
        .line = "no preshared key for the peer",
        .explanation = "A router has policies with preshared keys and no key for the address of its peer.\n\n"
            "It begins no negotiation, and refuses those of the peer: \"No pre-shared key with A!\" in its debugging. A key "
            "for another address, for a host name or in the keyring of another profile or VRF is none for this peer; one for 0.0.0.0 is. "
            "Certain with the whole configuration. \"show crypto isakmp key\" confirms it.",
        .log = IKT_LOG(IKT_LOG_INITIATOR_IF(ALL, "in-phase1", "No pre-shared key with <remote>!")),
        .show = IKT_LINES("show crypto isakmp key", "show crypto isakmp sa", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <local>", "crypto isakmp key <KEY> <address> <remote><length>"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp key <KEY> <address> <peer><length>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp key <KEY> <address> <peer><length>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "This peer alone."},
    .documents = check_missing,
    .logs = ikt_log_check_psk_missing};

const struct ikt_rule_def ikt_rule_isakmp_disabled = {
    .info = {
        .name = "isakmp-disabled", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "IKE is switched off on a router",
        .explanation = "The configuration holds \"no crypto isakmp enable\".\n\n"
            "The router begins no negotiation and answers none: the peer repeats its first message and stays at "
            "MM_NO_STATE. %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF in its log, or \"show crypto isakmp policy\" that says "
            "that ISAKMP is turned off, confirms it. A router without any crypto map or tunnel protection at work has IKE "
            "off, too, by itself (map-not-applied).",
        .log = IKT_LOG(IKT_LOG_INITIATOR(NEW, "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF")),
        .show = IKT_LINES("show crypto isakmp policy"), .suspect = IKT_LINES("! on <local>", "no crypto isakmp enable"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp enable", "end"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp enable", "end"),
        .touches = "Every peer: the router answers IKE on all its addresses again."},
    .documents = check_disabled};
/* clang-format on */
