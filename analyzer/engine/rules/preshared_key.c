/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Preshared keys that differ: known where both sides' messages verify, else read from refusals and from silence.
 */
#include "evidence/certainty.h"
#include "rules/phase1_past.h"
#include "rules/phase1_refusal.h"
#include "rules/phase1_stall.h"
#include "rules/prose.h"
#include "rules/log_checks.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

static struct ikt_draft *add_psk(const struct ikt_phase1_case *c, struct ikt_drafts *drafts,
                                 enum ikt_likelihood likelihood, const char *summary)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PSK_MISMATCH, likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, IKT_RANK_RELATED);
    IKT_SUMMARY(draft, summary, c->initiator, c->responder);
    ikt_draft_frame(draft, ikt_phase1_proof_frame(c));
    /* in aggressive mode the initiator is the first to meet a HASH that does not verify */
    bool at_initiator = c->record->exchange == IKT_EXCHANGE_AGGRESSIVE;
    ikt_phase1_advise(draft, c, at_initiator);
    ikt_draft_log_reversed(draft, at_initiator);
    /* either router may take the other's key */
    ikt_phase1_fix(draft, c, !ikt_draft_is_foreign(draft, true));
    return draft;
}

/* Nothing but the exchange speaks of the keys. */
static struct ikt_draft *add_open_guess(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, bool likely)
{
    return likely ? add_psk(c, drafts, IKT_LIKELIHOOD_PROBABLE, "{} and {} seem to use different preshared keys")
                  : add_psk(c, drafts, IKT_LIKELIHOOD_POSSIBLE, "{} and {} may use different preshared keys");
}

/* The keys that both configurations have, and how far they bear on what is seen. */
static void cite_keys(struct ikt_draft *draft, const struct ikt_phase1_case *c)
{
    const struct ikt_phase1_documents *d = &c->documents;
    const struct ikt_pair_router *const routers[] = {&d->initiator, &d->responder};
    const struct ikt_value who[] = {c->initiator, c->responder};
    for (int i = 0; i < 2; i++) {
        if (!d->keys[i])
            continue;
        ikt_draft_ref(draft, ikt_pair_ref(routers[i], d->keys[i]->line, d->same_key != IKT_YES));
        IKT_SAY(draft, "The configuration of {} has the key for {} in line {}.", who[i], who[1 - i],
                ikt_frame(d->keys[i]->line));
    }
    if (d->same_key == IKT_NO)
        IKT_SAY(draft, "The two keys differ.");
    else if (d->same_key == IKT_YES)
        IKT_SAY(draft,
                "The two keys are the same, so that one of the files is not what runs, or it is something else.");
}

static struct ikt_draft *add_guess(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, bool likely)
{
    struct ikt_phase1_past past = {0};
    struct ikt_draft *draft;
    switch (c->documents.same_key) {
    case IKT_NO:
        past = ikt_phase1_past_up(c);
        draft = add_psk(c, drafts, ikt_phase1_past_likelihood(&past, likely),
                        "{} and {} have different preshared keys for each other");
        draft->basis = IKT_BASIS_VALUES;
        break;
    case IKT_YES:
        draft = add_psk(c, drafts, IKT_LIKELIHOOD_POSSIBLE, "{} and {} may use different preshared keys");
        break;
    default:
        draft = add_open_guess(c, drafts, likely);
    }
    cite_keys(draft, c);
    ikt_phase1_past_say(draft, &past);
    return draft;
}

static void add_known(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = add_psk(c, drafts, ikt_certainty_of_keys(), "{} and {} use different preshared keys");
    struct ikt_value ours = ikt_text(c->arena, c->record->initiator.psk);
    struct ikt_value theirs = ikt_text(c->arena, c->record->responder.psk);
    ikt_draft_has(draft, ours, theirs);
    IKT_SAY(draft, "Messages of {} verify under the key of {}, those of {} under the key of {}.", c->initiator,
            ours.kind == IKT_VALUE_UNKNOWN ? ikt_words("one file") : ours, c->responder,
            theirs.kind == IKT_VALUE_UNKNOWN ? ikt_words("another") : theirs);
    cite_keys(draft, c);
    ikt_cite(draft, &c->answer);
}

