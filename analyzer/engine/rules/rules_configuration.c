/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * XAUTH and mode config, between phase 1 and the first Quick Mode.
 */
#include <inttypes.h>

#include "rules/rules.h"
#include "rules/evidence_text.h"

/* A capture that goes on for so long would show what comes next. */
#define PATIENCE (2 * IKT_SECOND)

/* Does the message set XAUTH-STATUS to failed (draft-beaulieu-ike-xauth section 6.2)? */
static bool is_refusal(const struct ikt_seen *seen)
{
    if (seen->name != IKT_TRANSACTION || seen->message == NULL || seen->message->encrypted)
        return false;
    const struct ikt_payload *payload = ikt_message_payload(seen->message, IKT_PAYLOAD_ATTRIBUTES, 0);
    if (payload == NULL || payload->damaged || payload->config.type != IKT_CFG_SET)
        return false;
    for (size_t i = 0; i < payload->config.attribute_count; i++) {
        const struct ikt_attribute *attribute = &payload->config.attributes[i];
        if (attribute->type == IKT_CFGATTR_XAUTH_STATUS)
            return attribute->value != 1;
    }
    return false;
}

static void check_xauth(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_seen *status = NULL;
    if (record->configuration.xauth_ok != IKT_NO || record->quick_modes > 0)
        return;
    for (size_t i = 0; i < record->seen_count; i++) {
        if (is_refusal(&record->seen[i]))
            status = &record->seen[i];
    }
    bool sure = status != NULL && status->decryption == IKT_DECRYPTION_VERIFIED;
    bool by_initiator = status != NULL ? status->from_initiator : record->configuration.xauth_from_initiator;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_XAUTH_FAILED, sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_VALUES, by_initiator ? IKT_MISCONFIGURED_RESPONDER : IKT_MISCONFIGURED_INITIATOR, 90);
    const char *who = by_initiator ? v->initiator : v->responder, *whom = by_initiator ? v->responder : v->initiator;
    uint64_t frame = status != NULL ? status->frame : record->configuration.xauth_frame;
    ikt_draft_summary(draft, "%s refuses the XAUTH user of %s", who, whom);
    ikt_draft_frame(draft, frame);
    ikt_draft_evidence(draft, "Frame %" PRIu64 " of %s holds XAUTH-STATUS 0%s.", frame, who,
                       sure ? ", its HASH verified" : "");
    ikt_draft_evidence(draft, "Phase 1 itself is authenticated: the group's key and the policy are right.");
    ikt_view_advise(draft, v, by_initiator, !by_initiator);
}

/* Transaction exchanges that no key opens: how many, all answered, and whether one side began them all. */
struct closed_run {
    unsigned exchanges;
    bool answered, one_side, from_initiator;
    const struct ikt_seen *first, *last;
};

static bool is_closed_transaction(const struct ikt_seen *seen)
{
    return seen->name == IKT_TRANSACTION && seen->duplicate_of == 0 && seen->message != NULL &&
           seen->message->encrypted;
}

/* Another message of its exchange, from the other side where other is set; NULL. Frames may come out of order. */
static const struct ikt_seen *find_mate(const struct ikt_view *v, size_t from, size_t to, const struct ikt_seen *seen,
                                        bool other)
{
    for (size_t i = from; i < to; i++) {
        const struct ikt_seen *mate = &v->record->seen[i];
        if (is_closed_transaction(mate) && mate->message->header.message_id == seen->message->header.message_id &&
            (!other || mate->from_initiator != seen->from_initiator))
            return mate;
    }
    return NULL;
}

static struct closed_run closed_run(const struct ikt_view *v)
{
    struct closed_run run = {.answered = true, .one_side = true};
    size_t count = v->record->seen_count;
    for (size_t i = 0; i < count; i++) {
        const struct ikt_seen *seen = &v->record->seen[i];
        if (seen->name != IKT_TRANSACTION || seen->duplicate_of != 0)
            continue;
        if (!is_closed_transaction(seen))
            return (struct closed_run){0};
        run.last = seen;
        if (find_mate(v, 0, i, seen, false) != NULL)
            continue;
        if (run.exchanges++ == 0) {
            run.first = seen;
            run.from_initiator = seen->from_initiator;
        }
        run.one_side = run.one_side && seen->from_initiator == run.from_initiator;
        run.answered = run.answered && find_mate(v, i + 1, count, seen, true) != NULL;
    }
    run.answered = run.exchanges > 0 && run.answered;
    return run;
}

/*
 * Asked and answered, told and confirmed: that is XAUTH. Who is let in goes on, with mode config or a Quick Mode.
 */
