/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Transform sets: two offers against each other where both are known, else what the answer leaves open.
 */
#include "rules/ios_words.h"
#include "rules/rules.h"
#include "rules/evidence_text.h"

/* One row per kind of difference. share: of the family's prior when the cause is open. */
static const struct family {
    enum ikt_difference bit;
    enum ikt_rule rule;
    const char *noun;
    const char *confirms;
} families[] = {
    {IKT_DIFFERS_PROTOCOL, IKT_RULE_TS_AH_ESP, "AH and ESP", "its sets do not use the same protocols"},
    {IKT_DIFFERS_CIPHER, IKT_RULE_TS_CIPHER, "the ESP cipher", "no set there has this cipher"},
    {IKT_DIFFERS_KEYLEN, IKT_RULE_TS_KEYLEN, "the AES key length", "its AES sets have another key length"},
    {IKT_DIFFERS_HASH, IKT_RULE_TS_HASH, "the authentication", "no set there has this hash"},
    {IKT_DIFFERS_MODE, IKT_RULE_TS_MODE, "the mode", "its set negotiates the other mode"},
    {IKT_DIFFERS_COMP, IKT_RULE_TS_COMP, "the compression", "its sets differ in comp-lzs"},
};

static const struct family *family_of(enum ikt_rule rule)
{
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        if (families[i].rule == rule)
            return &families[i];
    }
    return NULL;
}

static char *suite_words(const struct ikt_suite *suite, bool with_mode)
{
    g_autofree char *text = ikt_suite_text(suite);
    const char *mode = with_mode ? ikt_mode_word(ikt_suite_mode(suite)) : NULL;
    return mode == NULL ? g_strdup(text) : g_strdup_printf("%s (%s)", text, mode);
}

/* The stronger suite is the one to keep; the other router is told. */
static void fix_weaker(struct ikt_draft *draft, struct ikt_words *words, const struct ikt_case *c,
                       const struct ikt_suite *ours, const struct ikt_suite *theirs)
{
    bool keep_ours = ikt_suite_strength(ours) >= ikt_suite_strength(theirs);
    const struct ikt_suite *kept = keep_ours ? ours : theirs;
    ikt_words_take(words, "suite", ikt_suite_ios(kept));
    ikt_words_set(words, "mode", ikt_mode_word(ikt_suite_mode(kept)));
    ikt_words_set(words, "peer", keep_ours ? c->initiator : c->responder);
    ikt_draft_fix(draft, words, !keep_ours);
}

/* What the answer says against this kind of difference being the cause. */
static bool answer_speaks_otherwise(const struct ikt_case *c, enum ikt_difference bit)
{
    bool strongswan = ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN);
    switch (c->notify) {
    case IKT_NOTIFY_INVALID_ID_INFORMATION:
        return bit != IKT_DIFFERS_MODE;
    case IKT_NOTIFY_INVALID_KEY_INFORMATION:
        return true;
    case IKT_NOTIFY_NO_PROPOSAL_CHOSEN:
        return bit == IKT_DIFFERS_MODE && strongswan;
    default:
        return false;
    }
}

static enum ikt_likelihood both_offers(const struct ikt_case *c, const struct ikt_comparison *comparison,
                                       enum ikt_difference bit)
{
    /* libreswan takes whatever mode is offered; of IOS it is known only that tunnel mode refuses transport */
    bool doubtful_mode = bit == IKT_DIFFERS_MODE && (ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN) ||
                                                     (!ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN) &&
                                                      ikt_suite_mode(&comparison->ours) == IKT_ENCAPSULATION_TUNNEL));
    if (!comparison->complete || (comparison->every & bit) == 0 || !c->protected_offer || c->mirror_contested ||
        c->record->outcome != IKT_OUTCOME_REJECTED || answer_speaks_otherwise(c, bit) || doubtful_mode)
        return IKT_LIKELIHOOD_PROBABLE;
    return IKT_LIKELIHOOD_CERTAIN;
}

static void add_known(const struct ikt_case *c, struct ikt_drafts *drafts, const struct family *family,
                      const struct ikt_comparison *comparison, const struct ikt_history *history,
                      enum ikt_likelihood likelihood, enum ikt_basis basis)
{
    struct ikt_draft *draft =
        ikt_draft_add(drafts, family->rule, likelihood, basis, IKT_MISCONFIGURED_EITHER, c->priors.transforms + 50);
    bool mode = family->bit == IKT_DIFFERS_MODE;
    bool by_peer = ikt_address_equal(&history->initiator, &c->record->responder->endpoint.address);
    g_autofree char *ours = suite_words(&comparison->ours, mode);
    g_autofree char *theirs = suite_words(&comparison->theirs, mode);

