/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * XAUTH and mode config, between phase 1 and the first Quick Mode.
 */
#include <inttypes.h>

#include "diagnose/rules.h"
#include "diagnose/sentences.h"

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
    check_mode_config(v, drafts);
}
