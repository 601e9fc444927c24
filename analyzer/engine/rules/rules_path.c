/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happens to messages between the peers, and the last word where no other rule has one.
 */
#include <inttypes.h>

#include "rules/retries.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

/* Is there a packet of this party in the capture? Else its silence may be the capture's. */
static enum ikt_likelihood absence_of(const struct ikt_party *party)
{
    return party->seen ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE;
}

/* silent: who was captured goes on as if nobody had answered. */
static void add_one_direction(struct ikt_drafts *drafts, const struct ikt_party *initiator,
                              const struct ikt_party *responder, const struct ikt_seen *seen, size_t seen_count,
                              bool silent)
{
    char absent[IKT_ADDRESS_TEXT], present[IKT_ADDRESS_TEXT];
    const struct ikt_party *missing = initiator->seen ? responder : initiator;
    const struct ikt_party *other = initiator->seen ? initiator : responder;
    ikt_address_format(&missing->endpoint.address, absent);
    ikt_address_format(&other->endpoint.address, present);
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_ONE_DIRECTION_CAPTURE,
                                            silent ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, silent ? 20 : 100);
    ikt_draft_summary(draft, "The capture holds packets of %s but none of %s", present, absent);
    ikt_draft_evidence(draft, "Answers of %s may exist that this capture does not show, so silence says nothing here.",
                       absent);
    if (seen_count > 0)
        ikt_draft_frame(draft, seen[0].frame);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
    ikt_draft_advise(draft, words);
}

static bool names_sa(const struct ikt_seen *seen)
{
    return seen->name == IKT_DELETE;
}

/* from_quick: seen[].from_initiator speaks of the Quick Mode. */
static void add_deleted(struct ikt_drafts *drafts, const struct ikt_seen *seen, size_t seen_count,
                        const struct ikt_phase1 *phase1, struct ikt_words *words)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_SA_DELETED_BY_PEER, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, 20);
    const struct ikt_endpoint *source = NULL;
    uint64_t frame = 0;
    bool verified = false;
    for (size_t i = 0; i < seen_count && frame == 0; i++) {
        if (!names_sa(&seen[i]))
            continue;
        source = &seen[i].source;
        frame = seen[i].frame;
        verified = seen[i].decryption == IKT_DECRYPTION_VERIFIED;
    }
    if (frame == 0 && phase1->deletion_count > 0) {
        const struct ikt_deletion *deletion = &phase1->deletions[0];
        source = &(deletion->from_initiator ? &phase1->initiator : &phase1->responder)->endpoint;
        frame = deletion->frame;
        verified = deletion->authenticated;
    }
    char who[IKT_ADDRESS_TEXT] = "a peer";
    if (source != NULL)
        ikt_address_format(&source->address, who);
    ikt_draft_summary(draft, "%s deletes the ISAKMP SA before the negotiation ended", who);
    if (frame != 0)
        ikt_draft_evidence(draft, "Frame %" PRIu64 " holds the DELETE%s.", frame,
                           verified ? ", its HASH verified" : "");
    if (seen_count > 0)
        ikt_draft_frame(draft, seen[0].frame);
    ikt_draft_frame(draft, frame);
    ikt_draft_advise(draft, words);
}

static void check_qm3(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (!record->qm3_lost)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_QM3_LOST, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, 50);
    unsigned second = 0, third = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name != IKT_QUICK2 && record->seen[i].name != IKT_QUICK3)
            continue;
        second += record->seen[i].name == IKT_QUICK2;
        third += record->seen[i].name == IKT_QUICK3;
        ikt_draft_frame(draft, record->seen[i].frame);
    }
    ikt_draft_summary(draft, "%s sends its answer again although %s confirmed it: the third message does not arrive",
                      c->responder, c->initiator);
    ikt_draft_evidence(draft,
                       "The second message is seen %u times, the third %u time%s, and the second comes again "
                       "after it.",
                       second, third, third == 1 ? "" : "s");
    ikt_draft_evidence(draft, "%s takes the tunnel for up, %s does not; ESP of the first is dropped by the second.",
                       c->initiator, c->responder);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

