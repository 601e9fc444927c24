/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An ISAKMP SA under which nobody begins a Quick Mode.
 */
#include "evidence/certainty.h"
#include "rules/phase1_case.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "track/lengths.h"

/* Phase 1 is made for traffic that waits, so Quick Mode follows at once. */
#define PATIENCE (30 * IKT_SECOND)
/* Who refuses what message 6 proves does so at once. */
#define AT_ONCE (2 * IKT_SECOND)

/* XAUTH and mode config, where there were any, came to a good end. */
static bool is_configured(const struct ikt_phase1_case *c)
{
    const struct ikt_configuration *configuration = &c->record->configuration;
    if (c->count[IKT_TRANSACTION] == 0)
        return true;
    return configuration->xauth_ok != IKT_NO &&
           !(configuration->xauth_frame != 0 && configuration->xauth_ok == IKT_UNKNOWN) &&
           configuration->config_answer_frame >= configuration->config_request_frame &&
           configuration->xauth_frame + configuration->config_answer_frame > 0;
}

/* The IPsec SAs of another ISAKMP SA of the pair live on when phase 1 is made anew, and then nobody has to ask. */
static bool has_other_sas(const struct ikt_evidence *evidence)
{
    return evidence->history_count > 0 || evidence->history_more > 0 || evidence->pair_forgotten ||
           evidence->ipsec_packets[0] + evidence->ipsec_packets[1] > 0;
}

static const struct ikt_deletion *first_deletion(const struct ikt_phase1 *record)
{
    for (size_t i = 0; record->ended == IKT_ENDED_DELETED && i < record->deletion_count; i++) {
        if (record->deletions[i].deletion->protocol == IKT_PROTOCOL_ISAKMP)
            return &record->deletions[i];
    }
    return NULL;
}

/* What no key opens and may be the DELETE; NULL. */
static const struct ikt_seen *maybe_deletion(const struct ikt_phase1_case *c)
{
    const struct ikt_seen *seen = c->last[IKT_INFORMATIONAL];
    struct ikt_cipher_sizes sizes = {c->evidence->block_size, c->evidence->hash_size, IKT_PADDING_UNKNOWN};
    bool unread = seen && seen->message && seen->message->encrypted;
    return unread && ikt_length_readings(&sizes, seen->length) & IKT_READING_DELETE_SA ? seen : NULL;
}

static void say_deletion(struct ikt_draft *draft, const struct ikt_phase1_case *c)
{
    const struct ikt_deletion *deletion = first_deletion(c->record);
    const struct ikt_seen *unread = maybe_deletion(c);
    if (deletion) {
        ikt_draft_frame(draft, deletion->frame);
        IKT_SAY(draft, "{} deletes the ISAKMP SA in frame {}.", ikt_phase1_peer(c, deletion->from_initiator),
                ikt_frame(deletion->frame));
        if (deletion->from_initiator && ikt_time_is_known(deletion->time) &&
            deletion->time - c->record->end_time < AT_ONCE)
            IKT_SAY(draft, "It does so at once: it may not accept what message 6 says of {}.", c->responder);
    } else if (unread) {
        ikt_draft_frame(draft, unread->frame);
        IKT_SAY(draft, "Frame {} of {} was not read; its length may be that of the DELETE of an ISAKMP SA.",
                ikt_frame(unread->frame), ikt_phase1_peer(c, unread->from_initiator));
    } else {
        IKT_SAY(draft, "The ISAKMP SA stays, as far as this capture shows.");
    }
}

static void check_begin(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    bool deleted = record->ended == IKT_ENDED_DELETED;
    bool goes_on = c->evidence->now != IKT_TIME_NONE && c->evidence->now - record->end_time > PATIENCE;
    if (record->outcome != IKT_OUTCOME_ESTABLISHED || record->quick_modes > 0 || record->one_direction ||
        record->exchange == IKT_ABSENT || !is_configured(c) || has_other_sas(c->evidence) ||
        !(deleted || goes_on || maybe_deletion(c)))
        return;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, IKT_RULE_QM_NOT_STARTED,
        deleted ? ikt_certainty_of_absence(record->initiator.seen && record->responder.seen) : IKT_LIKELIHOOD_POSSIBLE,
        IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_OBSERVATION);
    if (!deleted)
        draft->finding.severity = IKT_SEVERITY_WARNING;
    IKT_SUMMARY(draft,
                deleted ? "Phase 1 of {} with {} is up and ends again: nobody asks for phase 2"
                        : "Phase 1 of {} with {} is up, and nobody asks for phase 2",
                c->initiator, c->responder);
    const struct ikt_seen *last = ikt_phase1_last(c);
    if (last)
        ikt_draft_frame(draft, last->frame);
    IKT_SAY(draft, "No Quick Mode between the two is in the capture, and no ESP or AH.");
    say_deletion(draft, c);
    ikt_say_check(draft, "show crypto map", c->initiator,
                  "the entry for the peer has no transform set, an access list that is empty or not there, or another "
                  "ISAKMP profile");
    ikt_phase1_advise(draft, c, true);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_qm_not_started = {
    .info = {
        .name = "qm-not-started", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SEQUENCE,
        .cause_open = true,
        .line = "phase 1 is up, nobody asks for phase 2",
        .explanation = "Phase 1 is authenticated, and no Quick Mode is begun under it by either side.\n\n"
            "Phase 1 is made because traffic waits, so Quick Mode follows it within milliseconds. Where it does not, "
            "the router that began has nothing to offer: \"set transform-set\" of the entry names a set that does not "
            "exist, the entry wants another ISAKMP profile, or it does not accept the identity or certificate that "
            "message 6 holds. A side that deletes the ISAKMP SA at once speaks for the latter. A phase 1 that was "
            "brought up by hand, or for a test, looks the same.\n\n"
            "It is refuted by IPsec SAs of another ISAKMP SA: they live on when phase 1 is made anew, and then nobody "
            "has to ask. Captured Quick Modes and ESP of the pair are looked for; SAs from before the capture that "
            "carry nothing are not seen.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto map", "show crypto isakmp sa", IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on <initiator>, which should ask", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                             " set transform-set <TS>", " match address <ACL>", " set isakmp-profile <PROFILE>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_begin,
    .fails_later = true};
/* clang-format on */
