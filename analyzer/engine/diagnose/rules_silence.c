/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 messages that nobody answers, and what may keep the answer away.
 */
#include <inttypes.h>

#include "diagnose/rules.h"
#include "diagnose/sentences.h"

/* A first fragment is at least this long, a snapshot length as a rule is not. */
#define FRAGMENT_OCTETS 500
/* A capture that goes on for so long after the answer would show what comes next. */
#define PATIENCE (2 * IKT_SECOND)

static void add_no_response(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_P1_NO_RESPONSE, v->record->responder.seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 60);
    enum ikt_message_name name = v->count[IKT_AGGRESSIVE1] > 0 ? IKT_AGGRESSIVE1
                                 : v->count[IKT_BASE1] > 0     ? IKT_BASE1
                                                               : IKT_MAIN1;
    ikt_draft_summary(draft, "%s sends its first message %u time%s, %s never answers", v->initiator, v->count[name],
                      v->count[name] == 1 ? "" : "s", v->responder);
    ikt_view_say_offer(draft, v);
    if (v->last[name] != NULL)
        ikt_draft_frame(draft, v->last[name]->frame);
    if (!v->record->responder.seen)
        ikt_draft_evidence(draft, "No packet of %s is in this capture.", v->responder);
    ikt_draft_evidence(draft,
                       "A filter, a route, ISAKMP switched off, a missing key for %s and a wrong peer address "
                       "look the same.",
                       v->initiator);
    ikt_view_advise(draft, v, false, true);
}

static void say_unanswered(struct ikt_draft *draft, const struct ikt_view *v, const struct ikt_seen *last)
{
    ikt_draft_frame(draft, last->frame);
    ikt_draft_evidence(draft, "The last message is %s in frame %" PRIu64 " of %s.", ikt_message_name_text(last->name),
                       last->frame, last->from_initiator ? v->initiator : v->responder);
}

/* Message 5 goes to port 4500, those before it went to another one. */
static bool has_moved(const struct ikt_view *v, const struct ikt_seen *last)
{
    return last->name == IKT_MAIN5 && last->destination.port == 4500 && v->last[IKT_MAIN3] != NULL &&
           v->last[IKT_MAIN3]->destination.port != 4500;
}

static bool came_from_4500(const struct ikt_view *v)
{
    for (size_t i = 0; i < v->record->seen_count; i++) {
        if (!v->record->seen[i].from_initiator && v->record->seen[i].source.port == 4500)
            return true;
    }
    return false;
}

static void add_blocked(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_seen *last)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_NATT_4500_BLOCKED,
                      v->record->responder.seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
                      IKT_MISCONFIGURED_PATH, 70);
    ikt_draft_summary(draft, "%s sends %s %u time%s to UDP port 4500, nothing ever comes from there", v->initiator,
                      ikt_message_name_text(last->name), v->count[last->name], v->count[last->name] == 1 ? "" : "s");
    ikt_draft_frame(draft, v->first[last->name]->frame);
    say_unanswered(draft, v, last);
    if (v->nat)
        ikt_draft_evidence(draft, "NAT-D shows a NAT in front of %s, so the peers move to port 4500.",
                           v->record->initiator.behind_nat == IKT_YES ? v->initiator : v->responder);
    ikt_draft_evidence(draft, "Messages to port 500 were answered, those to port 4500 were not: something on the path "
                              "may pass the one and not the other.");
    if (v->preshared == IKT_YES && !v->keys_agree)
        ikt_draft_evidence(draft, "A responder that is silent about a preshared key that differs, as IOS is, looks the "
                                  "same here.");
    ikt_view_advise(draft, v, false, true);
}

static void add_stalled(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_seen *last, bool key)
{
    const struct ikt_party *party = last->from_initiator ? &v->record->responder : &v->record->initiator;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_STALLED,
                                            party->seen && !key ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 40);
    ikt_draft_summary(draft, "%s sends %s %u time%s, %s never answers",
                      last->from_initiator ? v->initiator : v->responder, ikt_message_name_text(last->name),
                      v->count[last->name], v->count[last->name] == 1 ? "" : "s",
                      last->from_initiator ? v->responder : v->initiator);
    ikt_view_say_offer(draft, v);
    say_unanswered(draft, v, last);
    ikt_view_advise(draft, v, false, true);
}