static void check_quick_silence(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->outcome != IKT_OUTCOME_NO_RESPONSE || record->one_direction)
        return;
    bool answered = !c->failed;
    const struct ikt_party *silent = answered ? record->initiator : record->responder;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_QM_NO_RESPONSE, absence_of(silent), IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, 30);
    unsigned sent = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name != (answered ? IKT_QUICK2 : IKT_QUICK1))
            continue;
        sent++;
        ikt_draft_frame(draft, record->seen[i].frame);
    }
    ikt_draft_summary(draft, "%s sends its Quick Mode %s %u time%s, %s never answers",
                      answered ? c->responder : c->initiator, answered ? "answer" : "proposal", sent,
                      sent == 1 ? "" : "s", answered ? c->initiator : c->responder);
    ikt_say_offer(draft, c);
    ikt_draft_evidence(draft, "Phase 1 between the two works, so the path carried IKE before.");
    if (!silent->seen)
        ikt_draft_evidence(draft, "No packet of the silent peer is in the capture at all.");
    if (record->phase1->deletion_count > 0) {
        ikt_draft_evidence(draft,
                           "The ISAKMP SA was deleted in frame %" PRIu64 ": a peer that has forgotten it stays "
                           "silent.",
                           record->phase1->deletions[0].frame);
        ikt_draft_frame(draft, record->phase1->deletions[0].frame);
    }
    ikt_say_retries(draft, c);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

/* The message that is repeated and never answered; NULL. */
static const struct ikt_seen *unanswered(const struct ikt_case *c)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_seen *last = NULL;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == (c->failed ? IKT_QUICK1 : IKT_QUICK2))
            last = &record->seen[i];
    }
    return record->outcome == IKT_OUTCOME_NO_RESPONSE && !record->one_direction ? last : NULL;
}

static void check_quick_fragments(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_seen *last = unanswered(c);
    if (last == NULL || last->length <= IKT_LONG_MESSAGE)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, 40);
    const char *sender = c->failed ? c->initiator : c->responder;
    ikt_draft_summary(draft, "The Quick Mode message of %s has %u bytes; it travels in fragments, which may be lost",
                      sender, last->length);
    ikt_draft_frame(draft, last->frame);
    ikt_draft_evidence(draft, "It is repeated and never answered; the shorter messages of phase 1 were.");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_words_set(words, "peer", sender);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, !c->failed);
}

static bool came_from_port(const struct ikt_seen *seen, size_t count, const struct ikt_address *source, uint16_t port)
{
    for (size_t i = 0; i < count; i++) {
        if (seen[i].source.port == port && ikt_address_equal(&seen[i].source.address, source))
            return true;
    }
    return false;
}

/* Aggressive mode moves to port 4500 with its last message, which has no answer: Quick Mode is the first to miss one.
 */
static void check_quick_port(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *phase1 = c->record->phase1;
    const struct ikt_seen *last = unanswered(c);
    const struct ikt_party *silent = c->failed ? c->record->responder : c->record->initiator;
    if (last == NULL || last->destination.port != 4500 || phase1->seen_count == 0 ||
        phase1->seen[0].destination.port == 4500 ||
        came_from_port(phase1->seen, phase1->seen_count, &silent->endpoint.address, 4500) ||
        came_from_port(c->record->seen, c->record->seen_count, &silent->endpoint.address, 4500))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NATT_4500_BLOCKED, absence_of(silent), IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, 70);
    const char *sender = c->failed ? c->initiator : c->responder, *other = c->failed ? c->responder : c->initiator;
    ikt_draft_summary(draft, "%s sends Quick Mode to UDP port 4500 of %s, nothing ever comes from there", sender,
                      other);
    ikt_draft_frame(draft, phase1->seen[0].frame);
    ikt_draft_frame(draft, last->frame);
    ikt_draft_evidence(draft, "Messages to port 500 were answered, those to port 4500 were not.");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, !c->failed);
}