/* A key that differs is what makes a message unreadable to the other side, or its HASH wrong. */
static void check_key_notify(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = add_guess(c, drafts, c->preshared == IKT_YES);
    ikt_cite(draft, &c->answer);
    IKT_SAY(draft, "A peer sends it when it cannot read or verify a message, as when the preshared keys differ.");
}

static void check_unreadable(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *draft = add_guess(c, drafts, c->refused_unread && c->preshared == IKT_YES);
    ikt_cite(draft, &c->answer);
    if (c->refused_unread)
        IKT_SAY(draft, "{} repeats its fifth message although it is answered: it cannot read the answer.",
                c->initiator);
    else
        IKT_SAY(draft, "A refused identity or certificate looks the same without keys.");
}

static void check_failed_proof(const struct ikt_phase1_case *c, struct ikt_drafts *drafts, const struct ikt_refusal *r)
{
    if (r->proof != IKT_REFUSED_KEY_PROOF || r->keys_fit)
        return;
    bool of_hash_r = c->record->exchange == IKT_EXCHANGE_AGGRESSIVE && r->by_initiator && c->refusal->encrypted;
    struct ikt_draft *draft = add_guess(c, drafts, of_hash_r);
    ikt_cite(draft, &c->answer);
    if (of_hash_r)
        IKT_SAY(draft, "An initiator of aggressive mode sends it when HASH_R does not verify.");
}

static void check_refused(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_refusal r;
    if (!ikt_refusal_read(&r, c) || c->preshared == IKT_NO || c->keys_agree || !c->authenticating)
        return;
    switch (r.type) {
    case IKT_ABSENT:
        check_unreadable(c, drafts);
        break;
    case IKT_NOTIFY_PAYLOAD_MALFORMED:
    case IKT_NOTIFY_INVALID_PAYLOAD_TYPE:
    case IKT_NOTIFY_INVALID_HASH_INFORMATION:
        check_key_notify(c, drafts);
        break;
    case IKT_NOTIFY_AUTHENTICATION_FAILED:
        check_failed_proof(c, drafts, &r);
        break;
    default:
        break;
    }
}

static void say_silent_fifth(struct ikt_draft *draft, const struct ikt_phase1_case *c, const struct ikt_stall *stall)
{
    unsigned sent = c->count[IKT_MAIN5];
    const struct ikt_seen *third = c->last[IKT_MAIN3];
    IKT_SAY(draft, "{} sends its first encrypted message {} time{} and gets no answer, as when {} cannot decrypt it.",
            c->initiator, ikt_number(sent), ikt_plural(sent), c->responder);
    if (stall->answered_by_fourth)
        IKT_SAY(
            draft,
            "The fourth message comes again within a round trip of the fifth {} times, so {} seems to get the fifth "
            "and not to understand it.",
            ikt_number(stall->echoes), c->responder);
    else if (c->count[IKT_MAIN4] > 1)
        IKT_SAY(draft, "{} repeats the fourth message meanwhile, so what it sends comes through.", c->responder);
    if (third && stall->last->length <= third->length)
        IKT_SAY(draft,
                "The fifth message has {} bytes, no more than the third, which came through, so its length does not "
                "lose it.",
                ikt_number(stall->last->length));
    IKT_SAY(draft, "With preshared keys certificates play no part, and a peer that rejects an identity normally says "
                   "so.");
    if (stall->port_4500_works)
        IKT_SAY(draft, "Packets come from port 4500 of {}, so the path carries that port.", c->responder);
}

