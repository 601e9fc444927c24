/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * XAUTH and mode config, between phase 1 and the first Quick Mode.
 */
#include "evidence/certainty.h"
#include "rules/phase1_case.h"
#include "rules/prose.h"
#include "rules/rule.h"

static enum ikt_misconfigured side_of(bool initiator)
{
    return initiator ? IKT_MISCONFIGURED_INITIATOR : IKT_MISCONFIGURED_RESPONDER;
}

static void check_status(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_configuration *configuration = &record->configuration;
    if (configuration->xauth_ok != IKT_NO || record->quick_modes > 0)
        return;
    bool verified = configuration->status_verified, by_initiator = configuration->status_from_initiator;
    struct ikt_value who = ikt_phase1_peer(c, by_initiator), whom = ikt_phase1_peer(c, !by_initiator);
    uint64_t frame = configuration->status_frame;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_XAUTH_FAILED, ikt_certainty_of_statement(verified),
                                            IKT_BASIS_VALUES, side_of(!by_initiator), IKT_RANK_NAMED);
    IKT_SUMMARY(draft, "{} refuses the XAUTH user of {}", who, whom);
    ikt_draft_frame(draft, frame);
    IKT_SAY(draft, "Frame {} of {} holds XAUTH-STATUS 0{}.", ikt_frame(frame), who,
            ikt_words(verified ? ", its HASH verified" : ""));
    IKT_SAY(draft, "Phase 1 itself is authenticated: the group's key and the policy are right.");
    ikt_phase1_advise(draft, c, by_initiator);
    ikt_draft_log_reversed(draft, by_initiator);
}

/*
 * Transaction exchanges that no key opens: how many, all answered, and whether one side began them all. None where not
 * all are listed: which of them are answered is not known then.
 */
struct encrypted_run {
    unsigned exchanges;
    bool answered, one_side, from_initiator;
    const struct ikt_seen *first, *last;
};

static bool is_encrypted_transaction(const struct ikt_seen *seen)
{
    return seen->name == IKT_TRANSACTION && seen->duplicate_of_sequence == 0 && seen->message &&
           seen->message->encrypted;
}

/* Another message of its exchange, from the other side where other is set; NULL. Frames may come out of order. */
static const struct ikt_seen *find_mate(const struct ikt_phase1_case *c, size_t from, size_t to,
                                        const struct ikt_seen *seen, bool other)
{
    for (size_t i = from; i < to; i++) {
        const struct ikt_seen *mate = &c->record->seen[i];
        if (is_encrypted_transaction(mate) && mate->message->header.message_id == seen->message->header.message_id &&
            (!other || mate->from_initiator != seen->from_initiator))
            return mate;
    }
    return NULL;
}

static struct encrypted_run encrypted_run(const struct ikt_phase1_case *c)
{
    struct encrypted_run run = {.answered = true, .one_side = true};
    size_t count = c->record->seen_count;
    uint64_t listed = 0;
    for (size_t i = 0; i < count; i++)
        listed += c->record->seen[i].name == IKT_TRANSACTION;
    if (listed != c->tally->transactions.count)
        return (struct encrypted_run){0};
    for (size_t i = 0; i < count; i++) {
        const struct ikt_seen *seen = &c->record->seen[i];
        if (seen->name != IKT_TRANSACTION || seen->duplicate_of_sequence != 0)
            continue;
        if (!is_encrypted_transaction(seen))
            return (struct encrypted_run){0};
        run.last = seen;
        if (find_mate(c, 0, i, seen, false))
            continue;
        if (run.exchanges++ == 0) {
            run.first = seen;
            run.from_initiator = seen->from_initiator;
        }
        run.one_side = run.one_side && seen->from_initiator == run.from_initiator;
        run.answered = run.answered && find_mate(c, i + 1, count, seen, true);
    }
    run.answered = run.exchanges > 0 && run.answered;
    return run;
}

/* Asked and answered, told and confirmed: that is XAUTH. Who is let in goes on, with mode config or a Quick Mode. */
static void check_encrypted(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    struct encrypted_run run = encrypted_run(c);
    if (run.exchanges < 2 || !run.answered || !run.one_side || record->quick_modes > 0 || record->one_direction)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_XAUTH_FAILED, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OBSERVED,
                                            side_of(!run.from_initiator), IKT_RANK_RELATED);
    struct ikt_value who = ikt_phase1_peer(c, run.from_initiator), whom = ikt_phase1_peer(c, !run.from_initiator);
    bool went_on = ikt_phase1_goes_on(c, run.last->time);
    if (!went_on)
        draft->finding.severity = IKT_SEVERITY_WARNING;
    IKT_SUMMARY(draft, "{} may refuse the XAUTH user of {}: nothing follows", who, whom);
    ikt_draft_frame(draft, run.first->frame);
    ikt_draft_frame(draft, run.last->frame);
    IKT_SAY(draft,
            "{} begins {} Transaction exchanges from frame {} to frame {}, {} answers each, as in XAUTH; who passes it "
            "goes on with mode config or Quick Mode.",
            who, ikt_number(run.exchanges), ikt_frame(run.first->frame), ikt_frame(run.last->frame), whom);
    IKT_SAY(draft, went_on ? "The capture goes on, and neither comes."
                           : "The capture ends right after it, so either may have followed.");
    ikt_draft_cite(draft, ikt_keys_sentence(c->arena, record));
    ikt_phase1_advise(draft, c, run.from_initiator);
    ikt_draft_log_reversed(draft, run.from_initiator);
}

