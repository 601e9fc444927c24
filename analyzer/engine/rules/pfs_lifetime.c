/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * PFS groups and SA lifetimes of Quick Modes.
 */
#include <inttypes.h>
#include <string.h>

#include "rules/entry_lines.h"
#include "rules/evidence_text.h"
#include "rules/log_grounds.h"
#include "rules/log_pfs.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* What the peer has for the same networks: its own claim, else what it accepted before. */
static const struct ikt_claim *other_side(const struct ikt_phase2_case *c)
{
    return c->mirror ? c->mirror : c->accepted;
}

/* No group of a claim that is not complete is a group that is not known. */
static bool has_no_group(const struct ikt_claim *claim)
{
    return claim->pfs_group == IKT_ABSENT && ikt_claim_is_complete(claim);
}

/* Does the claim want a group where none is offered? The offer is read, else there would be no claim to compare. */
static bool is_required(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    return claim && !c->pfs_unknown && c->record->pfs_group == IKT_ABSENT && claim->pfs_group != IKT_ABSENT;
}

/* Is a group offered that the claim's owner does not take? */
static bool is_mismatch(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    const int group = c->record->pfs_group;
    if (!claim || group == IKT_ABSENT || group == claim->pfs_group)
        return false;
    if (claim->pfs_group == IKT_ABSENT)
        return has_no_group(claim) && c->responder_is->wants_its_pfs_group;
    return !c->responder_is->takes_any_pfs_group;
}

/* Does the peer's other group decide, or do the transforms differ as well? */
static enum ikt_likelihood likelihood_of(const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, claim->sets);
    struct ikt_grounds grounds = ikt_phase2_grounds(c, claim, IKT_PART_PFS);
    if (!ikt_log_may_mean(c, IKT_REFUSAL_FLAGS))
        return IKT_LIKELIHOOD_POSSIBLE;
    grounds.answer_may_mean_it = c->notify != IKT_NOTIFY_INVALID_ID_INFORMATION;
    grounds.difference_refuses = comparison.comparable && comparison.complete && comparison.some == 0;
    return ikt_certainty_of_values(&grounds);
}

static void tell(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    ikt_cite(draft, &c->offer);
    if (claim) {
        ikt_say_claim(draft, c, claim);
        ikt_cite_statements(draft, c, claim, IKT_STATEMENT_PFS);
        ikt_say_dispute(draft, c, claim);
    }
    if (c->failed)
        ikt_cite(draft, &c->answer);
}

/* What confirms it, in the words of IOS and for other routers. */
struct check {
    const char *confirms, *plain;
};
static const struct check required = {"it prints \"PFS (Y/N): Y\"", "its connection with this peer wants PFS"},
                          mismatch = {"its \"DH group\" line names another group",
                                      "its connection with this peer has another group, or none"};

/* Is PFS one of the causes that the answer leaves open? The peer's own offer would say. */
static bool is_open(const struct ikt_phase2_case *c)
{
    return c->failed && !ikt_peer_is_known(c) && c->priors.pfs > 0;
}

/* As far as it is known: by the offer, or by its length. */
static bool is_offered(const struct ikt_phase2_case *c)
{
    return c->record->offer ? c->record->pfs_group != IKT_ABSENT : c->undecrypted.ke.present == IKT_YES;
}

static void summarize_required(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim)
{
    if (claim)
        IKT_SUMMARY(draft, "{} {} no PFS, {} wants {}", c->initiator, ikt_words(c->assumed ? "has" : "offers"),
                    c->responder, ikt_pfs(claim->pfs_group));
    else if (c->record->offer)
        IKT_SUMMARY(draft, "{} offers no PFS{}, {} may require it", c->initiator, ikt_as_before(c), c->responder);
    else if (c->undecrypted.ke.present == IKT_NO)
        IKT_SUMMARY(draft, "The proposal of {} is too short for PFS, {} may require it", c->initiator, c->responder);
    else
        IKT_SUMMARY(draft, "{} may want PFS that {} does not offer", c->responder, c->initiator);
}