static void check_closed_xauth(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    struct closed_run run = closed_run(v);
    if (run.exchanges < 2 || !run.answered || !run.one_side || record->quick_modes > 0 || record->one_direction)
        return;
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_XAUTH_FAILED, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
                      run.from_initiator ? IKT_MISCONFIGURED_RESPONDER : IKT_MISCONFIGURED_INITIATOR, 80);
    const char *who = run.from_initiator ? v->initiator : v->responder,
               *whom = run.from_initiator ? v->responder : v->initiator;
    bool went_on = v->evidence->now != IKT_TIME_NONE && v->evidence->now - run.last->time > PATIENCE;
    if (!went_on)
        draft->finding.severity = IKT_SEVERITY_WARNING;
    ikt_draft_summary(draft, "%s may refuse the XAUTH user of %s: nothing follows", who, whom);
    ikt_draft_frame(draft, run.first->frame);
    ikt_draft_frame(draft, run.last->frame);
    ikt_draft_evidence(draft,
                       "%s begins %u Transaction exchanges from frame %" PRIu64 " to frame %" PRIu64
                       ", %s answers each, as in XAUTH; who passes it goes on with mode config or Quick Mode.",
                       who, run.exchanges, run.first->frame, run.last->frame, whom);
    ikt_draft_evidence(draft, went_on ? "The capture goes on, and neither comes."
                                      : "The capture ends right after it, so either may have followed.");
    ikt_say_keys(draft, record);
    ikt_view_advise(draft, v, run.from_initiator, !run.from_initiator);
}

/* The last Transaction message and its repetitions, with none of the other side after them. */
struct unanswered {
    unsigned count;
    bool from_initiator;
    bool readable;
    const struct ikt_seen *first, *last;
};

static struct unanswered trailing(const struct ikt_view *v)
{
    struct unanswered u = {0};
    for (size_t i = 0; i < v->record->seen_count; i++) {
        const struct ikt_seen *seen = &v->record->seen[i];
        if (seen->name != IKT_TRANSACTION)
            continue;
        if (u.count == 0 || seen->duplicate_of != u.first->frame)
            u = (struct unanswered){.from_initiator = seen->from_initiator, .readable = true, .first = seen};
        u.count++;
        u.readable = u.readable && seen->message != NULL && !seen->message->encrypted;
        u.last = seen;
    }
    return u;
}

static void check_mode_config(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = v->record;
    const struct ikt_configuration *configuration = &record->configuration;
    struct unanswered u = trailing(v);
    if (record->quick_modes > 0 || record->one_direction || u.count == 0 || configuration->xauth_ok == IKT_NO)
        return;
    bool asked = configuration->config_request_frame > configuration->config_answer_frame &&
                 configuration->config_request_frame >= u.first->frame;
    if (u.readable && !asked)
        return; /* it was XAUTH, or all was answered */
    bool refused = v->refusal != NULL && v->refusal->frame > u.first->frame &&
                   v->refusal->from_initiator != u.from_initiator && v->refusal->notify != NULL;
    if (u.count < 2 && !refused)
        return;
    const struct ikt_party *silent = u.from_initiator ? &record->responder : &record->initiator;
    bool likely = asked && silent->seen;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_MODECFG_FAILED, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
        u.from_initiator ? IKT_MISCONFIGURED_RESPONDER : IKT_MISCONFIGURED_INITIATOR, 85);
    const char *who = u.from_initiator ? v->initiator : v->responder,
               *whom = u.from_initiator ? v->responder : v->initiator;
    if (refused)
        ikt_draft_summary(draft, "%s refuses the mode config of %s", whom, who);
    else
        ikt_draft_summary(draft, "%s sends %s %u times, %s never answers", who,
                          asked ? "mode config" : "XAUTH or mode config", u.count, whom);
    ikt_draft_frame(draft, u.first->frame);
    ikt_draft_frame(draft, u.last->frame);
    ikt_draft_evidence(draft, "The first of these messages is frame %" PRIu64 ", the last one frame %" PRIu64 ".",
                       u.first->frame, u.last->frame);
    if (refused)
        ikt_view_say_refusal(draft, v);
    if (!asked)
        ikt_say_keys(draft, record);
    ikt_draft_evidence(draft, "No Quick Mode follows.");
    ikt_view_advise(draft, v, !u.from_initiator, u.from_initiator);
}

void ikt_rules_configuration(const struct ikt_view *v, struct ikt_drafts *drafts)
{
    check_xauth(v, drafts);
    check_closed_xauth(v, drafts);
    check_mode_config(v, drafts);
}