static void add_silent_key(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_seen *last,
                           bool blocked)
{
    struct ikt_draft *draft = ikt_add_psk(v, drafts, blocked ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE);
    ikt_draft_frame(draft, last->frame);
    if (last->name == IKT_MAIN5) {
        ikt_draft_evidence(draft,
                           "%s sends its first encrypted message %u time%s and gets no answer, as when %s cannot "
                           "decrypt it.",
                           v->initiator, v->count[IKT_MAIN5], v->count[IKT_MAIN5] == 1 ? "" : "s", v->responder);
        if (v->count[IKT_MAIN4] > 1)
            ikt_draft_evidence(draft, "%s repeats the fourth message meanwhile, so the path carries both ways.",
                               v->responder);
    } else {
        ikt_draft_evidence(draft, "%s does not go on after HASH_R, as when HASH_R does not verify.", v->initiator);
    }
    if (blocked)
        ikt_draft_evidence(draft, "That message also moved to UDP port 4500, which something on the path may block.");
    if (v->record->decryption == IKT_DECRYPTION_BAD_KEY)
        ikt_draft_evidence(draft, "The key that was given does not open these messages either.");
}

static void check_stalled(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_seen *last = ikt_view_last(v);
    if (last == NULL)
        return;
    bool proving =
        v->preshared == IKT_YES && !v->keys_agree && (last->name == IKT_MAIN5 || last->name == IKT_AGGRESSIVE2);
    bool blocked = has_moved(v, last) && !came_from_4500(v);
    if (blocked)
        add_blocked(v, drafts, last);
    else
        add_stalled(v, drafts, last, proving);
    if (proving)
        add_silent_key(v, drafts, last, blocked);
}

/* Only the first fragment of it was captured, while others are whole. */
static bool is_cut(const struct ikt_view *v, const struct ikt_seen *seen)
{
    bool whole = false;
    for (size_t i = 0; i < v->record->seen_count; i++)
        whole = whole || (v->record->seen[i].message != NULL && !v->record->seen[i].message->truncated);
    return whole && seen->message != NULL && seen->message->truncated &&
           seen->message->octets.length >= FRAGMENT_OCTETS;
}

static void check_fragments(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_seen *last = ikt_view_last(v);
    if (record->outcome != IKT_OUTCOME_NO_RESPONSE && record->outcome != IKT_OUTCOME_INCOMPLETE)
        return;
    bool pieces = record->fragments_incomplete > 0;
    bool cut = last != NULL && is_cut(v, last);
    bool repeated =
        last != NULL && record->outcome == IKT_OUTCOME_NO_RESPONSE && (cut || last->length > IKT_LONG_MESSAGE);
    if (!pieces && !cut && !repeated)
        return;
    bool from_initiator = pieces ? record->fragments_from_initiator : last->from_initiator;
    bool likely = (pieces || repeated) && !record->one_direction; /* else a snapshot length may have cut it */
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 75);
    const char *sender = from_initiator ? v->initiator : v->responder;
    if (pieces) {
        ikt_draft_summary(draft, "%s sends a message in IKE fragments, and not all of them are in the capture", sender);
        ikt_draft_frame(draft, record->fragments_frame);
        ikt_draft_evidence(
            draft, "%u message%s came in pieces that are not all here, the newest piece in frame %" PRIu64 ".",
            record->fragments_incomplete, record->fragments_incomplete == 1 ? "" : "s", record->fragments_frame);
    } else {
        ikt_draft_summary(draft, "%s sends %s of %u bytes %u time%s; a message of this length travels in fragments",
                          sender, ikt_message_name_text(last->name), last->length, v->count[last->name],
                          v->count[last->name] == 1 ? "" : "s");
        ikt_draft_frame(draft, v->first[last->name]->frame);
        say_unanswered(draft, v, last);
        if (cut)
            ikt_draft_evidence(draft, "Only its beginning was captured, %zu bytes, while other messages are whole.",
                               last->message->octets.length);
        ikt_draft_evidence(draft, "Shorter messages were answered.");
    }
    ikt_view_advise(draft, v, false, true);
}

