/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Quick Mode messages that do not arrive or are not answered.
 */
#include "rules/evidence_text.h"
#include "rules/lost_on_way.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"
#include "track/tally.h"

static void check_third_lost(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (!record->qm3_lost)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_QM3_LOST, IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, IKT_RANK_READING);
    uint64_t second = 0, third = 0;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name != IKT_QUICK2 && record->seen[i].name != IKT_QUICK3)
            continue;
        second += record->seen[i].name == IKT_QUICK2;
        third += record->seen[i].name == IKT_QUICK3;
        ikt_draft_frame(draft, record->seen[i].frame);
    }
    second = MAX(second, record->sent[1]);
    third = MAX(third, record->sent[2]);
    IKT_SUMMARY(draft, "{} sends its answer again although {} confirmed it: the third message does not arrive",
                c->responder, c->initiator);
    IKT_SAY(draft, "The second message is seen {} times, the third {} time{}, and the second comes again after it.",
            ikt_number(second), ikt_number(third), ikt_plural(third));
    IKT_SAY(draft, "{} takes the tunnel for up, {} does not; ESP of the first is dropped by the second.", c->initiator,
            c->responder);
    IKT_ADVISE(draft, c->values);
    IKT_SAY_NEEDS(draft, true, "its IPsec SAs with {} ended, so that it begins another Quick Mode", c->responder);
    IKT_FIX(draft, true, IKT_NAMED("peer", c->responder));
}

/* Is a message of this Quick Mode repeated and never answered, in a capture that would show the answer? */
static bool is_unanswered(const struct ikt_phase2_case *c)
{
    return c->record->outcome == IKT_OUTCOME_NO_RESPONSE && !c->record->one_direction;
}

/* That message, and who sends it to whom: the proposal, or the answer to it. */
struct repeated {
    enum ikt_message_name name;
    struct ikt_value sender, silent;
    const struct ikt_party *silent_party;
    uint64_t count;
    const struct ikt_seen *last; /* NULL: not listed */
};

static struct repeated repeated_message(const struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    struct repeated repeated = {
        .name = IKT_QUICK1, .sender = c->initiator, .silent = c->responder, .silent_party = record->responder};
    if (!c->failed)
        repeated = (struct repeated){
            .name = IKT_QUICK2, .sender = c->responder, .silent = c->initiator, .silent_party = record->initiator};
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name != repeated.name)
            continue;
        repeated.count++;
        repeated.last = &record->seen[i];
    }
    repeated.count = MAX(repeated.count, record->sent[repeated.name == IKT_QUICK1 ? 0 : 1]);
    return repeated;
}

/* The first of the ISAKMP SA; NULL. */
static const struct ikt_deletion *deletion_of_sa(const struct ikt_phase1 *phase1)
{
    for (size_t i = 0; i < phase1->deletion_count; i++)
        if (phase1->deletions[i].deletion->protocol == IKT_PROTOCOL_ISAKMP)
            return &phase1->deletions[i];
    return NULL;
}