/* group: that both should have; has: what this router has now. */
static void fix_group(struct ikt_draft *draft, const struct ikt_phase2_case *c, bool on_initiator,
                      struct ikt_value group, struct ikt_value has)
{
    bool none = has.kind == IKT_VALUE_PFS && (int)(int64_t)has.is.number == IKT_ABSENT;
    struct ikt_value before = none ? ikt_words("no set pfs")
                              : has.kind == IKT_VALUE_UNKNOWN
                                  ? ikt_words("<PFS-IT-HAS-NOW>")
                                  : ikt_made(c->arena, "set pfs group%d", (int)(int64_t)has.is.number);
    IKT_SAY_NEEDS(draft, on_initiator, "PFS with {} in its proposals for these networks", group);
    IKT_FIX(draft, on_initiator, IKT_NAMED("group", group), IKT_NAMED("before", before),
            IKT_NAMED("why", ikt_words(none ? "the one without PFS gives way" : "the weaker group gives way")),
            IKT_NAMED("peer", on_initiator ? c->responder : c->initiator));
}

/* claim: that has the group; NULL: open. */
static void add_required(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct ikt_claim *claim,
                         enum ikt_basis basis)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PFS_REQUIRED_NOT_OFFERED,
                      basis == IKT_BASIS_VALUES ? likelihood_of(c, claim) : IKT_LIKELIHOOD_POSSIBLE, basis,
                      IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    struct ikt_value group = claim ? ikt_pfs(claim->pfs_group) : ikt_unknown();
    summarize_required(draft, c, claim);
    if (c->record->offer)
        ikt_draft_has(draft, ikt_pfs(IKT_ABSENT), group);
    tell(draft, c, claim);
    if (basis == IKT_BASIS_OPEN) {
        ikt_cite(draft, &c->meaning);
        ikt_say_check_or(draft, "show crypto map", c->responder, required.confirms, required.plain);
    }
    IKT_ADVISE(draft, c->values, IKT_NAMED("group", group));
    if (claim)
        fix_group(draft, c, true, group, ikt_pfs(IKT_ABSENT));
}

/* Bits of security, roughly: which of two groups is the one to keep. */
static int group_strength(int group)
{
    switch (group) {
    case 20:
    case 21:
        return 200 + group;
    case 19:
        return 130;
    default:
        return group == IKT_ABSENT || group < 0 ? 0 : (int)(ikt_group_ke_size((unsigned)group) / 4);
    }
}

/* A product that takes PFS where it has none itself, as IOS does, refuses other groups only. */
static struct ikt_value or_none(const struct ikt_phase2_case *c)
{
    return ikt_words(c->responder_is->known && !c->responder_is->wants_its_pfs_group ? "" : ", or none at all");
}

/* claim: that has another group; NULL: open. */
static void add_mismatch(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct ikt_claim *claim,
                         enum ikt_basis basis)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PFS_GROUP_MISMATCH,
                      basis == IKT_BASIS_VALUES ? likelihood_of(c, claim) : IKT_LIKELIHOOD_POSSIBLE, basis,
                      IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    struct ikt_value ours = c->record->offer ? ikt_pfs(c->record->pfs_group) : ikt_unknown();
    struct ikt_value theirs = claim ? ikt_pfs(claim->pfs_group) : ikt_unknown();
    bool keep_theirs = claim && group_strength(claim->pfs_group) > group_strength(c->record->pfs_group);
    if (claim)
        IKT_SUMMARY(draft, "{} {} PFS {}, {} has {}", c->initiator, ikt_words(c->assumed ? "has" : "offers"), ours,
                    c->responder, theirs);
    else if (c->record->offer)
        IKT_SUMMARY(draft, "{} offers PFS {}; {} may want another group{}", c->initiator, ours, c->responder,
                    or_none(c));
    else
        IKT_SUMMARY(draft,
                    "The proposal of {} has room for PFS, or for several transform sets; {} may want another group{}",
                    c->initiator, c->responder, or_none(c));
    ikt_draft_has(draft, ours, theirs);
    tell(draft, c, claim);
    if (basis == IKT_BASIS_OPEN) {
        ikt_cite(draft, &c->meaning);
        ikt_say_check_or(draft, "show crypto map", c->responder, mismatch.confirms, mismatch.plain);
    }
    IKT_ADVISE(draft, c->values, IKT_NAMED("group", keep_theirs ? theirs : ours));
    if (claim)
        fix_group(draft, c, keep_theirs, keep_theirs ? theirs : ours, keep_theirs ? ours : theirs);
}

