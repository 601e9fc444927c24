/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transform sets: two offers against each other where both are known, else what the answer leaves open.
 */
#include "evidence/ios_words.h"
#include "rules/entry_lines.h"
#include "rules/evidence_text.h"
#include "rules/log_grounds.h"
#include "rules/prose.h"
#include "rules/rule.h"
#include "rules/shared_checks.h"

/* IP protocol 47 */
#define GRE 47
/* Before every shape of networks, which stand up to four before their prior. */
#define GRE_FIRST 5

/* One row per kind of difference. */
struct family {
    enum ikt_rule rule;
    enum ikt_difference bit;
    const char *noun;
    const char *confirms, *plain; /* in the words of IOS, and for other routers */
};

#define OF_ENTRY " under \"Transform sets={ }\" of the entry with this peer"

static const struct family ah_esp = {IKT_RULE_TS_AH_ESP, IKT_DIFFERS_PROTOCOL, "AH and ESP",
                                     "no set" OF_ENTRY " uses the same protocols",
                                     "no proposal of it for this peer uses the same protocols"},
                           cipher = {IKT_RULE_TS_CIPHER, IKT_DIFFERS_CIPHER, "the ESP cipher",
                                     "no set" OF_ENTRY " has this cipher",
                                     "no proposal of it for this peer has this cipher"},
                           keylen = {IKT_RULE_TS_KEYLEN, IKT_DIFFERS_KEYLEN, "the AES key length",
                                     "no set" OF_ENTRY " has this key length",
                                     "no proposal of it for this peer has this key length"},
                           hash = {IKT_RULE_TS_HASH, IKT_DIFFERS_HASH, "the authentication",
                                   "no set" OF_ENTRY " has this hash", "no proposal of it for this peer has this hash"},
                           mode = {IKT_RULE_TS_MODE, IKT_DIFFERS_MODE, "the mode",
                                   "\"show crypto ipsec transform-set\" prints the other mode for every set" OF_ENTRY,
                                   "its connection with this peer is of the other mode"},
                           comp = {IKT_RULE_TS_COMP, IKT_DIFFERS_COMP, "the compression",
                                   "every set" OF_ENTRY " differs in comp-lzs",
                                   "its connection with this peer differs in IP compression"};

static struct ikt_value suite_value(const struct ikt_phase2_case *c, const struct ikt_suite *suite, bool with_mode)
{
    return ikt_object(with_mode ? IKT_VALUE_SUITE_MODE : IKT_VALUE_SUITE, IKT_KEEP(c->arena, suite));
}

/* Which of two suites both routers should have, and why. */
struct kept {
    const struct ikt_suite *suite; /* NULL: IOS can hold neither */
    const char *why;
    bool either; /* the other one would do as well */
};

static struct kept suite_to_keep(const struct ikt_phase2_case *c, const struct ikt_suite *ours,
                                 const struct ikt_suite *theirs)
{
    int more = ikt_suite_strength(ours) - ikt_suite_strength(theirs);
    bool our_ios = ikt_suite_has_ios(ours), their_ios = ikt_suite_has_ios(theirs);
    bool nat = c->record->initiator->behind_nat == IKT_YES || c->record->responder->behind_nat == IKT_YES;
    if (our_ios != their_ios)
        return (struct kept){our_ios ? ours : theirs, "the other suite has no words in IOS", false};
    if (!our_ios)
        return (struct kept){0};
    if (nat && !ours->ah != !theirs->ah)
        return (struct kept){ours->ah ? theirs : ours, "AH passes no NAT", false};
    if (more != 0)
        return (struct kept){more > 0 ? ours : theirs, "the weaker suite gives way", false};
    if (!ours->ipcomp != !theirs->ipcomp)
        return (struct kept){ours->ipcomp ? theirs : ours, "neither suite is weaker, and compression gives way", false};
    return (struct kept){ours, "neither suite is weaker, so the one that was offered stays", true};
}

