/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * XAUTH that a router is asked for: it has no user to ask, and stays silent.
 */
#include "evidence/certainty.h"
#include "rules/phase1_case.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Who waits asks again more than once; one repetition may be the network's. */
#define REQUESTS 3

/* Requests that only one side sends. */
struct requests {
    uint64_t count; /* repetitions included */
    bool by_initiator;
    bool readable; /* they ask for XAUTH; else it is only likely */
    uint64_t first_frame, last_frame;
};

/* False where there are none, or both sides sent such messages. */
static bool read_requests(const struct ikt_phase1_case *c, struct requests *out)
{
    const struct ikt_transactions *all = &c->tally->transactions;
    *out = (struct requests){.count = all->count,
                             .by_initiator = all->first_from_initiator,
                             .readable = all->unread == 0,
                             .first_frame = all->first_frame,
                             .last_frame = all->last_frame};
    return all->count > 0 && !all->both_sides;
}

/* One that is configured for XAUTH says so in its method or names a group, or begins in aggressive mode. */
static bool may_be_client(const struct ikt_phase1_case *c, const struct ikt_party *asked)
{
    return c->record->exchange != IKT_EXCHANGE_MAIN || c->record->authentication != IKT_AUTH_PSK ||
           (asked->id && asked->id->type == IKT_ID_KEY_ID);
}

static bool is_unanswered(const struct ikt_phase1_case *c, const struct requests *requests)
{
    const struct ikt_configuration *configuration = &c->record->configuration;
    if (requests->readable && (configuration->xauth_frame == 0 || configuration->xauth_ok != IKT_UNKNOWN ||
                               configuration->config_request_frame != 0))
        return false;
    /* without keys it is XAUTH only where the responder asks: initiators ask for addresses */
    return (requests->readable || !requests->by_initiator) &&
           (requests->count >= REQUESTS || (requests->readable && c->record->ended == IKT_ENDED_DELETED));
}

static void check_router(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    struct requests requests;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || record->quick_modes > 0 || record->one_direction ||
        !read_requests(c, &requests) || !is_unanswered(c, &requests))
        return;
    const struct ikt_party *asked = requests.by_initiator ? &record->responder : &record->initiator;
    const struct ikt_product *asked_is = requests.by_initiator ? c->responder_is : c->initiator_is;
    const struct ikt_product *asks_is = requests.by_initiator ? c->initiator_is : c->responder_is;
    if (may_be_client(c, asked))
        return;
    bool router = asked_is->is_router && !asked->vendor_guessed;
    bool likely = requests.readable && router;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_XAUTH_L2L, likely ? ikt_certainty_of_absence(asked->seen) : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, requests.by_initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER,
        router ? IKT_RANK_STATED_METHOD : IKT_RANK_RELATED);
    struct ikt_value who = ikt_phase1_peer(c, requests.by_initiator);
    struct ikt_value whom = ikt_phase1_peer(c, !requests.by_initiator);
    IKT_SUMMARY(draft,
                requests.readable ? "{} asks {} for XAUTH, which never answers"
                                  : "{} may ask {} for XAUTH, which never answers",
                who, whom);
    ikt_draft_frame(draft, requests.first_frame);
    ikt_draft_frame(draft, requests.last_frame);
    IKT_SAY(draft, "{} sends {} request{} from frame {} to frame {}, {} sends none and no answer.", who,
            ikt_number(requests.count), ikt_plural(requests.count), ikt_frame(requests.first_frame),
            ikt_frame(requests.last_frame), whom);
    if (router)
        IKT_SAY(draft, "{} is a router or firewall by its vendor ID ({}).", whom, ikt_words(asked_is->name));
    IKT_SAY(draft, "Phase 1 was main mode with a preshared key, as between two routers, and no client's XAUTH method.");
    if (!requests.readable) {
        IKT_SAY(draft, "The requests were not read: mode config looks the same.");
        ikt_draft_cite(draft, ikt_keys_sentence(c->arena, record));
    }
    IKT_SAY(draft, "No Quick Mode follows.");
    ikt_phase1_advise(draft, c, requests.by_initiator);
    ikt_draft_log_reversed(draft, requests.by_initiator);
    IKT_SAY_NEEDS(draft, requests.by_initiator, "to ask {} for no XAUTH", whom);
    if (asks_is->logs_like_ios)
        ikt_phase1_fix(draft, c, requests.by_initiator);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_xauth_l2l = {
    .info = {
        .name = "xauth-l2l", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a router is asked for XAUTH and does not answer",
        .explanation = "A router that also serves VPN clients asks another router for a user name and a password "
            "(XAUTH), which has none to give and stays silent. No Quick Mode follows.\n\n"
            "\"crypto map MAP client authentication list LIST\" asks every peer of the map. The key of a peer that is a "
            "router wants \"no-xauth\"; an ISAKMP profile for the clients alone does the same. Probable where the "
            "requests are read, main mode with a plain preshared key was used, and the silent side is known as a router "
            "or firewall; without keys mode config looks the same. \"show crypto isakmp sa\" on the router that asks "
            "shows CONF_XAUTH. It is refuted where an answer follows: then a user or the AAA server is what fails "
            "(xauth-failed).",
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL, "Need XAUTH")),
        .show = IKT_LINES("show crypto isakmp sa", "show crypto isakmp key", "show crypto map", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <local>, which asks", "crypto map <MAP> client authentication list <LIST>",
                             "crypto isakmp key <KEY> <address> <remote><length> no-xauth"),
        .fix = IKT_LINES("configure terminal", "no crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length>",
                         "crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length> no-xauth", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length> no-xauth",
                          "crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Only the key for this address, which stays the same key, and clients are asked as before; where the "
            "key in use is one for 0.0.0.0, leave the first line out: the address gets a key of its own; in a keyring "
            "there is no such word, and a profile for the clients alone is what helps."},
    .phase1 = check_router,
    .logs = ikt_log_check_xauth,
    .documents = ikt_check_document_xauth,
    .fails_later = true};
/* clang-format on */
