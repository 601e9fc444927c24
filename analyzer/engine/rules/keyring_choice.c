/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phase 1 that works in one direction and fails in the other where a preshared key or an identity is proved: a router
 * takes another keyring or profile when it answers than when it begins.
 */
#include "rules/phase1_case.h"
#include "rules/phase1_refusal.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* Is it the proof of message 5 that fails: refused, given up, or not understood? */
static bool fails_at_proof(const struct ikt_phase1_case *c)
{
    const struct ikt_phase1 *record = c->record;
    struct ikt_stall stall;
    if (c->count[IKT_MAIN5] == 0 || c->count[IKT_MAIN6] > 0)
        return false;
    if (record->psk_differs || record->outcome == IKT_OUTCOME_DELETED)
        return true;
    if (record->outcome != IKT_OUTCOME_REJECTED)
        return ikt_stall_read(&stall, c) && stall.last->name == IKT_MAIN5 && !stall.blocked;
    switch (ikt_phase1_refusal_type(c)) {
    case IKT_ABSENT:
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
    case IKT_NOTIFY_INVALID_HASH_INFORMATION:
    case IKT_NOTIFY_INVALID_PAYLOAD_TYPE:
    case IKT_NOTIFY_PAYLOAD_MALFORMED:
        return c->refusal;
    default:
        return false;
    }
}

static void check_keyring(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_moment *own = &c->evidence->came_up[0], *other = &c->evidence->came_up[1];
    if (c->record->exchange != IKT_EXCHANGE_MAIN || c->preshared != IKT_YES || c->record->one_direction ||
        other->sequence == 0 || own->sequence != 0 || c->evidence->pair_forgotten || !fails_at_proof(c))
        return;
    /*
     * Where nothing had come up before, the key may have been mended meanwhile; behind a NAT the peer has another
     * address, and so may have another key, in one of the directions.
     */
    bool mended = other->sequence > c->first[IKT_MAIN5]->sequence;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PROFILE_KEYRING_MISMATCH,
                                            c->nat || mended ? IKT_LIKELIHOOD_POSSIBLE : IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, IKT_RANK_ONE_WAY);
    bool likely = draft->finding.likelihood == IKT_LIKELIHOOD_PROBABLE;
    if (c->keys_agree)
        IKT_SUMMARY(draft, "{} refuses {} where that begins, and not where it answers: ISAKMP profiles {}",
                    c->responder, c->initiator, ikt_words(likely ? "differ" : "may differ"));
    else
        IKT_SUMMARY(draft, "{} and {} {} different keys when the first begins, and fitting ones when the second does",
                    c->initiator, c->responder, ikt_words(likely ? "use" : "may use"));
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    ikt_cite(draft, &c->answer);
    if (!c->refusal)
        IKT_SAY(draft, "{} sends message 5 {} time{}, and phase 1 does not go on.", c->initiator,
                ikt_number(c->count[IKT_MAIN5]), ikt_plural(c->count[IKT_MAIN5]));
    ikt_draft_frame(draft, other->frame);
    IKT_SAY(draft,
            "Phase 1 that {} begins comes up: a Quick Mode follows it in frame {}. None that {} begins does, in this "
            "capture.",
            c->responder, ikt_frame(other->frame), c->initiator);
    if (mended)
        IKT_SAY(draft, "That was later, so a key may have been mended in between.");
    if (c->responder_is->logs_like_ios)
        IKT_SAY(draft, "IOS that answers picks the keyring by the address of {}, before it knows the identity.",
                c->initiator);
    if (c->nat)
        IKT_SAY(draft, "A NAT stands between the two: the address that a key is found by may differ by direction.");
    ikt_phase1_advise(draft, c, false);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_profile_keyring_mismatch = {
    .info = {
        .name = "profile-keyring-mismatch", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SECURITY,
        .line = "phase 1 works when one side begins, fails when the other does",
        .explanation = "Phase 1 comes up when one router begins, and fails at message 5 when the other does.\n\n"
            "A router that begins takes the keyring of the ISAKMP profile that its map entry names; one that answers "
            "picks a keyring by the peer's address, before it knows the identity, and where several have that address "
            "the first one that was configured. If their keys differ, one direction works and the other does not. "
            "\"match identity\" that only one of the two profiles has does the same.\n\n"
            "What speaks for it is that a Quick Mode follows phase 1 of one direction and none of the other: probable where "
            "the direction that fails does so after the other one came up, possible where it did so before, since a key "
            "may have been mended in between. It is refuted by a success in "
            "the direction that fails here. \"show crypto isakmp key\" on the router that answers shows the keyrings "
            "in their order: more than one entry for the peer's address, with different keys, confirms it.\n\n"
            "What helps: one entry per address; or \"local-address\" in keyring and profile, so that each serves one "
            "interface. What to type depends on names that only the configuration has.",
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "main-mode",
                "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from <remote> failed its sanity check or is malformed"),
            IKT_LOG_MODE_FAILED,
            IKT_LOG_INITIATOR_IF(ALL, "main-unanswered", "retransmitting phase 1 MM_KEY_EXCH...")),
        .show = IKT_LINES("show crypto isakmp key", "show crypto isakmp profile", "show crypto isakmp sa",
                          IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <local>, which answers", "crypto keyring <KEYRING>",
                             " pre-shared-key address <remote> key <KEY>", "crypto isakmp profile <PROFILE>",
                             " keyring <KEYRING>", " match identity address <remote>", "! on <remote>, which begins",
                             "crypto map <MAP> <SEQ> ipsec-isakmp", " set isakmp-profile <PROFILE>"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_keyring,
    .documents = ikt_check_document_profiles};
/* clang-format on */