static void fix_other(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_suite *ours,
                      const struct ikt_suite *theirs)
{
    struct kept kept = suite_to_keep(c, ours, theirs);
    if (!kept.suite)
        return;
    if (kept.either && ikt_draft_is_foreign(draft, false) && !ikt_draft_is_foreign(draft, true))
        kept = (struct kept){theirs, "neither suite is weaker, and only this one is an IOS router", false};
    bool keep_ours = kept.suite == ours;
    IKT_SAY_NEEDS(draft, !keep_ours, "a proposal with {}", suite_value(c, kept.suite, true));
    const struct ikt_suite *suite = IKT_KEEP(c->arena, kept.suite);
    const char *word = ikt_mode_word(ikt_suite_mode(suite));
    g_autofree char *name = ikt_suite_set_name(suite);
    IKT_FIX(draft, !keep_ours, IKT_NAMED("suite", ikt_object(IKT_VALUE_SUITE_IOS, suite)),
            IKT_NAMED("mode", ikt_words(word ? word : "tunnel")), IKT_NAMED("new-set", ikt_text(c->arena, name)),
            IKT_NAMED("why", ikt_words(kept.why)), IKT_NAMED("peer", keep_ours ? c->initiator : c->responder));
}

/* Can the answer mean this kind of difference, from this peer? */
static bool answer_may_mean(const struct ikt_phase2_case *c, enum ikt_difference bit)
{
    const struct ikt_product *who = c->responder_is;
    if (c->refusal > IKT_REFUSAL_UNSAID)
        return ikt_log_may_mean(c, IKT_REFUSAL_TRANSFORM);
    switch (c->notify) {
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        return bit == IKT_DIFFERS_MODE;
    case IKT_NOTIFY_INVALID_KEY_INFORMATION:
        return false;
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        return bit != IKT_DIFFERS_MODE || !who->known || !who->refuses_mode_as_ids;
    default:
        return true;
    }
}

/* Is this difference enough for this peer to refuse? The owner of a document is an IOS router. */
static bool difference_refuses(const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                               const struct ikt_comparison *comparison, enum ikt_difference bit)
{
    const struct ikt_product *who = c->responder_is;
    bool anybody = !who->known && claim->kind == IKT_CLAIM_OFFERED;
    bool doubtful = bit == IKT_DIFFERS_MODE &&
                    (anybody || who->takes_any_mode ||
                     (!who->refuses_either_mode && ikt_suite_mode(&comparison->ours) == IKT_ENCAPSULATION_TUNNEL));
    return (comparison->every & bit) != 0 && !doubtful;
}

/* Why the claim may not hold here. */
static void say_doubt(struct ikt_draft *draft, const struct ikt_phase2_case *c, const struct ikt_claim *claim,
                      enum ikt_basis basis)
{
    bool offered = claim->kind == IKT_CLAIM_OFFERED;
    if (basis == IKT_BASIS_RELATED && offered)
        IKT_SAY(draft, "That offer is for other networks, so it may come from another crypto map entry.");
    else if (basis == IKT_BASIS_RELATED)
        IKT_SAY(draft, "That line is for other networks, so it may belong to another crypto map entry.");
    else if (!ikt_claim_by_peer(c, claim))
        IKT_SAY(draft, "An earlier success shows what was configured then; it may have changed.");
    else if (c->disputing || c->past_forgotten || c->past_unread)
        ikt_say_dispute(draft, c, claim);
    else if (c->mirror_contested && offered)
        IKT_SAY(draft, "Other Quick Modes between the two disagree with that offer, or it lies more than an hour off: "
                       "the configuration may have changed.");
    else if (c->mirror_contested)
        IKT_SAY(draft, "Quick Modes that came up disagree with that line, or it was written more than an hour off: the "
                       "configuration may have changed.");
}

static void add_known(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct family *family,
                      const struct ikt_comparison *comparison, const struct ikt_claim *claim,
                      enum ikt_likelihood likelihood, enum ikt_basis basis)
{
    struct ikt_draft *draft = ikt_draft_add(drafts, family->rule, likelihood, basis, IKT_MISCONFIGURED_EITHER,
                                            c->priors.transforms + IKT_RANK_READING);
    bool with_mode = family->bit == IKT_DIFFERS_MODE;
    bool by_peer = ikt_claim_by_peer(c, claim);
    struct ikt_value ours = suite_value(c, &comparison->ours, with_mode);
    struct ikt_value theirs = suite_value(c, &comparison->theirs, with_mode);

