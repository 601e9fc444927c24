/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * PFS groups and SA lifetimes of Quick Modes.
 */
#include <inttypes.h>
#include <string.h>

#include "rules/ios_words.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

/* Does the peer's other value decide, or do the transforms differ as well? */
static enum ikt_likelihood likelihood_of(const struct ikt_case *c, const struct ikt_history *history)
{
    if (history != c->mirror)
        return IKT_LIKELIHOOD_PROBABLE;
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, history->offer);
    bool same_sets = comparison.comparable && comparison.complete && comparison.some == 0;
    if (!same_sets || !c->protected_offer || c->mirror_contested || c->record->outcome != IKT_OUTCOME_REJECTED ||
        c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION)
        return IKT_LIKELIHOOD_PROBABLE;
    return IKT_LIKELIHOOD_CERTAIN;
}

static void tell(struct ikt_draft *draft, const struct ikt_case *c, const struct ikt_history *history)
{
    ikt_say_offer(draft, c);
    if (history != NULL)
        ikt_say_history(draft, c, history);
    if (c->failed)
        ikt_say_answer(draft, c);
}

static void add_required(const struct ikt_case *c, struct ikt_drafts *drafts, const struct ikt_history *history,
                         enum ikt_basis basis)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PFS_REQUIRED_NOT_OFFERED,
                      basis == IKT_BASIS_VALUES ? likelihood_of(c, history) : IKT_LIKELIHOOD_POSSIBLE, basis,
                      IKT_MISCONFIGURED_RESPONDER, c->priors.pfs);
    g_autofree char *group = history == NULL ? NULL : ikt_pfs_text(history->pfs_group);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    if (history != NULL)
        ikt_draft_summary(draft, "%s offers no PFS, %s wants %s", c->initiator, c->responder, group);
    else if (c->record->offer == NULL && c->closed.ke.present != IKT_NO)
        ikt_draft_summary(draft, "%s may want PFS that %s does not offer", c->responder, c->initiator);
    else if (c->record->offer == NULL)
        ikt_draft_summary(draft, "The proposal of %s is too short for PFS, %s may require it", c->initiator,
                          c->responder);
    else
        ikt_draft_summary(draft, "%s offers no PFS, %s may require it", c->initiator, c->responder);
    if (c->record->offer != NULL)
        ikt_draft_values(draft, "no PFS", group);
    tell(draft, c, history);
    if (basis == IKT_BASIS_OPEN) {
        ikt_say_meaning(draft, c);
        ikt_say_check(draft, "show crypto map", c->responder, "it prints \"PFS (Y/N): Y\"");
    }
    ikt_words_set(words, "group", group);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->responder);
    ikt_draft_fix(draft, words, true);
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

static void add_mismatch(const struct ikt_case *c, struct ikt_drafts *drafts, const struct ikt_history *history,
                         enum ikt_basis basis)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_PFS_GROUP_MISMATCH,
                      basis == IKT_BASIS_VALUES ? likelihood_of(c, history) : IKT_LIKELIHOOD_POSSIBLE, basis,
                      IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    g_autofree char *ours = c->record->offer != NULL ? ikt_pfs_text(c->record->pfs_group) : NULL;
    g_autofree char *theirs = history == NULL ? NULL : ikt_pfs_text(history->pfs_group);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    bool on_initiator = false;
    if (history != NULL) {
        ikt_draft_summary(draft, "%s offers PFS %s, %s has %s", c->initiator, ours, c->responder, theirs);
        on_initiator = group_strength(history->pfs_group) > group_strength(c->record->pfs_group);
        if (on_initiator)
            ikt_words_set(words, "group", theirs);
    } else if (ours != NULL) {
        ikt_draft_summary(draft, "%s offers PFS %s; %s may want another group", c->initiator, ours, c->responder);
    } else {
        ikt_draft_summary(draft, "%s offers PFS by the length of its proposal; %s may want another group", c->initiator,
                          c->responder);
    }
    ikt_draft_values(draft, ours, theirs);
    tell(draft, c, history);
    if (basis == IKT_BASIS_OPEN) {
        ikt_say_meaning(draft, c);
        ikt_say_check(draft, "show crypto map", c->responder, "its \"DH group\" line names another group");
    }
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", on_initiator ? c->responder : c->initiator);
    ikt_draft_fix(draft, words, on_initiator);
}