    ikt_draft_summary(draft, "%s offers %s, %s %s %s", c->initiator, ours, c->responder,
                      by_peer ? "offers" : "accepted before", theirs);
    ikt_draft_values(draft, ours, theirs);
    ikt_say_offer(draft, c);
    ikt_say_history(draft, c, history);
    ikt_draft_evidence(draft, "No transform set is in both; the nearest two differ in %s: %s against %s.", family->noun,
                       ours, theirs);
    if (basis == IKT_BASIS_RELATED)
        ikt_draft_evidence(draft, "That offer is for other networks, so it may come from another crypto map entry.");
    else if (!by_peer)
        ikt_draft_evidence(draft, "An earlier success shows what was configured then; it may have changed.");
    else if (c->mirror_contested)
        ikt_draft_evidence(draft, "Other Quick Modes between the two disagree with that offer, or it lies more than "
                                  "an hour off: the configuration may have changed.");
    ikt_say_answer(draft, c);

    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_words_take(words, "offered", ikt_suite_text(&comparison->ours));
    ikt_draft_advise(draft, words);
    fix_weaker(draft, words, c, &comparison->ours, &comparison->theirs);
}

static void check_against(const struct ikt_case *c, struct ikt_drafts *drafts, const struct ikt_history *history,
                          enum ikt_basis basis)
{
    const struct ikt_sa *theirs = history == c->accepted && history->choice != NULL ? history->choice : history->offer;
    struct ikt_comparison comparison = ikt_offers_compare(c->record->offer, theirs);
    if (!comparison.comparable)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        const struct family *family = &families[i];
        unsigned found = comparison.every != 0 ? comparison.every : comparison.some;
        if ((found & family->bit) == 0)
            continue;
        if (family->bit == IKT_DIFFERS_MODE && ikt_case_responder_is(c, IKT_VENDOR_LIBRESWAN))
            continue;
        enum ikt_likelihood likelihood = IKT_LIKELIHOOD_PROBABLE;
        if (history == c->mirror)
            likelihood = both_offers(c, &comparison, family->bit);
        else if (basis == IKT_BASIS_RELATED &&
                 (c->relation != IKT_RELATION_SUBSET || c->notify != IKT_NOTIFY_NO_PROPOSAL_CHOSEN))
            likelihood = IKT_LIKELIHOOD_POSSIBLE;
        add_known(c, drafts, family, &comparison, history, likelihood, basis);
    }
}

static struct ikt_draft *add_open(const struct ikt_case *c, struct ikt_drafts *drafts, enum ikt_rule rule, int weight)
{
    const struct family *family = family_of(rule);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, rule, IKT_LIKELIHOOD_POSSIBLE, IKT_BASIS_OPEN, IKT_MISCONFIGURED_EITHER, weight);
    if (draft->wordless)
        return draft;
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    struct ikt_suite suite;
    if (ikt_case_suite(c, &suite)) {
        g_autofree char *ours = suite_words(&suite, rule == IKT_RULE_TS_MODE);
        ikt_draft_summary(draft, "%s offers %s; %s may differ in %s", c->initiator, ours, c->responder, family->noun);
        ikt_draft_values(draft, ours, NULL);
    } else {
        ikt_draft_summary(draft, "%s and %s may differ in %s", c->initiator, c->responder, family->noun);
    }
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    ikt_say_meaning(draft, c);
    ikt_say_check(draft, "show crypto ipsec transform-set", c->responder, family->confirms);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
    return draft;
}

/* What the offer holds, over all its suites. */
struct content {
    bool ah, ipcomp, aes_length, hash, cipher, ios, strong;
};

static struct content content_of(const struct ikt_sa *offer)
{
    struct content content = {0};
    struct ikt_suites suites;
    ikt_suites_of(offer, &suites);
    for (unsigned i = 0; i < suites.count; i++) {
        const struct ikt_suite *suite = &suites.items[i];
        g_autofree char *ios = ikt_suite_ios(suite);
        content.ios = content.ios || ios != NULL;
        content.ah = content.ah || suite->ah != NULL;
        content.ipcomp = content.ipcomp || suite->ipcomp != NULL;
        if (suite->esp == NULL) {
            content.hash = true;
            content.strong = true;
            continue;
        }
        content.cipher = true;
        content.hash = content.hash || !ikt_transform_is_aead(suite->esp);
        content.aes_length = content.aes_length || suite->esp->key_bits != IKT_ABSENT;
        content.strong = content.strong || (suite->esp->id != IKT_ESP_DES && suite->esp->id != IKT_ESP_3DES &&
                                            suite->esp->integrity != IKT_INTEGRITY_HMAC_MD5);
    }
    return content;
}