/* Offered, answered, and not a word more. */
static void check_probe(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    bool open = record->outcome == IKT_OUTCOME_INCOMPLETE || record->outcome == IKT_OUTCOME_NO_RESPONSE;
    unsigned first = v->count[IKT_MAIN1] + v->count[IKT_AGGRESSIVE1];
    unsigned second = v->count[IKT_MAIN2] + v->count[IKT_AGGRESSIVE2];
    if (!open || record->one_direction || first == 0 || second == 0 || v->refusal != NULL)
        return;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].from_initiator && record->seen[i].name != IKT_MAIN1 &&
            record->seen[i].name != IKT_AGGRESSIVE1)
            return;
    }
    bool went_on = v->evidence->now != IKT_TIME_NONE && v->evidence->now - record->end_time > PATIENCE;
    bool plain = first == 1 && second == 1 && v->count[IKT_MAIN2] > 0;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_IKE_PROBE, went_on && plain ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, 10);
    ikt_draft_summary(draft, "%s answers %s, which never goes on: it may only ask what is there", v->responder,
                      v->initiator);
    ikt_view_say_offer(draft, v);
    const struct ikt_seen *answer = v->last[IKT_MAIN2] != NULL ? v->last[IKT_MAIN2] : v->last[IKT_AGGRESSIVE2];
    ikt_draft_frame(draft, answer->frame);
    ikt_draft_evidence(draft, "The answer is in frame %" PRIu64 "; %s sends nothing after it.", answer->frame,
                       v->initiator);
    if (!went_on)
        ikt_draft_evidence(draft, "The capture ends right after it, so more may have followed.");
    if (v->count[IKT_AGGRESSIVE2] > 0)
        ikt_draft_evidence(draft, "An initiator whose preshared key differs stops at the same place.");
    ikt_view_advise(draft, v, false, true);
}

static void check_version(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    bool named = ikt_view_refusal_type(v) == IKT_NOTIFY_INVALID_MAJOR_VERSION;
    bool unanswered = !v->answered && !v->authenticating && ikt_view_failed(v);
    bool other = record->ikev2_messages[0] + record->ikev2_messages[1] > 0;
    if (!(named && record->outcome == IKT_OUTCOME_REJECTED) && !(unanswered && other))
        return;
    bool by_peer = record->ikev2_messages[1] > 0;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKEV2_VS_IKEV1,
                                            named || by_peer ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 85);
    if (by_peer)
        ikt_draft_summary(draft, "%s speaks IKEv1, %s speaks IKEv2", v->initiator, v->responder);
    else
        ikt_draft_summary(draft, "%s and %s %s use different versions of IKE", v->initiator, v->responder,
                          named ? "seem to" : "may");
    ikt_view_say_offer(draft, v);
    if (named)
        ikt_view_say_refusal(draft, v);
    ikt_draft_frame(draft, record->ikev2_frame);
    if (other)
        ikt_draft_evidence(
            draft, "IKEv2 between the two: %" PRIu64 " sent by %s, %" PRIu64 " by %s, the first in frame %" PRIu64 ".",
            record->ikev2_messages[0], v->initiator, record->ikev2_messages[1], v->responder, record->ikev2_frame);
    ikt_view_advise(draft, v, false, true);
}

/* IOS with aggressive mode switched off is silent. */
static void add_silent_mode(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_P1_EXCHANGE_MODE, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 40);
    ikt_draft_summary(draft, "%s may not allow aggressive mode, which %s begins", v->responder, v->initiator);
    ikt_view_say_offer(draft, v);
    ikt_draft_evidence(draft, "It never answers; IOS does so where aggressive mode is switched off.");
    ikt_view_advise(draft, v, true, false);
}

void ikt_rules_silence(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (v->record->psk_differs)
        return;
    check_version(v, drafts);
    check_fragments(v, drafts);
    check_probe(v, drafts);
    if (v->record->outcome != IKT_OUTCOME_NO_RESPONSE || v->record->one_direction)
        return;
    if (v->answered) {
        check_stalled(v, drafts);
        return;
    }
    add_no_response(v, drafts);
    if (v->count[IKT_AGGRESSIVE1] > 0)
        add_silent_mode(v, drafts);
}