/* Proposals that no key opens differ by a KE, or by the length of one. */
static bool differ_by_ke(const struct ikt_phase2_case *c, enum ikt_tristate ours)
{
    return c->failed && !c->record->offer && c->priors.pfs > 0 && c->undecrypted.difference == IKT_SIZE_KE &&
           c->undecrypted.ke.present == ours && c->undecrypted.peer_ke.present == IKT_YES;
}

/* A KE in the peer's proposal is sure where its answer has one, which holds a single suite; else it is the length. */
static struct ikt_value or_several_sets(const struct ikt_undecrypted *u)
{
    return ikt_words(u->peer->answer_length > 0 ? "" : ", or for several transform sets");
}

/* The only group that a length fits; unknown: there are several, or none. */
static struct ikt_value only_group(const struct ikt_ke_guess *guess)
{
    bool one = guess->present == IKT_YES && !strchr(guess->groups, ' ');
    return one ? ikt_pfs((int)g_ascii_strtoull(guess->groups, NULL, 10)) : ikt_unknown();
}

/* The second half of what lengths show: the peer's proposal, which key is missing, what to type. */
static void tell_lengths(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct check *check)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    struct ikt_value theirs = only_group(&u->peer_ke), ours = only_group(&u->ke);
    if (u->ke.present == IKT_NO)
        ours = ikt_pfs(IKT_ABSENT);
    bool known = theirs.kind == IKT_VALUE_PFS && ours.kind == IKT_VALUE_PFS;
    bool keep_ours =
        known && group_strength((int)(int64_t)ours.is.number) > group_strength((int)(int64_t)theirs.is.number);
    tell(draft, c, NULL);
    ikt_cite(draft, &c->peers_length);
    ikt_draft_cite(draft, ikt_keys_sentence(c->arena, c->record->phase1));
    ikt_say_check_or(draft, "show crypto map", c->responder, check->confirms, check->plain);
    IKT_ADVISE(draft, c->values, IKT_NAMED("group", keep_ours ? ours : theirs));
    if (known)
        fix_group(draft, c, !keep_ours, keep_ours ? ours : theirs, keep_ours ? theirs : ours);
}

static void check_required(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_claim *claim = other_side(c);
    if (!c->failed)
        return;
    if (is_required(c, claim))
        add_required(c, drafts, claim, IKT_BASIS_VALUES);
    else if (!claim && is_required(c, c->related))
        add_required(c, drafts, c->related, IKT_BASIS_RELATED);
    ikt_log_check_flags(c, drafts);
    if (is_open(c) && !is_offered(c))
        add_required(c, drafts, NULL, IKT_BASIS_OPEN);
    if (!differ_by_ke(c, IKT_NO))
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PFS_REQUIRED_NOT_OFFERED, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_RELATED, IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    IKT_SUMMARY(draft, "The proposal of {} is too short for PFS, the one of {} has room for group {}{}", c->initiator,
                c->responder, ikt_text(c->arena, c->undecrypted.peer_ke.groups), or_several_sets(&c->undecrypted));
    tell_lengths(draft, c, &required);
}

static void check_mismatch(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_undecrypted *u = &c->undecrypted;
    const struct ikt_claim *claim = other_side(c);
    if (!c->failed)
        return;
    if (is_mismatch(c, claim))
        add_mismatch(c, drafts, claim, IKT_BASIS_VALUES);
    if (c->responder_is->takes_any_pfs_group)
        return;
    if (is_open(c) && is_offered(c))
        add_mismatch(c, drafts, NULL, IKT_BASIS_OPEN);
    if (!differ_by_ke(c, IKT_YES) || strcmp(u->ke.groups, u->peer_ke.groups) == 0)
        return;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PFS_GROUP_MISMATCH, IKT_LIKELIHOOD_PROBABLE,
                                            IKT_BASIS_RELATED, IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    IKT_SUMMARY(draft, "By their lengths the proposal of {} has room for PFS group {}, the one of {} for group {}{}",
                c->initiator, ikt_text(c->arena, u->ke.groups), c->responder, ikt_text(c->arena, u->peer_ke.groups),
                or_several_sets(u));
    tell_lengths(draft, c, &mismatch);
}

