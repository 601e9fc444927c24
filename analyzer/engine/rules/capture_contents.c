/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures that do not hold what a diagnosis needs: one of the two directions, or any IKEv1.
 */
#include "rules/diagnose.h"
#include "rules/phase1_case.h"
#include "rules/phase2_case.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* frame: of the record's first message, 0: none. */
static void add_one_direction(struct ikt_drafts *drafts, const struct ikt_party *initiator,
                              const struct ikt_party *responder, enum ikt_likelihood likelihood, int rank,
                              uint64_t frame, const struct ikt_named_values *values)
{
    const struct ikt_party *missing = initiator->seen ? responder : initiator;
    const struct ikt_party *other = initiator->seen ? initiator : responder;
    struct ikt_value absent = ikt_address_of(&missing->endpoint.address);
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_ONE_DIRECTION_CAPTURE, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_NONE, rank);
    IKT_SUMMARY(draft, "The capture holds packets of {} but none of {}", ikt_address_of(&other->endpoint.address),
                absent);
    IKT_SAY(draft, "Answers of {} may exist that this capture does not show, so silence says nothing here.", absent);
    ikt_draft_frame(draft, frame);
    IKT_ADVISE(draft, values);
}

static uint64_t first_frame(const struct ikt_seen *seen, size_t count)
{
    return count > 0 ? seen[0].frame : 0;
}

static void check_one_direction1(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    if (!record->one_direction)
        return;
    /* an initiator that goes on as if nobody had answered may be right */
    enum ikt_likelihood likelihood = c->unheard ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE;
    add_one_direction(drafts, &record->initiator, &record->responder, likelihood,
                      c->unheard ? IKT_RANK_CONSEQUENCE : IKT_RANK_ONE_WAY,
                      first_frame(record->seen, record->seen_count), c->values);
}

static void check_one_direction2(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    if (record->one_direction)
        add_one_direction(drafts, record->initiator, record->responder, IKT_LIKELIHOOD_PROBABLE, IKT_RANK_ONE_WAY,
                          first_frame(record->seen, record->seen_count), c->values);
}

/* No fault where a capture holds nothing else, but it tells the reader why nothing is read. */
void ikt_check_capture_ikev2(const struct ikt_capture_facts *facts, struct ikt_drafts *drafts)
{
    if (facts->ikev2_messages == 0 || facts->ike_messages > 0)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_IKEV2_VS_IKEV1, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_NONE, IKT_RANK_REMARK);
    draft->finding.severity = IKT_SEVERITY_NOTE;
    IKT_SUMMARY(draft, "The capture holds IKEv2 and no IKEv1, and only IKEv1 is read here");
    ikt_draft_frame(draft, facts->ikev2_frame);
    IKT_SAY(draft, "{} IKEv2 message{}, the first in frame {}; no IKEv1 message.", ikt_number(facts->ikev2_messages),
            ikt_plural(facts->ikev2_messages), ikt_frame(facts->ikev2_frame));
    IKT_ADVISE(draft, NULL);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_one_direction_capture = {
    .info = {
        .name = "one-direction-capture", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "no packet from one of the peers is in the capture",
        .explanation = "No packet of one of the peers is in the capture. Nothing can be said about answers.\n\n"
            "Capture where both directions pass, for example on the outside interface of either router.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show monitor capture <NAME> parameter"), .suspect = IKT_NO_LINES,
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_one_direction1,
    .phase2 = check_one_direction2};
/* clang-format on */