static void check_xauth(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    check_status(c, drafts);
    check_encrypted(c, drafts);
}

static void check_mode_config(const struct ikt_phase1_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase1 *record = c->record;
    const struct ikt_configuration *configuration = &record->configuration;
    /* the last Transaction message and its repetitions, with none of the other side after them */
    const struct ikt_run *last = &c->tally->transactions.newest;
    if (record->quick_modes > 0 || record->one_direction || last->count == 0 || configuration->xauth_ok == IKT_NO)
        return;
    bool asked = configuration->config_request_frame > configuration->config_answer_frame &&
                 configuration->config_request_frame >= last->first_frame;
    if (last->unread == 0 && !asked)
        return; /* it was XAUTH, or all was answered */
    bool refused = c->refusal && c->refusal->sequence > last->first_sequence &&
                   c->refusal->from_initiator != last->from_initiator && c->refusal->notify;
    /* one that was not read may be the last of its exchange, and be repeated once by the network */
    if (last->count < (asked ? 2 : 3) && !refused)
        return;
    const struct ikt_party *silent = last->from_initiator ? &record->responder : &record->initiator;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_MODECFG_FAILED,
                                            asked ? ikt_certainty_of_absence(silent->seen) : IKT_LIKELIHOOD_POSSIBLE,
                                            IKT_BASIS_OBSERVED, side_of(!last->from_initiator), IKT_RANK_STATED);
    struct ikt_value who = ikt_phase1_peer(c, last->from_initiator), whom = ikt_phase1_peer(c, !last->from_initiator);
    if (refused)
        IKT_SUMMARY(draft, "{} refuses the mode config of {}", whom, who);
    else
        IKT_SUMMARY(draft,
                    asked ? "{} sends mode config {} times, {} never answers"
                          : "{} sends XAUTH or mode config {} times, {} never answers",
                    who, ikt_number(last->count), whom);
    ikt_draft_frame(draft, last->first_frame);
    ikt_draft_frame(draft, last->last_frame);
    IKT_SAY(draft, "The first of these messages is frame {}, the last one frame {}.", ikt_frame(last->first_frame),
            ikt_frame(last->last_frame));
    if (refused)
        ikt_cite(draft, &c->answer);
    if (!asked)
        ikt_draft_cite(draft, ikt_keys_sentence(c->arena, record));
    IKT_SAY(draft, "No Quick Mode follows.");
    ikt_phase1_advise(draft, c, !last->from_initiator);
}

/* clang-format off */
const struct ikt_rule_def ikt_rule_xauth_failed = {
    .info = {
        .name = "xauth-failed", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "XAUTH refuses the user",
        .explanation = "Phase 1 is authenticated, and XAUTH then refuses the user: XAUTH-STATUS 0.\n\n"
            "The name or the password is wrong, or the AAA server does not answer. Certain when the status is read and "
            "its HASH verified: it can mean nothing else. What to do is the user's or the AAA server's: \"debug aaa "
            "authentication\" on the router that refuses says which. Between two routers XAUTH is not wanted at all; "
            "\"no-xauth\" on the key switches it off. The wording of the log line is from memory.",
        .log = IKT_LOG(IKT_LOG_RESPONDER(ALL, "Need XAUTH")),
        .show = IKT_LINES("show crypto isakmp sa", "show aaa servers", "show aaa local user lockout",
                          IKT_SHOW_DEBUG_ISAKMP, "debug aaa authentication"),
        .suspect = IKT_LINES("! on <local>, which refuses the user", "crypto map <MAP> client authentication list <LIST>",
                             "username <USER> secret <SECRET>", "crypto isakmp key <KEY> <address> <remote><length> no-xauth"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_xauth,
    .fails_later = true};

const struct ikt_rule_def ikt_rule_modecfg_failed = {
    .info = {
        .name = "modecfg-failed", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "mode config unanswered or refused",
        .explanation = "Phase 1 is authenticated, an address or other settings are asked for (or sent), and that is "
            "never answered, or refused. No Quick Mode follows.\n\n"
            "A client asks, and the router that it asks answers from \"crypto isakmp client configuration\"; without "
            "that it stays silent. Where it is the router that asks, for XAUTH, it is the other side that does not "
            "answer: between two routers the key wants \"no-xauth\" on the one that asks. Without keys mode config and "
            "XAUTH look alike, so it is possible only.",
        .log = IKT_NO_LOG,
        .show = IKT_LINES("show crypto isakmp sa", "show ip local pool", "show crypto map", IKT_SHOW_DEBUG_ISAKMP),
        .suspect = IKT_LINES("! on the router that clients connect to",
                             "crypto isakmp client configuration group <GROUP>", " pool <POOL>",
                             "crypto map <MAP> client configuration address respond",
                             "! on <remote>, where it asks for XAUTH and the other is a router too",
                             "crypto isakmp key <KEY> <address> <local><length> no-xauth"),
        .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase1 = check_mode_config,
    .fails_later = true};
/* clang-format on */