    IKT_SUMMARY(draft, "{} {} {}, {} {} {}", c->initiator, ikt_words(c->assumed ? "has" : "offers"), ours, c->responder,
                ikt_words(claim->kind != IKT_CLAIM_OFFERED ? "has"
                          : by_peer                        ? "offers"
                                                           : "accepted before"),
                theirs);
    ikt_draft_has(draft, ours, theirs);
    ikt_cite(draft, &c->offer);
    ikt_say_claim(draft, c, claim);
    ikt_cite_statements(draft, c, claim, IKT_STATEMENT_SETS);
    IKT_SAY(draft, "No transform set is in both; the nearest two differ in {}: {} against {}.", ikt_words(family->noun),
            ours, theirs);
    say_doubt(draft, c, claim, basis);
    ikt_cite(draft, &c->answer);
    IKT_ADVISE(draft, c->values, IKT_NAMED("offered", ikt_object(IKT_VALUE_SUITE, ours.is.object)));
    fix_other(draft, c, &comparison->ours, &comparison->theirs);
}

/* What the other side has: its own claim for these networks, else what it accepted before, else its related claim. */
static const struct ikt_claim *other_side(const struct ikt_phase2_case *c, enum ikt_basis *basis)
{
    *basis = c->mirror || c->accepted ? IKT_BASIS_VALUES : IKT_BASIS_RELATED;
    return c->mirror ? c->mirror : c->accepted ? c->accepted : c->related;
}

static void check_against(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct family *family)
{
    enum ikt_basis basis;
    const struct ikt_claim *claim = other_side(c, &basis);
    if (!claim)
        return;
    const struct ikt_sa *theirs = claim == c->accepted && claim->chosen ? claim->chosen : claim->sets;
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, theirs);
    unsigned found = comparison.every != 0 ? comparison.every : comparison.some;
    if (!comparison.comparable || !comparison.complete || (found & family->bit) == 0 ||
        (family->bit == IKT_DIFFERS_MODE && c->responder_is->takes_any_mode))
        return;
    enum ikt_likelihood likelihood = IKT_LIKELIHOOD_PROBABLE;
    if (claim == c->mirror) {
        struct ikt_grounds grounds = ikt_phase2_grounds(c, claim, IKT_PART_SETS);
        grounds.answer_may_mean_it = answer_may_mean(c, family->bit);
        grounds.difference_refuses = difference_refuses(c, claim, &comparison, family->bit);
        likelihood =
            ikt_log_may_mean(c, IKT_REFUSAL_TRANSFORM) ? ikt_certainty_of_values(&grounds) : IKT_LIKELIHOOD_POSSIBLE;
    } else if (basis == IKT_BASIS_RELATED &&
               (c->relation != IKT_RELATION_SUBSET || c->notify != IKT_NOTIFY_NO_PROPOSAL_CHOSEN)) {
        likelihood = IKT_LIKELIHOOD_POSSIBLE;
    }
    add_known(c, drafts, family, &comparison, claim, likelihood, basis);
}

static void add_open(const struct ikt_phase2_case *c, struct ikt_drafts *drafts, const struct family *family,
                     enum ikt_likelihood likelihood, int rank)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, family->rule, likelihood, IKT_BASIS_OPEN, IKT_MISCONFIGURED_EITHER, rank);
    if (c->has_suite) {
        struct ikt_value ours = suite_value(c, &c->suite, family->bit == IKT_DIFFERS_MODE);
        IKT_SUMMARY(draft, "{} offers {}{}; {} may differ in {}", c->initiator, ours, ikt_as_before(c), c->responder,
                    ikt_words(family->noun));
        ikt_draft_has(draft, ours, ikt_unknown());
    } else {
        IKT_SUMMARY(draft, "{} and {} may differ in {}", c->initiator, c->responder, ikt_words(family->noun));
    }
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_cite(draft, &c->meaning);
    ikt_say_check_or(draft, "show crypto map", c->responder, family->confirms, family->plain);
    IKT_ADVISE(draft, c->values);
}

