/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Exchanges that a responder does not allow: main and aggressive mode, IKEv1 and IKEv2.
 */
#include "rules/phase1_past.h"
#include "rules/phase1_refusal.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Does a refusal of the first message say that the exchange is not allowed? How likely; false: it does not. */
static bool refuses_exchange(const struct ikt_phase1_case *c, const struct ikt_refusal *r,
                             enum ikt_likelihood *likelihood)
{
    /* strongSwan's form, where nothing else names it: both cookies, and a message ID of its own */
    bool its_form = c->refusal->notify && c->refusal->notify->spi.length == 2 * IKT_COOKIE_SIZE && c->refusal_message &&
                    c->refusal_message->header.message_id != 0;
    bool likely =
        c->record->exchange == IKT_EXCHANGE_AGGRESSIVE && (c->responder_is->refuses_aggressive_clear || its_form);
    switch (r->type) {
    case IKT_NOTIFY_INVALID_EXCHANGE_TYPE:
    case IKT_NOTIFY_UNSUPPORTED_EXCHANGE_TYPE:
        *likelihood = IKT_LIKELIHOOD_PROBABLE;
        return r->opening;
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
        *likelihood = likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
        return r->opening;
    default:
        return false;
    }
}

static void check_refused_exchange(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    enum ikt_likelihood likelihood;
    if (!ikt_refusal_read(&r, c) || !refuses_exchange(c, &r, &likelihood))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_EXCHANGE_MODE, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, IKT_RANK_STATED_METHOD);
    const char *mode = c->record->exchange == IKT_EXCHANGE_AGGRESSIVE ? "aggressive"
                       : c->record->exchange == IKT_EXCHANGE_BASE     ? "base"
                                                                      : "main";
    IKT_SUMMARY(draft,
                likelihood == IKT_LIKELIHOOD_PROBABLE ? "{} does not allow {} mode, which {} begins"
                                                      : "{} may not allow {} mode, which {} begins",
                r.who, ikt_words(mode), r.whom);
    ikt_cite(draft, &c->offer);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "It answers the first message, before any key was proved.");
    ikt_phase1_advise(draft, c, false);
    if (c->record->exchange == IKT_EXCHANGE_AGGRESSIVE) {
        IKT_SAY_NEEDS(draft, true, "main mode for this peer");
        ikt_phase1_fix(draft, c, true);
    }
}

/* IOS with aggressive mode switched off is silent. */
static void check_silent_exchange(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_phase1_unanswered(c) || c->count[IKT_AGGRESSIVE1] == 0)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_EXCHANGE_MODE, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_GUESS);
    IKT_SUMMARY(draft, "{} may not allow aggressive mode, which {} begins", c->responder, c->initiator);
    ikt_cite(draft, &c->offer);
    IKT_SAY(draft, "No answer of it is in this capture; IOS gives none where aggressive mode is switched off.");
    ikt_phase1_advise(draft, c, false);
}

/* The responder's configuration switches it off. */
static bool check_configured_exchange(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1_documents *d = &c->documents;
    bool sure;
    const bool refused = c->record->outcome == IKT_OUTCOME_REJECTED && c->refusal && !c->answered;
    if (!ikt_phase1_refuses_at(d, IKT_MODEL_CHECK_AGGRESSIVE, &sure) || (!refused && !ikt_phase1_unanswered(c)))
        return false;
    const struct ikt_phase1_past past = ikt_phase1_past_aggressive(c);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_EXCHANGE_MODE, ikt_phase1_past_likelihood(&past, refused && sure),
                      IKT_BASIS_VALUES, IKT_MISCONFIGURED_EITHER, IKT_RANK_STATED_METHOD);
    IKT_SUMMARY(draft, "{} begins aggressive mode, which the configuration of {} switches off", c->initiator,
                c->responder);
    ikt_draft_has(draft, ikt_words("aggressive mode"), ikt_words("main mode alone"));
    ikt_cite(draft, &c->offer);
    ikt_draft_ref(draft, ikt_pair_ref(&d->responder, d->answer->line, true));
    ikt_phase1_past_say(draft, &past);
    ikt_cite(draft, &c->answer);
    ikt_phase1_advise(draft, c, false);
    ikt_phase1_fix(draft, c, true);
    return true;
}

static void check_exchange(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (check_configured_exchange(c, drafts))
        return;
    check_refused_exchange(c, drafts);
    check_silent_exchange(c, drafts);
}

/* The router with IKEv2 gets what IKEv1 needs: a policy that is offered, the key, and an entry without the profile. */
static void fix_version(struct ikt_draft *draft, const struct ikt_phase1_case *c)
{
    const struct ikt_transform *policy = ikt_phase1_transform(c->record->offer);
    IKT_SAY_NEEDS(draft, false, "IKEv1 for this peer, where {} is to stay with it", c->initiator);
    if (policy && ikt_policy_has_ios(policy) && ikt_is_preshared(policy->authentication) == IKT_YES)
        ikt_phase1_fix(draft, c, false);
}

