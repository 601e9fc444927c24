/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 messages that nobody answers, and what may keep the answer away.
 */
#include <inttypes.h>

#include "rules/rules.h"
#include "rules/evidence_text.h"

/* A first fragment is at least this long, a snapshot length as a rule is not. */
#define FRAGMENT_OCTETS 500
/* A capture that goes on for so long after the answer would show what comes next. */
#define PATIENCE (2 * IKT_SECOND)
/* Message 4 right behind message 5 once may be chance. */
#define ECHOES 2
/* A round trip is what message 4 took, with room for it to vary, and never near the second of any timer. */
#define SLACK          (IKT_SECOND / 20)
#define ROUND_TRIP_MAX (IKT_SECOND / 2)

static void add_no_response(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_P1_NO_RESPONSE, v->record->responder.seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 60);
    enum ikt_message_name name = v->count[IKT_AGGRESSIVE1] > 0 ? IKT_AGGRESSIVE1
                                 : v->count[IKT_BASE1] > 0     ? IKT_BASE1
                                                               : IKT_MAIN1;
    ikt_draft_summary(draft,
                      v->unheard ? "%s sends its first message %u time%s; no packet of %s is in this capture"
                                 : "%s sends its first message %u time%s, %s never answers",
                      v->initiator, v->count[name], v->count[name] == 1 ? "" : "s", v->responder);
    ikt_view_say_offer(draft, v);
    if (v->last[name] != NULL)
        ikt_draft_frame(draft, v->last[name]->frame);
    if (v->unheard)
        ikt_draft_evidence(draft,
                           "No packet of %s is in this capture, so it may show one direction alone; but who has an "
                           "answer goes on, and %s does not.",
                           v->responder, v->initiator);
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

/* From the responder's port 4500, of whatever kind or exchange: then the path carries that port. */
static bool came_from_4500(const struct ikt_view *v)
{
    if (v->evidence->from_4500[1])
        return true;
    for (size_t i = 0; i < v->record->seen_count; i++) {
        if (!v->record->seen[i].from_initiator && v->record->seen[i].source.port == 4500)
            return true;
    }
    return false;
}

/*
 * How often message 4 follows message 5 within a round trip: whoever sends it then has got message 5 and cannot use it.
 * Two timers that run beside each other would have it come before.
 */
static unsigned count_echoes(const struct ikt_view *v)
{
    const struct ikt_seen *third = v->first[IKT_MAIN3], *fourth = v->first[IKT_MAIN4], *fifth = NULL;
    unsigned echoes = 0;
    if (third == NULL || fourth == NULL || fourth->time < third->time)
        return 0;
    ikt_time trip = MIN(2 * (fourth->time - third->time) + SLACK, ROUND_TRIP_MAX);
    for (size_t i = 0; i < v->record->seen_count; i++) {
        const struct ikt_seen *seen = &v->record->seen[i];
        if (seen->name == IKT_MAIN5)
            fifth = seen;
        if (seen->name != IKT_MAIN4 || fifth == NULL)
            continue;
        echoes += seen->time >= fifth->time && seen->time - fifth->time <= trip;
        fifth = NULL;
    }
    return echoes;
}

/* Who stands behind a NAT, by the NAT-D payloads of messages 3 and 4 that the packets' own addresses were held to. */
static void say_nat(struct ikt_draft *draft, const struct ikt_view *v)
{
    const struct ikt_phase1 *record = v->record;
    bool ours = record->initiator.behind_nat == IKT_YES, theirs = record->responder.behind_nat == IKT_YES;
    if (ours && theirs)
        ikt_draft_evidence(draft, "NAT-D shows that the addresses or ports of both peers are translated.");
    else if (ours || theirs)
        ikt_draft_evidence(draft,
                           "NAT-D shows that the address or port of %s is translated on the way, that of %s not.",
                           ours ? v->initiator : v->responder, ours ? v->responder : v->initiator);
    else if (record->initiator.behind_nat == IKT_NO && record->responder.behind_nat == IKT_NO)
        ikt_draft_evidence(draft, "NAT-D shows no NAT between the two.");
}

static void add_blocked(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_seen *last, bool echoed)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_NATT_4500_BLOCKED,
                      v->record->responder.seen && !echoed ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 70);
    ikt_draft_summary(draft, "%s sends %s %u time%s to UDP port 4500, nothing ever comes from there", v->initiator,
                      ikt_message_name_text(last->name), v->count[last->name], v->count[last->name] == 1 ? "" : "s");
    ikt_draft_frame(draft, v->first[last->name]->frame);
    say_unanswered(draft, v, last);
    say_nat(draft, v);
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
    if (last->name == IKT_MAIN5 || last->name == IKT_MAIN6)
        say_nat(draft, v);
    if (last->name == IKT_MAIN5 && v->nat && last->destination.port != 4500)
        ikt_draft_evidence(draft,
                           "%s stays on port %u all the same, where it should move to port 4500 with this message "
                           "(RFC 3947 section 4).",
                           v->initiator, last->destination.port);
    ikt_view_advise(draft, v, false, true);
}