static void check_silence(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (!is_unanswered(c))
        return;
    struct repeated message = repeated_message(c);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_QM_NO_RESPONSE, ikt_certainty_of_absence(message.silent_party->seen),
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_SILENCE);
    for (size_t i = 0; i < record->seen_count; i++) {
        if (record->seen[i].name == message.name)
            ikt_draft_frame(draft, record->seen[i].frame);
    }
    IKT_SUMMARY(draft, "{} sends its Quick Mode {} {} time{}, {} never answers", message.sender,
                ikt_words(message.name == IKT_QUICK2 ? "answer" : "proposal"), ikt_number(message.count),
                ikt_plural(message.count), message.silent);
    ikt_cite(draft, &c->offer);
    IKT_SAY(draft, "Phase 1 between the two works, so the path carried IKE before.");
    if (!message.silent_party->seen)
        IKT_SAY(draft, "No packet of the silent peer is in the capture at all.");
    const struct ikt_deletion *deletion = deletion_of_sa(record->phase1);
    if (deletion) {
        const uint64_t frame = deletion->frame;
        IKT_SAY(draft, "The ISAKMP SA was deleted in frame {}: a peer that has forgotten it stays silent.",
                ikt_frame(frame));
        ikt_draft_frame(draft, frame);
    }
    ikt_cite(draft, &c->retried);
    if (message.last && message.last->length > IKT_LONG_MESSAGE)
        IKT_SAY(draft, "It has {} bytes and travels in fragments, which may be what is lost.",
                ikt_number(message.last->length));
    bool by_initiator = message.name == IKT_QUICK1;
    IKT_ADVISE(draft, c->values, IKT_NAMED("remote", message.sender),
               IKT_NAMED("sa-deleted", deletion ? ikt_words("") : ikt_unknown()));
    ikt_draft_log_reversed(draft, !by_initiator);
    /* who goes on under the ISAKMP SA has it */
    IKT_SAY_NEEDS(draft, by_initiator, "its SAs with {} ended, so that it begins phase 1 anew", message.silent);
    IKT_FIX(draft, by_initiator, IKT_NAMED("peer", message.silent));
}

/* Captured on both sides of who drops it. */
static bool add_lost(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, enum ikt_rule rule, bool is_lost,
                     const struct ikt_lost_on_way *lost, const char *what)
{
    if (!is_lost || c->record->outcome == IKT_OUTCOME_ESTABLISHED)
        return false;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, rule, lost->likelihood, IKT_BASIS_VALUES, IKT_MISCONFIGURED_PATH, IKT_RANK_NAMED);
    ikt_say_lost_on_way(draft, lost, what, lost->from_initiator != c->record->reversed ? c->initiator : c->responder);
    IKT_ADVISE(draft, c->values);
    return true;
}

void ikt_check_quick_fragments(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    struct repeated message = repeated_message(c);
    struct ikt_lost_on_way lost;
    const bool is_lost = ikt_long_is_lost(c->evidence, c->record->phase1, c->record->message_id, &lost);
    if (add_lost(c, drafts, IKT_RULE_IKE_FRAG_MTU, is_lost, &lost, "long messages"))
        return;
    if (!is_unanswered(c) || !message.last || message.last->length <= IKT_LONG_MESSAGE)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_PATH, IKT_RANK_GUESS);
    IKT_SUMMARY(draft, "The Quick Mode message of {} has {} bytes; it travels in fragments, which may be lost",
                message.sender, ikt_number(message.last->length));
    ikt_draft_frame(draft, message.last->frame);
    IKT_SAY(draft, "It is repeated and never answered; the shorter messages of phase 1 were.");
    IKT_ADVISE(draft, c->values);
    ikt_draft_log_reversed(draft, message.name == IKT_QUICK2);
}

/* Of whatever kind: then the path carries that port. */
static bool came_from_4500(const struct ikt_phase2_case *c, bool sa_initiator, const struct ikt_address *source)
{
    const struct ikt_seen *seen = c->record->seen;
    struct ikt_tally room;
    const unsigned side = sa_initiator ? 0 : 1;
    if (c->evidence->from_4500[side] || c->evidence->pair_forgotten ||
        ikt_tally_of(c->record->phase1, &room)->from_4500[side])
        return true;
    for (size_t i = 0; i < c->record->seen_count; i++) {
        if (seen[i].source.port == 4500 && ikt_address_equal(&seen[i].source.address, source))
            return true;
    }
    return false;
}

/* Aggressive mode moves to port 4500 with its last message, which has no answer: Quick Mode is the first to miss one.
 */