static void check_version(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    bool named =
        record->outcome == IKT_OUTCOME_REJECTED && ikt_phase1_refusal_type(c) == IKT_NOTIFY_INVALID_MAJOR_VERSION;
    bool unanswered = c->unheard || (!c->answered && !c->authenticating && ikt_phase1_failed(c));
    bool by_peer = record->ikev2_messages[1] > 0, other = by_peer || record->ikev2_messages[0] > 0;
    if (record->psk_differs || (!named && !(unanswered && other)))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKEV2_VS_IKEV1,
                                            named || by_peer ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_STATED);
    IKT_SUMMARY(draft,
                by_peer ? "{} speaks IKEv1, {} speaks IKEv2"
                : named ? "{} and {} seem to use different versions of IKE"
                        : "{} and {} may use different versions of IKE",
                c->initiator, c->responder);
    ikt_cite(draft, &c->offer);
    if (named)
        ikt_cite(draft, &c->answer);
    ikt_draft_frame(draft, record->ikev2_frame);
    if (other)
        IKT_SAY(draft, "IKEv2 between the two: {} sent by {}, {} by {}, the first in frame {}.",
                ikt_number(record->ikev2_messages[0]), c->initiator, ikt_number(record->ikev2_messages[1]),
                c->responder, ikt_frame(record->ikev2_frame));
    ikt_phase1_advise(draft, c, false);
    fix_version(draft, c);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_p1_exchange_mode = {
    .info = {
        .name = "p1-exchange-mode", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "aggressive (or main) mode is not allowed by the responder",
        .explanation = "The responder does not allow the exchange that the initiator begins: aggressive mode as a "
            "rule.\n\n"
            "The first message is answered in clear by INVALID-EXCHANGE-TYPE or UNSUPPORTED-EXCHANGE-TYPE, by "
            "strongSwan with AUTHENTICATION-FAILED; IOS with \"crypto isakmp aggressive-mode disable\" stays silent (the "
            "wording of its log line is from memory). A refusal in clear is unauthenticated, hence probable at most. An IOS initiator uses aggressive mode when a "
            "peer's key is bound to a hostname or \"initiate mode aggressive\" is set.",
        .log = IKT_LOG(IKT_LOG_RESPONDER_IF(ALL, "aggressive-mode",
            "%CRYPTO-5-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to Aggressive Mode while disabled")),
        .show = IKT_LINES("show running-config | include aggressive-mode", "show crypto isakmp profile",
                          "show crypto isakmp sa"),
        .suspect = IKT_LINES("! on <responder>", "crypto isakmp aggressive-mode disable", "! on <initiator>",
                             "crypto isakmp profile <PROFILE>", " initiate mode aggressive",
                             "crypto isakmp peer address <responder>",
                             " set aggressive-mode client-endpoint <identity>"),
        .fix = IKT_LINES("configure terminal", "crypto isakmp profile <PROFILE>", " no initiate mode aggressive", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "crypto isakmp profile <PROFILE>", " initiate mode aggressive", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Every entry with this profile begins in main mode then, which finds its key by the peer's address: a "
            "key for a host name only needs one for the address beside it; where \"crypto isakmp peer address\" asks for "
            "aggressive mode, it is the lines there that have to go."},
    .phase1 = check_exchange,
    .documents = ikt_check_document_exchange};

const struct ikt_rule_def ikt_rule_ikev2_vs_ikev1 = {
    .info = {
        .name = "ikev2-vs-ikev1", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "IKEv2 on one side, IKEv1 on the other",
        .explanation = "One peer speaks IKEv2, the other IKEv1; neither understands the other.\n\n"
            "IKEv1 messages go one way and IKEv2 messages the other, or INVALID-MAJOR-VERSION answers. In a capture "
            "that holds only IKEv2 this is no fault: the finding just says that there is nothing to read here, since "
            "iketriage reads IKEv1. IKEv2 on both routers is the better end of it; what can be typed in a minute is the "
            "way back to IKEv1 on the router with the IKEv2 profile.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto ikev2 sa", "show crypto isakmp sa", "show crypto map"),
        .suspect = IKT_LINES("! on <responder>", " set ikev2-profile <IKEV2-PROFILE>",
                             "crypto ikev2 profile <IKEV2-PROFILE>", "tunnel protection ipsec profile <PROFILE>"),
        .fix = IKT_LINES("configure terminal", IKT_FIX_POLICY, "crypto isakmp key <KEY> <address> <peer><length>",
                         "<crypto map> <MAP> <SEQ> ipsec-isakmp", " no set ikev2-profile <IKEV2-PROFILE>", "end",
                         "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                          " set ikev2-profile <IKEV2-PROFILE>", "no crypto isakmp key <KEY> <address> <peer><length>",
                          "no crypto isakmp policy <FREE-NUMBER>", "end", "clear crypto session remote <peer>"),
        .touches = "Every peer of this map entry, and " IKT_TOUCHES_POLICY "; with tunnel protection the \"no set "
            "ikev2-profile\" line belongs under \"crypto ipsec profile\", where it counts for every tunnel interface with "
            "that profile."},
    .phase1 = check_version,
    .capture = ikt_check_capture_ikev2};
/* clang-format on */