/* It came up because the initiator offered more than the responder wants; the other way round it will not. */
static void check_not_configured(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_claim *mirror = c->mirror;
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED || c->record->pfs_group == IKT_ABSENT || !mirror ||
        !has_no_group(mirror))
        return;
    const struct ikt_grounds grounds = ikt_phase2_grounds(c, mirror, IKT_PART_PFS);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED, ikt_certainty_of_difference(&grounds),
                      IKT_BASIS_VALUES, IKT_MISCONFIGURED_RESPONDER, IKT_RANK_READING);
    struct ikt_value ours = ikt_pfs(c->record->pfs_group);
    IKT_SUMMARY(draft, "{} offers PFS {}, {} offers none itself: it comes up from one side only", c->initiator, ours,
                c->responder);
    ikt_draft_has(draft, ours, ikt_pfs(IKT_ABSENT));
    tell(draft, c, mirror);
    IKT_ADVISE(draft, c->values);
    fix_group(draft, c, false, ours, ikt_pfs(IKT_ABSENT));
}

/* Of an SA, and where the responder says so. */
struct lifetime {
    int64_t seconds, kilobytes;    /* IKT_ABSENT: not said */
    const struct ikt_claim *claim; /* its own; NULL: its second message says it */
    uint64_t frame;
    enum ikt_likelihood likelihood;
    bool notified; /* a RESPONDER-LIFETIME notify says it */
};

static bool differ(const struct ikt_phase2_case *c, int64_t a, int64_t b)
{
    if (a == IKT_ABSENT || b == IKT_ABSENT || a == b)
        return false;
    bool by_a_tenth = c->initiator_is->rekeys_early_by_a_tenth || c->responder_is->rekeys_early_by_a_tenth;
    return !by_a_tenth || (MIN(a, b) > 0 && MAX(a, b) / 11 != MIN(a, b) / 10);
}

static void add_life(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct lifetime *theirs,
                     bool in_seconds)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_LIFE_MISMATCH, theirs->likelihood, IKT_BASIS_OBSERVED,
                                            IKT_MISCONFIGURED_EITHER, IKT_RANK_REMARK);
    const char *unit = in_seconds ? "seconds" : "kilobytes";
    int64_t ours = in_seconds ? ikt_offer_seconds(c->record->offer) : ikt_offer_kilobytes(c->record->offer);
    int64_t other = in_seconds ? theirs->seconds : theirs->kilobytes;
    struct ikt_value initiator_has = ikt_made(c->arena, "%" PRId64 " %s", ours, unit);
    struct ikt_value responder_has = ikt_made(c->arena, "%" PRId64 " %s", other, unit);
    IKT_SUMMARY(draft, "{} offers a lifetime of {}, {} has {}; the smaller one holds", c->initiator, initiator_has,
                c->responder, responder_has);
    ikt_draft_has(draft, initiator_has, responder_has);
    ikt_cite(draft, &c->offer);
    if (theirs->claim) {
        ikt_say_claim(draft, c, theirs->claim);
        ikt_cite_statements(draft, c, theirs->claim, IKT_STATEMENT_LIFE);
    }
    if (theirs->frame != 0)
        IKT_SAY(draft, "{} gives {} in frame {}, against {} offered.", c->responder, responder_has,
                ikt_frame(theirs->frame), initiator_has);
    else
        IKT_SAY(draft, "{} has {}, against {} offered.", c->responder, responder_has, initiator_has);
    ikt_draft_frame(draft, theirs->frame);
    IKT_ADVISE(draft, c->values, IKT_NAMED("life", ikt_made(c->arena, "%s %" PRId64, unit, MIN(ours, other))),
               IKT_NAMED("notified", theirs->notified ? ikt_words("") : ikt_unknown()));
    IKT_SAY_NEEDS(draft, ours > other, "a lifetime of {}, unless the difference is wanted",
                  ours > other ? responder_has : initiator_has);
    IKT_FIX(draft, ours > other, IKT_NAMED("before", ikt_made(c->arena, "%s %" PRId64, unit, MAX(ours, other))),
            IKT_NAMED("peer", ours > other ? c->responder : c->initiator));
}