/* Are both known, and too long to be compared whole? */
static bool is_too_long(const struct ikt_phase2_case *c)
{
    enum ikt_basis basis;
    const struct ikt_claim *claim = other_side(c, &basis);
    const struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, claim ? claim->sets : NULL);
    return comparison.comparable && !comparison.complete && comparison.some != 0;
}

/*
 * Is the transform set one of the causes that the answer leaves open? What the peer offers itself holds all its sets:
 * then nothing is left to guess, but where they are too many.
 */
static bool is_open(const struct ikt_phase2_case *c)
{
    return c->failed && (!ikt_peer_is_known(c) || is_too_long(c)) && c->priors.transforms > 0;
}

static void check_cipher(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &cipher);
    if (is_open(c) && (!c->record->offer || c->content.cipher))
        add_open(c, drafts, &cipher, IKT_LIKELIHOOD_POSSIBLE, c->priors.transforms);
}

/* One candidate of the family stands for it: the others come behind the other causes. */
#define BEHIND_OTHERS 1

static void check_hash(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &hash);
    if (is_open(c) && (!c->record->offer || c->content.hash))
        add_open(c, drafts, &hash, IKT_LIKELIHOOD_POSSIBLE, BEHIND_OTHERS);
}

static void check_keylen(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &keylen);
    if (is_open(c) && c->record->offer && c->content.aes_length)
        add_open(c, drafts, &keylen, IKT_LIKELIHOOD_POSSIBLE, BEHIND_OTHERS);
}

static void check_ah_esp(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &ah_esp);
    if (!is_open(c))
        return;
    if (!c->record->offer && c->undecrypted.difference == IKT_SIZE_BLOCKS)
        add_open(c, drafts, &ah_esp, IKT_LIKELIHOOD_POSSIBLE, BEHIND_OTHERS);
    else if (c->record->offer && (c->content.ah || c->notify == IKT_NOTIFY_INVALID_PROTOCOL_ID))
        add_open(c, drafts, &ah_esp, IKT_LIKELIHOOD_POSSIBLE, c->priors.transforms + 2);
}

static void check_comp(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &comp);
    if (is_open(c) && c->record->offer && c->content.ipcomp)
        add_open(c, drafts, &comp, IKT_LIKELIHOOD_POSSIBLE, c->priors.transforms + 1);
}

static void check_mode(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    check_against(c, drafts, &mode);
    if (ikt_peer_is_known(c) || c->priors.mode == 0)
        return;
    bool own_hosts = c->has_suite && ikt_suite_mode(&c->suite) == IKT_ENCAPSULATION_TRANSPORT &&
                     ikt_proxy_is_address(&c->proxies.initiator, &c->record->initiator->endpoint.address) &&
                     ikt_proxy_is_address(&c->proxies.responder, &c->record->responder->endpoint.address);
    /* of GRE it is what tunnel protection asks for, with sets of its own at either end and no ACL: the mode is first */
    bool gre = own_hosts && c->proxies.initiator.protocol == GRE && c->proxies.responder.protocol == GRE;
    /* between the peers' own addresses there is hardly an ACL to get wrong */
    bool likely = own_hosts && c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION && c->responder_is->known &&
                  c->responder_is->refuses_mode_as_ids;
    add_open(c, drafts, &mode, likely ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
             gre ? MAX(c->priors.selectors, c->priors.transforms) + GRE_FIRST : c->priors.mode);
}

/* Algorithms that the platform cannot have, or that recent releases refuse. */
static void check_missing(const struct ikt_phase2_case *c, struct ikt_drafts *drafts)
{
    if (!is_open(c) || !c->responder_is->has_transform_sets || !c->has_suite)
        return;
    if (c->content.ios && c->content.strong)
        return;
    bool impossible = !c->content.ios;
    struct ikt_value ours = suite_value(c, &c->suite, false);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_TS_MISSING, impossible ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OPEN, IKT_MISCONFIGURED_EITHER, impossible ? IKT_RANK_RELATED : IKT_RANK_UNLIKELY);
    IKT_SUMMARY(draft,
                impossible ? "{} offers {}, which no IOS transform set can hold"
                           : "{} offers {}, which IOS XE may refuse to configure",
                c->initiator, ours);
    ikt_draft_has(draft, ours, ikt_unknown());
    ikt_cite(draft, &c->offer);
    ikt_cite(draft, &c->answer);
    ikt_say_check(draft, "show crypto map", c->responder, "\"Transform sets={ }\" is empty or lacks the set");
    IKT_ADVISE(draft, c->values);
}