/* The entry names the address from before the NAT. */
static void check_map_nat(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_party *party = c->record->initiator;
    const struct ikt_identity *inside = ikt_private_identity(party);
    if (!c->failed || c->priors.peer == 0 || (inside == NULL && party->behind_nat != IKT_YES))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_BEHIND_NAT, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OPEN,
                                            IKT_MISCONFIGURED_RESPONDER, c->priors.peer + 2);
    g_autofree char *name = inside == NULL ? NULL : ikt_identity_name(inside);
    ikt_draft_summary(draft, "%s stands behind a NAT, %s may know it by another address", c->initiator, c->responder);
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    if (party->behind_nat == IKT_YES)
        ikt_draft_evidence(draft, "NAT-D of phase 1 shows a NAT in front of %s.", c->initiator);
    if (name != NULL)
        ikt_draft_evidence(draft, "It names itself %s, its packets come from %s.", name, c->initiator);
    ikt_say_check(draft, "show crypto map", c->responder, "its \"Peer =\" line is an address from before the NAT");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_words_set(words, "identity", name);
    ikt_draft_advise(draft, words);
    ikt_draft_fix(draft, words, false);
}

/* The crypto map entry behind the networks names another peer, or the map is not where the packets come in. */
static void check_map_peer(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed || c->priors.peer == 0)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PEER_ADDRESS_WRONG, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OPEN, IKT_MISCONFIGURED_RESPONDER, c->priors.peer);
    ikt_draft_summary(draft, "%s may have no crypto map entry with peer %s on the interface that receives it",
                      c->responder, c->initiator);
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    ikt_say_meaning(draft, c);
    ikt_say_check(draft, "show crypto map", c->responder, "no entry has this peer, or no interface uses the map");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

static void check_quick_rest(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (c->record->outcome != IKT_OUTCOME_REJECTED)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_NOTIFY_UNEXPLAINED, IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_RESIDUE, IKT_MISCONFIGURED_EITHER, 0);
    if (c->unreadable) {
        ikt_draft_summary(draft, "%s refuses the Quick Mode of %s with a notify that no key opens", c->responder,
                          c->initiator);
    } else {
        g_autofree char *name = ikt_notify_text(c->notify);
        ikt_draft_summary(draft, "%s refuses the Quick Mode of %s with %s; nothing captured says why", c->responder,
                          c->initiator, name);
    }
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    ikt_say_meaning(draft, c);
    if (c->mirror != NULL)
        ikt_draft_evidence(draft,
                           "Transform sets and PFS of both offers agree too; a configuration may have been "
                           "changed between frames %" PRIu64 " and %" PRIu64 ".",
                           MIN(c->mirror->frame, c->offer_frame), MAX(c->mirror->frame, c->offer_frame));
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
}

void ikt_rules_path2(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->one_direction)
        add_one_direction(drafts, record->initiator, record->responder, record->seen, record->seen_count, false);
    if (record->outcome == IKT_OUTCOME_DELETED) {
        IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
        add_deleted(drafts, record->seen, record->seen_count, record->phase1, words);
    }
    check_qm3(c, drafts);
    check_quick_silence(c, drafts);
    check_quick_fragments(c, drafts);
    check_quick_port(c, drafts);
    check_map_peer(c, drafts);
    check_map_nat(c, drafts);
    check_quick_rest(c, drafts);
}

static bool is_unreachable(const struct ikt_icmp *icmp)
{
    /* RFC 792, RFC 4443; code 4 is about size, not about reach */
    if (icmp->family == IKT_FAMILY_IPV6)
        return icmp->type == 1 || icmp->type == 3;
    return (icmp->type == 3 && icmp->code != 4) || icmp->type == 11;
}