/* What the notifies of a second message say counts more than its transform. */
static void read_notifies(const struct ikt_message *message, struct lifetime *lifetime)
{
    const struct ikt_payload *payload;
    if (!message || message->encrypted)
        return;
    for (size_t n = 0; (payload = ikt_message_payload(message, IKT_PAYLOAD_NOTIFY, n)); n++) {
        if (payload->damaged || payload->notify.type != IKT_NOTIFY_RESPONDER_LIFETIME)
            continue;
        struct ikt_life life = ikt_notify_life(&payload->notify);
        lifetime->notified = true;
        if (life.seconds != IKT_ABSENT)
            lifetime->seconds = life.seconds;
        if (life.kilobytes != IKT_ABSENT)
            lifetime->kilobytes = life.kilobytes;
    }
}

static struct lifetime answered_lifetime(const struct ikt_phase2_case *c)
{
    const struct ikt_phase2 *record = c->record;
    struct lifetime lifetime = {.seconds = ikt_offer_seconds(record->choice),
                                .kilobytes = ikt_offer_kilobytes(record->choice)};
    bool both_protected = false;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name != IKT_QUICK2)
            continue;
        if (lifetime.frame == 0) {
            lifetime.frame = seen->frame;
            both_protected = c->protected_offer && seen->decryption != IKT_DECRYPTION_CLEARTEXT;
        }
        read_notifies(seen->message, &lifetime);
    }
    lifetime.likelihood = ikt_certainty_of_exchange(both_protected);
    return lifetime;
}

static struct lifetime own_lifetime(const struct ikt_phase2_case *c)
{
    const struct ikt_grounds grounds = ikt_phase2_grounds(c, c->mirror, IKT_PART_PFS);
    return (struct lifetime){.seconds = ikt_offer_seconds(c->mirror->sets),
                             .kilobytes = ikt_offer_kilobytes(c->mirror->sets),
                             .claim = c->mirror,
                             .frame = c->mirror->ref.kind == IKT_REF_FRAME ? c->mirror->ref.number : 0,
                             .likelihood = ikt_certainty_of_difference(&grounds)};
}

/* Many peers repeat what is offered: only where the answer shows no difference, the responder's own proposal may. */
static void check_life(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (c->record->outcome != IKT_OUTCOME_ESTABLISHED)
        return;
    int64_t seconds = ikt_offer_seconds(c->record->offer), kilobytes = ikt_offer_kilobytes(c->record->offer);
    struct lifetime theirs = answered_lifetime(c);
    if (c->mirror && !differ(c, seconds, theirs.seconds) && !differ(c, kilobytes, theirs.kilobytes))
        theirs = own_lifetime(c);
    if (differ(c, seconds, theirs.seconds))
        add_life(c, drafts, &theirs, true);
    else if (differ(c, kilobytes, theirs.kilobytes))
        add_life(c, drafts, &theirs, false);
}

/* clang-format off */
/* Which number stands for two groups is not known: only what every refusal logs. */
#define LOG_REQUIRED IKT_LOG( \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSEC(ipsec_process_proposal): invalid transform proposal flags"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSec policy invalidated proposal with error 1024"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "atts not acceptable. Next payload is 0"), \
    IKT_LOG_REFUSED)
#define SHOW IKT_LINES("show crypto map", "show crypto ipsec profile", IKT_SHOW_SESSION, IKT_SHOW_DEBUG)
#define SUSPECT IKT_LINES("! on both", "<crypto map> <MAP> <SEQ> ipsec-isakmp", " set pfs <group>")
#define FIX IKT_LINES( \
    "configure terminal", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " set pfs <group>", \
    "end", \
    "clear crypto sa peer <peer>")
#define UNDO IKT_LINES( \
    "configure terminal", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " <before>", \
    "end", \
    "clear crypto sa peer <peer>")
#define TOUCHES "Either router may change, <why>; this touches " IKT_TOUCHES_ENTRY "; " IKT_TOUCHES_PROFILE "."
#define ADVICE .show = SHOW, .suspect = SUSPECT, .fix = FIX, .undo = UNDO, .touches = TOUCHES