/* clang-format off */
#define LOG IKT_LOG( \
    IKT_LOG_RESPONDER_IF(NEW, "offered-read", \
        "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:"), \
    IKT_LOG_RESPONDER_IF(NEW, "offered-read", "    {<offered> }"), \
    IKT_LOG_RESPONDER_IF(NEW, "no-proposal", "IPSec policy invalidated proposal with error 256"), \
    IKT_LOG_RESPONDER_IF(OLD, "old-transform", \
        "IPSEC(validate_proposal): transform proposal (<old-transform>) not supported"), \
    IKT_LOG_RESPONDER_IF(OLD, "no-proposal", "atts not acceptable. Next payload is 0"), \
    IKT_LOG_REFUSED)
/* Only the list of the entry, or of the tunnel interface's profile, counts: not all sets of the router. */
#define SHOW IKT_LINES("show crypto map", "show crypto ipsec profile", IKT_SHOW_SESSION, IKT_SHOW_DEBUG)
#define SUSPECT IKT_LINES( \
    "! on <initiator>, which offers it", \
    "crypto ipsec transform-set <TS> <suite>", \
    "! on both", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " set transform-set <TS>")
#define FIX IKT_LINES( \
    "configure terminal", \
    "crypto ipsec transform-set <new-set> <suite>", \
    " mode <mode>", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " set transform-set <new-set> <SETS-IT-HAS-NOW>", \
    "end", \
    "clear crypto sa peer <peer>")
#define UNDO IKT_LINES( \
    "configure terminal", \
    "<crypto map> <MAP> <SEQ> ipsec-isakmp", \
    " set transform-set <SETS-IT-HAS-NOW>", \
    "end", \
    "clear crypto sa peer <peer>")
#define TOUCHES "Either router may change, <why>; this touches " IKT_TOUCHES_ENTRY ", no set is redefined (undone, the " \
    "new set stays behind, unused); " IKT_TOUCHES_PROFILE "."
#define ADVICE .log = LOG, .show = SHOW, .suspect = SUSPECT, .fix = FIX, .undo = UNDO, .touches = TOUCHES

