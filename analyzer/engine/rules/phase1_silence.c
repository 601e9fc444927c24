/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 messages that nobody answers, or nobody goes on from, for reasons that stay open.
 */
#include "evidence/certainty.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"

static void check_no_response(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (!ikt_phase1_unanswered(c))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_NO_RESPONSE, ikt_certainty_of_absence(c->record->responder.seen),
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, IKT_RANK_OBSERVATION);
    enum ikt_message_name name = c->count[IKT_AGGRESSIVE1] > 0 ? IKT_AGGRESSIVE1
                                 : c->count[IKT_BASE1] > 0     ? IKT_BASE1
                                                               : IKT_MAIN1;
    IKT_SUMMARY(draft,
                c->unheard ? "{} sends its first message {} time{}; no packet of {} is in this capture"
                           : "{} sends its first message {} time{}, {} never answers",
                c->initiator, ikt_number(c->count[name]), ikt_plural(c->count[name]), c->responder);
    ikt_cite(draft, &c->offer);
    if (c->last[name])
        ikt_draft_frame(draft, c->last[name]->frame);
    if (c->unheard)
        IKT_SAY(draft,
                "No packet of {} is in this capture, so the capture may be one-way; but an initiator that gets an "
                "answer proceeds, and {} does not.",
                c->responder, c->initiator);
    IKT_SAY(draft,
            "A filter, a route, ISAKMP switched off, a missing key for {} and a wrong peer address look the same.",
            c->initiator);
    ikt_phase1_advise(draft, c, false);
}

static void check_stalled(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_stall stall;
    if (!ikt_stall_read(&stall, c) || stall.blocked)
        return;
    const struct ikt_seen *last = stall.last;
    const struct ikt_party *silent = last->from_initiator ? &c->record->responder : &c->record->initiator;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_P1_STALLED,
                      stall.proves_key ? IKT_LIKELIHOOD_POSSIBLE : ikt_certainty_of_absence(silent->seen),
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_SILENCE);
    unsigned sent = c->count[last->name];
    IKT_SUMMARY(draft, "{} sends {} {} time{}, {} never answers", ikt_phase1_peer(c, last->from_initiator),
                ikt_words(ikt_message_name_text(last->name)), ikt_number(sent), ikt_plural(sent),
                ikt_phase1_peer(c, !last->from_initiator));
    ikt_cite(draft, &c->offer);
    ikt_say_last(draft, c, last);
    if (last->name == IKT_MAIN5 || last->name == IKT_MAIN6)
        ikt_say_nat(draft, c);
    if (last->name == IKT_MAIN5 && c->nat && last->destination.port != 4500)
        IKT_SAY(draft,
                "{} stays on port {} all the same, where it should move to port 4500 with this message (RFC 3947 "
                "section 4).",
                c->initiator, ikt_number(last->destination.port));
    ikt_phase1_advise(draft, c, !last->from_initiator);
    if (last->from_initiator)
        IKT_ADVISE(draft, draft->finding.values, IKT_NAMED("initiator-waits", ikt_words("")));
    ikt_draft_log_reversed(draft, !last->from_initiator);
}

/* Offered, answered, and not a word more. */
static bool is_probe(const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    bool open = record->outcome == IKT_OUTCOME_INCOMPLETE || record->outcome == IKT_OUTCOME_NO_RESPONSE;
    bool offered = c->count[IKT_MAIN1] + c->count[IKT_AGGRESSIVE1] > 0;
    bool answered = c->count[IKT_MAIN2] + c->count[IKT_AGGRESSIVE2] > 0;
    if (!open || record->one_direction || record->psk_differs || !offered || !answered || c->refusal)
        return false;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->from_initiator && seen->name != IKT_MAIN1 && seen->name != IKT_AGGRESSIVE1)
            return false;
    }
    return true;
}

