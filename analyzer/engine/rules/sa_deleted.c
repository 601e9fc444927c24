/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Negotiations that a DELETE of the ISAKMP SA ends.
 */
#include "rules/phase1_case.h"
#include "rules/phase2_case.h"
#include "rules/prose.h"
#include "rules/rule.h"

/* The DELETE: who sent it, and where. */
struct deletion {
    const struct ikt_address *sender; /* NULL: it is not in the record */
    uint64_t frame;
    bool verified;
};

/* The first among the record's messages; else the first that the ISAKMP SA lists. */
static struct deletion find_deletion(const struct ikt_seen *seen, size_t seen_count, const struct ikt_phase1 *phase1)
{
    for (size_t i = 0; i < seen_count; i++) {
        if (seen[i].name == IKT_DELETE)
            return (struct deletion){&seen[i].source.address, seen[i].frame,
                                     seen[i].decryption == IKT_DECRYPTION_VERIFIED};
    }
    if (phase1->deletion_count == 0)
        return (struct deletion){0};
    const struct ikt_deletion *listed = &phase1->deletions[0];
    const struct ikt_party *sender = listed->from_initiator ? &phase1->initiator : &phase1->responder;
    return (struct deletion){&sender->endpoint.address, listed->frame, listed->authenticated};
}

static void add_deleted(struct ikt_drafts *drafts, const struct ikt_seen *seen, size_t seen_count,
                        const struct ikt_phase1 *phase1, const struct ikt_address *initiator,
                        const struct ikt_named_values *values)
{
    struct deletion deletion = find_deletion(seen, seen_count, phase1);
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_SA_DELETED_BY_PEER, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, IKT_RANK_CONSEQUENCE);
    IKT_SUMMARY(draft, "{} deletes the ISAKMP SA before the negotiation ended",
                deletion.sender ? ikt_address_of(deletion.sender) : ikt_words("A peer"));
    if (deletion.frame != 0)
        IKT_SAY(draft, "Frame {} holds the DELETE{}.", ikt_frame(deletion.frame),
                ikt_words(deletion.verified ? ", its HASH verified" : ""));
    if (seen_count > 0)
        ikt_draft_frame(draft, seen[0].frame);
    ikt_draft_frame(draft, deletion.frame);
    bool known = deletion.sender, by_initiator = known && ikt_address_equal(deletion.sender, initiator);
    IKT_ADVISE(draft, values, IKT_NAMED("sender-known", known ? ikt_words("") : ikt_unknown()));
    ikt_draft_log_reversed(draft, by_initiator);
}

static void check_phase1(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    if (c->record->outcome == IKT_OUTCOME_DELETED)
        add_deleted(drafts, c->record->seen, c->record->seen_count, c->record, &c->record->initiator.endpoint.address,
                    c->values);
}

static void check_phase2(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (c->record->outcome == IKT_OUTCOME_DELETED)
        add_deleted(drafts, c->record->seen, c->record->seen_count, c->record->phase1,
                    &c->record->initiator->endpoint.address, c->values);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_sa_deleted_by_peer = {
    .info = {
        .name = "sa-deleted-by-peer", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "a DELETE was seen, and who sent it",
        .explanation = "A DELETE ends the ISAKMP SA before the negotiation under it has ended.\n\n"
            "Some peers delete right after they refuse a proposal, and an administrator who clears SAs causes it too. "
            "\"peer does not do paranoid keepalives.\" in the log of the router that receives it is harmless: IOS prints "
            "it with any DELETE from a peer without dead peer detection.",
        .log = IKT_LOG(IKT_LOG_INITIATOR_IF(ALL, "sender-known", "peer does not do paranoid keepalives.")),
        .show = IKT_LINES("show crypto isakmp sa", IKT_SHOW_SESSION), .suspect = IKT_NO_LINES, .fix = IKT_NO_LINES,
        .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_phase1,
    .phase2 = check_phase2};
/* clang-format on */