const struct ikt_rule_def ikt_rule_ts_cipher = {
    .info = {
        .name = "ts-cipher", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "ESP cipher differs",
        .explanation = "No transform set of the responder has an ESP cipher that the initiator offers.\n\n"
            "On the wire Quick Mode message 1 is answered by NO-PROPOSAL-CHOSEN and the initiator tries again after "
            "some 30 seconds; without debugging a later IOS logs nothing of it.\n\n" IKT_PROSE_BOTH_OFFERS " "
            IKT_PROSE_ENTRY_DECIDES " " IKT_PROSE_ERRORS,
        ADVICE},
    .phase2 = check_cipher,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_keylen = {
    .info = {
        .name = "ts-keylen", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "AES key length differs",
        .explanation = "Both sides use AES, with keys of different length. \"esp-aes\" without a number means 128 "
            "bits.\n\n"
            "The length is attribute 6 of the transform; without keys it cannot be seen, not even in the size of the "
            "message.\n\n" IKT_PROSE_BOTH_OFFERS " " IKT_PROSE_ENTRY_DECIDES " Show commands print the length as "
            "\"esp-256-aes\", the configuration as \"esp-aes 256\". " IKT_PROSE_ERROR("256", "ts-cipher"),
        ADVICE},
    .phase2 = check_keylen,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_hash = {
    .info = {
        .name = "ts-hash", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "ESP or AH authentication differs or is absent on one side",
        .explanation = "The authentication of ESP or AH differs, or one side has none (\"esp-aes\" alone).\n\n"
            "It is attribute 5 of the transform.\n\n" IKT_PROSE_BOTH_OFFERS " " IKT_PROSE_ENTRY_DECIDES " "
            IKT_PROSE_ERROR("256", "ts-cipher"),
        ADVICE},
    .phase2 = check_hash,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_ah_esp = {
    .info = {
        .name = "ts-ah-esp", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "AH against ESP, or AH and ESP against ESP alone",
        .explanation = "One side wants AH (\"ah-sha-hmac\"), alone or beside ESP, the other does not.\n\n"
            "Proposals that share a number are wanted together. A proposal with AH is some 48 bytes longer. AH never "
            "works through a NAT, so ESP alone is the set to keep there.\n\n" IKT_PROSE_BOTH_OFFERS " "
            IKT_PROSE_ENTRY_DECIDES " " IKT_PROSE_ERROR("256", "ts-cipher"),
        ADVICE},
    .phase2 = check_ah_esp,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_mode = {
    .info = {
        .name = "ts-mode", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "tunnel against transport mode",
        .explanation = "Tunnel mode on one side, transport mode on the other.\n\n"
            "The usual case is GRE or DMVPN with tunnel protection: its networks are the two peers themselves, so "
            "\"mode transport\" is really asked for, and a set with \"mode tunnel\" at the other end refuses it. "
            "Between other networks an IOS router with \"mode transport\" asks for tunnel mode; that it accepts tunnel "
            "mode too unless \"require\" is given is from memory. strongSwan answers INVALID-ID-INFORMATION, "
            "libreswan accepts what is offered.\n\n" IKT_PROSE_BOTH_OFFERS " "
            "\"will negotiate = { Transport,  }\" in \"show crypto ipsec transform-set\" names the mode of the set that "
            "the entry, or the tunnel interface's IPsec profile, uses. " IKT_PROSE_ERROR("256", "ts-cipher"),
        .log = LOG,
        .show = IKT_LINES("show crypto map", "show crypto ipsec profile", "show crypto ipsec transform-set",
                          IKT_SHOW_SESSION, IKT_SHOW_DEBUG),
        .suspect = IKT_LINES("! on both, of the set that the entry names", "crypto ipsec transform-set <TS> <suite>",
                             " mode <mode>"),
        .fix = FIX, .undo = UNDO, .touches = TOUCHES},
    .phase2 = check_mode,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_comp = {
    .info = {
        .name = "ts-comp", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "comp-lzs on one side",
        .explanation = "One side adds IP compression (\"comp-lzs\") to the transform set, the other does not.\n\n"
            "It is an IPCOMP proposal under the number of the ESP one.\n\n" IKT_PROSE_BOTH_OFFERS " "
            IKT_PROSE_ENTRY_DECIDES " " IKT_PROSE_ERROR("256", "ts-cipher"),
        ADVICE},
    .phase2 = check_comp,
    .documents = ikt_check_document_compression,
    IKT_SETS_ELSEWHERE};

const struct ikt_rule_def ikt_rule_ts_missing = {
    .info = {
        .name = "ts-missing", .severity = IKT_SEVERITY_ERROR, .group = IKT_GROUP_PROTOCOL,
        .line = "transform set undefined, or its algorithms refused by the platform",
        .explanation = "The crypto map names a transform set that is not defined, or the set holds algorithms that the "
            "platform does not have or refuses.\n\n"
            "An initiator whose set is undefined sends no Quick Mode at all; a responder gives error 256. A proposal whose suite no IOS keyword can "
            "express finds no set at an IOS peer: then the other side has to offer another one. IOS XE 17 refuses "
            "\"esp-3des\" when it is typed, by default (\"crypto engine compliance shield disable\" changes that, from "
            "memory). \"show crypto map\" with an empty list under \"Transform sets={ }\" confirms it.",
        .log = LOG, .show = SHOW, .suspect = SUSPECT, .fix = IKT_NO_LINES, .undo = IKT_NO_LINES, .touches = NULL},
    .phase2 = check_missing,
    .documents = ikt_check_document_sets};