/* Proposals that no key opens differ by a KE, or by the length of one. */
static void check_lengths(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_ke_guess theirs = c->closed.peer_ke;
    if (c->record->offer != NULL || c->priors.pfs == 0 || c->closed.difference != IKT_SIZE_KE)
        return;
    bool required = c->closed.ke.present == IKT_NO && theirs.present == IKT_YES;
    bool other = c->closed.ke.present == IKT_YES && theirs.present == IKT_YES &&
                 strcmp(c->closed.ke.groups, theirs.groups) != 0 && !ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN);
    if (!required && !other)
        return;
    struct ikt_draft *draft = ikt_draft_add(
        drafts, required ? IKT_RULE_PFS_REQUIRED_NOT_OFFERED : IKT_RULE_PFS_GROUP_MISMATCH, IKT_LIKELIHOOD_PROBABLE,
        IKT_BASIS_RELATED, required ? IKT_MISCONFIGURED_RESPONDER : IKT_MISCONFIGURED_EITHER, c->priors.pfs);
    if (required)
        ikt_draft_summary(draft, "The proposal of %s is too short for PFS, the one of %s has room for group %s",
                          c->initiator, c->responder, theirs.groups);
    else
        ikt_draft_summary(draft, "By their lengths %s offers PFS group %s, %s group %s", c->initiator,
                          c->closed.ke.groups, c->responder, theirs.groups);
    tell(draft, c, NULL);
    ikt_say_closed_peer(draft, c);
    ikt_say_keys(draft, c->record->phase1);
    ikt_say_check(draft, "show crypto map", c->responder,
                  required ? "it prints \"PFS (Y/N): Y\"" : "its \"DH group\" line names another group");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    if (strchr(theirs.groups, ' ') == NULL)
        ikt_words_take(words, "group", g_strconcat("group", theirs.groups, NULL));
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->responder);
    ikt_draft_fix(draft, words, true);
}

static void check_failed(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_history *history = c->mirror != NULL ? c->mirror : c->accepted;
    int group = c->record->pfs_group;
    /* libreswan takes any group, strongSwan none but its own, IOS any where it has none itself */
    bool libreswan = ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN);
    bool strongswan = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN);
    if (history != NULL) {
        if (group == IKT_ABSENT && history->pfs_group != IKT_ABSENT)
            add_required(c, drafts, history, IKT_BASIS_VALUES);
        else if (group != IKT_ABSENT && history->pfs_group != IKT_ABSENT && group != history->pfs_group && !libreswan)
            add_mismatch(c, drafts, history, IKT_BASIS_VALUES);
        else if (group != IKT_ABSENT && history->pfs_group == IKT_ABSENT && strongswan)
            add_mismatch(c, drafts, history, IKT_BASIS_VALUES);
        if (history == c->mirror)
            return;
    }
    if (history == NULL && c->related != NULL && group == IKT_ABSENT && c->related->pfs_group != IKT_ABSENT)
        add_required(c, drafts, c->related, IKT_BASIS_RELATED);
    if (c->priors.pfs == 0)
        return;
    bool offered = c->record->offer != NULL ? group != IKT_ABSENT : c->closed.ke.present == IKT_YES;
    if (!offered)
        add_required(c, drafts, NULL, IKT_BASIS_OPEN);
    else if (!libreswan)
        add_mismatch(c, drafts, NULL, IKT_BASIS_OPEN);
}

/* It came up because the initiator offered more than the responder wants; the other way round it will not. */
static void check_one_sided(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_history *mirror = c->mirror;
    if (c->record->pfs_group == IKT_ABSENT || mirror == NULL || mirror->pfs_group != IKT_ABSENT)
        return;
    bool sure = c->protected_offer && !c->mirror_contested;
    struct ikt_draft *draft = ikt_draft_add(drafts, IKT_RULE_PFS_OFFERED_NOT_CONFIGURED,
                                            sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE, IKT_BASIS_VALUES,
                                            IKT_MISCONFIGURED_RESPONDER, 50);
    g_autofree char *ours = ikt_pfs_text(c->record->pfs_group);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_summary(draft, "%s offers PFS %s, %s offers none itself: it comes up from one side only", c->initiator,
                      ours, c->responder);
    ikt_draft_values(draft, ours, "no PFS");
    tell(draft, c, mirror);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

/* strongSwan offers a tenth more than it is configured with. */
static bool differ(const struct ikt_case *c, int64_t a, int64_t b)
{
    if (a == IKT_ABSENT || b == IKT_ABSENT || a == b)
        return false;
    bool strongswan =
        c->record->initiator->vendor == IKT_VENDOR_STRONGSWAN || c->record->responder->vendor == IKT_VENDOR_STRONGSWAN;
    return !strongswan || (MIN(a, b) > 0 && MAX(a, b) / 11 != MIN(a, b) / 10);
}

static void add_life(const struct ikt_case *c, struct ikt_drafts *drafts, int64_t ours, int64_t theirs,
                     const char *unit, const struct ikt_history *history, uint64_t frame, bool sure)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_LIFE_MISMATCH, sure ? IKT_LIKELIHOOD_CERTAIN : IKT_LIKELIHOOD_PROBABLE,
                      IKT_BASIS_OBSERVED, IKT_MISCONFIGURED_EITHER, 10);
    g_autofree char *initiator_has = g_strdup_printf("%" PRId64 " %s", ours, unit);
    g_autofree char *responder_has = g_strdup_printf("%" PRId64 " %s", theirs, unit);
    ikt_draft_summary(draft, "%s offers a lifetime of %s, %s has %s; the smaller one holds", c->initiator,
                      initiator_has, c->responder, responder_has);
    ikt_draft_values(draft, initiator_has, responder_has);
    ikt_say_offer(draft, c);
    if (history != NULL)
        ikt_say_history(draft, c, history);
    ikt_draft_evidence(draft, "%s gives %s in frame %" PRIu64 ", against %s offered.", c->responder, responder_has,
                       frame, initiator_has);
    ikt_draft_frame(draft, frame);
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_words_take(words, "life", g_strdup_printf("%s %" PRId64, unit, MIN(ours, theirs)));
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", ours > theirs ? c->responder : c->initiator);
    ikt_draft_fix(draft, words, ours > theirs);
}