static void check_probe(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (!is_probe(c))
        return;
    bool went_on = ikt_phase1_goes_on(c, c->record->end_time);
    bool once = c->count[IKT_MAIN1] + c->count[IKT_AGGRESSIVE1] == 1 && c->count[IKT_MAIN2] == 1 &&
                c->count[IKT_AGGRESSIVE2] == 0;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_IKE_PROBE, went_on && once ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, IKT_RANK_REMARK);
    const struct ikt_seen *answer = c->last[IKT_MAIN2] ? c->last[IKT_MAIN2] : c->last[IKT_AGGRESSIVE2];
    IKT_SUMMARY(draft, "{} answers {}, which never goes on: it may only ask what is there", c->responder, c->initiator);
    ikt_cite(draft, &c->offer);
    ikt_draft_frame(draft, answer->frame);
    IKT_SAY(draft, "The answer is in frame {}; {} sends nothing after it.", ikt_frame(answer->frame), c->initiator);
    if (!went_on)
        IKT_SAY(draft, "The capture ends right after it, so more may have followed.");
    if (c->count[IKT_AGGRESSIVE2] > 0)
        IKT_SAY(draft, "An initiator whose preshared key differs stops at the same place.");
    ikt_phase1_advise(draft, c, false);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_p1_no_response = {
    .info = {
        .name = "p1-no-response", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "the first message is never answered, cause open",
        .explanation = "The first message is repeated and never answered; what keeps the answer away is open.\n\n"
            "A filter for UDP port 500, a missing route, ISAKMP switched off, no key for the initiator's address and a "
            "wrong peer address all look the same from here: each calls for another change, so look before you type. A "
            "capture at the responder, or its log with \"debug crypto isakmp\", tells whether the message arrives. Where "
            "it does not, the filters on the way are asked (UDP port 500 from the initiator); where it does and IOS "
            "stays silent, \"No pre-shared key with\" in the log names a missing key; a crypto map or profile that is "
            "applied nowhere switches ISAKMP off altogether. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(IKT_LOG_RETRANSMITTING),
        .show = IKT_LINES("show crypto isakmp sa", "show crypto isakmp key", "show crypto map",
                          "show <ip> interface | include access list", "show <ip> route <other>", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <initiator>", " set peer <responder>", "! on <responder>",
                             "crypto isakmp key <KEY> <address> <initiator><length>", "<ip access-group> <ACL> in",
                             "no crypto isakmp enable", "interface <IF>", " crypto map <MAP>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_no_response,
    .logs = ikt_log_check_no_response};

const struct ikt_rule_def ikt_rule_p1_stalled = {
    .info = {
        .name = "p1-stalled", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "a later phase 1 message is never answered, cause open",
        .explanation = "Phase 1 begins and then stands still: a later message is repeated and never answered.\n\n"
            "A message that changes to UDP port 4500 may be filtered, a long one (certificates, a large group) may be "
            "lost in fragments, and a preshared key that differs silences some peers. A capture at the silent router "
            "tells whether the message arrives. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(
            IKT_LOG_INITIATOR_IF(ALL, "state", "retransmitting phase 1 <state>..."),
            IKT_LOG_INITIATOR_IF(ALL, "initiator-waits",
                "deleting SA reason \"Death by retransmission P1\" state (I) <state> (peer <responder>)")),
        .show = IKT_LINES("show crypto isakmp sa", "show crypto isakmp key", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <local>, which is silent", "crypto isakmp key <KEY> <address> <remote><length>",
                             "<ip access-group> <ACL> in"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_stalled,
    .logs = ikt_log_check_stalled};

const struct ikt_rule_def ikt_rule_ike_probe = {
    .info = {
        .name = "ike-probe", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "an offer that is never continued (a scanner)",
        .explanation = "An offer is answered and never continued: a scanner asks what is there, or the other side gave "
            "up.\n\n"
            "The first message is answered and no further one follows, not even a repetition. In a capture that ends "
            "right behind the answer that means nothing, so it is possible only. With aggressive mode an initiator "
            "that stops after the answer may also have found that its preshared key differs. A scanner calls for no "
            "change; whoever filters it has to see first that the access list permits everything else that is wanted. "
            IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(IKT_LOG_RESPONDER_IF(ALL, "main-mode", "retransmitting phase 1 MM_SA_SETUP...")),
        .show = IKT_LINES("show crypto isakmp sa", "show access-lists"),
        .suspect = IKT_LINES("! on <responder>", "<ip access-group> <ACL> in", "crypto isakmp key <KEY> address 0.0.0.0"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_probe};
/* clang-format on */