const struct ikt_rule_def ikt_rule_pfs_required_not_offered = {
    .info = {
        .name = "pfs-required-not-offered", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "the responder has set pfs, the initiator has not",
        .explanation = "The responder has \"set pfs\" and the initiator offers no Diffie-Hellman group.\n\n"
            "A proposal without PFS carries no KE, which its length shows even without keys. Certain when the "
            "responder's own proposal for the same networks has a group and the same transforms. \"show crypto map\" "
            "prints \"PFS (Y/N): Y\" and \"DH group\" in the entry that counts. Either router may change: the initiator "
            "gets \"set pfs\", which keeps what the responder wants. " IKT_PROSE_ERRORS,
        .log = LOG_REQUIRED, ADVICE},
    .phase2 = check_required,
    IKT_PFS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_pfs_offered_not_configured = {
    .info = {
        .name = "pfs-offered-not-configured", .severity = IKT_SEVERITY_WARNING, .group = IKT_GROUP_PROTOCOL,
        .line = "the initiator has set pfs, the responder has not: works in this direction only",
        .explanation = "The initiator has \"set pfs\", the responder has not. IOS accepts that, so the tunnel comes up "
            "from one side and fails when the other side begins, at the next rekey for one.\n\n"
            "Seen when the responder's own proposal for the same networks has no group. \"show crypto map\" prints "
            "\"PFS (Y/N)\" for each entry.",
        .log = IKT_NO_LOG, .show = IKT_LINES("show crypto map", IKT_SHOW_SESSION), .suspect = SUSPECT, .fix = FIX,
        .undo = UNDO,
        .touches = "The tunnel is up and works while the other router begins, so the clear may wait for a quiet hour; "
            "this touches " IKT_TOUCHES_ENTRY "; " IKT_TOUCHES_PROFILE "."},
    .phase2 = check_not_configured,
    IKT_PFS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_pfs_group_mismatch = {
    .info = {
        .name = "pfs-group-mismatch", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "set pfs names different groups, or the responder takes none",
        .explanation = "Both sides want PFS, with different groups; or the responder has none and refuses any, as "
            "strongSwan does and IOS does not.\n\n"
            "The KE's length gives the group away, or a few candidates, even without keys; several transform sets "
            "may have the same length. libreswan accepts any group; INVALID-KEY-INFORMATION means a group that the "
            "peer does not have. \"show crypto map\" prints \"DH group\" in the entry that counts. Whether IOS gives error "
            "1024 or 256 for it is from memory and open. " IKT_PROSE_ERRORS,
        .log = IKT_LOG(IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "atts not acceptable. Next payload is 0"),
                       IKT_LOG_REFUSED),
        ADVICE},
    .phase2 = check_mismatch,
    .documents = ikt_check_document_bare_pfs,
    IKT_PFS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_life_mismatch = {
    .info = {
        .name = "life-mismatch", .severity = IKT_SEVERITY_NOTE, .group = IKT_GROUP_PROTOCOL,
        .line = "SA lifetimes differ",
        .explanation = "The two sides are configured with different SA lifetimes. The smaller one holds; between IOS "
            "routers this never stops a negotiation.\n\n"
            "Seen in the second message, in a RESPONDER-LIFETIME notify, or in the responder's own proposal. Many "
            "peers just echo what is offered, so equal values prove nothing. The log line is that of phase 1 with the "
            "protocol of Quick Mode, from memory.",
        .log = IKT_LOG(IKT_LOG_INITIATOR_IF(ALL, "notified", "processing NOTIFY RESPONDER_LIFETIME protocol 3")),
        .show = IKT_LINES("show crypto map", "show crypto ipsec sa | include remaining key lifetime"),
        .suspect = IKT_LINES("! on both", "crypto ipsec security-association lifetime <life>",
                             "<crypto map> <MAP> <SEQ> ipsec-isakmp", " set security-association lifetime <life>"),
        .fix = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                         " set security-association lifetime <life>", "end", "clear crypto sa peer <peer>"),
        .undo = IKT_LINES("configure terminal", "<crypto map> <MAP> <SEQ> ipsec-isakmp",
                          " set security-association lifetime <before>", "end", "clear crypto sa peer <peer>"),
        .touches = "Nothing fails without it: leave the clear out and the new lifetime holds from the next rekey; this "
            "touches " IKT_TOUCHES_ENTRY "; " IKT_TOUCHES_PROFILE "."},
    .phase2 = check_life,
    IKT_LIFE_ELSEWHERE};
/* clang-format on */