void ikt_check_quick_port_4500(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    const struct ikt_phase1 *phase1 = record->phase1;
    struct repeated message = repeated_message(c);
    const struct ikt_address *silent = &message.silent_party->endpoint.address;
    struct ikt_lost_on_way lost;
    const bool is_lost = ikt_port_4500_is_lost(c->evidence, phase1, &lost);
    if (add_lost(c, drafts, IKT_RULE_NATT_4500_BLOCKED, is_lost, &lost, "messages on UDP port 4500"))
        return;
    if (!is_unanswered(c) || !message.last || message.last->destination.port != 4500 || phase1->seen_count == 0 ||
        phase1->seen[0].destination.port == 4500 ||
        came_from_4500(c, (message.silent_party == record->initiator) != record->reversed, silent))
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_NATT_4500_BLOCKED, ikt_certainty_of_absence(message.silent_party->seen),
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, IKT_RANK_TRAFFIC);
    IKT_SUMMARY(draft, "{} sends Quick Mode to UDP port 4500 of {}, nothing ever comes from there", message.sender,
                message.silent);
    ikt_draft_frame(draft, phase1->seen[0].frame);
    ikt_draft_frame(draft, message.last->frame);
    IKT_SAY(draft, "Messages to port 500 were answered, those to port 4500 were not.");
    bool silent_initiator = message.name == IKT_QUICK2;
    IKT_ADVISE(draft, c->values, IKT_NAMED("remote", message.sender));
    ikt_draft_log_reversed(draft, silent_initiator);
    IKT_SAY_NEEDS(draft, silent_initiator, "UDP port 4500 of {} let in, by its own filter or by the one before it",
                  message.sender);
    IKT_FIX(draft, silent_initiator, IKT_NAMED("peer", message.sender));
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_qm_no_response = {
    .info = {
        .name = "qm-no-response", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "the Quick Mode proposal is never answered",
        .explanation = "Phase 1 works, a Quick Mode message is repeated and never answered.\n\n"
            "IOS always answers a proposal that it can read; some other products stay silent where networks do not "
            "match. A peer that has lost the ISAKMP SA stays silent as well, and a long proposal (PFS with a large "
            "group, many transform sets) may be lost in fragments: longer than what the path carries in one packet, it "
            "is repeated while short messages are answered. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "sa-deleted",
                "%CRYPTO-4-IKMP_NO_SA: IKE message from <remote> has no SA and is not an initialization offer"),
            IKT_LOG_INITIATOR_IF(ALL, "in-quick-mode", "retransmitting phase 2 QM_IDLE <message-id> ...")),
        .show = IKT_LINES("show crypto isakmp sa", IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on both", "crypto isakmp keepalive <seconds> <retry> periodic",
                             "crypto isakmp invalid-spi-recovery"),
        .fix = IKT_LINES("clear crypto sa peer <peer>", "clear crypto session remote <peer>"),
        .undo = IKT_NO_LINES,
        .touches = "The SAs with this peer and no configuration, so there is nothing to undo: it helps where the other "
            "router has lost the ISAKMP SA, and does no harm where a message is lost on the way."},
    .phase2 = check_silence};

const struct ikt_rule_def ikt_rule_qm3_lost = {
    .info = {
        .name = "qm3-lost", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "QM2 repeated although QM3 was sent: QM3 does not arrive",
        .explanation = "The responder repeats its second message although the third was sent: the third does not "
            "arrive.\n\n"
            "The initiator takes the tunnel for up and sends ESP, the responder waits for the confirmation. What loses "
            "the message is on the way, or a filter before the responder; a capture there tells whether it arrives. "
            IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL, "retransmitting phase 2 QM_IDLE <message-id> ...")),
        .show = IKT_LINES("show crypto ipsec sa", IKT_SHOW_SESSION),
        .suspect = IKT_LINES("! on <responder>, and on the way", "<ip access-group> <ACL> in"),
        .fix = IKT_LINES("clear crypto sa peer <peer>"),
        .undo = IKT_NO_LINES,
        .touches = "The IPsec SAs with this peer and no configuration, so there is nothing to undo: it begins a new Quick "
            "Mode, which fails again where the message is lost every time."},
    .phase2 = check_third_lost};
/* clang-format on */