static void add_silent_key(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_seen *last,
                           bool blocked, unsigned echoes)
{
    bool open = blocked && echoes < ECHOES;
    struct ikt_draft *draft = ikt_add_psk(v, drafts, open ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE);
    ikt_draft_frame(draft, last->frame);
    if (last->name == IKT_MAIN5) {
        ikt_draft_evidence(draft,
                           "%s sends its first encrypted message %u time%s and gets no answer, as when %s cannot "
                           "decrypt it.",
                           v->initiator, v->count[IKT_MAIN5], v->count[IKT_MAIN5] == 1 ? "" : "s", v->responder);
        if (echoes >= ECHOES)
            ikt_draft_evidence(draft,
                               "%u times the fourth message comes again within a round trip of the fifth, so %s seems "
                               "to get that and not to understand it.",
                               echoes, v->responder);
        else if (v->count[IKT_MAIN4] > 1)
            ikt_draft_evidence(draft, "%s repeats the fourth message meanwhile, so what it sends comes through.",
                               v->responder);
        if (v->last[IKT_MAIN3] != NULL && last->length <= v->last[IKT_MAIN3]->length)
            ikt_draft_evidence(draft,
                               "The fifth message has %u bytes, no more than the third, which came through, so its "
                               "length does not lose it.",
                               last->length);
        ikt_draft_evidence(draft, "With preshared keys no certificate is at fault, and a refused identity is answered "
                                  "as a rule.");
        if (came_from_4500(v))
            ikt_draft_evidence(draft, "Packets come from port 4500 of %s, so the path carries that port.",
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
    unsigned echoes = last->name == IKT_MAIN5 ? count_echoes(v) : 0;
    if (blocked)
        add_blocked(v, drafts, last, echoes >= ECHOES);
    else
        add_stalled(v, drafts, last, proving);
    if (proving)
        add_silent_key(v, drafts, last, blocked, echoes);
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

/* The first ICMP error that says that a packet is too big for what lies ahead (RFC 1191, RFC 4443 section 3.2); NULL.
 */
static const struct ikt_icmp *too_big(const struct ikt_phase1 *record)
{
    for (size_t i = 0; i < record->icmp_count; i++) {
        const struct ikt_icmp *icmp = &record->icmp[i];
        if (icmp->family == IKT_FAMILY_IPV6 ? icmp->type == 2 : icmp->type == 3 && icmp->code == 4)
            return icmp;
    }
    return NULL;
}

static void add_too_big(const struct ikt_view *v, struct ikt_drafts *drafts, const struct ikt_icmp *icmp)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, 90);
    char reporter[IKT_ADDRESS_TEXT], destination[IKT_ADDRESS_TEXT];
    ikt_address_format(&icmp->reporter, reporter);
    ikt_address_format(&icmp->destination.address, destination);
    ikt_draft_summary(draft, "%s reports that an IKE message to %s is too long for the path", reporter, destination);
    ikt_draft_frame(draft, icmp->frame);
    ikt_draft_evidence(draft,
                       "ICMP type %u code %u in frame %" PRIu64 " quotes the IKE datagram; ICMP is not authenticated.",
                       icmp->type, icmp->code, icmp->frame);
    ikt_view_advise(draft, v, false, true);
}

static void check_fragments(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_seen *last = ikt_view_last(v);
    const struct ikt_icmp *icmp = too_big(record);
    if (record->outcome != IKT_OUTCOME_NO_RESPONSE && record->outcome != IKT_OUTCOME_INCOMPLETE)
        return;
    if (icmp != NULL) {
        add_too_big(v, drafts, icmp);
        return;
    }
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
    bool unanswered = v->unheard || (!v->answered && !v->authenticating && ikt_view_failed(v));
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
    ikt_draft_evidence(draft, "No answer of it is in this capture; IOS gives none where aggressive mode is switched "
                              "off.");
    ikt_view_advise(draft, v, true, false);
}

void ikt_rules_silence(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    if (v->record->psk_differs)
        return;
    check_version(v, drafts);
    check_fragments(v, drafts);
    check_probe(v, drafts);
    if ((v->record->outcome != IKT_OUTCOME_NO_RESPONSE || v->record->one_direction) && !v->unheard)
        return;
    if (v->answered) {
        check_stalled(v, drafts);
        return;
    }
    add_no_response(v, drafts);
    if (v->count[IKT_AGGRESSIVE1] > 0)
        add_silent_mode(v, drafts);
}