/* SA life attributes in the data of a RESPONDER-LIFETIME notify, RFC 2407 section 4.6.3.1. */
static void read_lifetime(struct ikt_bytes data, int64_t *seconds, int64_t *kilobytes)
{
    int64_t *target = NULL;
    for (size_t at = 0; data.length - at >= 4;) {
        unsigned type = ((unsigned)data.data[at] << 8) | data.data[at + 1];
        size_t size = ((size_t)data.data[at + 2] << 8) | data.data[at + 3];
        int64_t value = 0;
        at += 4;
        if ((type & 0x8000) != 0) {
            value = (int64_t)size;
        } else {
            if (size > data.length - at || size > 7)
                return;
            for (size_t i = 0; i < size; i++)
                value = value << 8 | data.data[at + i];
            at += size;
        }
        if ((type & 0x7fff) == IKT_P2ATTR_SA_LIFE_TYPE)
            target = value == IKT_LIFE_SECONDS ? seconds : value == IKT_LIFE_KILOBYTES ? kilobytes : NULL;
        else if ((type & 0x7fff) == IKT_P2ATTR_SA_LIFE_DURATION && target != NULL)
            *target = value;
    }
}

static void check_life(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const struct ikt_phase2 *record = c->record;
    int64_t seconds = ikt_offer_seconds(record->choice), kilobytes = ikt_offer_kilobytes(record->choice);
    const struct ikt_history *history = NULL;
    uint64_t frame = 0;
    bool sure = false;
    for (size_t i = 0; i < record->seen_count; i++) {
        const struct ikt_seen *seen = &record->seen[i];
        if (seen->name != IKT_QUICK2)
            continue;
        if (frame == 0) {
            frame = seen->frame;
            sure = seen->decryption != IKT_DECRYPTION_CLEARTEXT;
        }
        if (seen->message == NULL || seen->message->encrypted)
            continue;
        const struct ikt_payload *payload;
        for (size_t n = 0; (payload = ikt_message_payload(seen->message, IKT_PAYLOAD_NOTIFY, n)) != NULL; n++) {
            if (!payload->damaged && payload->notify.type == IKT_NOTIFY_RESPONDER_LIFETIME)
                read_lifetime(payload->notify.data, &seconds, &kilobytes);
        }
    }
    int64_t our_seconds = ikt_offer_seconds(record->offer), our_kilobytes = ikt_offer_kilobytes(record->offer);
    if (c->mirror != NULL && !differ(c, our_seconds, seconds) && !differ(c, our_kilobytes, kilobytes)) {
        history = c->mirror;
        frame = history->frame;
        sure = !c->mirror_contested;
        seconds = ikt_offer_seconds(history->offer);
        kilobytes = ikt_offer_kilobytes(history->offer);
    }
    sure = sure && c->protected_offer;
    if (differ(c, our_seconds, seconds))
        add_life(c, drafts, our_seconds, seconds, "seconds", history, frame, sure);
    else if (differ(c, our_kilobytes, kilobytes))
        add_life(c, drafts, our_kilobytes, kilobytes, "kilobytes", history, frame, sure);
}

void ikt_rules_pfs(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (c->failed) {
        check_failed(c, drafts);
        check_lengths(c, drafts);
    }
    if (c->record->outcome == IKT_OUTCOME_ESTABLISHED) {
        check_one_sided(c, drafts);
        check_life(c, drafts);
    }
}