static const char *icmp_words(const struct ikt_icmp *icmp)
{
    bool v6 = icmp->family == IKT_FAMILY_IPV6;
    if (icmp->type == (v6 ? 3 : 11))
        return "time exceeded";
    switch (icmp->code) {
    case 0:
        return v6 ? "no route" : "network unreachable";
    case 1:
        return v6 ? "administratively prohibited" : "host unreachable";
    case 3:
        return v6 ? "address unreachable" : "port unreachable";
    case 4:
        return "port unreachable";
    case 9:
    case 10:
    case 13:
        return "administratively prohibited";
    default:
        return "unreachable";
    }
}

static void add_unreachable(struct ikt_drafts *drafts, const struct ikt_icmp *icmp, size_t count,
                            enum ikt_likelihood likelihood)
{
    const struct ikt_icmp *first = NULL;
    for (size_t i = 0; i < count && first == NULL; i++)
        first = is_unreachable(&icmp[i]) ? &icmp[i] : NULL;
    if (first == NULL)
        return;
    char reporter[IKT_ADDRESS_TEXT], destination[IKT_ENDPOINT_TEXT], peer[IKT_ADDRESS_TEXT], local[IKT_ADDRESS_TEXT];
    ikt_address_format(&first->reporter, reporter);
    ikt_endpoint_format(&first->destination, destination);
    ikt_address_format(&first->destination.address, peer);
    ikt_address_format(&first->source.address, local);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PEER_UNREACHABLE, likelihood, IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, 90);
    ikt_draft_summary(draft, "%s reports %s for IKE to %s", reporter, icmp_words(first), destination);
    for (size_t i = 0; i < count; i++) {
        if (is_unreachable(&icmp[i]))
            ikt_draft_frame(draft, icmp[i].frame);
    }
    ikt_draft_evidence(draft,
                       "ICMP type %u code %u in frame %" PRIu64 " quotes the IKE datagram; ICMP is not "
                       "authenticated.",
                       first->type, first->code, first->frame);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
    ikt_words_set(words, "initiator", local);
    ikt_words_set(words, "responder", peer);
    ikt_words_set(words, "peer", peer);
    ikt_draft_advise(draft, words);
}

void ikt_rules_path1(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    if (record->one_direction)
        add_one_direction(drafts, &record->initiator, &record->responder, record->seen, record->seen_count, v->unheard);
    if (record->outcome == IKT_OUTCOME_NO_RESPONSE || record->outcome == IKT_OUTCOME_INCOMPLETE)
        add_unreachable(drafts, record->icmp, record->icmp_count, IKT_LIKELIHOOD_PROBABLE);
    if (record->outcome == IKT_OUTCOME_DELETED) {
        IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
        add_deleted(drafts, record->seen, record->seen_count, record, words);
    }
}

/* No fault of a capture that holds nothing else, but the reader should know why nothing is read. */
static void check_ikev2_only(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts)
{
    if (facts->ikev2_messages == 0 || facts->ike_messages > 0)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKEV2_VS_IKEV1, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, 10);
    draft->finding.severity = IKT_SEVERITY_NOTE;
    ikt_draft_summary(draft, "The capture holds IKEv2 and no IKEv1, which alone is read here");
    ikt_draft_frame(draft, facts->ikev2_frame);
    ikt_draft_evidence(draft, "%" PRIu64 " IKEv2 message%s, the first in frame %" PRIu64 "; no IKEv1 message.",
                       facts->ikev2_messages, facts->ikev2_messages == 1 ? "" : "s", facts->ikev2_frame);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_words_new();
    ikt_draft_advise(draft, words);
}

void ikt_rules_capture(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts)
{
    add_unreachable(drafts, facts->icmp, facts->icmp_count, IKT_LIKELIHOOD_POSSIBLE);
    check_ikev2_only(facts, drafts);
}
