/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that are too long for the path, and lose a fragment.
 */
#include "rules/lost_on_way.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* A first fragment is at least this long, a snapshot length as a rule is not. */
#define FRAGMENT_OCTETS 500

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

static struct ikt_draft *add_fragments(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, bool likely,
                                       int rank)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_PATH, rank);
    ikt_phase1_advise(draft, c, false);
    return draft;
}

static void add_too_big(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, const struct ikt_icmp *icmp)
{
    struct ikt_draft *draft = add_fragments(c, drafts, true, IKT_RANK_NAMED);
    IKT_SUMMARY(draft, "{} reports that an IKE message to {} is too long for the path", ikt_address_of(&icmp->reporter),
                ikt_address_of(&icmp->destination.address));
    ikt_draft_frame(draft, icmp->frame);
    IKT_SAY(draft, "ICMP type {} code {} in frame {} quotes the IKE datagram; ICMP is not authenticated.",
            ikt_number(icmp->type), ikt_number(icmp->code), ikt_frame(icmp->frame));
}

/* Not all pieces of a message in IKE fragments came. */
static void add_pieces(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    struct ikt_draft *draft = add_fragments(c, drafts, !record->one_direction, IKT_RANK_LOSS);
    IKT_SUMMARY(draft, "{} sends a message in IKE fragments, and not all of them are in the capture",
                ikt_phase1_peer(c, record->fragments_from_initiator));
    ikt_draft_frame(draft, record->fragments_frame);
    IKT_SAY(draft, "{} message{} came in pieces that are not all here, the newest piece in frame {}.",
            ikt_number(record->fragments_incomplete), ikt_plural(record->fragments_incomplete),
            ikt_frame(record->fragments_frame));
}

/* Only the first fragment of it was captured, while others are whole. */
static bool is_cut(const struct ikt_phase1_case *c, const struct ikt_seen *seen)
{
    bool whole = false;
    for (size_t i = 0; i < c->record->seen_count; i++)
        whole = whole || (c->record->seen[i].message && !c->record->seen[i].message->truncated);
    return whole && seen->message && seen->message->truncated && seen->message->octets.length >= FRAGMENT_OCTETS;
}

static void check_last(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_seen *last = ikt_phase1_last(c);
    bool cut = last && is_cut(c, last);
    bool repeated = last && record->outcome == IKT_OUTCOME_NO_RESPONSE && (cut || last->length > IKT_LONG_MESSAGE);
    if (!cut && !repeated)
        return;
    /* where nothing was repeated, a snapshot length may have cut it */
    struct ikt_draft *draft = add_fragments(c, drafts, repeated && !record->one_direction, IKT_RANK_LOSS);
    unsigned sent = c->count[last->name];
    IKT_SUMMARY(draft, "{} sends {} of {} bytes {} time{}; a message of this length travels in fragments",
                ikt_phase1_peer(c, last->from_initiator), ikt_words(ikt_message_name_text(last->name)),
                ikt_number(last->length), ikt_number(sent), ikt_plural(sent));
    ikt_draft_frame(draft, c->first[last->name]->frame);
    ikt_say_last(draft, c, last);
    if (cut)
        IKT_SAY(draft, "Only its beginning was captured, {} bytes, while other messages are whole.",
                ikt_number(last->message->octets.length));
    IKT_SAY(draft, "Shorter messages were answered.");
}

/* Captured on both sides of who drops it. */
static void add_lost(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, const struct ikt_lost_on_way *lost)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKE_FRAG_MTU, lost->likelihood, IKT_BASIS_VALUES,
                                            IKT_MISCONFIGURED_PATH, IKT_RANK_NAMED);
    ikt_phase1_advise(draft, c, false);
    ikt_say_lost_on_way(draft, lost, "long messages", ikt_phase1_peer(c, lost->from_initiator));
}

static void check_fragments(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_icmp *icmp = too_big(record);
    if (record->psk_differs ||
        (record->outcome != IKT_OUTCOME_NO_RESPONSE && record->outcome != IKT_OUTCOME_INCOMPLETE))
        return;
    struct ikt_lost_on_way lost;
    if (ikt_long_is_lost(c->evidence, record, 0, &lost))
        add_lost(c, drafts, &lost);
    else if (icmp)
        add_too_big(c, drafts, icmp);
    else if (record->fragments_incomplete > 0)
        add_pieces(c, drafts);
    else
        check_last(c, drafts);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_ike_frag_mtu = {
    .info = {
        .name = "ike-frag-mtu", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "a large IKE message is lost in fragments",
        .explanation = "A message longer than the path carries in one packet does not arrive: its IP fragments are "
            "dropped, or a piece of it sent in IKE fragments is missing.\n\n"
            "Certificates in message 5 and 6 are the usual cause, large groups another. The same long message is "
            "repeated and never answered, while short ones were; or only pieces are in the capture. A capture at the "
            "other end shows which fragments arrive; with --join it is certain.\n\n"
            "Either the filter on the way lets fragments pass, or both routers send IKE in fragments of its own "
            "(\"crypto isakmp fragmentation\", from memory; IOS logs \"Support for IKE Fragmentation not enabled\" without "
            "it); one router alone does not do. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(IKT_LOG_RETRANSMITTING,
                       IKT_LOG_INITIATOR_IF(ALL, "in-quick-mode", "retransmitting phase 2 QM_IDLE <message-id> ...")),
        .show = IKT_LINES("show crypto isakmp sa", "show ip traffic | include fragment",
                          "show <ip> interface | include MTU"),
        .suspect = IKT_LINES("! on both", "crypto isakmp fragmentation", "! on the way", "<ip access-group> <ACL> in",
                             "ip virtual-reassembly drop-fragments"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_fragments,
    .phase2 = ikt_check_quick_fragments};
/* clang-format on */