static void check_silent(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_stall stall;
    if (!ikt_stall_read(&stall, c) || !stall.proves_key)
        return;
    struct ikt_draft *draft = add_guess(c, drafts, !stall.maybe_blocked || stall.answered_by_fourth);
    ikt_draft_frame(draft, stall.last->frame);
    if (stall.last->name == IKT_MAIN5)
        say_silent_fifth(draft, c, &stall);
    else
        IKT_SAY(draft, "{} does not go on after HASH_R, as when HASH_R does not verify.", c->initiator);
    if (stall.maybe_blocked)
        IKT_SAY(draft, "That message also moved to UDP port 4500, which something on the path may block.");
    if (c->record->decryption == IKT_DECRYPTION_BAD_KEY)
        IKT_SAY(draft, "The key that was given does not fit these messages either.");
}

/* Where no fix can be told. */
static void say_neither(struct ikt_draft *draft)
{
    if (ikt_draft_is_foreign(draft, true) && ikt_draft_is_foreign(draft, false) &&
        draft->finding.likelihood != IKT_LIKELIHOOD_POSSIBLE)
        IKT_SAY(draft, IKT_NEITHER_BEGIN "One of them needs the key that the other has.");
}

static void check_psk(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    struct ikt_draft *others = drafts->last;
    if (c->record->psk_differs)
        add_known(c, drafts);
    check_refused(c, drafts);
    check_silent(c, drafts);
    for (struct ikt_draft *draft = others ? others->next : drafts->first; draft; draft = draft->next)
        say_neither(draft);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_psk_mismatch = {
    .info = {
        .name = "psk-mismatch", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_SECURITY,
        .line = "preshared keys differ",
        .explanation = "The two sides have different preshared keys.\n\n"
            "In main mode messages 1 to 4 pass and message 5 is repeated, or answered by PAYLOAD-MALFORMED, since "
            "neither side can read the other; in aggressive mode the HASH of the other side does not verify. Certain "
            "when each side's messages verify under a key of its own. A blocked UDP port 4500 looks alike where "
            "message 5 moves to it.\n\n"
            "A key may differ by a trailing blank, which IOS keeps as part of it (from memory), and another key may be taken than the "
            "one that was meant: one for 0.0.0.0 where none names the address, or one of the first keyring that has "
            "the address, since a responder picks the keyring before it knows the identity. " IKT_PROSE_RETRANSMISSION,
        .log = IKT_LOG(
            IKT_LOG_RESPONDER_IF(ALL, "main-mode",
                "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from <remote> failed its sanity check or is malformed"),
            IKT_LOG_MODE_FAILED,
            IKT_LOG_INITIATOR_IF(ALL, "main-unanswered", "retransmitting phase 1 MM_KEY_EXCH..."),
            IKT_LOG_INITIATOR_IF(ALL, "main-unanswered",
                "deleting SA reason \"Death by retransmission P1\" state (I) MM_KEY_EXCH (peer <responder>)")),
        .show = IKT_LINES("show crypto isakmp key", IKT_SHOW_PEER, "show crypto isakmp sa", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on <responder>", "crypto isakmp key <KEY> <address> <initiator><length>", "! on <initiator>",
                             "crypto isakmp key <KEY> <address> <responder><length>", "! on both, where keyrings are used",
                             "crypto keyring <KEYRING>", " pre-shared-key <address> <PEER> key <KEY>"),
        .fix = IKT_LINES("configure terminal", "no crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length>",
                         "crypto isakmp key <KEY> <address> <peer><length>", "end", "clear crypto session remote <peer>"),
        .undo = IKT_LINES("configure terminal", "no crypto isakmp key <KEY> <address> <peer><length>",
                          "crypto isakmp key <KEY-IT-HAS-NOW> <address> <peer><length>", "end",
                          "clear crypto session remote <peer>"),
        .touches = "Either router may change: this one takes the key that the other has; it touches only the key for this "
            "address (where the key in use is one for 0.0.0.0, or stands in a keyring, leave the first line out and "
            "give the address a key of its own there)."},
    .phase1 = check_psk,
    .logs = ikt_log_check_psk_mismatch,
    .documents = ikt_check_document_keys};
/* clang-format on */