/* Algorithms that the platform cannot have, or that recent releases refuse. */
static void check_platform(const struct ikt_case *c, struct ikt_drafts *drafts, const struct content *content)
{
    if (!ikt_case_responder_is(c, IKT_VENDOR_CISCO_IOS) || (content->ios && content->strong))
        return;
    bool impossible = !content->ios;
    struct ikt_suite suite;
    if (!ikt_case_suite(c, &suite))
        return;
    g_autofree char *ours = ikt_suite_text(&suite);
    struct ikt_draft *draft =
        ikt_draft_add(drafts, IKT_RULE_TS_MISSING, impossible ? IKT_LIKELIHOOD_PROBABLE : IKT_LIKELIHOOD_POSSIBLE,
                      IKT_BASIS_OPEN, IKT_MISCONFIGURED_EITHER, impossible ? 80 : 4);
    if (impossible)
        ikt_draft_summary(draft, "%s offers %s, which no IOS transform set can hold", c->initiator, ours);
    else
        ikt_draft_summary(draft, "%s offers %s, which recent IOS XE refuses to configure", c->initiator, ours);
    ikt_draft_values(draft, ours, NULL);
    ikt_say_offer(draft, c);
    ikt_say_answer(draft, c);
    ikt_say_check(draft, "show crypto map", c->responder, "\"Transform sets={ }\" is empty or lacks the set");
    IKT_AUTO_WORDS struct ikt_words *words = ikt_case_words(c);
    ikt_draft_advise(draft, words);
    ikt_words_set(words, "peer", c->initiator);
    ikt_draft_fix(draft, words, false);
}

static void check_open(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    const int prior = c->priors.transforms;
    struct content content = content_of(c->record->offer);
    if (c->priors.mode > 0) {
        struct ikt_suite suite;
        bool told = ikt_case_suite(c, &suite);
        struct ikt_draft *draft = add_open(c, drafts, IKT_RULE_TS_MODE, c->priors.mode);
        bool own_hosts = told && ikt_suite_mode(&suite) == IKT_ENCAPSULATION_TRANSPORT &&
                         ikt_proxy_is_address(&c->proxies.initiator, &c->record->initiator->endpoint.address) &&
                         ikt_proxy_is_address(&c->proxies.responder, &c->record->responder->endpoint.address);
        /* between the peers' own addresses there is hardly an ACL to get wrong */
        if (own_hosts && c->notify == IKT_NOTIFY_INVALID_ID_INFORMATION &&
            ikt_case_responder_is(c, IKT_VENDOR_STRONGSWAN))
            draft->finding.likelihood = IKT_LIKELIHOOD_PROBABLE;
    }
    if (prior == 0)
        return;
    if (c->record->offer == NULL) {
        /* no length tells one member of the family from another: the others stand behind all other families */
        add_open(c, drafts, IKT_RULE_TS_CIPHER, prior);
        add_open(c, drafts, IKT_RULE_TS_HASH, 1);
        if (c->closed.difference == IKT_SIZE_BLOCKS)
            add_open(c, drafts, IKT_RULE_TS_AH_ESP, 1);
        return;
    }
    if (content.ah)
        add_open(c, drafts, IKT_RULE_TS_AH_ESP, prior + 10);
    else if (c->notify == IKT_NOTIFY_INVALID_PROTOCOL_ID)
        add_open(c, drafts, IKT_RULE_TS_AH_ESP, prior + 5);
    if (content.ipcomp)
        add_open(c, drafts, IKT_RULE_TS_COMP, prior + 3);
    if (content.cipher)
        add_open(c, drafts, IKT_RULE_TS_CIPHER, prior);
    if (content.hash)
        add_open(c, drafts, IKT_RULE_TS_HASH, prior - 1);
    if (content.aes_length)
        add_open(c, drafts, IKT_RULE_TS_KEYLEN, prior - 2);
    check_platform(c, drafts, &content);
}

void ikt_rules_proposal(const struct ikt_case *c, struct ikt_drafts *drafts)
{
    if (!c->failed)
        return;
    if (c->mirror != NULL)
        check_against(c, drafts, c->mirror, IKT_BASIS_VALUES);
    else if (c->accepted != NULL)
        check_against(c, drafts, c->accepted, IKT_BASIS_VALUES);
    else if (c->related != NULL)
        check_against(c, drafts, c->related, IKT_BASIS_RELATED);
    /* what the peer offers itself holds all its sets: nothing is left to guess */
    if (c->mirror == NULL)
        check_open(c, drafts);
}
